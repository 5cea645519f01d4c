"""Stage 1: passages between quotation marks, whichever marks and however badly paired."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from generator.extract.quotes.lexicon import Lexicon, tags
from generator.model import Span

_MARK = re.compile(r",,|''|[\"“”„‟«»‹›‘’‚‛'＂〝〞]")
_DASH = re.compile(r"\s[-–—]\s")
_WORD = re.compile(r"[,.!?…\s]*[-–—]?\s*([^\W\d_]+)")
_SINGLE = frozenset("'‘’‚‛‹›")
_BEFORE_OPENING = frozenset(" \t\n\xa0\u202f\u2009([{—–-―/…:“„«\"‘‚¿¡'>")
_DEEPEST = 8
_AFTER_CLOSING = frozenset(" \t\n\xa0\u202f\u2009)]}—–-―/….,;:!?”“»\"’'*<")


class Passage(NamedTuple):
    """Words between marks. An end that has no mark of its own is only a limit."""

    start: int
    end: int
    opened: bool
    closed: bool
    single: bool
    kind: Literal["marked", "dialogue", "unmarked"] = "marked"


class _Open(NamedTuple):
    mark: str
    start: int
    """After the mark."""
    inside: int
    """How many passages were complete when it opened: those after it lie inside."""


def _direction(text: str, at: re.Match[str], stack: list[_Open], lex: Lexicon) -> str:
    """Whether a mark opens or closes: by its neighbours, then by its form; an apostrophe does neither."""
    mark = at.group()
    if mark == ",,":
        return "open"
    if mark == "''":
        return "close" if stack and stack[-1].mark == ",," else ""
    before = text[at.start() - 1 : at.start()] or "\n"
    after = text[at.end() : at.end() + 1] or "\n"
    if mark in "'’‛":
        if before.isalnum() and after.isalnum():
            return ""
        if mark == "’" or (before.isalnum() and not any(opened.mark in _SINGLE for opened in stack)):
            return "close" if any(opened.mark in _SINGLE for opened in stack) else ""
    opens = before in _BEFORE_OPENING and not after.isspace() and after not in ".,;:!?)"
    closes = after in _AFTER_CLOSING and not before.isspace() and before not in "(["
    if opens != closes:
        return "open" if opens else "close"
    if after.isalnum() and not before.isalnum():
        return "open"
    if mark in lex.openers or mark == "„":
        return "open"
    if mark in lex.closers:
        return "close"
    return "close" if any(opened.mark == mark for opened in stack) else "open"


def _block(text: str, block: Span, lex: Lexicon) -> list[Passage]:
    done: list[Passage] = []
    stack: list[_Open] = []
    floor = block.start
    for at in _MARK.finditer(text, *block):
        mark, single = at.group(), at.group() in _SINGLE
        direction = _direction(text, at, stack, lex)
        if direction == "open":
            if len(stack) < _DEEPEST:
                stack.append(_Open(mark, at.end(), len(done)))
        elif direction == "close":
            while stack and (stack[-1].mark in _SINGLE) != single and len(stack) > 1:
                stack.pop()
            if stack and (stack[-1].mark in _SINGLE) == single:
                opened = stack.pop()
                del done[opened.inside :]
                done.append(Passage(opened.start, at.start(), True, True, single))
                floor = at.end()
            elif not single and not stack:
                done.append(Passage(floor, at.start(), False, True, False))
                floor = at.end()
    for opened in stack:
        if opened.mark not in _SINGLE:
            done.append(_unclosed(text, block, opened, done[opened.inside :], lex))
    return done


def _unclosed(text: str, block: Span, opened: _Open, inside: list[Passage], lex: Lexicon) -> Passage:
    """A passage without a closing mark: it may share that of a passage inside it (`"… the "7/24", X said`)."""
    if not inside:
        return Passage(opened.start, block.end, True, False, False)
    if not any(_reports(text, dash.end(), lex) for dash in _DASH.finditer(text, opened.start, inside[0].start)):
        for inner in inside:
            if _reports(text, inner.end + 1, lex):
                return Passage(opened.start, inner.end, True, True, False)
    return Passage(opened.start, max(inside[0].start - 1, opened.start), True, False, False)


def _reports(text: str, at: int, lex: Lexicon) -> bool:
    """Whether the next word is one that reports speech."""
    word = _WORD.match(text, at)
    return word is not None and not tags(lex.language, word[1]).isdisjoint(("say", "impersonal"))


def marked(text: str, blocks: tuple[Span, ...], lex: Lexicon) -> list[Passage]:
    """The outermost passages between marks in the paragraphs of a text, in order, not overlapping.

    A passage whose closing mark is missing reaches to the next opening mark or the end of its paragraph; one
    whose opening mark is missing begins after the passage before it or at the start of its paragraph.
    """
    found = sorted(passage for block in blocks for passage in _block(text, block, lex))
    kept: list[Passage] = []
    for passage in found:
        if kept and passage.start < kept[-1].end:
            continue
        kept.append(passage)
    return kept
