"""Fragments → one PDF: pages, links, bookmarks, structure, numbers of pages, each font once (ISO 32000-1)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream, String

from generator.errors import DossierError, Problem
from generator.fonts import font
from generator.pdf import metadata, typefaces
from generator.pdf.fragments import Fragment
from generator.pdf.tidy import CARRIED

_FOLIO_FACE = ("Dossier-Sans", "font:Dossier-Sans-400-normal")
_FOLIO_FONT = "Folio"
_FOLIO_SIZE = 8
_FOLIO_COLOUR = "0.349 0.365 0.388 rg"
_BINDING = 12.0
"""Points by which all stands nearer to the outer edge, where both sides of the paper are printed on: 4 mm."""


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
    pdf = pikepdf.new()
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
    joined = _Joined(pdf, document)
    for fragment in fragments:
        joined.add(fragment)
    faces = typefaces.gather((fragment.fonts for fragment in fragments), cache)
    folio = next((face for face in faces.values() if face.name.endswith("+" + _FOLIO_FACE[0])), None)
    if folio is None:
        data = font(_FOLIO_FACE[1])
        faces["Number"] = folio = typefaces.Typeface("Number", "Number", "Number", 4, 1000, -300, data, 0)
    _number(pdf, fragments, folio)
    fonts = {key: typefaces.embed(pdf, face) for key, face in sorted(faces.items())}
    joined.share({**fonts, _FOLIO_FONT: fonts[folio.key]}, fragments)
    _give_structure(pdf, document, joined)
    _give_names(pdf, anchors)
    _give_outline(pdf, fragments)
    if duplex:
        _shift(pdf)
    metadata.describe(pdf, about)
    written = io.BytesIO()
    packed = pikepdf.ObjectStreamMode.generate
    pdf.save(written, object_stream_mode=packed, deterministic_id=True, min_version="1.7")
    return written.getvalue()


def _check(fragments: Iterable[Fragment], anchors: dict[str, Place]) -> None:
    lost = sorted({(fragment.name, name) for fragment in fragments for name in set(fragment.targets) - anchors.keys()})
    if lost:
        raise DossierError(
            Problem("templates/print", 0, f"in print, {part} has a link to “{name}”, which is nowhere")
            for part, name in lost
        )


class _Joined:
    """Pages and structure, as far as fragments were added."""

    def __init__(self, pdf: Pdf, document: Any) -> None:
        self._pdf = pdf
        self._document = document
        self._own: list[Any] = []
        self._shared: list[Any] = []
        self.kids: list[Any] = []
        self.owners: list[Any] = []
        """By number: what a page's marks belong to, then what an annotation belongs to."""
        self._annotations: list[Any] = []

    def add(self, fragment: Fragment) -> None:
        with pikepdf.open(io.BytesIO(fragment.pdf)) as source:
            first = len(self._pdf.pages)
            self._pdf.add_pages_from(source)
            elements, owners, links = self._pdf.copy_foreign(source.Root[CARRIED])
        for element in elements:
            element.P = self._document
            self.kids.append(element)
        for number, owner in enumerate(owners, start=first):
            self._pdf.pages[number].StructParents = number
            self.owners.append(owner)
        self._annotations.extend(links)
        pages = [self._pdf.pages[number] for number in range(first, len(self._pdf.pages))]
        if fragment.states is None:
            self._own.append(pages[0].Resources)
        else:
            self._shared += pages

    def share(self, fonts: dict[str, Any], fragments: Iterable[Fragment]) -> None:
        """Give pages the fonts, and those that need nothing else one dictionary of resources."""
        for resources in self._own:
            for key, made in fonts.items():
                if "/" + key not in resources.Font:  # a font that lacks a glyph stays as it was laid out
                    resources.Font["/" + key] = made
        states = {name: value for fragment in fragments for name, value in (fragment.states or {}).items()}
        known = {name: Dictionary({"/CA" if name[1] == "A" else "/ca": value}) for name, value in states.items()}
        resources = Dictionary(Font=Dictionary({f"/{key}": made for key, made in fonts.items()}))
        resources.ExtGState = Dictionary(dict(sorted(known.items())))
        one = self._pdf.make_indirect(resources)
        for page in self._shared:
            page.Resources = one

    def parents(self) -> Iterator[Any]:
        """The parent tree: number and owner by turns."""
        for number, owner in enumerate(self.owners):
            yield number
            yield owner
        start = len(self.owners)
        for number, annotation in enumerate(self._annotations[::2], start=start):
            annotation.StructParent = number
            yield number
            yield self._annotations[2 * (number - start) + 1]


def _number(pdf: Pdf, fragments: Iterable[Fragment], face: typefaces.Typeface) -> None:
    """Write the number of each page, and of all, where the fragments left room."""
    glyphs = typefaces.digits(face)
    folios = [folio for fragment in fragments for folio in fragment.folios]
    for number, (page, folio) in enumerate(zip(pdf.pages, folios, strict=True), start=1):
        page.Tabs = Name.S
        if folio is None:
            continue
        words = f"{number} / {len(folios)}"
        width = sum(glyphs[letter][1] for letter in words) * _FOLIO_SIZE / 1000
        shown = "".join(f"{glyphs[letter][0]:04x}" for letter in words)
        place = f"1 0 0 1 {folio[0] - width:.2f} {folio[1] - 0.36 * _FOLIO_SIZE:.2f} Tm"
        content = (
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n"
            f"q BT {_FOLIO_COLOUR} /{_FOLIO_FONT} {_FOLIO_SIZE} Tf {place} <{shown}> Tj ET Q\nEMC\n"
        )
        stamp = Stream(pdf, zlib.compress(content.encode(), 9), Filter=Name.FlateDecode)
        page.Contents = Array([page.Contents, stamp])


def _give_structure(pdf: Pdf, document: Any, joined: _Joined) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([document])))
    document.P = root
    document.K = Array(joined.kids)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(joined.parents())))
    root.ParentTreeNextKey = len(root.ParentTree.Nums) // 2
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _give_names(pdf: Pdf, anchors: dict[str, Place]) -> None:
    """Named destinations, which links lead to, also those from outside: dossier.pdf#brief-…"""
    listed: list[Any] = []
    for name, place in sorted((name.encode(), place) for name, place in anchors.items()):
        target = Array([pdf.pages[place.page].obj, Name.XYZ, place.x, place.y, 0])
        listed += [String(name), target]
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array(listed))))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def _give_outline(pdf: Pdf, fragments: Iterable[Fragment]) -> None:
    with pdf.open_outline() as outline:
        path: list[OutlineItem] = []
        first = 0
        for fragment in fragments:
            for level, words, page, x, y in fragment.bookmarks:
                item = OutlineItem(words, first + page, "XYZ", left=x, top=y)
                item.is_closed = level > 1
                del path[level - 1 :]
                (path[-1].children if path else outline.root).append(item)
                path.append(item)
            first += len(fragment.folios)


def _shift(pdf: Pdf) -> None:
    """Leave room for binding: the paper lies further to the left under a right-hand page, and the other way round."""
    for number, page in enumerate(pdf.pages, start=1):
        left, foot, right, top = map(float, page.MediaBox)
        by = -_BINDING if number % 2 else _BINDING
        page.MediaBox = Array([left + by, foot, right + by, top])
