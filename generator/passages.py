"""Which passages of an article the briefs use, and the article's paragraphs with these passages marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from generator.model import Article, Entry, Passage, Quotation, Span


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a brief that rests on a passage."""

    entry: Entry
    kind: Literal["quote", "summary", "date"]
    fragment: str
    """Of the place on the brief's page."""
    passage: Passage
    quotation: Quotation | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a paragraph that belongs to a passage; passages inside it are marked in turn."""

    anchor: str
    first: bool
    """False where the passage began in an earlier mark."""
    inside: tuple[Mark | str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    nodes: tuple[Mark | str, ...]
    uses: tuple[Use, ...]
    """Of passages that begin here, in the order of the text."""

    @property
    def numbers(self) -> dict[str, int]:
        """Anchor of each passage that begins here → its place among them, from 1."""
        anchors = dict.fromkeys(use.passage.anchor for use in self.uses)
        return {anchor: number for number, anchor in enumerate(anchors, 1)}


def uses(entries: Iterable[Entry]) -> tuple[Use, ...]:
    """Everything in these briefs that rests on a passage, in the order of the passages."""
    found = []
    for entry in entries:
        for number, quotation in enumerate(entry.quotations, 1):
            if quotation.passage:
                found.append(Use(entry, "quote", f"q{number}", quotation.passage, quotation))
        for number, event in enumerate(entry.events, 1):
            if event.sentence.passage:
                found.append(Use(entry, "date", f"d{number}", event.sentence.passage, None))
        for number, sentence in enumerate(entry.summary, 1):
            if sentence.passage:
                found.append(Use(entry, "summary", f"s{number}", sentence.passage, None))
    return tuple(sorted(found, key=lambda use: (use.passage.span, use.kind)))


def paragraphs(article: Article, used: Iterable[Use]) -> tuple[Paragraph, ...]:
    """The paragraphs of an article, cut so that every passage is marked; `used` are uses of this article."""
    used = tuple(used)
    spans = {use.passage.anchor: use.passage.span for use in used}
    return tuple(
        Paragraph(
            nodes=_nest(article.text, _within(spans, paragraph), paragraph, spans),
            uses=tuple(use for use in used if use.passage.paragraph == number),
        )
        for number, paragraph in enumerate(article.paragraphs, 1)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as its page shows it."""

    paragraphs: tuple[Paragraph, ...]
    uses: Mapping[str, tuple[Use, ...]]
    """Anchor of a passage → who uses it."""
    groups: Mapping[str, int]
    """Anchor of a passage in several pieces → its number, from 1."""


def reading(article: Article, entries: Iterable[Entry]) -> Reading:
    """The article with the passages that these briefs, which are made of it, use."""
    used = uses(entries)
    found = paragraphs(article, used)
    return Reading(
        paragraphs=found,
        uses={anchor: tuple(group) for anchor, group in groupby(used, lambda use: use.passage.anchor)},
        groups={anchor: number for number, anchor in enumerate(in_pieces(found), 1)},
    )


def in_pieces(found: Iterable[Paragraph]) -> tuple[str, ...]:
    """The anchors of passages that more than one mark is needed for, in the order of the text."""
    pieces: Counter[str] = Counter()
    pending = [node for paragraph in found for node in paragraph.nodes]
    for node in pending:
        if isinstance(node, Mark):
            pieces[node.anchor] += 1
            pending += node.inside
    return tuple(anchor for anchor, n in pieces.items() if n > 1)


_Piece = tuple[Span, str]


def _within(spans: Mapping[str, Span], paragraph: Span) -> list[_Piece]:
    """The parts of passages that lie in a paragraph, longer ones before those that begin with them."""
    cut = [
        (Span(max(span.start, paragraph.start), min(span.end, paragraph.end)), anchor)
        for anchor, span in spans.items()
        if span.start < paragraph.end and paragraph.start < span.end
    ]
    return sorted(cut, key=_longest_first)


def _longest_first(piece: _Piece) -> tuple[int, int]:
    return piece[0].start, -piece[0].end


def _nest(
    text: str, pieces: list[_Piece], within: Span, spans: Mapping[str, Span]
) -> tuple[Mark | str, ...]:
    """Elements can't overlap: of two passages that do, the later is cut where the earlier ends."""
    nodes: list[Mark | str] = []
    position = within.start
    while pieces:
        (span, anchor), *others = pieces
        inside = [(Span(at.start, min(at.end, span.end)), key) for at, key in others if at.start < span.end]
        beyond = [(Span(max(at.start, span.end), at.end), key) for at, key in others if at.end > span.end]
        if position < span.start:
            nodes.append(text[position : span.start])
        nodes.append(Mark(anchor, span.start == spans[anchor].start, _nest(text, inside, span, spans)))
        position = span.end
        pieces = sorted(beyond, key=_longest_first)
    if position < within.end:
        nodes.append(text[position : within.end])
    return tuple(nodes)
