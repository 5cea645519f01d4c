"""A long part as portions that are laid out one by one: each begins on the page that the one before left unfinished.

In the HTML of a part, `CUT` stands before each entry of a list or table, and `BEGIN` once, before what is the part's
own. Of the pages of a portion all are kept but the last, and the next portion begins with the first entry on that one:
so pages end where they would if the part were laid out in one piece, and an edit moves no more than what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

CUT = "<!--cut-->"
BEGIN = "<!--begin-->"
_LENGTH = 14_000
"""Characters of a portion, without tags: four to six pages."""
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*?)(/?)>")
_ID = re.compile(r' id="([^"]*)"')
_VOID = {"br", "col", "hr", "img", "link", "meta", "wbr"}


@dataclass(frozen=True, slots=True)
class Portion:
    html: str
    entries: list[str]
    """Their anchors."""
    whole: bool
    """Whether it is all of the part."""
    last: bool


@dataclass(frozen=True)
class Portions:
    """The portions of a part; one of which nothing is to be cut is one portion."""

    html: str

    @cached_property
    def _pieces(self) -> list[str]:
        """What stands before the entries; then each with all that follows until the next."""
        return self.html.split(CUT)

    @cached_property
    def _open(self) -> list[list[str]]:
        """The tags that are open before each entry, and are no part of every page."""
        found: list[list[str]] = []
        stack: list[str] = []
        begun = self._pieces[0].rpartition(BEGIN)[2]
        for piece in [begun, *self._pieces[1:]]:
            for closing, name, more, single in _TAG.findall(piece):
                if closing:
                    while stack and stack.pop().split()[0] != f"<{name}":
                        pass
                elif not single and name not in _VOID:
                    stack.append(f"<{name} {_ID.sub('', more)}>")
            found.append([*stack])
        return found

    def __len__(self) -> int:
        return max(1, len(self._pieces) - 1)

    def at(self, start: int) -> Portion:
        """The portion that begins with an entry; the first has what stands before."""
        pieces = self._pieces
        if len(pieces) < 2:
            return Portion(self.html, ["."], True, True)
        end, length = start, 0
        while end < len(self) and (length < _LENGTH or end == start):
            end += 1
            length += len(_TAG.sub("", pieces[end]))
        named = [_named(piece, f".{place}") for place, piece in enumerate(pieces[start + 1 : end + 1])]
        opened = pieces[0] if not start else pieces[0].rpartition(BEGIN)[0] + "".join(self._open[start])
        closed = "".join(f"</{tag.split()[0][1:]}>" for tag in reversed(self._open[end])) if end < len(self) else ""
        html = "".join([opened, *(piece for piece, _ in named), closed])
        return Portion(html, [anchor for _, anchor in named], not start and end == len(self), end == len(self))


def _named(piece: str, name: str) -> tuple[str, str]:
    """An entry with an anchor, and the anchor."""
    tag = _TAG.search(piece)
    assert tag
    known = _ID.search(tag[0])
    if known:
        return piece, known[1]
    at = tag.start(3)
    return f'{piece[:at]} id="{name}"{piece[at:]}', name


def fitting(starts: Sequence[tuple[int, float] | None], top: Callable[[int], float]) -> tuple[int, int] | None:
    """The pages of a portion that are full, and the entries on them; None where no page begins with an entry.

    `starts` are page and height at which entries begin, `top` is where on a page its text begins.
    """
    for place, start in reversed([*enumerate(starts)]):
        if start and place and start[0] and abs(start[1] - top(start[0])) < _NEAR:
            return start[0], place
    return None


_NEAR = 3.0
"""CSS pixels between the edge of an entry and that of the page's text, where the entry is the first on the page."""
