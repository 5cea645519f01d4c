"""The pages of a site, listed by groups: one that shows what it showed isn't listed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, starmap
from typing import NamedTuple

from generator.errors import DossierError, Problem
from generator.kept import Kept
from generator.model import PartialDate
from generator.pages import Page
from generator.stamps import Later, Stamps, digest


class KnownPage(NamedTuple):
    """What is known of a page whose context isn't at hand."""

    path: str
    template: str
    stamp: str
    """Of all that the page alone gets."""
    newest: PartialDate | None


_Row = tuple[str, str, str, PartialDate | None]
"""A page that is known, as it is kept."""


class Listing:
    """All pages; two at one address are a DossierError."""

    def __init__(self, groups: Iterable[tuple[str, Later]], stamps: Stamps, kept: Kept) -> None:
        self._groups = dict(groups)
        self._stamps = stamps
        self._made: dict[str, tuple[Page, ...]] = {}
        """Key of a group → its pages, where they were needed."""
        wanted = {key: stamps.stamp(group) for key, group in self._groups.items()}
        found = kept.through("listed", wanted, self._list)
        self._of = {key: list(starmap(KnownPage, found[key])) for key in self._groups}
        self.pages = tuple(_distinct(chain.from_iterable(self._of.values())))

    def _list(self, keys: Sequence[str]) -> Iterator[tuple[str, tuple[_Row, ...]]]:
        for key in keys:
            yield key, tuple((page.path, page.template, self._stamp(page), page.newest) for page in self._group(key))

    def _group(self, key: str) -> tuple[Page, ...]:
        if key not in self._made:
            self._made[key] = tuple(self._groups[key].now())
        return self._made[key]

    def _stamp(self, page: Page) -> str:
        return digest(f"{page.section}{page.scripts}{page.policy}{self._stamps.stamp(page.context)}")

    def whole(self, paths: set[str]) -> list[Page]:
        """The pages at these paths with their contexts, in their order."""
        keys = [key for key, of in self._of.items() if any(page.path in paths for page in of)]
        return [page for key in keys for page in self._group(key) if page.path in paths]


def _distinct(pages: Iterable[KnownPage]) -> Iterator[KnownPage]:
    taken: set[str] = set()
    for page in pages:
        if page.path.casefold() in taken:
            raise DossierError([Problem(page.path, 0, "another page has this address")])
        taken.add(page.path.casefold())
        yield page
