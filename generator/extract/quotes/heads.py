"""Which actor a noun phrase names, and where its words stand."""

from __future__ import annotations

from collections.abc import Sequence

from generator.extract.quotes.lexicon import Lexicon
from generator.extract.quotes.phrases import Line, Range
from generator.extract.quotes.subjects import is_oblique
from generator.extract.quotes.tokens import MARKS
from generator.model import FoundActor, Span


def head(line: Line, phrase: Range, actors: Sequence[FoundActor], lex: Lexicon) -> int:
    """The actor that a noun phrase names as its head (not as a modifier), or -1.

    A name in another case than the nominative is a head only when all before it is so too.
    """
    found = -1
    for at in range(phrase.start, phrase.end):
        token = line[at]
        inflected = "case" in token.tags
        if token.actor >= 0 and not (inflected and not all(is_oblique(t, lex) for t in line[phrase.start : at])):
            last = at + 1 >= phrase.end or line[at + 1].actor != token.actor
            low = max((k + 1 for k in range(phrase.start, at) if line[k].low == ","), default=phrase.start)
            governed = (not lex.cases or inflected) and any(
                not t.tags.isdisjoint(("link", "preposition")) for t in line[low:at]
            )
            following = line[at + 1] if at + 1 < phrase.end else None
            modifies = following is not None and (
                "ending" in following.tags or not following.tags.isdisjoint(("role", "group"))
            )
            if last and not governed and not modifies and (found < 0 or actors[token.actor].kind == "person"):
                found = token.actor
    whole = phrase.end - phrase.start
    if found >= 0 and actors[found].kind != "person":
        named = sum(line[at].actor == found for at in range(phrase.start, phrase.end))
        first = next(k for k in range(phrase.start, phrase.end) if line[k].actor == found)
        described = any("role" in token.tags for token in line[phrase.start : first])
        if whole - named > 2 or described:
            return -1
    return found


def words_of(text: str, line: Line, phrase: Range) -> Span:
    """Where the words of a phrase stand, with the mark that closes a name in them."""
    start, end = line[phrase.start].start, line[phrase.end - 1].end
    closes = text[end : end + 1] in MARKS and any(mark in MARKS for mark in text[start:end])
    return Span(start, end + closes)
