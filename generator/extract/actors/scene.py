"""The words of one article and what has been made out of them so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from generator.extract.actors.lexicon import Entry, Lexicons, Phrase
from generator.extract.actors.rules import Rules, rules
from generator.extract.actors.tokens import Token, tokenise
from generator.extract.actors.words import Word, word
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
    lexicons: Lexicons
    tokens: list[Token]
    words: list[Word]
    """What the data say of each token."""
    rules: Rules
    upper: list[int]
    """The tokens with a capital that name no month or day."""
    taken: list[Found | None]
    """By token."""
    matches: dict[int, list[tuple[int, Phrase]]]
    """Known names by the token that they start at: see phrases()."""
    inside: frozenset[str]
    """Words, in lower case, that have a capital inside of a sentence."""
    surnames: set[str] = field(default_factory=set)
    """Base forms of the surnames of persons named in full."""

    @classmethod
    def of(cls, text: str, language: str, lexicons: Lexicons) -> Scene:
        tokens = _parted(tokenise(text, language), lexicons)
        calendar = rules(language).calendar
        return cls(
            text,
            language,
            lexicons,
            tokens,
            words=[word(token.low, language) for token in tokens],
            rules=rules(language),
            upper=[at for at, token in enumerate(tokens) if token.upper and token.low not in calendar],
            taken=[None] * len(tokens),
            matches=lexicons.matches(tokens),
            inside=frozenset(token.low for token in tokens if token.upper and not token.initial),
        )

    def claim(self, found: Found) -> None:
        """Give the tokens to `found`; what held a part of them before loses all of its."""
        for holder in {id(f): f for f in self.taken[found.start : found.stop] if f}.values():
            self.taken[holder.start : holder.stop] = [None] * (holder.stop - holder.start)
        self.taken[found.start : found.stop] = [found] * (found.stop - found.start)

    def found(self) -> list[Found]:
        """All that is claimed, in the order of the text."""
        return list({id(f): f for f in self.taken if f}.values())

    def free(self) -> list[int]:
        """The capitalised words that nothing has claimed yet."""
        return [at for at in self.upper if self.taken[at] is None]

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

    def phrases(self, at: int) -> Sequence[tuple[int, Phrase]]:
        """Known names that start at a token, the longest first, the dossier's own before others of its length."""
        return self.matches.get(at, ())

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


def _parted(tokens: list[Token], lexicons: Lexicons) -> list[Token]:
    """Parts places that a hyphen joins (“Warszawa-Berlin”), but for names that have one."""
    hyphened = [at for at, token in enumerate(tokens) if "-" in token.text and token.upper]
    parted: list[Token] = []
    last = 0
    for at in hyphened:
        pieces = tokens[at].text.split("-")
        if all(map(str.istitle, pieces)) and not _is_place(tokens[at], lexicons):
            new = _pieces(tokens[at], pieces)
            if all(_is_place(piece, lexicons) for piece in new):
                parted += (*tokens[last:at], *new)
                last = at + 1
    return parted + tokens[last:]


def _is_place(token: Token, lexicons: Lexicons) -> bool:
    hits = lexicons.match([token], 0)
    return any(phrase.entry.kind == "place" and not 0 < phrase.entry.size < 100 for _, phrase in hits)


def _pieces(token: Token, pieces: list[str]) -> list[Token]:
    found: list[Token] = []
    start = token.start
    for piece in pieces:
        gap, initial, joined = ("-", False, False) if found else (token.gap, token.initial, token.joined)
        end = start + len(piece)
        found.append(Token(piece, piece.casefold(), start, end, gap, True, False, initial, joined))
        start = end + 1
    return found
