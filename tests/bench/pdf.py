"""How long the PDF takes, how much memory, and whether it is complete: `python -m tests.bench.pdf [BRIEFS [cold]]`.

Each case runs in a process of its own, from the dossier as it was read to the finished file, start-up of the process
and of WeasyPrint included. Ratios are to one document: the same parts, in one HTML file laid out by one process. Of
`cold`, no other case is measured.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from generator.build import load
from generator.editions import only
from generator.model import Dossier
from generator.pdf import write_pdf
from generator.pdf.parts import Parts
from generator.pdf.press import fetcher, first, weasyprint
from generator.resources import templates
from tests.bench.complete import check
from tests.bench.corpus import write_dossier
from tests.bench.measure import family, megabytes

BRIEFS = 500
COMPARED = 100
"""Briefs of the document that is made in one piece: its time grows faster than its length."""


class Measured(NamedTuple):
    seconds: float
    cpu: float
    """Seconds, of all processes together."""
    megabytes: float
    """Of all processes together, at their highest: proportional set size, sampled ten times a second."""


def main(briefs: int = BRIEFS, only_cold: bool = False) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_dossier(place / "dossier", briefs)
        dossier = load(place / "dossier")
        if not only_cold:
            _compare(place, only(dossier, dossier.entries[:COMPARED]))
        cold = _say(f"{briefs} briefs in parts, cold, 2 processes", _run(place, dossier, "parts"))
        check(dossier, place / "parts.pdf")
        for name, changed in () if only_cold else _cases(dossier):
            _say(name, _run(place, changed, "parts"), cold)
            check(changed, place / "parts.pdf")
            _run(place, dossier, "parts")
    return 0


def _compare(place: Path, few: Dossier) -> None:
    count = len(few.entries)
    one = _say(f"{count} briefs as one document", _run(place, few, "one"))
    _say(f"{count} briefs in parts, cold, 2 processes", _run(place, few, "parts"), one)
    sizes = [(place / f"{how}.pdf").stat().st_size for how in ("one", "parts")]
    print(f"size: {sizes[0] / 1e6:.2f} MB as one document, {sizes[1] / 1e6:.2f} MB in parts")
    for path in (place / "cache").iterdir():
        path.unlink()


def _cases(dossier: Dossier) -> tuple[tuple[str, Dossier], ...]:
    return (
        ("joined anew, nothing changed", dossier),
        ("one brief's text changed", _changed(dossier, summary="Nobody had expected this.")),
        ("a title changed", _changed(dossier, title="A title that nobody had expected")),
        ("a brief got a page longer", _changed(dossier, notes="Nobody had expected this.\n\n" * 40)),
    )


def _changed(dossier: Dossier, **fields: str) -> Dossier:
    middle = len(dossier.entries) // 2
    entry = dossier.entries[middle]
    if "summary" in fields:
        entry = replace(entry, summary=(replace(entry.summary[0], text=fields["summary"]), *entry.summary[1:]))
    entry = replace(entry, brief=replace(entry.brief, **fields))
    return replace(dossier, entries=(*dossier.entries[:middle], entry, *dossier.entries[middle + 1 :]))


def _run(place: Path, dossier: Dossier, how: str) -> Measured:
    """Make the PDF in another process."""
    (place / "dossier.pickle").write_bytes(pickle.dumps(dossier))
    began = time.perf_counter()
    made = subprocess.Popen([sys.executable, "-m", "tests.bench.pdf", how, str(place)])
    highest = [0.0]
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(made.pid, ended, highest))
    watching.start()
    _, status, usage = os.wait4(made.pid, 0)
    seconds = time.perf_counter() - began
    ended.set()
    watching.join()
    made.returncode = os.waitstatus_to_exitcode(status)
    if made.returncode:
        raise SystemExit(f"the PDF wasn't made: {made.returncode}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, highest[0])


def _watch(pid: int, ended: threading.Event, highest: list[float]) -> None:
    while not ended.wait(0.1):
        highest[0] = max(highest[0], sum(map(megabytes, family(pid))))


def _say(name: str, measured: Measured, against: Measured | None = None) -> Measured:
    ratio = f"   {measured.seconds / against.seconds:5.3f} of the case above" if against else ""
    told = f"{measured.seconds:8.2f} s   {measured.cpu:8.2f} s of CPU   {measured.megabytes:6.0f} MB"
    print(f"{name:<40}{told}{ratio}", flush=True)
    return measured


def _in_parts(dossier: Dossier, place: Path) -> None:
    write_pdf(dossier, (templates(),), place / "parts.pdf", lambda _: None, jobs=2, cache=place / "cache")


def _in_one(dossier: Dossier, place: Path) -> None:
    """The parts as one HTML file; numbers of pages by CSS."""
    from generator.fonts import font_faces

    parts = Parts(dossier, (templates(),))
    pieces = [part.html for part in [*parts.before(), *parts.briefs(), *parts.after({})]]
    around = re.compile(r"(?s).*<body[^>]*>|</body>.*|<p class=\"(?:marking|folio)\">.*?</p>")
    bodies = [around.sub("", html) for html in pieces]
    html = pieces[0].partition("<body")[0] + "<body>" + "\n".join(bodies).replace('href="dossier:', 'href="#')
    sheet = first((templates(),), "print/print.css")
    css = sheet.read_text(encoding="utf-8")
    css += ".page { font-size: 0 } .page::after { font-size: 9pt; content: target-counter(attr(href), page) }"
    css += '@page { size: A4; @bottom-right { content: counter(page) " / " counter(pages) } }'
    fetched = fetcher((templates(),))
    fonts = weasyprint().text.fonts.FontConfiguration()
    base = sheet.as_uri()
    styles = weasyprint().CSS(string=font_faces() + css, base_url=base, url_fetcher=fetched, font_config=fonts)
    made = weasyprint().HTML(string=html, base_url=base, url_fetcher=fetched)
    made.write_pdf(place / "one.pdf", stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    if sys.argv[1:2] in (["one"], ["parts"]):
        folder = Path(sys.argv[2])
        read = pickle.loads((folder / "dossier.pickle").read_bytes())
        (_in_one if sys.argv[1] == "one" else _in_parts)(read, folder)
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else BRIEFS, "cold" in sys.argv))
