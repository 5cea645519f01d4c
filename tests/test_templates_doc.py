"""docs/templates.md names all that templates get, and nothing else."""

import re
from collections import defaultdict
from pathlib import Path

from generator.pages import groups
from generator.site import common
from tests.sample import sample

DOC = (Path(__file__).parent.parent / "docs/templates.md").read_text(encoding="utf-8")
FOLDER = Path(__file__).parent.parent / "templates/site"


def rows(heading: str) -> list[list[str]]:
    section = DOC.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [row.strip("|").split("|") for row in section.splitlines() if row.startswith("|")]
    found = [[cell.strip() for cell in line] for line in lines]
    return found[2:]


def names(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


def test_what_every_page_gets() -> None:
    told = set().union(*(names(row[0]) for row in rows("What every page of the site gets")))
    assert told == {*common(sample()), "path", "root", "here", "scripts", "policy", "downloads", "search_index"}


def test_what_each_page_gets_besides() -> None:
    got: dict[str, set[str]] = defaultdict(set)
    for page in (page for _, group in groups(sample(), "https://example.org/team/") for page in group.now()):
        got[page.template] |= {*page.context}
    told: dict[str, set[str]] = defaultdict(set)
    templates: list[str] = []
    for first, second, _ in rows("What each page gets besides"):
        templates = re.findall(r"`(site/\w+\.html)`", first) or ([] if first else templates)
        for template in templates:
            told[template] |= names(second)
    anywhere = {"part", "parts", "root"}
    assert {template: context - anywhere for template, context in got.items()} == {
        template: told[template] for template in got
    }


def test_every_template_of_a_page_is_named() -> None:
    shared = {"base.html", "head.html", "parts.html", "chrome.html", "cite.html", "actor_filter.html"}
    assert {path.name for path in FOLDER.glob("*.html")} - shared <= set(re.findall(r"(\w+\.html)`", DOC))
