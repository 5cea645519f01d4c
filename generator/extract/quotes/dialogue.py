"""Stage 1, continued: speech that only dashes set off, and the ends of passages whose marks are missing.

“– Nie wiem – powiedział X. – Zobaczymy.”, “Nobody knows - X said.”
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.extract.quotes.marks import Passage
from generator.extract.quotes.phrases import after, before, is_verb, nominal
from generator.extract.quotes.tokens import BREAK, MARKS, Token
from generator.model import Span

DASHES = frozenset("-–—―")
_ENDS = frozenset((".", "!", "?", "…", "...", BREAK))
_REACH = 7
"""Tokens between a dash and its reporting verb."""
_BARE = 12
"""Tokens of the longest reporting clause behind speech that nothing opens."""
_CLAUSE = 40
"""Tokens of the longest reporting clause."""


class Speech(NamedTuple):
    span: Span
    opened: bool
    """By a dash of its own, or after a reporting clause that a dash follows."""


def spoken(text: str, found: Sequence[Token], passages: Sequence[Passage]) -> list[Speech]:
    """Stretches of speech set off by dashes, in order; `found` are the tokens of the whole text."""
    result: list[Speech] = []
    start = at = 0
    ends = {passage.end for passage in passages}
    dashes: list[int] = []
    for index, token in enumerate(found):
        while at < len(passages) and passages[at].end <= token.start:
            at += 1
        outside = at == len(passages) or token.start < passages[at].start or not passages[at].closed
        if token.low == BREAK:
            if dashes:
                result.extend(_paragraph(found[start : index + 1], dashes, ends))
            start, dashes = index + 1, []
        elif outside and _dash(text, token, index == start):
            dashes.append(index - start)
    return result


def _dash(text: str, token: Token, first: bool) -> bool:
    """Whether a token is a dash between words, not a hyphen."""
    if token.low not in DASHES:
        return False
    return first or text[token.start - 1].isspace() or not text[token.end : token.end + 1].isalnum()


def _paragraph(line: Sequence[Token], dashes: list[int], ends: set[int]) -> Iterator[Speech]:
    known = frozenset(dashes)
    start, opened, passed = 0, False, -1
    for dash in dashes:
        if dash <= passed:
            continue
        if _opening(line, passed + 1, dash):
            before = list(_without_dashes(line[: dash + 1])) if opened and passed < 0 and start == 1 else []
            yield from before
            start, opened, passed = dash + 1, True, dash - 1 if before else passed
        elif dash > start and not _marked(line, dash, ends) and reports_at(line, dash + 1):
            end = _clause_end(line, dash + 1)
            if not opened:
                start = _unopened(line, passed + 1, dash, end)
            if start < dash:
                yield Speech(Span(line[start].start, line[dash - 1 - (line[dash - 1].low == ",")].end), opened)
            following = next((k for k in (end, end + 1) if k in known), -1) if start < dash else -1
            start, opened, passed = _content(line, following + 1), following >= 0, max(end, following)
    if opened and 0 < passed < start < len(line) - 1:
        yield Speech(Span(line[start].start, line[-2].end), True)
    elif opened and passed < 0 and start == 1:
        yield from _without_dashes(line)


def _content(line: Sequence[Token], at: int) -> int:
    """Past the punctuation that closes what stands before: “– said X –. More words.”"""
    while at < len(line) - 1 and line[at].low in (".", ",", ";", ":"):
        at += 1
    return at


def _without_dashes(line: Sequence[Token]) -> Iterator[Speech]:
    """A paragraph that a dash opens, its reporting clause between commas: “— Words, answered X. More words.”"""
    for index in range(2, len(line) - 2):
        token, verb = line[index], line[index + 1 + ("skip" in line[index + 1].tags)]
        if token.low in (",", "!", "?", "…") and "say" in verb.tags and is_verb(verb) and not verb.capital:
            end = _clause_end(line, index + 1)
            yield Speech(Span(line[1].start, line[index - (token.low == ",")].end), True)
            if _content(line, end + 1) < len(line) - 1:
                yield Speech(Span(line[_content(line, end + 1)].start, line[-2].end), True)
            return


def _unopened(line: Sequence[Token], low: int, dash: int, end: int) -> int:
    """Where speech begins that nothing opens: its sentence, when a comma closes it; else it is all the paragraph."""
    if line[dash - 1].low in (",", "!", "?"):
        return next((k + 1 for k in range(dash - 2, low - 1, -1) if line[k].low in _ENDS), low)
    return low if low == 0 and end >= len(line) - 2 and not _narrates(line, dash, end) else dash


def _narrates(line: Sequence[Token], dash: int, end: int) -> bool:
    """Whether a paragraph that ends so only tells what others said: “X said so – a claim that Y denied.”"""
    if end - dash > _BARE or any("break" in token.tags for token in line[dash + 1 : end]):
        return True
    speech = line[:dash]
    return any("say" in token.tags for token in speech) and not any("self" in token.tags for token in speech)


def _opening(line: Sequence[Token], start: int, dash: int) -> bool:
    """A dash at the start of a paragraph or sentence, before a capital."""
    if dash + 1 >= len(line) - 1:
        return False
    following = line[dash + 1]
    capital = following.capital or not following.is_word
    return capital and (dash == 0 or (dash >= start and line[dash - 1].low in (*_ENDS, ":")))


def _marked(line: Sequence[Token], dash: int, ends: set[int]) -> bool:
    """Whether what the dash closes has quotation marks already."""
    return any(line[k].end in ends or line[k].low in MARKS for k in range(max(0, dash - 3), dash))


def reports_at(line: Sequence[Token], at: int) -> bool:
    """Whether a reporting clause begins here: a verb of speech, or a name phrase that one follows."""
    for index in range(at, min(at + _REACH, len(line))):
        token = line[index]
        if token.low in _ENDS or token.low in MARKS or token.low == ":" or "break" in token.tags:
            return False
        if is_verb(token) and "say" in token.tags:
            if index == at:
                return not token.capital
            return before(line, at, index) is not None or after(line, index + token.length, len(line), True) is not None
        plain = (
            nominal(token)
            or not token.tags.isdisjoint(
                ("pronoun", "determiner", "skip", "link", "preposition", "oblique", "ending", "relative")
            )
            or token.low in (".", ",")
        )
        if not plain and index > at:
            return False
    return False


def _clause_end(line: Sequence[Token], at: int) -> int:
    """The token that ends a reporting clause: a full stop, a dash or the end of the paragraph."""
    for index in range(at, min(at + _CLAUSE, len(line))):
        token = line[index]
        if token.low in DASHES or token.low == BREAK or token.low == ":":
            return index
        if token.low in _ENDS and index + 1 < len(line):
            following = line[index + 1]
            ends = following.low in DASHES or following.low == BREAK or following.capital
            if ends and len(line[index - 1].low) > 1:
                return index
    return min(at + _CLAUSE, len(line) - 1)


def mended(found: Sequence[Token], passages: Sequence[Passage]) -> list[Passage]:
    """The passages with ends where marks are missing: at the reporting clause, else at the limit.

    Without an opening mark, only what a reporting clause follows is kept, back to the first sentence that
    doesn't report. `found` are the tokens of the whole text.
    """
    begins = [token.start for token in found]
    kept = []
    for passage in passages:
        first, last = bisect_left(begins, passage.start), bisect_left(begins, passage.end)
        if not passage.closed:
            kept.append(passage._replace(end=_unclosed_end(found, first, last, passage.end)))
        elif passage.opened:
            kept.extend(_split(found, first, last, passage))
        else:
            start = _unopened_start(found, first, last)
            if start is not None:
                kept.append(passage._replace(start=start))
    return kept


def _split(found: Sequence[Token], first: int, last: int, passage: Passage) -> Iterator[Passage]:
    """The parts of a passage around a reporting clause inside it: “Words, – said he. – More”, “Words, dit-il, etc.”"""
    passed = first
    for index in range(first + 1, last):
        verb = found[index + 1]
        commas = found[index].low == "," and index + 3 < last and found[index + 2].low == ","
        if index >= passed and commas and {"say", "pronoun"} <= verb.tags:
            yield passage._replace(start=found[passed].start, end=found[index - 1].end)
            passed = index + 3
        if index < passed or not _parts(found, index) or "say" not in verb.tags or verb.capital:
            continue
        end = _clause_end(found, index + 1)
        following = next((k for k in (end, end + 1) if k + 1 < last and _parts(found, k)), -1)
        if following >= 0:
            last_word = index - 1 - (found[index - 1].low == ",")
            yield passage._replace(start=found[passed].start, end=found[last_word].end)
            passed = following + 1
    yield passage._replace(start=found[passed].start) if passed > first else passage


def _parts(found: Sequence[Token], at: int) -> bool:
    """Whether a token is a dash with space before and after."""
    return found[at].low in DASHES and found[at - 1].end < found[at].start and found[at].end < found[at + 1].start


def _unclosed_end(found: Sequence[Token], first: int, last: int, limit: int) -> int:
    for index in range(first + 1, last):
        if found[index].low == "," and reports_at(found, index + 1):
            end = _clause_end(found, index + 1)
            if end < last + 2 and found[end].low in _ENDS:
                return found[index].end
        if _parts(found, index) and reports_at(found, index + 1):
            return found[index - 1].end
    if last < len(found) and found[last].low != BREAK:
        ends = [index for index in range(first, last) if found[index].low in _ENDS]
        return found[ends[-1]].end if ends else found[first].start
    return limit


def _unopened_start(found: Sequence[Token], first: int, last: int) -> int | None:
    closer = last
    if closer + 1 >= len(found) or not reports_at(found, closer + 1):
        return None
    while first < last and (not found[first].is_word or found[first].low in _ENDS):
        first += 1
    start = last
    for index in range(last - 1, first - 1, -1):
        token = found[index]
        if (
            index + 1 < last
            and (index == first or found[index - 1].low in _ENDS)
            and (token.low in DASHES and found[index + 1].capital)
        ):
            return found[index + 1].start
        if "say" in token.tags and is_verb(token) and start < last:
            break
        if index == first or (found[index - 1].low in _ENDS and token.capital):
            start = index
    return found[start].start if start < last else None
