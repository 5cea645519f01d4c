"""A made-up dossier of any size: the same for the same number and seed."""

from __future__ import annotations

import random
from pathlib import Path

from generator.scaffold import scaffold

_FIRST = ("Mira", "Pavel", "Ines", "Tomas", "Edda", "Yorik", "Salma", "Viktor", "Lene", "Oskar")
_LAST = """
    Tolnay Orsk Varga Lindqvist Barros Kowar Denham Ruel Sorin Aldous Brandeck Cavell Dremmond Estrin Falkner Garvey
    Holvar Ivers Jelinar Kessin Lomond Marden Navell Ostrom Pelling Quill Rasmus Stavros Tervin Ulmar
""".split()
_ROLES = ("minister", "mayor", "judge", "engineer", "ambassador", "commissioner", "spokesperson")
_VERBS = ("said", "told reporters", "warned", "added", "insisted")
_WORDS = (
    "the council will not accept another delay in the work on the northern gates while water is rising and nobody "
    "has explained to the towns below who decided to open them or why the report was kept from the commission that "
    "had asked for it before winter when there was still time to act and money to pay for repairs"
).split()


def write_dossier(folder: Path, articles: int, seed: int = 1) -> None:
    """Make a dossier of `articles` articles of about 480 words in `folder`."""
    scaffold(folder)
    source = random.Random(seed)
    for number in range(articles):
        text = _article(source, number)
        (folder / f"content/articles/report-{number:05}.txt").write_text(text, encoding="utf-8")


def _article(source: random.Random, number: int) -> str:
    people = [f"{source.choice(_FIRST)} {source.choice(_LAST)}" for _ in range(3)]
    day = f"{2020 + number % 8}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    lines = [f"title: Report {number} on the northern gates", f"date: {day}", "language: en", ""]
    for person in people * 4:
        lines += [_paragraph(source, person), ""]
    return "\n".join(lines)


def _paragraph(source: random.Random, person: str) -> str:
    role, verb = source.choice(_ROLES), source.choice(_VERBS)
    said, told = (" ".join(source.sample(_WORDS, 14)) for _ in range(2))
    return f"The {role} {person} {verb} on Monday: “{said.capitalize()}.” In Selin {told}."
