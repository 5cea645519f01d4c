"""A PDF as WeasyPrint wrote it → a fragment that can be joined: fewer objects, and nothing that others share.

Taken out are shared fonts, repeated annotations of one link, and elements of the structure that mean nothing. What
runs along the edge of a page becomes an artifact. The structure is left in the catalog under `CARRIED`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

SCHEME = "dossier:"
"""Links to any place in the dossier are written with it; what follows is the anchor."""
FOLIO = "folio"
"""An anchor that is none: the place, in the margin, of the number of the page."""
CARRIED = Name("/Dossier")
"""In the catalog: [elements of the structure, what each page's marked content belongs to, annotations with their
element by turns]."""

_MARK = re.compile(rb"/(\w+)\n<</MCID (\d+)>>\nBDC\n")
_TEXT = re.compile(rb"/(?!Artifact)\w+\n<</MCID \d+>>\nBDC\n[^<]*?BT\n1 0 0 -1 [0-9.-]+ ([0-9.-]+) Tm\n")
_MEANINGLESS = {"/NonStruct", "/Div", "/Span", "/Document"}
_STATES = re.compile(r"/[aA][0-9.]+")


def tidy(pdf: Pdf, shared: Iterable[str]) -> dict[str, Any]:
    """Make a fragment of a PDF, in place; returns what the joining must know besides.

    `shared` are the names of fonts that are added when fragments are joined. In the result, `folios` has for each
    page where the number of the page ends (points from the left and the foot) or None, and `states` the graphics
    states by name, or None where pages keep resources of their own.
    """
    folios = [_take_folio(page) for page in pdf.pages]
    owners: list[dict[int, Any]] = [{} for _ in pdf.pages]
    places: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
    tops = [
        _bare(kid, owners[places[kid.Pg.objgen]], str(pdf.Root.get("/Lang", "")))
        for kid in pdf.Root.StructTreeRoot.K[0].K
    ]
    elements = [element for kids in tops for element in kids]
    for element in elements:
        del element.P
    for page, owned in zip(pdf.pages, owners, strict=True):
        filled = _mark_artifacts(page, owned)
    links = [part for element in _all(elements) for kid in element.K if _is_link(kid) for part in (kid.Obj, element)]
    held = {annotation.objgen for annotation in links[::2]}
    for page in pdf.pages:
        del page.TrimBox, page.BleedBox
        page.Annots = Array([annotation for annotation in page.Annots if annotation.objgen in held])
        if not len(page.Annots):
            del page.Annots
    carried = [Array(elements), Array([_by_number(owned) for owned in owners]), Array(links)]
    pdf.Root[CARRIED] = pdf.make_indirect(Array(carried))
    states = _take_resources(pdf, set(shared))
    for key in ("/StructTreeRoot", "/Names", "/Outlines", "/MarkInfo", "/ViewerPreferences", "/Metadata", "/Lang"):
        if key in pdf.Root:
            del pdf.Root[key]
    del pdf.docinfo
    targets = {str(annotation.Dest) for annotation in links[::2] if "/Dest" in annotation}
    return {"folios": folios, "states": states, "targets": sorted(targets), "filled": filled}


def _take_folio(page: pikepdf.Page) -> list[float] | None:
    """Where the number of the page stands; its mark, a link, is taken off."""
    place = None
    kept = []
    for annotation in page.get("/Annots", ()):
        address = str(annotation.A.get("/URI", "")) if "/A" in annotation else ""
        if address == SCHEME + FOLIO:
            x1, y1, x2, y2 = map(float, annotation.Rect)
            place = [max(x1, x2), (y1 + y2) / 2]
            continue
        if address.startswith(SCHEME):
            del annotation.A
            annotation.Dest = String(address.removeprefix(SCHEME))
        annotation.F = 4
        kept.append(annotation)
    page.Annots = Array(kept)
    return place


def _bare(element: Any, owned: dict[int, Any], language: str) -> list[Any]:
    """An element without what means nothing in it: itself, or what stands in its place; fills in who owns marks."""
    kind = str(element.S)
    own = str(element.get("/Lang", language))
    if own == language and "/Lang" in element:
        del element.Lang
    kids: list[Any] = []
    for kid in element.K:
        inside = isinstance(kid, Dictionary) and "/S" in kid
        kids += _bare(kid, owned, own) if inside else [kid]
    linked = [kid for kid in kids if _is_link(kid)]
    if kind == "/Link" and not linked:
        kind = "/Span"
    if not kids or (kind in _MEANINGLESS and own == language and "/Alt" not in element):
        return kids
    if kind == "/Link":
        kids = [linked[0], *(kid for kid in _without_links(kids) if kid not in linked)]
    for kid in kids:
        if isinstance(kid, int):
            owned[kid] = element
        elif "/S" in kid:
            kid.P = element
    if kind == "/Caption" or (kind in ("/NonStruct", "/Div") and own != language):
        kind = "/P" if kind == "/Caption" else "/Span" if all(isinstance(kid, int) for kid in kids) else "/Sect"
    element.S = Name(kind)
    element.K = Array([_direct(kid) for kid in kids])
    if "/Headers" in element.get("/A", {}):
        del element.A.Headers
    if set(element.get("/A", {}).keys()) == {"/O"}:
        del element.A
    if "/ID" in element:
        del element.ID
    return [element]


def _without_links(kids: list[Any]) -> list[Any]:
    """What a link holds; a link in a link, such as a mark that the style puts before it, gives its own."""
    flat: list[Any] = []
    for kid in kids:
        if isinstance(kid, Dictionary) and kid.get("/S") == Name.Link:
            flat += [inner for inner in kid.K if isinstance(inner, int)]
        else:
            flat.append(kid)
    return flat


def _direct(kid: Any) -> Any:
    return Dictionary(Type=Name.OBJR, Obj=kid.Obj, Pg=kid.Pg) if _is_link(kid) else kid


def _by_number(owned: dict[int, Any]) -> Array:
    """The parent tree's entry of a page: the owner of each mark, at the place of its number."""
    return Array([owned.get(number) for number in range(max(owned, default=-1) + 1)])


def _mark_artifacts(page: pikepdf.Page, owned: dict[int, Any]) -> float:
    """Write the page's content anew: what no element owns is an artifact; returns where the lowest text stands."""

    def mark(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[2]) in owned else b"/Artifact\nBMC\n"

    content = _MARK.sub(mark, page.Contents.read_bytes())
    lowest = max((float(place[1]) for place in _TEXT.finditer(content)), default=0)
    packed = zlib.compress(b"q\n" + content + b"\nQ\n", 9)
    page.Contents.write(packed, filter=Name.FlateDecode)
    return lowest * 0.75 / float(page.MediaBox[3])


def _all(elements: Iterable[Any]) -> Iterable[Any]:
    for element in elements:
        yield element
        yield from _all(kid for kid in element.K if isinstance(kid, Dictionary) and "/S" in kid)


def _is_link(kid: Any) -> bool:
    """Whether it is a reference to an annotation."""
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def _take_resources(pdf: Pdf, shared: set[str]) -> dict[str, float] | None:
    """Take shared fonts out; the graphics states, where pages need nothing beyond them and shared fonts."""
    resources = pdf.pages[0].Resources
    for key in ("/Pattern", "/Shading", "/XObject", "/ExtGState"):
        if not len(resources.get(key, {})):
            del resources[key]
    del resources["/ColorSpace"]
    for key in shared:
        del resources.Font["/" + key]
    states = resources.get("/ExtGState", Dictionary())
    if len(resources.Font) or set(resources.keys()) - {"/Font", "/ExtGState"} or not all(
        _STATES.fullmatch(name) for name in states.keys()  # noqa: SIM118
    ):
        return None
    for page in pdf.pages:
        del page.Resources
    return {name: float(next(iter(state.as_dict().values()))) for name, state in states.items()}
