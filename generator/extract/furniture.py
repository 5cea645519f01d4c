"""What a page adds to an article (navigation, credits, datelines, headings), told from its prose.

Below the other modules of this package: summary, title and dates build on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from generator.languages import data
from generator.model import Span
from generator.text import paragraphs, sentences_of

_STOPPED = re.compile(r"[.!?…:;,][\"'”’»“«)\]]*$")
_DATELINE = re.compile(r"([^\n–—!?]{2,80}?)\s?[–—-]{1,2}\s+(?=[^\W_a-z]|[\"“„«])")
_SIGNATURE = re.compile(r"\s*(?:\([^\W\d_]{2,5}(?:[/, -]{1,2}[^\W\d_]{2,12}){0,3}\)|\[[^\W\d_]{2,5}\])$")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b.*\d{4}|\d{4}.*\b\d{1,2}:\d\d\b")
_TRAIL = re.compile(r"[^.!?\n>›|]{1,40}(?:[>›|][^.!?\n>›|]{1,40})+")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_HEADING = 150


def prose(text: str, language: str) -> Iterator[Span]:
    """The sentences that tell something, in order: furniture and headings left out, openings such as
    “PORT SELIN – ” or “Update from 3 March:” and signatures such as “(ab)” cut off.

    A text that is nothing but furniture and headings keeps them.
    """
    blocks = paragraphs(text)
    told = False
    for number, block in enumerate(blocks):
        if not is_furniture(block.of(text), language) and not is_heading(text, blocks, number):
            for span in _told(text, block, language):
                told = True
                yield span
    if not told:
        yield from blocks


def headline(text: str, language: str) -> Span | None:
    """The article's own headline: its first paragraph that isn't furniture, if that is a heading."""
    blocks = paragraphs(text)
    for number, block in enumerate(blocks[:4]):
        if not is_furniture(block.of(text), language):
            return block if is_heading(text, blocks, number) else None
    return None


@lru_cache(1000)
def is_furniture(line: str, language: str) -> bool:
    """Whether a paragraph or sentence is nothing but furniture.

    That is a trail (“Home > World”), a date with the time of day, a line without letters, or what the patterns of
    the language's data say.
    """
    if len(line) <= 120 and _TRAIL.fullmatch(line):
        return True
    if len(line) <= 80 and (_CLOCK.search(line) or not _LETTER.search(line)) and not _STOPPED.search(line):
        return True
    return len(line) < 400 and bool(_patterns(language).furniture.fullmatch(line))


def is_heading(text: str, blocks: Sequence[Span], number: int) -> bool:
    """Whether a paragraph is short, has no final stop, and the next one doesn't go on with it."""
    block = blocks[number]
    if block.end - block.start > _LONGEST_HEADING:
        return False
    line = _SIGNATURE.sub("", block.of(text))
    if number + 1 < len(blocks) and text[blocks[number + 1].start].islower():
        return False
    if line.endswith("?"):
        return len(line.split()) <= 12 and line[0] not in '“„«"–—-'
    return not _STOPPED.search(line)


@dataclass(frozen=True, slots=True)
class _Patterns:
    furniture: re.Pattern[str]
    opening: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    entries = data(language, "text")
    furniture = "|".join(entries.get("furniture", ())) or r"(?!)"
    openings = "|".join(entries.get("openings", ())) or r"(?!)"
    return _Patterns(re.compile(furniture, re.IGNORECASE), re.compile(openings, re.IGNORECASE))


def _told(text: str, block: Span, language: str) -> Iterator[Span]:
    """The sentences of a paragraph without what opens and signs it."""
    start = block.start + _opening(block.of(text), language)
    signature = _SIGNATURE.search(text, max(start, block.end - 60), block.end)
    end = signature.start() if signature else block.end
    for span in sentences_of(text, Span(start, end), language):
        if not is_furniture(span.of(text), language):
            yield span


def _opening(line: str, language: str) -> int:
    """How many code points at the start of a paragraph are a label or a dateline."""
    label = _patterns(language).opening.match(line)
    if label:
        return label.end()
    match = _DATELINE.match(line)
    if not match or not match[1][0].isupper():
        return 0
    place = re.split(r"[\s,(]", match[1])[0]
    is_dateline = (
        (len(place) > 2 and place.isupper() and len(match[1]) < 40)
        or re.search(r"\([^()]{2,40}\)[^()]{0,20}$", match[1])
        or re.search(r"\d{4}\.?$", match[1])
    )
    return match.end() if is_dateline else 0
