"""A title for an article that has none, in the article's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from generator.extract.furniture import headline, prose
from generator.languages import data
from generator.model import FoundActor, FoundQuote, Span

_WHOLE = 120
"""Code points of a clause that is kept whole."""
_CUT = 100
"""Code points of a clause that has to be cut inside."""
_LEAST = 45
_QUOTED = 0.25
"""A sentence with a greater share of quoted words is speech."""
_PAIRS = (re.compile(r"[“”„«»\"]"), re.compile(r"[()]"), re.compile(r"[\[\]]"))


def make_title(
    text: str,
    language: str,
    actors: tuple[FoundActor, ...],
    quotes: tuple[FoundQuote, ...],
    summary: tuple[Span, ...],
) -> str:
    """The article's own headline, else the main clause of the first summary sentence that isn't speech.

    Verbatim but for white space and the final stop. A sentence of more than 120 code points loses what
    follows a clause border, or titles before the name of the person it opens with, or else phrases from its
    end down to 100 code points.
    """
    own = headline(text, language)
    if own:
        return " ".join(own.of(text).split())
    spans = summary or tuple(islice(prose(text, language), 1))
    if not spans:
        return ""
    span = next((span for span in spans if not _is_speech(span, quotes)), spans[0])
    candidates = [" ".join(start.of(text).split()).strip(".… –—-") for start in _starts(text, language, span, actors)]
    for candidate in candidates:
        for cut in (candidate, *_clauses(candidate, language)):
            if len(cut) <= _WHOLE and _is_closed(cut):
                return cut
    return _phrases(candidates[-1], language)


def _is_speech(span: Span, quotes: Sequence[FoundQuote]) -> bool:
    overlaps = (min(span.end, quote.span.end) - max(span.start, quote.span.start) for quote in quotes)
    return sum(overlap for overlap in overlaps if overlap > 0) > _QUOTED * (span.end - span.start)


def _is_closed(clause: str) -> bool:
    """Whether all quotation marks and brackets of a clause are in pairs."""
    return all(len(pair.findall(clause)) % 2 == 0 for pair in _PAIRS)


def _starts(text: str, language: str, span: Span, actors: Sequence[FoundActor]) -> Iterator[Span]:
    """The sentence, and the sentence from the person on whose titles it opens with."""
    yield span
    common = set(data(language, "text").get("common", "").split()) - set(_clause_words(language))
    names = sorted(
        mention
        for actor in actors
        if actor.kind == "person"
        for mention in actor.mentions
        if span.start < mention.start < span.end and " " in mention.of(text)
    )
    for name in names[:1]:
        before = text[span.start : name.start].split()
        if all(word[0].isupper() or word in common for word in before) and "," not in "".join(before):
            yield Span(name.start, span.end)


def _clause_words(language: str) -> list[str]:
    words: str = data(language, "text").get("clause", "")
    return words.split()


def _clauses(sentence: str, language: str) -> Iterator[str]:
    """The sentence up to each border of a subordinate clause, the longest first."""
    borders = list(_borders(language).clause.finditer(sentence, 0, 2 * _WHOLE))
    for border in reversed(borders):
        if border.start() >= _least(sentence, language):
            yield sentence[: border.start()].rstrip(" ,;:–—-")


def _phrases(sentence: str, language: str) -> str:
    """The sentence up to the last phrase that fits, else broken off; without function words at its end."""
    cuts = [border.start() for border in _borders(language).phrase.finditer(sentence, 0, 2 * _CUT)]
    for cut in reversed([cut for cut in cuts if cut <= _CUT]):
        phrase = _complete(sentence[:cut], language)
        if len(phrase) >= _least(sentence, language) and _is_closed(phrase):
            return phrase
    return _complete(sentence[:_CUT].rpartition(" ")[0], language) + " …"


def _complete(clause: str, language: str) -> str:
    """A clause without function words and marks that hang at its end."""
    common = data(language, "text").get("common", "").split()
    kept = clause.split()
    while kept and kept[-1].lower() in common:
        kept.pop()
    return " ".join(kept).rstrip(" ,;:–—-")


def _least(sentence: str, language: str) -> int:
    """Code points that a title keeps: up to what is said, where the sentence says that somebody said it."""
    that = _borders(language).that.search(sentence, 0, _CUT)
    return max(_LEAST, that.end() + _LEAST) if that else _LEAST


@dataclass(frozen=True, slots=True)
class _Borders:
    """Where a sentence may be cut: before subordinate clauses, before phrases; but not before `that`."""

    clause: re.Pattern[str]
    phrase: re.Pattern[str]
    that: re.Pattern[str]


@cache
def _borders(language: str) -> _Borders:
    entries = data(language, "text")
    clause, phrase, that = (
        "|".join(map(re.escape, entries.get(key, "").split())) or r"(?!)" for key in ("clause", "phrase", "that")
    )
    return _Borders(
        re.compile(rf",?\s(?=(?:{clause})\s)|;\s|\s[–—-]\s", re.IGNORECASE),
        re.compile(rf",?\s(?=(?:{phrase})\s)", re.IGNORECASE),
        re.compile(rf"\s(?:{that})\s", re.IGNORECASE),
    )
