"""A text as words: what is a capitalised word, what opens a sentence, what stands between."""

from __future__ import annotations

import re
from functools import cache
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


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case, as tokenise() would part them."""
    return tuple(_low(match.group()) for match in _WORD.finditer(name))


def _low(word: str) -> str:
    """The form in which words are compared: no capitals, one kind of hyphen and apostrophe."""
    return word.casefold().rstrip(".").replace("‑", "-").replace("’", "'")


@cache
def _splitter(language: str) -> tuple[re.Pattern[str] | None, frozenset[str]]:
    """The pattern of elided articles (`l’`, `d’`), and the abbreviations after which a sentence goes on."""
    elisions = data(language, "names").get("elisions", "").split()
    pattern = re.compile(rf"(?:{'|'.join(elisions)})[’']", re.IGNORECASE) if elisions else None
    return pattern, frozenset(data(language, "text").get("abbreviations", "").split())


def tokenise(text: str, language: str) -> list[Token]:
    """The words of `text` in order; possessive ’s and elided articles are left out of their spans."""
    elided, abbreviations = _splitter(language)
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        if elided and (cut := elided.match(word)) and cut.end() < len(word):
            start += cut.end()
            word = word[cut.end() :]
        if len(word) > 3 and word[-2] in "’'" and word[-1] in "sS":
            word = word[:-2]
        for piece in _pieces(word, language):
            gap = text[last:start]
            found.append(_token(piece, start, gap, found[-1] if found else None, abbreviations))
            start += len(piece)
            last = start
        last = max(last, end if word == match.group() else last)
    return _names_in_quotes(found)


def _names_in_quotes(tokens: list[Token]) -> list[Token]:
    """What stands alone in quotation marks inside a sentence is a name or title: it opens no sentence."""
    for at, token in enumerate(tokens):
        if token.initial and at and _NAME_OPENING.search(token.gap) and not _SENTENCE_END.search(token.gap):
            following = tokens[at + 1 : at + 5]
            if any(_CLOSING.match(after.gap) for after in following):
                tokens[at] = token._replace(initial=False)
    return tokens


def _pieces(word: str, language: str) -> list[str]:
    """`BelarusAlexander` → two words; names that are written so (`BioNTech`, `McCain`) stay whole."""
    cut = _RUN_ON.match(word) if len(word) > 8 and word[0].isupper() else None
    if cut:
        head, tail = cut.group(), word[cut.end() :]
        known = first_name(head.casefold(), language) or first_name(tail.casefold(), language)
        if known and min(len(head), len(tail)) > 3:
            return [head, tail]
    return [word]


def _token(word: str, start: int, gap: str, before: Token | None, abbreviations: frozenset[str]) -> Token:
    upper = word[0].isupper()
    capitals = len(word) > 1 and word.isupper()
    initial = before is None or (bool(gap.strip()) and _opens(gap, before, abbreviations))
    return Token(word, _low(word), start, start + len(word), gap, upper, capitals, initial)


def _opens(gap: str, before: Token, abbreviations: frozenset[str]) -> bool:
    if gap.strip() == "." and "\n" not in gap and (len(before.text) == 1 or before.low in abbreviations):
        return False
    return bool(_SENTENCE_END.search(gap) or _OPENING.search(gap))
