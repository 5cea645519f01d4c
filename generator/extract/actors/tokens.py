"""A text as words: what is a capitalised word, what opens a sentence, what stands between."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from generator.extract.actors.morphology import first_name
from generator.languages import data

_WORD = re.compile(
    r"(?:[^\W\d_]\.(?=[^\W\d_]\.)|[^\W\d_]\.(?=[^\W\d_]\b))+[^\W\d_]\.?"  # U.S., J.D
    r"|[^\W\d_]+(?:[’'‑-](?=[^\W_])[^\W_]+|(?<=[A-Z])&(?=[A-Z])[A-Z]+|\d+)*"
)
_SENTENCE_END = re.compile(r"[.!?…:;]|\n|(?:^|\s)[-–—•·|](?:\s|$)")
_OPENING = re.compile(r"[\"“„«‚‘(\[»”—–-]\s*$")
_NAME_OPENING = re.compile(r"[\"“„«‚‘‹»”]$")
_CLOSING = re.compile(r"[\"”“»’‘›«](?!\w)")
_RUN_ON = re.compile(r"[^\W\d_]*?[^\W\d_A-ZА-ЯІЇЄ](?=[A-ZА-ЯІЇЄŁŚŻČŠŽ][^\W\d_A-ZА-ЯІЇЄ]{2})")
_SPACES = (" ", "\u00a0", "\u202f", "  ")


class Token(NamedTuple):
    text: str
    low: str
    start: int
    end: int
    gap: str
    """What stands between the word before and this one."""
    upper: bool
    """It starts with a capital."""
    capitals: bool
    """It is all capitals, two letters or more."""
    initial: bool
    """It opens a sentence, a heading or a quotation, where any word has a capital."""
    joined: bool
    """Only a space parts it from the word before, or a full stop after an initial."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case, as tokenise() would part them."""
    return (_low(name),) if name.isalpha() else tuple(_low(match.group()) for match in _WORD.finditer(name))


def _low(word: str) -> str:
    """The form in which words are compared: no capitals, one kind of hyphen and apostrophe."""
    low = word.casefold()
    return low if low.isalpha() else low.rstrip(".").replace("‑", "-").replace("’", "'")


def tokenise(text: str, language: str) -> list[Token]:
    """The words of `text` in order; possessive ’s and elided articles are left out of their spans."""
    abbreviations = _splitter(language)[1]
    found: list[Token] = []
    last, before, short = 0, "", False
    quoted: list[int] = []
    for match in _WORD.finditer(text):
        for offset, word, low, upper, capitals in _pieces(match.group(), language):
            start = match.start() + offset
            gap = text[last:start]
            initial, joined = False, True
            if gap != " ":
                joined, stop, dotted, opens, quotes = _gap(gap)
                initial = not found or (opens and not (stop and (short or before in abbreviations)))
                joined = joined or (dotted and short)
                if quotes and found:
                    quoted.append(len(found))
            last = start + len(word)
            found.append(Token(word, low, start, last, gap, upper, capitals, initial, joined))
            before, short = low, len(word) == 1
    for at in quoted:
        if any(_CLOSING.match(after.gap) for after in found[at + 1 : at + 5]):
            found[at] = found[at]._replace(initial=False)
    return found


@cache
def _splitter(language: str) -> tuple[re.Pattern[str] | None, frozenset[str]]:
    """The pattern of elided articles (`l’`, `d’`), and the abbreviations after which a sentence goes on."""
    elisions = data(language, "names").get("elisions", "").split()
    pattern = re.compile(rf"(?:{'|'.join(elisions)})[’']", re.IGNORECASE) if elisions else None
    return pattern, frozenset(data(language, "text").get("abbreviations", "").split())


_Piece = tuple[int, str, str, bool, bool]
"""Where a word starts in a match of the pattern, and what a token has of its form."""


@lru_cache(20_000)
def _pieces(word: str, language: str) -> tuple[_Piece, ...]:
    """The words in a match of the pattern: without possessive ’s and elided articles, run-ons parted.

    `BelarusAlexander` is two words; names that are written so (`BioNTech`, `McCain`) stay whole.
    """
    if word.isalpha() and (len(word) < 9 or word[1:].islower()):
        return (_piece(0, word),)
    start = 0
    elided = _splitter(language)[0]
    if elided and (article := elided.match(word)) and article.end() < len(word):
        start = article.end()
    word = word[start:]
    if len(word) > 3 and word[-2] in "’'" and word[-1] in "sS":
        word = word[:-2]
    cut = _RUN_ON.match(word) if len(word) > 8 and word[0].isupper() else None
    if cut:
        head, tail = cut.group(), word[cut.end() :]
        known = first_name(head.casefold(), language) or first_name(tail.casefold(), language)
        if known and min(len(head), len(tail)) > 3:
            return _piece(start, head), _piece(start + len(head), tail)
    return (_piece(start, word),)


def _piece(start: int, word: str) -> _Piece:
    return start, word, _low(word), word[0].isupper(), len(word) > 1 and word.isupper()


@lru_cache(10_000)
def _gap(gap: str) -> tuple[bool, bool, bool, bool, bool]:
    """What stands between two words: a mere space, a mere full stop, one after an initial, what opens a sentence.

    At last, whether it opens a quotation inside a sentence: what stands alone in it is a name or title.
    """
    plain = gap.strip()
    line = "\n" not in gap
    ends = bool(_SENTENCE_END.search(gap))
    opens = bool(plain) and (ends or bool(_OPENING.search(gap)))
    quotes = opens and not ends and bool(_NAME_OPENING.search(gap))
    return gap in _SPACES, plain == "." and line, line and gap.rstrip() in (".", ".-"), opens, quotes
