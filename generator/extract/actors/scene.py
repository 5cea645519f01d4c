"""The words of one article and what has been made out of them so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from generator.extract.actors.lexicon import Entry, Lexicon, Phrase, match
from generator.extract.actors.rules import Rules, rules
from generator.extract.actors.tokens import Token, tokenise
from generator.model import Kind


@dataclass(slots=True)
class Found:
    """A stretch of words that names an actor: `tokens[start:stop]`."""

    start: int
    stop: int
    kind: Kind | Literal["none"]
    entry: Entry | None = None
    first: tuple[str, ...] = ()
    """A person's first names, in lower case, as they stand in the text."""
    surname: str = ""
    """The last word of a person's surname, likewise; with no first names: named by surname alone."""
    sure: bool = True
    """Told by its own form; else only by a look at the rest of the article."""


@dataclass(slots=True)
class Scene:
    text: str
    language: str
    lexicons: tuple[Lexicon, ...]
    """The dossier's own, the starter authority, the cities."""
    tokens: list[Token] = field(default_factory=list)
    taken: list[Found | None] = field(default_factory=list)
    """By token."""
    surnames: set[str] = field(default_factory=set)
    """Base forms of the surnames of persons named in full."""
    matches: dict[int, list[tuple[int, Phrase]]] = field(default_factory=dict)
    """What phrases() gave, by token."""
    small: frozenset[str] = frozenset()
    """How known names begin that may be written without a capital."""
    inside: frozenset[str] = frozenset()
    """Words, in lower case, that have a capital inside of a sentence."""

    @classmethod
    def of(cls, text: str, language: str, lexicons: tuple[Lexicon, ...]) -> Scene:
        tokens = _parted(tokenise(text, language), language, lexicons)
        inside = frozenset(token.low for token in tokens if token.upper and not token.initial)
        small = frozenset().union(*(lexicon.small for lexicon in lexicons))
        return cls(text, language, lexicons, tokens, [None] * len(tokens), small=small, inside=inside)

    @property
    def rules(self) -> Rules:
        return rules(self.language)

    def claim(self, found: Found) -> None:
        """Give the tokens to `found`; what held a part of them before loses all of its."""
        for holder in {id(f): f for f in self.taken[found.start : found.stop] if f}.values():
            self.taken[holder.start : holder.stop] = [None] * (holder.stop - holder.start)
        self.taken[found.start : found.stop] = [found] * (found.stop - found.start)

    def found(self) -> list[Found]:
        """All that is claimed, in the order of the text."""
        return list({id(f): f for f in self.taken if f}.values())

    def free(self) -> Iterator[int]:
        """The capitalised words that nothing has claimed yet."""
        for at, token in enumerate(self.tokens):
            if token.upper and self.taken[at] is None and token.low not in self.rules.calendar:
                yield at

    def headline(self, at: int) -> bool:
        """Whether the token stands in a line where most words have a capital, as English headings do."""
        start = at
        while start and "\n" not in self.tokens[start].gap and at - start < 15:
            start -= 1
        stop = at + 1
        while stop < len(self.tokens) and "\n" not in self.tokens[stop].gap and stop - at < 15:
            stop += 1
        line = [token for token in self.tokens[start:stop] if len(token.text) > 2]
        return len(line) > 2 and sum(token.upper for token in line) > 0.7 * len(line)

    def joined(self, at: int) -> bool:
        """Whether only a space parts this token from the one before, or a full stop after an initial."""
        gap = self.tokens[at].gap
        if gap in (" ", "\u00a0", "\u202f", "  "):
            return True
        return gap.rstrip() in (".", ".-") and "\n" not in gap and at > 0 and len(self.tokens[at - 1].text) == 1

    def phrases(self, at: int) -> list[tuple[int, Phrase]]:
        """Known names that start at a token, the longest first, the dossier's own before others of its length."""
        if not self.tokens[at].upper and self.tokens[at].low[:4] not in self.small:
            return []
        if at not in self.matches:
            found = [hit for lexicon in self.lexicons for hit in match(lexicon, self.tokens, at, self.language)]
            self.matches[at] = sorted(found, key=lambda hit: -hit[0]) if len(found) > 1 else found
        return self.matches[at]

    def known(self, found: Found) -> Entry | None:
        """The actor whose name stands exactly where something was found by its form."""
        kinds = ("person",) if found.kind == "person" else ("organization", "place")
        for stop, phrase in self.phrases(found.start):
            if stop == found.stop and phrase.entry.kind in kinds:
                return phrase.entry
        return None

    def country(self, at: int) -> tuple[int, str] | None:
        """The country named at a token: the index after its last word, and its code."""
        if at < len(self.tokens) and self.tokens[at].upper:
            for stop, phrase in self.phrases(at):
                if phrase.entry.country:
                    return stop, phrase.entry.country
        return None


def _parted(tokens: list[Token], language: str, lexicons: tuple[Lexicon, ...]) -> list[Token]:
    """Parts places that a hyphen joins (“Warszawa-Berlin”), but for names that have one."""
    parted: list[Token] = []
    for at, token in enumerate(tokens):
        pieces = token.text.split("-") if token.upper and "-" in token.text else []
        if len(pieces) > 1 and all(map(str.istitle, pieces)) and not _places(tokens[at : at + 1], language, lexicons):
            new = _pieces(token, pieces)
            if all(_places([piece], language, lexicons) for piece in new):
                parted += new
                continue
        parted.append(token)
    return parted


def _places(tokens: list[Token], language: str, lexicons: tuple[Lexicon, ...]) -> bool:
    hits = [hit for lexicon in lexicons for hit in match(lexicon, tokens, 0, language)]
    return any(phrase.entry.kind == "place" and not 0 < phrase.entry.size < 100 for _, phrase in hits)


def _pieces(token: Token, pieces: list[str]) -> list[Token]:
    found: list[Token] = []
    start = token.start
    for piece in pieces:
        gap, initial = ("-", False) if found else (token.gap, token.initial)
        found.append(Token(piece, piece.casefold(), start, start + len(piece), gap, True, False, initial))
        start += len(piece) + 1
    return found
