"""`dossier check`: everything that can be said of a dossier without building it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from generator import editions
from generator.authority import ACTORS_FILE, TOPICS_FILE, fold, starter_topics
from generator.brief import markdown_links
from generator.dossier import Inputs, assemble, read_inputs
from generator.errors import DossierError, Problem
from generator.figures import Counts, count
from generator.lookalikes import is_odd, twins
from generator.model import Brief, Dossier


@dataclass(frozen=True, slots=True)
class Findings:
    errors: tuple[Problem, ...]
    """What a build refuses."""
    warnings: tuple[Problem, ...]
    """What a person may want to look at."""
    counts: Counts | None
    """None where there are errors in what is counted."""


def examine(root: Path) -> Findings:
    """Read and prove the dossier in `root`; nothing is written."""
    inputs, problems = read_inputs(root)
    warnings = tuple(sorted({*_warnings(inputs), *_taken_out(inputs), *_lookalikes(inputs)}))
    links = tuple(_bad_links(inputs.briefs))
    if problems:
        return Findings(tuple(sorted({*problems, *links})), warnings, None)
    try:
        dossier = assemble(inputs)
    except DossierError as error:
        return Findings(tuple(sorted({*error.problems, *links})), warnings, None)
    errors = tuple(sorted({*links, *editions.mistakes(dossier)}))
    return Findings(errors, (*warnings, *_unused(inputs, dossier), *editions.empty(dossier)), count(dossier))


def as_json(found: Findings) -> str:
    """The findings for machines: `errors` and `warnings` (path, line, message, hint), and `counts`."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=1)


def in_words(found: Findings) -> str:
    """One line for people."""
    if found.errors or not found.counts:
        return f"{len(found.errors)} problem{'s' * (len(found.errors) != 1)}"
    return (f"{found.counts.briefs} briefs, {found.counts.quotes} quotes: every one stands in its article"
            + (f"; {len(found.warnings)} to look at" if found.warnings else ""))


def _warnings(inputs: Inputs) -> Iterator[Problem]:
    described = {brief.source.article for brief in inputs.briefs}
    for article in inputs.articles:
        record = inputs.records.get(article.path)
        if record is None and article.path not in described:
            yield Problem(f"content/{article.path}", 0, "has no brief yet", "`dossier brief` makes it")
        elif record and record.sha256 != article.sha256:
            yield Problem(f"content/{article.path}", 0, "has changed since its brief was made",
                          "`dossier brief --diff` shows what is new")


def _taken_out(inputs: Inputs) -> Iterator[Problem]:
    """Actors of briefs whose entry a person removed: they are left out of what is published."""
    removed = set(map(fold, inputs.roll.caught_up(inputs.actors).removed))
    for brief in inputs.briefs:
        for name in brief.actors:
            if fold(name) in removed:
                yield Problem(brief.path, brief.lines.get("actors", 0), f"“{name}” was removed from actors.yaml",
                              "it isn't shown; remove it here too, or put the entry back")


def _lookalikes(inputs: Inputs) -> Iterator[Problem]:
    """Names that can't be told apart, or that hide something: two actors may be one, or one may be forged."""
    for file, things in ((ACTORS_FILE, inputs.actors), (TOPICS_FILE, inputs.topics)):
        names = [thing.name for thing in things]
        for name, other in twins(names).items():
            yield Problem(f"content/{file}", 0, f"“{name}” looks like “{other}”, another entry",
                          "if both are one, merge them: dossier actors --merge NAME OTHER")
        for name in filter(is_odd, names):
            yield Problem(f"content/{file}", 0, f"“{name}” has a letter of another script, or an unseen one",
                          "write it anew")


def _bad_links(briefs: tuple[Brief, ...]) -> Iterator[Problem]:
    """Links that aren't addresses of the web: they would lead nowhere once published."""
    for brief in briefs:
        addresses = [("source", brief.source.url)] if brief.source.url else []
        for section, text in (("Summary", brief.summary), ("Assessment", brief.assessment), ("Notes", brief.notes)):
            addresses += [(section, address) for address in markdown_links(text)]
        for place, address in addresses:
            if not re.match(r"(?:https?://\w|mailto:)", address):
                yield Problem(brief.path, brief.lines.get(place, 0), f"“{address}” is not an address of the web",
                              "write it in full, as in https://example.org/")


def _unused(inputs: Inputs, dossier: Dossier) -> Iterator[Problem]:
    used = {topic.id for topic in dossier.topics}
    starter = {topic.id for topic in starter_topics()}
    for topic in inputs.topics:
        if topic.id not in used and topic.id not in starter:
            yield Problem(f"content/{TOPICS_FILE}", 0, f"no brief has the topic “{topic.name}”")
    named = {actor.id for actor in dossier.actors}
    for actor in inputs.actors:
        if actor.id not in named:
            yield Problem(f"content/{ACTORS_FILE}", 0, f"no brief names “{actor.name}”")
