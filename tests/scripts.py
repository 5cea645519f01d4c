"""A dossier with the same report in many scripts, of scripts.yaml: for looking at a page of each."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from generator.dossier import Inputs, assemble
from generator.model import Actor, Article, Brief, Config, Dossier, Event, PartialDate, Quote, Source, Topic
from generator.text import paragraphs
from tests.conftest import ROOT

NAMES = {"sr": "Мира Валден", "el": "Μίρα Βάλντεν", "ar": "ميرا فالدن", "he": "מירה ולדן", "ko": "미라 발덴"}
"""How the reports write the minister."""
BY_EDITOR = ("ja", "zh", "zh-TW")
"""Where no blanks stand between words, a name in the article isn't told from what stands beside it."""

REPORTS: tuple[Mapping[str, str], ...] = tuple(
    yaml.safe_load((ROOT / "tests/scripts.yaml").read_text(encoding="utf-8"))
)


def scripts(*languages: str) -> Dossier:
    """The dossier with the reports in these languages."""
    reports = [report for report in REPORTS if report["language"] in languages]
    names = tuple(NAMES[language] for language in languages if language in NAMES)
    inputs = Inputs(
        Config(title="The Selin ferry", language="en", tlp="green"),
        tuple(map(_article, reports)),
        (Actor("mira-valden", "Mira Valden", "person", "Transport minister of Vardania", names),),
        (Topic("ferry", "Ferry"),),
        tuple(map(_brief, reports)),
        {},
    )
    return assemble(inputs)


def _article(report: Mapping[str, str]) -> Article:
    slug = f"report-{report['language'].lower()}"
    return Article(
        path=f"articles/{slug}.txt",
        slug=slug,
        text=report["text"],
        paragraphs=paragraphs(report["text"]),
        title=report["title"],
        date=PartialDate(2031, 9, 3),
        language=report["language"],
        publisher="Selin Courier",
        sha256="5f2c" * 16,
    )


def _brief(report: Mapping[str, str]) -> Brief:
    article = _article(report)
    return Brief(
        article.slug, article.title, article.date, article.language, Source(article.path), ("Mira Valden",), ("Ferry",),
        report["summary"], (Quote(report["quote"], "Mira Valden", by_editor=article.language in BY_EDITOR),), "",
        events=(Event(PartialDate(2031, 9, 14), report["summary"]),), path=f"briefs/{article.slug}.md",
    )  # fmt: skip
