"""Passages in quotation marks that are nobody's speech: titles, names, slogans on things."""

from __future__ import annotations

from collections.abc import Container

from generator.extract.quotes.attribute import Attribution
from generator.extract.quotes.phrases import Line
from generator.extract.quotes.tokens import BREAK, MARKS, Token
from generator.model import Span

_SURE = 8.6
"""A passage that scores more is speech, whatever it looks like."""
_LONGEST = 14
"""Words of the longest title."""
_NOUNS = 0.3
"""The less where capitals don't tell a title."""
_NO_LABEL_AFTER = frozenset("-–—")


def is_label(text: str, start: int, end: int, before: Token, named: Container[Span]) -> bool:
    """Whether a passage is the name of something in running text (“the "Times" wrote”), told without its clause.

    `before` is the token before its mark; `named` are the mentions of actors.
    """
    content = text[start:end].strip()
    words = [word for word in content.split() if word[0].isalpha()]
    if not 0 < len(words) < 4 or not content[0].isupper() or content[-1] in ".,!?…":
        return False
    if Span(start, end) in named:
        return True
    follows = text[end + 1 : end + 4].strip()[:1]
    if before.low == BREAK or before.low in ".!?" or before.low in MARKS:
        return follows.islower() and any(word[0].isdigit() for word in content.split())
    runs_on = before.is_word and before.tags.isdisjoint(("say", "call", "particip", "impersonal"))
    return runs_on and follows not in _NO_LABEL_AFTER


def is_name(text: str, line: Line, low: int, at: int, given: Attribution, nouns: bool) -> bool:
    """Whether a passage inside a sentence (which begins at `low`) is a title or a name.

    It begins with a capital, holds no more than one sentence, stands in the middle of another one, and either a
    noun for titles comes before it, or its words are capitalised, or nothing attributes it. `nouns`: whether the
    language capitalises all nouns.
    """
    token = line[at]
    content = text[token.start : token.end]
    words = content.split()
    if len(words) > _LONGEST or not content[:1].isupper() or at == low or content[-1] in "?!…;":
        return False
    if any(word[-1] in ".?!" and len(word) > 3 for word in words[:-1]):
        return False
    near = [other for other in line[max(low, at - 3) : at] if other.low != ","]
    if near and ("title" in near[-1].tags or (len(words) < 4 and "group" in near[-1].tags)):
        return True
    if line[at - 1].low == ":" or given.score > (_SURE - _NOUNS if nouns else _SURE):
        return False
    long = [word for word in words if len(word) > 3]
    capitals = sum(word.lstrip("‘'(").istitle() or word.isupper() for word in long)
    titled = len(words) > 1 and capitals > 1 and capitals == len(long)
    named = any("title" in other.tags for other in near[-2:])
    return named or titled or (given.score < 5 and content[-1] not in ".,")
