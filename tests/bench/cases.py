"""What is done to a dossier before it is built again, and how long each program then takes."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median_low
from typing import NamedTuple

from tests.bench.corpus import Corpus, another
from tests.bench.measure import Cost, run
from tests.bench.programs import Program

RUNS, SECONDS = 5, 10.0
"""A case is run so often, or until a program has taken so long for it; the median counts."""


class Copy(NamedTuple):
    """A program with its copy of the corpus."""

    program: Program
    folder: Path
    corpus: Corpus

    @property
    def site(self) -> Path:
        return self.folder / self.program.site

    def page(self, slug: str) -> str:
        return (self.site / f"briefs/{slug}.html").read_text(encoding="utf-8")


Case = Callable[[Copy, int], Callable[[], bool]]
"""Changes something, for the n-th time; returns how to tell that the site shows it."""


def cold(copy: Copy, _: int) -> Callable[[], bool]:
    shutil.rmtree(copy.folder / copy.program.site.split("/")[0], ignore_errors=True)
    return (copy.site / "index.html").exists


def nothing(copy: Copy, _: int) -> Callable[[], bool]:
    return (copy.site / "index.html").exists


def text(copy: Copy, turn: int) -> Callable[[], bool]:
    """A sentence more in a brief of the middle."""
    slug = _middle(copy)
    _rewrite(_brief(copy, slug), lambda old: f"{old}\nSeen again, {turn}.\n")
    return lambda: f"Seen again, {turn}." in copy.page(slug)


def title(copy: Copy, turn: int) -> Callable[[], bool]:
    """Every list that has the brief changes."""
    slug = _middle(copy)
    _rewrite(_brief(copy, slug), lambda old: re.sub("(?m)^title: .*$", f"title: Another title {turn}", old))
    return lambda: f"Another title {turn}" in copy.page(slug)


def new(copy: Copy, turn: int) -> Callable[[], bool]:
    report = another(copy.corpus, turn)
    copy.program.add(copy.folder, report)
    return lambda: report.brief.title in copy.page(report.brief.slug)


def stylesheet(copy: Copy, turn: int) -> Callable[[], bool]:
    rule = f".turn-{turn} {{ color: red }}\n"
    _rewrite(copy.folder / copy.program.stylesheet, lambda old: old + rule)
    return lambda: any(rule in file.read_text(encoding="utf-8") for file in copy.site.rglob("style.css"))


def template(copy: Copy, turn: int) -> Callable[[], bool]:
    """Every brief's page changes, and no other."""
    opening = f'class="brief turn-{turn}"'
    change = partial(re.sub, 'class="brief( turn-[0-9]+)?"', opening)
    _rewrite(copy.folder / copy.program.template, change)
    return lambda: opening in copy.page(_middle(copy))


def renamed(copy: Copy, turn: int) -> Callable[[], bool]:
    """An actor of the middle of the list, whom some twenty briefs name."""
    actor = copy.corpus.actors[len(copy.corpus.actors) // 2]
    old, name = (f"{actor.name}{' Junior' * times}" for times in (turn, turn + 1))
    change = partial(re.sub, rf"{re.escape(old)}(?=[\"\n])", name)
    _rewrite(copy.folder / copy.program.actors, change)
    slug = next(report.brief.slug for report in copy.corpus.reports if actor in report.actors)
    return lambda: f">{name}<" in copy.page(slug)


def _middle(copy: Copy) -> str:
    return copy.corpus.reports[len(copy.corpus.reports) // 2].brief.slug


def _brief(copy: Copy, slug: str) -> Path:
    return copy.folder / copy.program.briefs / f"{slug}.md"


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


CASES: dict[str, Case] = {
    "cold": cold,
    "nothing changed": nothing,
    "a brief's text edited": text,
    "a brief's title edited": title,
    "a new brief": new,
    "the stylesheet edited": stylesheet,
    "the brief's template edited": template,
    "an actor renamed": renamed,
}
FEW = ("cold", "a brief's text edited")
"""For programs that are so slow that the other cases, which cost them the same, aren't measured."""


def measure(case: Case, copies: list[Copy]) -> dict[str, Cost]:
    """Program → what the case costs it. All take turns, so that a slow moment of the machine meets all of them."""
    found: dict[str, list[Cost]] = {copy.program.name: [] for copy in copies}
    for turn in range(RUNS):
        for copy in copies:
            costs = found[copy.program.name]
            if sum(cost.seconds for cost in costs) < SECONDS:
                shows = case(copy, turn)
                time.sleep(0.02)  # of two changes, each has a time of its own
                costs.append(run(copy.program.command, copy.folder))
                if not shows():
                    raise RuntimeError(f"{copy.program.name} doesn't show what was changed")
    return {name: median_low(costs) for name, costs in found.items()}
