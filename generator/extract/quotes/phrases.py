"""Noun phrases beside a verb: where a speaker's name phrase begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.extract.quotes.tokens import BREAK, Token

Line = Sequence[Token]
_VERBS = frozenset({"say", "call", "particip", "quote", "impersonal"})
_DASHES = frozenset("-–—―")
_LIMIT = 30
NAME = 30
"""Code points of the longest name in quotation marks."""


class Range(NamedTuple):
    """Tokens from `start` to before `end`."""

    start: int
    end: int


def is_verb(token: Token) -> bool:
    return not _VERBS.isdisjoint(token.tags) and token.actor < 0 and "inside" not in token.tags


def skipped(token: Token) -> bool:
    """Whether a token may stand between a subject and its verb."""
    return "skip" in token.tags and token.actor < 0 and token.tags.isdisjoint(("group", "role"))


def nominal(token: Token) -> bool:
    """Whether a token may be part of a noun phrase."""
    if token.actor >= 0 or "role" in token.tags or "group" in token.tags:
        return True
    if not token.is_word or token.passage >= 0:
        return False
    if token.capital:
        return token.tags.isdisjoint(("preposition", "break", "pronoun", "relative", "determiner", "skip"))
    no_noun = ("preposition", "according", "break", "pronoun", "relative", "skip", "particip", "and")
    return token.tags.isdisjoint(no_noun) and (token.tags.isdisjoint(("say", "call")) or "noun" in token.tags)


def before(line: Line, low: int, index: int, again: bool = False) -> Range | None:
    """The noun phrase that ends before `index`, adverbs and an apposition between them skipped; from `low` on."""
    at = index - 1
    while at >= low and skipped(line[at]):
        at -= 1
    if at < low:
        return None
    token = line[at]
    if token.passage >= 0 and not called(line, at):
        return None
    if not token.tags.isdisjoint(("pronoun", "relative")):
        return None if "oblique" in token.tags else Range(at, at + 1)
    if token.low == "," or token.low in _DASHES:
        return _before_apposition(line, low, at)
    found, start = _ending(line, low, at)
    if found and low < found.start and "relative" in line[found.start - 1].tags and _plain(line[found.start]):
        return before(line, low, found.start - 1)
    return found or (before(line, low, start, True) if low < start and not again else None)


def _plain(token: Token) -> bool:
    """Whether nothing is known of a lower-cased word: it may well be a verb."""
    return not token.tags and not token.capital and token.actor < 0


def _before_apposition(line: Line, low: int, comma: int) -> Range | None:
    """“X, who …, said”: the phrase before the comma that opens an apposition closed by another one.

    Of “the spokesman, X, said” it is the name.
    """
    fallback = None
    for at in range(comma - 1, max(low, comma - 50), -1):
        if line[at].low != line[comma].low or at + 1 == comma:
            continue
        name, first = line[at - 1], line[at + 1]
        unknown = (not name.capital or "role" in name.tags) and _full_name(line[at + 1 : comma])
        if ("person" in first.tags or unknown) and "person" not in name.tags and nominal(name):
            return Range(at + 1, comma)
        named = name.actor >= 0 or name.capital or name.low == ")" or not name.tags.isdisjoint(("role", "group"))
        opens = not first.tags.isdisjoint(("determiner", "relative", "preposition", "role", "link"))
        if opens or (named and (not first.capital or comma - at < 6)):
            found, _ = _ending(line, low, at - 1)
            if found and "person" in name.tags:
                return found
            fallback = fallback or found
    return fallback


def _full_name(words: Line) -> bool:
    """Whether words may be the name of somebody who isn't known: capitalised ones that name nothing else."""
    return 1 < len(words) < 5 and all(word.capital and word.actor < 0 and not word.tags for word in words)


def _ending(line: Line, low: int, last: int) -> tuple[Range | None, int]:
    """The noun phrase whose last token is given, and the place of the preposition that governs it (or -1)."""
    at, governed = last, False
    while at >= low and last - at < _LIMIT:
        token = line[at]
        if token.low == ")":
            at = _opening(line, low, at) - 1
        elif "determiner" in token.tags and token.actor < 0:
            at -= 1
            if at >= low and "determiner" in line[at].tags:
                continue
            if at > low and "of" in token.tags and nominal(line[at]):
                continue
            if at < low or "link" not in line[at].tags:
                governed = at >= low and "preposition" in line[at].tags
                break
        elif token.actor < 0 and not token.tags.isdisjoint(("link", "preposition")):
            attribute = any(nominal(other) and not other.capital for other in line[at + 2 : last])
            if attribute and at > low and "determiner" in line[at - 1].tags:
                at -= 1
                continue
            if "link" not in token.tags or at == low or not nominal(line[at - 1]):
                governed = True
                break
            at -= 1
        elif nominal(token) or _joins(line, low, at) or (low < at == last and called(line, at)):
            at -= 1
        else:
            break
    return _trimmed(line, Range(at + 1, last + 1), governed), at if governed else -1


def _opening(line: Line, low: int, at: int) -> int:
    return next((k for k in range(at - 1, max(low, at - 12) - 1, -1) if line[k].low == "("), at)


def _joins(line: Line, low: int, at: int) -> bool:
    """Whether a token that is no noun stands inside a phrase: “Rep.”, “Clinton’s”, “A and B”."""
    token = line[at]
    if at == low or at + 1 >= len(line):
        return False
    left, right = line[at - 1], line[at + 1]
    if token.low == ".":
        return left.end == token.start and left.is_word and ("abbreviation" in left.tags or len(left.low) < 5)
    if "ending" in token.tags or token.low == "&" or (token.low == "/" and left.end == token.start):
        return True
    if "and" in token.tags:
        return left.is_word and right.is_word and left.capital and right.capital and nominal(left)
    return False


def _trimmed(line: Line, found: Range, governed: bool) -> Range | None:
    """Without what stands before the last name or determiner when a preposition governs the beginning."""
    start, end = found
    if start >= end:
        return None
    if not governed:
        return found
    name = end - 1
    while name > start and line[name].actor >= 0 and line[name - 1].actor == line[name].actor:
        name -= 1
    if line[end - 1].actor >= 0:
        free = name > start and line[name - 1].tags.isdisjoint(("preposition", "link", "role", "group", "title"))
        return Range(name, end) if free and any(nominal(token) for token in line[start:name]) else None
    inner = [
        k for k in range(start + 1, end) if "determiner" in line[k].tags and line[k].tags.isdisjoint(("oblique", "of"))
    ]
    return Range(inner[-1], end) if inner else None


def after(line: Line, index: int, high: int, direct: bool, subject: bool = True) -> Range | None:
    """The noun phrase that begins at `index`, adverbs skipped (and what a preposition governs, unless `direct`).

    With `subject`, a phrase whose form is oblique is skipped too.
    """
    at, stop = index, min(high, index + 16)
    while at < stop:
        token = line[at]
        oblique = subject and "oblique" in token.tags
        if "pronoun" in token.tags and not oblique:
            return Range(at, at + 1)
        if skipped(token):
            at += 1
        elif token.actor < 0 and oblique:
            at = max(at + 1, _past_object(line, at, stop))
        elif token.actor < 0 and not token.tags.isdisjoint(("preposition", "link")):
            if direct:
                return None
            at = _past_object(line, at + 1, stop)
        else:
            return _beginning(line, at, stop, subject)
    return None


def _past_object(line: Line, at: int, stop: int) -> int:
    """After the noun phrase that a preposition governs: at the next determiner, name, pronoun or adverb."""
    first = at
    while at < stop and (nominal(line[at]) or "determiner" in line[at].tags):
        seen = any(nominal(token) and "oblique" not in token.tags for token in line[first:at])
        named = line[at].actor >= 0 and line[at].actor != line[at - 1].actor and "role" not in line[at - 1].tags
        role = "role" in line[at].tags and not (line[at].capital and not line[at - 1].capital)
        if seen and (named or role or "determiner" in line[at].tags):
            break
        at += 1
    return max(at, first)


def _beginning(line: Line, start: int, stop: int, subject: bool = True) -> Range | None:
    """The noun phrase whose first token is given; with `subject`, an oblique word ends it."""
    at = start
    while at < stop and not (at > start and _trails(line, at)):
        token = line[at]
        noun = nominal(token) and not (subject and "oblique" in token.tags)
        inside = at > start and (_joins(line, start, at) or _links(line, at, stop))
        if at > start and nominal(line[at - 1]) and _another(token, line[at - 1]):
            break
        if not (noun or inside or "determiner" in token.tags or called(line, at)):
            break
        at += 1
    while at > start and not nominal(line[at - 1]) and not called(line, at - 1):
        at -= 1
    return Range(start, at) if at > start else None


def _links(line: Line, at: int, stop: int) -> bool:
    """Whether a preposition joins two nouns: “a spokesman for the port”, not “Osk in an interview”."""
    if "link" not in line[at].tags or at + 1 >= stop:
        return False
    following = line[at + 1].tags
    return not line[at - 1].capital or "determiner" not in following or "definite" in following


def _another(token: Token, left: Token) -> bool:
    """Whether an article behind a noun begins another phrase: “the minister the plan”, not “der Sprecher der Stadt”."""
    if "determiner" not in token.tags:
        return False
    return "person" in left.tags or ("definite" in token.tags and "of" not in token.tags)


def called(line: Line, at: int) -> bool:
    """Whether a passage is the name of what stands before it: the weekly “Echo”."""
    token = line[at]
    if token.passage < 0 or at == 0 or token.end - token.start > NAME:
        return False
    return not line[at - 1].tags.isdisjoint(("title", "group"))


def _trails(line: Line, at: int) -> bool:
    """Whether a lower-cased word behind a capitalised one is no part of its phrase any more."""
    token, left = line[at], line[at - 1]
    if token.capital or not left.capital or not nominal(token) or token.actor >= 0 or not nominal(left):
        return False
    if not token.tags.isdisjoint(("role", "group", "inside")):
        return False
    if "person" in left.tags and not token.tags:
        return True
    return not (at + 1 < len(line) and (line[at + 1].capital or "role" in line[at + 1].tags))


def main_subject(line: Line, low: int, index: int, person: bool = False) -> Range | None:
    """The first noun phrase of a sentence that no preposition governs: pronoun, name, or determiner with noun.

    With `person`, one that names or describes a person goes before one that is only the first.
    """
    at = low
    if low < index and "and" in line[low].tags:
        at = low = low + 1
    while at < index and skipped(line[at]):
        at += 1
    first = None
    if at < index and not line[at].tags.isdisjoint(("preposition", "particip", "say", "break")):
        at = next((k + 1 for k in range(low, index) if line[k].low == ","), low)
    elif at < index and line[at].capital and nominal(line[at]):
        first = _beginning(line, at, index)
    while at < index:
        token = line[at]
        if token.low == BREAK:
            break
        if "pronoun" in token.tags and "oblique" not in token.tags:
            return Range(at, at + 1)
        governed = at > low and not line[at - 1].tags.isdisjoint(("preposition", "link"))
        found = None
        if "oblique" in token.tags or governed:
            at = max(at, _past_object(line, at, index) - 1)
        elif token.actor >= 0 or not token.tags.isdisjoint(("determiner", "role")):
            found = _beginning(line, at, index)
        if found:
            inside = line[found.start : found.end]
            if not person or any(not t.tags.isdisjoint(("person", "role")) for t in inside):
                return found
            first, at = first or found, found.end - 1
        at += 1
    return first
