"""Paragraphs, sentences and words as spans of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from generator.languages import data
from generator.model import Span

_LINE = re.compile(r"[^\n]+")
_END = re.compile(r"(?<![.!?…])[.!?…]++(?:[\"'”’»“«)\]]|[ \u00a0\u202f]»)*+(?=\s)")
_NEXT = re.compile(r"[\s\"'“”„«»‘’(\[–—-]*+(\w+)")
_VISIBLE = re.compile(r"\S")
_MARK = re.compile(r"[\"“”„«»]")
_CLOSERS = {"“": '”»"', "„": '“”"', "«": "»”", "»": "«", '"': '"”', "”": "”"}
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_SHORT = 3
"""Words that are no sentence: “In 2019 r.” opens one."""
_LONG_QUOTATION = 300
"""Code points: sentences of a longer quotation are told apart."""


@lru_cache(2)
def paragraphs(text: str) -> tuple[Span, ...]:
    """Split at empty lines, or at every line end in a text that has no empty line inside.

    Spans are in order, don't overlap, and neither start nor end with white space.
    """
    lines = [_trimmed(text, match.start(), match.end()) for match in _LINE.finditer(text)]
    lines = [line for line in lines if line.start < line.end]
    blocks: list[Span] = []
    for line in lines:
        if blocks and text.count("\n", blocks[-1].end, line.start) == 1:
            blocks[-1] = Span(blocks[-1].start, line.end)
        else:
            blocks.append(line)
    return tuple(blocks if len(blocks) > 1 else lines)


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of each paragraph, closing marks with them, without the white space between.

    A quotation of up to 300 code points isn't split inside. Abbreviations and ordinals come from the
    language's data. Linear in the length of the text.
    """
    return tuple(span for paragraph in paragraphs(text) for span in sentences_of(text, paragraph, language))


def lowered(text: str) -> str:
    """A text in lower case, code point for code point: only “İ” would become two."""
    return text.replace("İ", "I").lower()


def words(text: str) -> list[str]:
    """The words of a text in lower case, hyphens and apostrophes inside words kept."""
    found: list[str] = _WORD.findall(text.lower())
    return found


def content_words(text: str, language: str) -> list[str]:
    """Words without the language's function words, elided ones too, single letters and bare numbers."""
    rules = _rules(language)
    found = rules.word.findall(text.lower())
    return [word for word in found if len(word) > 1 and word not in rules.common and not word.isdigit()]


def word_pattern(language: str) -> re.Pattern[str]:
    """Matches a word, in group 1 without an elided one before it (“l’homme”)."""
    return _rules(language).word


class _Rules:
    """A language's text.yaml, as sets."""

    def __init__(self, language: str) -> None:
        entries = data(language, "text")
        self.common = frozenset(entries.get("common", "").split())
        self.abbreviations = frozenset(entries.get("abbreviations", "").split())
        self.maybe = frozenset(entries.get("maybe", "").split())
        elisions = "|".join(entries.get("elisions", "").split())
        elided = rf"(?:(?<![^\W_])(?i:{elisions})['’])?" if elisions else ""
        self.word = re.compile(rf"{elided}({_WORD.pattern})")
        self.ordinals = entries.get("ordinals") == "yes"


_rules = cache(_Rules)


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def sentences_of(text: str, paragraph: Span, language: str) -> Iterator[Span]:
    """The sentences of one paragraph."""
    rules = _rules(language)
    inseparable = (span for span in quotations(text, paragraph) if span.end - span.start <= _LONG_QUOTATION)
    quotation = next(inseparable, None)
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        while quotation and quotation.end <= match.start():
            quotation = next(inseparable, None)
        if quotation and quotation.start < match.start() and match.end() < quotation.end:
            continue
        if _ends_sentence(text, start, match, rules):
            yield Span(start, match.end())
            following = _VISIBLE.search(text, match.end(), paragraph.end)
            start = following.start() if following else paragraph.end
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def _ends_sentence(text: str, start: int, match: re.Match[str], rules: _Rules) -> bool:
    following = _NEXT.match(text, match.end())
    if not following:
        return True
    if following[1][0].islower():
        return False
    if match.group() != ".":
        return True
    before = text[max(start, match.start() - 40) : match.start()].split()
    word = before[-1].lstrip("\"'“„«»‘’([") if before else ""
    opens = following[1].lower() in rules.common
    if word.lower() in rules.maybe and "." not in word and len(before) > 1 and before[-2][-1].isdigit():
        return len(before) > _SHORT and not following[1][0].isdigit()
    if word.lower() in rules.maybe:
        return opens
    if word.lower() in rules.abbreviations or (len(word) == 1 and word.isalpha()):
        return False
    if rules.ordinals and re.fullmatch(r"\d{1,2}|[IVX]+", word):
        return opens
    return opens or "." not in word


def quotations(text: str, paragraph: Span) -> Iterator[Span]:
    """What stands between quotation marks in a paragraph, marks included; unclosed ones left out."""
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
        if opened is None:
            opened = mark
        elif mark.group() in _CLOSERS[opened.group()]:
            yield Span(opened.start(), mark.end())
            opened = None
