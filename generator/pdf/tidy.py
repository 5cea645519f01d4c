"""A PDF as WeasyPrint is about to write it → a piece that can be joined: fewer objects, and nothing that others share.

Taken out are shared fonts, repeated annotations of one link, and elements of the structure that mean nothing. What
runs along the edge of a page becomes an artifact. Numbers of pages become gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pydyf

from generator.errors import DossierError, Problem
from generator.pdf.piece import Number, Piece, key, own, page, piece

SCHEME = "dossier:"
"""Links to any place in the dossier are written with it; what follows is the anchor."""
FOLIO = "folio"
"""An anchor that is none: the place, in the margin, of the number of the page."""
NUMBER = "Dossier"
"""In an element of the structure: the number of the page that it leads to is shown in it."""

_MARK = re.compile(rb"/(\w+)\n<</MCID (\d+)>>\nBDC\n")
_FIGURES = re.compile(rb"BT\n1 0 0 -1 ([0-9.-]+) ([0-9.-]+) Tm\n/(\w+) ([0-9.]+) Tf\n\[([^\]]*)\] TJ\nET\nEMC\n")
_MEANINGLESS = {"/NonStruct", "/Div", "/Span", "/Document"}
_STATES = re.compile(r"[aA][0-9.]+")


def tidy(pdf: pydyf.PDF, shared: Iterable[str]) -> tuple[Piece, dict[str, Any]]:
    """The piece of a PDF whose pages were painted, which is used up; and what the joining must know besides.

    `shared` are the names of fonts that are added when pieces are joined. `folios` has for each page where the number
    of the page ends (points from the left and the foot) or None, `tops` is the number of uppermost elements, and
    `states` has the graphics states by name, or is None where pages keep resources of their own.

    Raises DossierError where the number of a page doesn't stand alone in its link.
    """
    return _Tidied(pdf).made(set(shared))


class _Tidied:
    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self._pages = [self._object(reference) for reference in pdf.page_references]
        self._owners: dict[int, dict[int, pydyf.Dictionary]] = {page.number: {} for page in self._pages}
        self._links: list[tuple[pydyf.Dictionary, pydyf.Dictionary]] = []
        """Annotation, and the element that it belongs to."""

    def made(self, shared: set[str]) -> tuple[Piece, dict[str, Any]]:
        folios = [_take_folio([self._object(link) for link in page.get("Annots", ())]) for page in self._pages]
        language = self._pdf.catalog["Lang"].string
        document = self._object(self._object(self._pdf.catalog["StructTreeRoot"])["K"][0])
        found = [kid for top in document["K"] for kid in self._bare(self._object(top), language)]
        tops = [kid for kid in found if not isinstance(kid, int)]
        for element in tops:
            element["P"] = own("document")
            self._find_links(element)
        size = [float(edge) for edge in self._pages[0]["MediaBox"][2:]]
        numbers = {}
        for page_ in self._pages:
            content = self._object(page_["Contents"])
            numbers[content.number] = self._content(page_, content)
        leaf = self._leaf()
        states = self._take_resources(shared)
        for place, (page_, folio) in enumerate(zip(self._pages, folios, strict=True)):
            self._strip(page_, place, folio is not None, states is not None)
        made = piece(self._pdf, [*self._pages, *tops, leaf], {at: found for at, found in numbers.items() if found})
        targets = {link["Dest"].string for link, _ in self._links if "Dest" in link}
        fields = {"count": made.count, "tops": len(tops), "size": size, "folios": folios}
        fonts = {number.font for found in numbers.values() for number in found}
        fields["figures"] = sorted(fonts)
        fields |= {"states": states, "targets": sorted(targets)}
        return made, fields

    def _object(self, reference: Any) -> Any:
        return self._pdf.objects[int(reference.split()[0])] if isinstance(reference, bytes) else reference

    def _bare(self, element: pydyf.Dictionary, language: str) -> list[pydyf.Dictionary | int]:
        """An element without what means nothing in it: itself, or what stands in its place; notes who owns marks."""
        kind = element["S"]
        own_language = element["Lang"].string if "Lang" in element else language
        if own_language == language:
            element.pop("Lang", None)
        kids, links = self._kids(element, own_language)
        if kind == "/Link" and not links:
            kind = "/Span"
        if (not kids and not links) or (kind in _MEANINGLESS and own_language == language and "Alt" not in element):
            return kids
        if kind == "/Link":
            kids = list(_without_links(kids))
        for kid in kids:
            if isinstance(kid, int):
                self._owners[self._object(element["Pg"]).number][kid] = element
            else:
                kid["P"] = element.reference
        if kind == "/Caption" or (kind in ("/NonStruct", "/Div") and own_language != language):
            marks = all(isinstance(kid, int) for kid in kids)
            kind = "/P" if kind == "/Caption" else "/Span" if marks else "/Sect"
        element["S"] = kind
        element["K"] = pydyf.Array([*links[:1], *(kid if isinstance(kid, int) else kid.reference for kid in kids)])
        del element["Type"]
        element.get("A", {}).pop("Headers", None)
        if element.get("A", {}).keys() == {"O"}:
            del element["A"]
        element.pop("ID", None)
        return [element]

    def _kids(self, element: pydyf.Dictionary, language: str) -> tuple[list[Any], list[pydyf.Dictionary]]:
        """What an element holds, bare; and the references to annotations in it."""
        kids: list[Any] = []
        links = []
        for reference in element["K"]:
            kid = self._object(reference)
            if isinstance(kid, int):
                kids.append(kid)
            elif "S" not in kid:
                links.append(kid)
            else:
                kids += self._bare(kid, language)
        return kids, links

    def _find_links(self, element: pydyf.Dictionary) -> None:
        for reference in element["K"]:
            kid = self._object(reference)
            if isinstance(kid, dict) and "S" in kid:
                self._find_links(kid)
            elif isinstance(kid, dict):
                self._link(self._object(kid["Obj"]), element)

    def _link(self, annotation: pydyf.Dictionary, element: pydyf.Dictionary) -> None:
        address = annotation["A"]["URI"].string if "A" in annotation else ""
        if address.startswith(SCHEME):
            del annotation["A"]
            annotation["Dest"] = pydyf.String(address.removeprefix(SCHEME))
        annotation["F"] = 4
        annotation["StructParent"] = key(annotation)
        self._links.append((annotation, element))

    def _content(self, page_: pydyf.Dictionary, content: pydyf.Stream) -> list[Number]:
        """Make the content of a page anew: what no element owns is an artifact, numbers of pages are gaps."""
        owners = self._owners[page_.number]

        def mark(match: re.Match[bytes]) -> bytes:
            return match[0] if int(match[2]) in owners else b"/Artifact\nBMC\n"

        content.compress = False
        written = content.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
        written = b"q\n" + _MARK.sub(mark, written) + b"\nQ\n"
        shown = {kid: link for link, element in self._links if NUMBER in element
                 if self._object(element["Pg"]) is page_ for kid in element["K"] if isinstance(kid, int)}  # fmt: skip
        numbers: list[Number] = []
        if shown:
            written = _with_gaps(written, shown, numbers)
        content.stream = [written]
        content.compress = not shown
        return numbers

    def _leaf(self) -> pydyf.Dictionary:
        """The leaf of the parent tree: what belongs to pages and annotations, whose keys are their objects' numbers."""
        nums = pydyf.Array()
        for page_ in self._pages:
            owned = self._owners[page_.number]
            marks = range(max(owned, default=-1) + 1)
            belongs = [owned[mark].reference if mark in owned else b"null" for mark in marks]
            nums += [key(page_), pydyf.Array(belongs)]
        for annotation, element in self._links:
            element.pop(NUMBER, None)
            nums += [key(annotation), element.reference]
        leaf = pydyf.Dictionary({"Limits": pydyf.Array([nums[0], nums[-2]]), "Nums": nums})
        self._pdf.add_object(leaf)
        return leaf

    def _strip(self, page_: pydyf.Dictionary, place: int, numbered: bool, plain: bool) -> None:
        for name in ("TrimBox", "BleedBox", "MediaBox", "Annots"):
            page_.pop(name, None)
        links = [link.reference for link, element in self._links if self._object(element["Pg"]) is page_]
        page_.update({"Parent": own("pages"), "MediaBox": own(f"box:{place}")})
        page_.update({"Tabs": "/S", "StructParents": key(page_)})
        if links:
            page_["Annots"] = pydyf.Array(links)
        if numbered:
            page_["Contents"] = pydyf.Array([page_["Contents"], own(f"folio:{place}")])
        if plain:
            page_["Resources"] = own("resources")

    def _take_resources(self, shared: set[str]) -> dict[str, float] | None:
        """Take shared fonts out; the graphics states, where pages need nothing beyond them and shared fonts."""
        resources = self._object(self._pages[0]["Resources"])
        for name in ("Pattern", "Shading", "XObject", "ExtGState"):
            if not resources[name]:
                del resources[name]
        del resources["ColorSpace"]
        fonts = self._object(resources["Font"])
        states = resources.get("ExtGState", {})
        if set(fonts) <= shared and not set(resources) - {"Font", "ExtGState"} and all(map(_STATES.fullmatch, states)):
            return {name: float(next(iter(state.values()))) for name, state in states.items()}
        fonts.update({name: own(f"font:{name}") for name in shared}, Folio=own("font:Folio"))
        return None


_NOTHING = pydyf.String()


def _take_folio(annotations: Sequence[pydyf.Dictionary]) -> list[float] | None:
    """Where the number of the page stands."""
    for annotation in annotations:
        if annotation.get("A", {}).get("URI", _NOTHING).string == SCHEME + FOLIO:
            x1, y1, x2, y2 = annotation["Rect"]
            return [round(max(x1, x2), 2), round((y1 + y2) / 2, 2)]
    return None


def _without_links(kids: Iterable[Any]) -> Iterator[Any]:
    """What a link holds; a link in a link, such as a mark that the style puts before it, gives its own."""
    for kid in kids:
        if isinstance(kid, pydyf.Dictionary) and kid["S"] == "/Link":
            yield from (inner for inner in kid["K"] if isinstance(inner, int))
        else:
            yield kid


def _with_gaps(content: bytes, shown: dict[int, pydyf.Dictionary], numbers: list[Number]) -> bytes:
    """The content of a page with two gaps for each number of a page: where it begins, and its glyphs."""
    parts = []
    end = 0
    for mark in _MARK.finditer(content):
        if int(mark[2]) not in shown or mark[0].startswith(b"/Artifact"):
            continue
        anchor = shown[int(mark[2])]["Dest"].string
        found = _FIGURES.search(content, mark.end(), content.index(b"EMC\n", mark.end()) + 4)
        glyphs = re.sub(rb">[^<>]*<?|<", b"", found[5]) if found else b""
        if not found or len(glyphs) % 4 or glyphs != glyphs[:4] * (len(glyphs) // 4):
            message = f"in print, the number of the page of “{anchor}” doesn't stand alone in its link"
            raise DossierError([Problem("templates/print", 0, message, "write it as page_link(anchor) gives it")])
        shown[int(mark[2])]["Contents"] = page(anchor)
        numbers.append(Number(anchor, float(found[1]), len(glyphs) // 4, float(found[4]), found[3].decode()))
        start = found.start()
        parts += [content[end:start].replace(b"%", b"%%"), b"BT\n1 0 0 -1 %b ", found[2], b" Tm\n/", found[3], b" ",
                  found[4], b" Tf\n[<%b>] TJ\nET\nEMC\n"]  # fmt: skip
        end = found.end()
    return b"".join([*parts, content[end:].replace(b"%", b"%%")])
