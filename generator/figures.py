"""What a dossier holds, in numbers: the same on the site, in print and in `dossier check`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from generator.model import Dossier, PartialDate


@dataclass(frozen=True, slots=True)
class Counts:
    briefs: int
    articles: int
    actors: int
    topics: int
    quotes: int
    verbatim: int
    abridged: int
    translated: int
    unproved: int
    by_editor: int
    """Quotes that the editor, not the article, attributes to their speaker."""
    unattributed: int
    sentences: int
    """Of all summaries."""
    edited: int
    """Those of them that aren't the article's."""
    languages: tuple[str, ...]
    """Of the articles, most frequent first."""


def count(dossier: Dossier) -> Counts:
    quotations = [quotation for entry in dossier.entries for quotation in entry.quotations]
    sentences = [sentence for entry in dossier.entries for sentence in entry.summary]
    proofs = Counter(quotation.proof for quotation in quotations if not quotation.unproved)
    languages = Counter(article.language for article in dossier.articles if article.language)
    return Counts(
        briefs=len(dossier.entries),
        articles=len(dossier.articles),
        actors=len(dossier.actors),
        topics=len(dossier.topics),
        quotes=len(quotations),
        verbatim=proofs["verbatim"],
        abridged=proofs["abridged"],
        translated=proofs["translated"],
        unproved=sum(quotation.unproved for quotation in quotations),
        by_editor=sum(quotation.by_editor for quotation in quotations),
        unattributed=sum(not quotation.speaker for quotation in quotations),
        sentences=len(sentences),
        edited=sum(sentence.passage is None for sentence in sentences),
        languages=tuple(language for language, _ in languages.most_common()),
    )


def cut_off(dossier: Dossier) -> PartialDate | None:
    """The newest date that the dossier has: what it can know of."""
    dates = [dated for entry in dossier.entries for dated in (entry.brief.date, entry.article.date) if dated]
    return max(dates, default=None)
