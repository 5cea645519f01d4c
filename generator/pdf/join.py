"""Fragments → one PDF: pages, links, bookmarks, structure, numbers of pages, each font once (ISO 32000-1)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import pydyf

from generator.errors import DossierError, Problem
from generator.fonts import font
from generator.pdf import metadata, typefaces
from generator.pdf.fragments import Fragment
from generator.pdf.piece import File, Flow, load, plain

_FOLIO_FACE = ("Dossier-Sans", "font:Dossier-Sans-400-normal")
_FOLIO_FONT = "Folio"
_FOLIO_SIZE = 8
_FOLIO_COLOUR = "0.349 0.365 0.388 rg"
_BINDING = 12.0
"""Points by which all stands nearer to the outer edge, where both sides of the paper are printed on: 4 mm."""
_PORTION = 200
"""Objects that are packed together."""
_CLOSED = 2
"""The level of bookmarks below which none is seen at first."""

Figures = dict[str, tuple[int, float]]
"""Character → glyph and advance."""


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    """From 0."""
    x: float
    y: float


def places(fragments: Iterable[Fragment]) -> dict[str, Place]:
    """Anchor → where it stands in the document that the fragments make."""
    found: dict[str, Place] = {}
    first = 0
    for fragment in fragments:
        for name, (page, x, y) in fragment.anchors.items():
            found.setdefault(name, Place(first + page, x, y))
        first += len(fragment.folios)
    return found


def join(fragments: Sequence[Fragment], about: metadata.About, cache: Path, duplex: bool) -> bytes:
    """The document that the fragments make, in their order; the same fragments give the same bytes.

    Raises DossierError where a link leads to an anchor that no fragment has.
    """
    anchors = places(fragments)
    _check(fragments, anchors)
    bases = [*accumulate((fragment.count for fragment in fragments), initial=1)]
    frame = _Frame(fragments, bases)
    faces = typefaces.gather((fragment.fonts for fragment in fragments), cache)
    folio = next((face for face in faces.values() if face.name.endswith("+" + _FOLIO_FACE[0])), None)
    if folio is None:
        data = font(_FOLIO_FACE[1])
        faces["Number"] = folio = typefaces.Typeface("Number", "Number", "Number", 4, 1000, -300, data, 0)
    counted = {folio.key, *(key for fragment in fragments for key in fragment.figures)}
    figures = {key: typefaces.digits(faces[key]) for key in sorted(counted)}
    frame.give_resources(faces, folio.key)
    frame.give_pages(figures[folio.key], duplex)
    frame.give_structure()
    frame.give_names(anchors)
    frame.give_outline()
    info = frame.add(metadata.describe(frame.catalog, about, frame.add))
    file = File(frame.next - 1)
    for fragment, base, named in zip(fragments, bases, frame.named, strict=False):
        named |= {f"S{name}": anchors[name].page + 1 for name in fragment.targets}
        file.add(load(fragment.pdf), base, named, lambda flow: _content(flow, anchors, figures))
    frame.write(file)
    return file.close(frame.catalog.reference, info)


def _check(fragments: Iterable[Fragment], anchors: dict[str, Place]) -> None:
    lost = sorted({(fragment.name, name) for fragment in fragments for name in set(fragment.targets) - anchors.keys()})
    if lost:
        raise DossierError(
            Problem("templates/print", 0, f"in print, {part} has a link to “{name}”, which is nowhere")
            for part, name in lost
        )


def _content(flow: Flow, anchors: dict[str, Place], figures: dict[str, Figures]) -> bytes:
    """The data of a stream, with the numbers of pages, which end where what was laid out for them ends."""
    if not flow.numbers:
        return flow.data
    gaps: list[bytes] = []
    for number in flow.numbers:
        glyphs = figures[number.font]
        words = str(anchors[number.anchor].page + 1)
        wider = (number.figures - len(words)) * glyphs["0"][1] / 1000 * number.size
        gaps += [f"{number.x + wider:.3f}".encode(), _shown(words, glyphs)]
    return zlib.compress(flow.data % tuple(gaps))


def _shown(words: str, figures: Figures) -> bytes:
    return "".join(f"{figures[letter][0]:04x}" for letter in words).encode()


class _Frame:
    """What holds the pages of all fragments together, in objects whose numbers follow theirs."""

    def __init__(self, fragments: Sequence[Fragment], bases: Sequence[int]) -> None:
        self._fragments = fragments
        self._bases = bases
        self._objects: list[pydyf.Object] = []
        self._pages = [base + page for base, fragment in zip(bases, fragments, strict=False)
                       for page in range(len(fragment.folios))]  # fmt: skip
        self.named: list[dict[str, int]] = [{} for _ in fragments]
        """For each fragment, the numbers of what it has gaps for."""
        self.catalog = pydyf.Dictionary({"Type": "/Catalog"})
        self.add(self.catalog)

    @property
    def next(self) -> int:
        return self._bases[-1] + len(self._objects)

    def add(self, item: pydyf.Object) -> bytes:
        item.number = self.next
        self._objects.append(item)
        return _reference(item.number)

    def _name(self, name: str, item: pydyf.Object) -> None:
        """Add what every fragment knows by a name."""
        self.add(item)
        for named in self.named:
            named[f"R{name}"] = item.number

    def give_resources(self, faces: dict[str, typefaces.Typeface], folio: str) -> None:
        """One dictionary of resources for all pages that need no other."""
        fonts = {key: typefaces.embed(self.add, face) for key, face in sorted(faces.items())}
        fonts[_FOLIO_FONT] = fonts[folio]
        for named in self.named:
            named |= {f"Rfont:{key}": int(reference.split()[0]) for key, reference in fonts.items()}
        states = {name: value for fragment in self._fragments for name, value in (fragment.states or {}).items()}
        known = {name: pydyf.Dictionary({"CA" if name[0] == "A" else "ca": states[name]}) for name in sorted(states)}
        resources = {"Font": pydyf.Dictionary(fonts), "ExtGState": pydyf.Dictionary(known)}
        self._name("resources", pydyf.Dictionary(resources))

    def give_pages(self, figures: Figures, duplex: bool) -> None:
        """All pages, each with its number and that of all, where the fragments left room.

        For binding, the paper lies further to the left under a right-hand page, and the other way round.
        """
        kids = pydyf.Array([_reference(page) for page in self._pages])
        self._name("pages", pydyf.Dictionary({"Type": "/Pages", "Kids": kids, "Count": len(kids)}))
        self.catalog["Pages"] = _reference(self.next - 1)
        self.catalog["PageLabels"] = pydyf.Dictionary({"Nums": b"[0 <</S /D>>]"})
        width, height = self._fragments[0].size
        shifts = (_BINDING, -_BINDING) if duplex else (0.0, 0.0)
        boxes = [int(self.add(pydyf.Array([by, 0, width + by, height])).split()[0]) for by in shifts]
        number = 0
        for fragment, named in zip(self._fragments, self.named, strict=True):
            for page, folio in enumerate(fragment.folios):
                number += 1
                named[f"Rbox:{page}"] = boxes[number % 2]
                if folio:
                    self.add(_folio(f"{number} / {len(kids)}", folio, figures))
                    named[f"Rfolio:{page}"] = self.next - 1

    def give_structure(self) -> None:
        pairs = [*zip(self._fragments, self._bases, strict=False)]
        first = [base + len(fragment.folios) for fragment, base in pairs]
        tops = [_reference(start + top) for (fragment, _), start in zip(pairs, first, strict=True)
                for top in range(fragment.tops)]  # fmt: skip
        leaves = [_reference(start + fragment.tops) for (fragment, _), start in zip(pairs, first, strict=True)]
        tree = self.add(pydyf.Dictionary({"Kids": pydyf.Array(leaves)}))
        document = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document", "K": pydyf.Array(tops)})
        self._name("document", document)
        root = {"Type": "/StructTreeRoot", "K": pydyf.Array([document.reference]), "ParentTree": tree}
        root["ParentTreeNextKey"] = self._bases[-1]
        document["P"] = self.catalog["StructTreeRoot"] = self.add(pydyf.Dictionary(root))
        self.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _target(self, page: int, x: float, y: float) -> bytes:
        return b"[%d 0 R /XYZ %.2f %.2f 0]" % (self._pages[page], x, y)

    def give_names(self, anchors: dict[str, Place]) -> None:
        """Named destinations, which links lead to, also those from outside: dossier.pdf#brief-…"""
        listed = pydyf.Array()
        for name in sorted(anchors, key=metadata.order):
            place = anchors[name]
            listed += [pydyf.String(name), self._target(place.page, place.x, place.y)]
        dests = self.add(pydyf.Dictionary({"Names": listed}))
        self.catalog["Names"] = pydyf.Dictionary({"Dests": dests})

    def give_outline(self) -> None:
        """Bookmarks: those of the parts are open, those of briefs closed."""
        root = _Bookmark(pydyf.Dictionary({"Type": "/Outlines"}), 0, [])
        self.catalog["Outlines"] = self.add(root.item)
        path = [root]
        first = 0
        for fragment in self._fragments:
            for level, words, page, x, y in fragment.bookmarks:
                del path[level:]
                above = path[-1]
                item = pydyf.Dictionary({"Title": pydyf.String(words), "Parent": above.item.reference})
                item["Dest"] = self._target(first + page, x, y)
                self.add(item)
                path.append(_Bookmark(item, level, []))
                above.below.append(path[-1])
            first += len(fragment.folios)
        root.tie()

    def write(self, file: File) -> None:
        """All that isn't a stream, in portions that a reader takes in at once."""
        lines: list[tuple[int, bytes]] = []
        for item in self._objects:
            if isinstance(item, pydyf.Stream):
                head, _, data = item.data.partition(b"\nstream\n")
                file.stream(item.number, head, data.removesuffix(b"\nendstream"))
            else:
                lines.append((item.number, plain(item)))
        for start in range(0, len(lines), _PORTION):
            numbers, shown = zip(*lines[start : start + _PORTION], strict=True)
            file.pack(numbers, shown)


@dataclass(frozen=True, slots=True)
class _Bookmark:
    item: pydyf.Dictionary
    level: int
    below: list[_Bookmark]

    def tie(self) -> int:
        """Tie those below to one another and to this one; returns how many are seen below it, if any are."""
        items = [mark.item for mark in self.below]
        for before, after in pairwise(items):
            before["Next"], after["Prev"] = after.reference, before.reference
        seen = sum(1 + mark.tie() for mark in self.below)
        if items:
            self.item.update(First=items[0].reference, Last=items[-1].reference)
            self.item["Count"] = seen if self.level < _CLOSED else -seen
        return seen if self.level < _CLOSED else 0


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _folio(words: str, place: tuple[float, float], figures: Figures) -> pydyf.Stream:
    """Words that end at a place."""
    width = sum(figures[letter][1] for letter in words) * _FOLIO_SIZE / 1000
    x, y = place[0] - width, place[1] - 0.36 * _FOLIO_SIZE
    content = (
        b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n"
        b"q BT %b /%b %d Tf 1 0 0 1 %.2f %.2f Tm <%b> Tj ET Q\nEMC"
    )
    filled = (_FOLIO_COLOUR.encode(), _FOLIO_FONT.encode(), _FOLIO_SIZE, x, y, _shown(words, figures))
    return pydyf.Stream([content % filled])
