"""Long lists in pages whose addresses last: what is new goes to one of them and leaves the others alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Generic, TypeVar

from generator.languages.collation import sort_key
from generator.model import PartialDate

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a long list, on a page of its own."""

    key: PartialDate | str | None
    """The year or month, or the letter, that it holds; None: undated."""
    number: int
    """From 1 where the key has several parts, else 0."""
    items: tuple[T, ...]

    @property
    def sign(self) -> Part[T]:
        """Itself without what it holds: enough to lead to it."""
        return Part(self.key, self.number, ())

    @property
    def name(self) -> str:
        """Its part of the address: `2025-03`, `2025-03-p2`, `undated`, `k`, `u0436`."""
        letter = isinstance(self.key, str) and not self.key.isascii()
        name = f"u{ord(str(self.key)[0]):04x}" if letter else str(self.key or "undated").lower()
        return f"{name}-p{self.number}" if self.number else name


def by_date(items: Iterable[T], date: Callable[[T], PartialDate | None], limit: int) -> tuple[Part[T], ...]:
    """Years; months where a year has more than `limit` items, and numbered parts where a month has.

    `items` come newest first, and stay so; what has no date comes last. Numbers count from the oldest item.
    """
    parts: list[Part[T]] = []
    for year, of_year in groupby(items, lambda item: stated.year if (stated := date(item)) else None):
        group = tuple(of_year)
        if len(group) <= limit:
            parts.append(Part(None if year is None else PartialDate(year), 0, group))
            continue
        for month, of_month in grouped_by_month(group, date):
            parts += _numbered(month, of_month, limit)
    return tuple(parts)


def grouped_by_month(
    items: Iterable[T], date: Callable[[T], PartialDate | None]
) -> Iterator[tuple[PartialDate | None, tuple[T, ...]]]:
    """Each month (a year, where no month is stated) with its items, which come in the order of their dates."""
    for month, of_month in groupby(items, lambda item: (stated.year, stated.month) if (stated := date(item)) else None):
        yield month and PartialDate(*month), tuple(of_month)


def by_letter(
    items: Iterable[T], name: Callable[[T], str], limit: int, language: str
) -> tuple[Part[T], ...]:
    """One part for each first letter of a name, or several of at most `limit`; `items` come sorted by name.

    What a letter is, the alphabet of the language says: “Ä” goes with A in German, “Ż” is its own in Polish.
    """
    key = sort_key(language)
    letters: dict[str, list[T]] = {}
    for item in items:
        first = next((char for char in name(item) if char.isalnum()), "0").upper()[0]
        plain = unicodedata.normalize("NFD", first)[0]
        letter = plain if key(plain)[0] == key(first)[0] else first
        letters.setdefault(letter, []).append(item)
    return tuple(part for letter, group in letters.items() for part in _numbered(letter, tuple(group), limit))


def by_year(parts: Iterable[Part[T]]) -> list[tuple[PartialDate | None, list[Part[T]]]]:
    """Parts by date, with the year that they belong to."""
    by = groupby(parts, lambda part: part.key.year if isinstance(part.key, PartialDate) else None)
    return [(None if year is None else PartialDate(year), list(group)) for year, group in by]


def _numbered(key: PartialDate | str | None, items: Sequence[T], limit: int) -> list[Part[T]]:
    if len(items) <= limit:
        return [Part(key, 0, tuple(items))]
    cuts = [*range(len(items), 0, -limit), 0]
    parts = [Part(key, number, tuple(items[start:end])) for number, (end, start) in enumerate(pairwise(cuts), 1)]
    return parts[::-1]
