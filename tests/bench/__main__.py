"""`make bench`: how long each step takes on a made-up dossier, all in one run; ratios are what counts."""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generator.build import build_site, load, make_briefs
from generator.jobs import cores
from generator.progress import Progress
from tests.bench import pdf
from tests.bench.corpus import write_dossier

ARTICLES = 200


def main() -> int:
    machine = f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}"
    print(f"{machine}; {ARTICLES} articles of 480 words")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "dossier"
        write_dossier(root, ARTICLES)
        silent = Progress(0)
        cold = _timed("briefs, cold", lambda: make_briefs(root, cores(), silent))
        _timed("briefs, nothing changed", lambda: make_briefs(root, cores(), silent), cold)
        one = root / "content/briefs/report-00000.md"
        one.write_text(one.read_text(encoding="utf-8").replace("title: ", "title: New "), encoding="utf-8")
        _timed("briefs, one edited", lambda: make_briefs(root, cores(), silent), cold)
        read = _timed("reading and proving", lambda: load(root))
        dossier = load(root)
        _timed("writing the site", lambda: build_site(root, dossier), read)
    return 0


def _timed(name: str, step: Callable[[], object], against: float = 0.0) -> float:
    began = time.perf_counter()
    step()
    seconds = time.perf_counter() - began
    ratio = f"   {seconds / against:5.2f} of the step above" if against else ""
    print(f"{name:<26}{seconds:8.2f} s   {1e6 * seconds / ARTICLES:8.0f} µs a brief{ratio}")
    return seconds


if __name__ == "__main__":
    sys.exit(main() or pdf.main())
