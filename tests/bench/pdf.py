"""How long the PDF takes, and how much memory: `python -m tests.bench.pdf [BRIEFS]`.

Each case runs in a process of its own, from the dossier as it was read to the finished file, start-up of the process
and of WeasyPrint included. Ratios are to one document: the same parts, in one HTML file laid out by one process.
"""

from __future__ import annotations

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

from generator.build import load, make_briefs
from generator.jobs import cores
from generator.model import Dossier
from generator.pdf import write_pdf
from generator.pdf.parts import Parts
from generator.pdf.press import fetcher, first, weasyprint
from generator.progress import Progress
from generator.resources import templates
from tests.bench.corpus import write_dossier

BRIEFS = 500
COMPARED = 100
"""Briefs of the document that is made in one piece: its time grows faster than its length."""


class Measured(NamedTuple):
    seconds: float
    megabytes: float
    """Of all processes together, at their highest: proportional set size, sampled ten times a second."""


def main(briefs: int = BRIEFS) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_dossier(place / "dossier", briefs)
        make_briefs(place / "dossier", cores(), Progress(0))
        dossier = load(place / "dossier")
        few = _first(dossier, COMPARED)
        one = _say(f"one document, {COMPARED} briefs", _run(place, few, "one"))
        parts = _say(f"parts, {COMPARED} briefs, cold, 2 processes", _run(place, few, "parts"), one)
        _clear(place)
        cold = _say(f"parts, {len(dossier.entries)} briefs, cold, 2 processes", _run(place, dossier, "parts"))
        cases = (
            ("nothing changed", dossier),
            ("one brief's text changed", _changed(dossier, summary="Nobody had expected this.")),
            ("a title changed", _changed(dossier, title="A title that nobody had expected")),
            ("a brief got a page longer", _changed(dossier, notes="Nobody had expected this.\n\n" * 40)),
        )
        for name, changed in cases:
            _say(name, _run(place, changed, "parts"), cold)
            _run(place, dossier, "parts")
        size = (place / "made.pdf").stat().st_size
        print(f"{'size of the file':<44}{size / 1e6:8.2f} MB   {size / len(dossier.entries):6.0f} bytes a brief")
        print(f"{'one document against parts, per brief':<44}{one.seconds / parts.seconds:8.2f}")
    return 0


def _first(dossier: Dossier, number: int) -> Dossier:
    from generator.editions import only

    return only(dossier, dossier.entries[:number])


def _changed(dossier: Dossier, **fields: str) -> Dossier:
    middle = len(dossier.entries) // 2
    entry = dossier.entries[middle]
    if "summary" in fields:
        entry = replace(entry, summary=(replace(entry.summary[0], text=fields["summary"]), *entry.summary[1:]))
    entry = replace(entry, brief=replace(entry.brief, **fields))
    return replace(dossier, entries=(*dossier.entries[:middle], entry, *dossier.entries[middle + 1 :]))


def _clear(place: Path) -> None:
    for path in (place / "cache").iterdir():
        path.unlink()


def _run(place: Path, dossier: Dossier, how: str) -> Measured:
    """Make the PDF in another process."""
    (place / "dossier.pickle").write_bytes(pickle.dumps(dossier))
    began = time.perf_counter()
    made = subprocess.Popen([sys.executable, "-m", "tests.bench.pdf", how, str(place)])
    highest = [0.0]
    watching = threading.Thread(target=_watch, args=(made, highest))
    watching.start()
    made.wait()
    seconds = time.perf_counter() - began
    watching.join()
    assert made.returncode == 0
    return Measured(seconds, highest[0])


def _watch(process: subprocess.Popen[bytes], highest: list[float]) -> None:
    while process.poll() is None:
        highest[0] = max(highest[0], sum(map(_megabytes, _family(process.pid))))
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


def _megabytes(pid: int) -> float:
    try:
        found = re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def _say(name: str, measured: Measured, against: Measured | None = None) -> Measured:
    ratio = f"   {measured.seconds / against.seconds:5.3f} of the case above" if against else ""
    print(f"{name:<44}{measured.seconds:8.2f} s   {measured.megabytes:6.0f} MB{ratio}", flush=True)
    return measured


def _in_parts(dossier: Dossier, place: Path) -> None:
    write_pdf(dossier, (templates(),), place / "made.pdf", lambda _: None, jobs=2, cache=place / "cache")


def _in_one(dossier: Dossier, place: Path) -> None:
    """The parts as one HTML file; numbers of pages by CSS."""
    from generator.fonts import font_faces

    parts = Parts(dossier, (templates(),))
    pieces = [part.html for part in [*parts.before({}), *parts.briefs(), *parts.after({})]]
    around = re.compile(r"(?s).*<body[^>]*>|</body>.*|<p class=\"(?:marking|folio)\">.*?</p>")
    bodies = [around.sub("", html) for html in pieces]
    html = pieces[0].partition("<body")[0] + "<body>" + "\n".join(bodies).replace('href="dossier:', 'href="#')
    sheet = first((templates(),), "print/print.css")
    css = sheet.read_text(encoding="utf-8")
    css += '.page { font-size: 0 } .page::after { font-size: 9pt; content: target-counter(attr(href), page) }'
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
        sys.exit(main(*map(int, sys.argv[1:])))
