"""`make bench`: what Dossier takes, and what Hugo, Pelican and MkDocs take for the same pages, in the same run.

`python -m tests.bench [SIZE …]`: for each number of reports (1,000 unless given) the corpus is written for every
program, all sites are made and compared with the corpus, then each case of `cases` is measured in new processes.
Peers are installed into build/bench, apart from everything; one that can't be is left out, and why is said.
"""

from __future__ import annotations

import datetime
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator import __version__
from generator.jobs import cores
from tests.bench import cases, latency, pdf
from tests.bench.cases import CASES, FEW, Copy
from tests.bench.corpus import Corpus, corpus
from tests.bench.equal import differences
from tests.bench.measure import ROOT, Cost, peak, run
from tests.bench.programs import Program, dossier, peers, write

FOLDER = ROOT / "build/bench"
SMALL = 1000
"""Reports of the dossier whose cost a brief is compared with that of larger ones."""
SETTLED = 3
"""Seconds after which files count as written long ago; what was written just now may not be kept in a cache."""
LEFT_OUT = {
    "Eleventy, Astro": "hundreds of npm packages would have to be fetched",
    "Zorto": "has no lists by actor: they would have to be made for it",
}


def main(sizes: list[int]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "results.md").open("w", encoding="utf-8") as out:
        for line in results(sizes):
            print(line, flush=True)
            print(line, file=out, flush=True)
    return 0


def results(sizes: list[int]) -> Iterator[str]:
    """Markdown, as it is found."""
    missing = installed()
    yield f"# Speed, {datetime.date.today()}"
    yield ""
    yield machine()
    yield ""
    yield "Seconds by the clock, in brackets CPU seconds of all processes; ratios are what counts."
    yield from (f"\nLeft out: {name}: {why}." for name, why in {**LEFT_OUT, **missing}.items())
    for size in sizes:
        yield f"\n## {size:,} briefs\n"
        yield from measured(size)


def installed() -> dict[str, str]:
    """Install the peers of peers.txt; returns those that couldn't be, with pip's reason."""
    packages = FOLDER / "packages"
    if not packages.is_dir():
        subprocess.run([sys.executable, "-m", "venv", packages], check=True)
    missing = {}
    for line in (ROOT / "tests/bench/peers.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pip = [packages / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *line.split()]
            made = subprocess.run(pip, capture_output=True, text=True, check=False)
            if made.returncode:
                missing[line.split()[0]] = (made.stderr.strip().splitlines() or ["pip failed"])[-1]
    return missing


def machine() -> str:
    """What was measured on, and the versions."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    processor = found[1] if found else platform.processor()
    listed = re.findall(r"^(\w+)\S*==(\S+)", (ROOT / "tests/bench/peers.txt").read_text(encoding="utf-8"), re.MULTILINE)
    versions = [("Dossier", __version__), ("Python", platform.python_version()), *listed]
    return f"{cores()} cores, {processor}, {platform.platform()}; " + ", ".join(map(" ".join, versions))


def measured(size: int) -> Iterator[str]:
    """The lines of the table for that many briefs."""
    found = corpus(size)
    copies = [made(program, FOLDER / f"{size}/{program.name}", found) for program in programs()]
    names = [copy.program.name for copy in copies]
    yield row("", names, "dossier / hugo")
    yield row("---", ["---:"] * len(names), "---:")
    sites = [[page.stat().st_size for page in copy.site.rglob("*.html")] for copy in copies]
    yield row("HTML pages", [f"{len(pages):,}" for pages in sites])
    yield row("MB of HTML", [f"{sum(pages) / 1e6:.1f}" for pages in sites])
    for name, case in CASES.items():
        costs = cases.measure(case, [copy for copy in copies if name in FEW or not copy.program.slow])
        yield row(name, [seconds(costs.get(one)) for one in names], ratio(costs))
    yield row("peak memory, cold, MB", [f"{megabytes(copy):.0f}" for copy in copies])
    previews = {copy.program.name: latency.measure(copy) for copy in copies if copy.program.serve}
    shown = [previews.get(name) for name in names]
    yield row("preview, save to reload, median ms", [f"{1000 * one.median:.0f}" if one else "" for one in shown])
    yield row("preview, slowest ms", [f"{1000 * one.slowest:.0f}" if one else "" for one in shown])
    yield row("preview, idle, % of a core", [f"{100 * one.idle:.1f}" if one else "" for one in shown])
    if size > SMALL:
        yield from growth(copies[0])


def programs() -> list[Program]:
    return [dossier(), *peers(FOLDER / "packages")]


def made(program: Program, folder: Path, found: Corpus) -> Copy:
    """Write the corpus for a program and have it made; raises RuntimeError where the site doesn't show all of it."""
    shutil.rmtree(folder, ignore_errors=True)
    write(program, folder, found)
    time.sleep(SETTLED)
    run(program.command, folder)
    copy = Copy(program, folder, found)
    lacking = differences(copy.site, found)
    if lacking:
        raise RuntimeError(f"{program.name} lacks, of {len(lacking)}: {lacking[0]}")
    return copy


def growth(large: Copy) -> Iterator[str]:
    """What a brief costs, against one of a small dossier."""
    small = made(large.program, FOLDER / f"{SMALL}/{large.program.name}", corpus(SMALL))
    costs = [cases.measure(CASES["cold"], [copy])["dossier"].cpu for copy in (small, large)]
    few, many = (1e6 * cost / len(copy.corpus.reports) for cost, copy in zip(costs, (small, large), strict=True))
    yield f"\nCold, a brief costs {many:.0f} µs of CPU, {many / few:.2f} times what it costs at {SMALL:,} briefs."


def row(name: str, values: Iterable[str], last: str = "") -> str:
    return f"| {name} | {' | '.join(values)} | {last} |"


def seconds(cost: Cost | None) -> str:
    return f"{cost.seconds:.2f} ({cost.cpu:.1f})" if cost else ""


def ratio(costs: Mapping[str, Cost]) -> str:
    return f"{costs['dossier'].seconds / costs['hugo'].seconds:.3f}" if "hugo" in costs else ""


def megabytes(copy: Copy) -> float:
    CASES["cold"](copy, 0)
    return peak(copy.program.command, copy.folder)


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [SMALL]) or pdf.main())
