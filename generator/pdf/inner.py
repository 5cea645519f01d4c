"""What is asked of WeasyPrint beyond its public interface: two functions of version 70, and nothing else does so.

- `weasyprint.pdf.tags._build_box_tree` makes a structure element of a box. It is wrapped, so that elements also
  say their language, table headers their scope, and links their words.
- `weasyprint.pdf.fonts.Font`, of which `Document.fonts` consists, knows what a font is and what was taken from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

VERSION = "70."
"""What `weasyprint.__version__` begins with; the tests fail for another."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a document takes from one font."""

    key: str
    """Its name among the document's resources: made of the family and style, the same in every document."""
    name: str
    """As PDF has it: `HZSDMY+Dossier-Sans`."""
    family: str
    flags: int
    ascent: int
    descent: int
    data: bytes
    """The whole file."""
    index: int
    """Of the face in the file."""
    widths: dict[int, float]
    """Glyph → its advance, in thousandths of the size."""
    texts: dict[int, str]
    """Glyph → the characters that it stands for."""
    missing: str
    """Characters that no font has; drawn as boxes."""
    shareable: bool
    """Whether the whole face can be cut once for many documents: it is static and has outlines alone."""


def uses(document: Any) -> list[Use]:
    """The fonts of a `weasyprint.Document` whose pages were painted."""
    from weasyprint.text.fonts import get_hb_object_data

    found = []
    for font in document.fonts.values():
        drawn = bool(font.png or font.svg or font.colr or font.bitmap)
        found.append(
            Use(
                key=font.hash,
                name=font.name.decode().removeprefix("/"),
                family=font.family,
                flags=font.flags,
                ascent=font.ascent,
                descent=font.descent,
                data=get_hb_object_data(font.hb_face),
                index=font.index,
                widths=dict(font.widths),
                texts=dict(font.to_unicode),
                missing="".join(map(chr, font.missing)),
                shareable=not (drawn or font.missing or font.used_in_forms or "fvar" in font.tables),
            )
        )
    return found


@contextmanager
def speaking_tags() -> Iterator[None]:
    """While this holds, structure elements get /Lang, headers of tables /Scope, annotations of links their words."""
    from weasyprint.pdf import tags

    silent = tags._build_box_tree

    def speaking(box: Any, *rest: Any) -> Iterator[Any]:
        for element in silent(box, *rest):
            _tell(getattr(box, "_box", box), element)
            yield element

    tags._build_box_tree = speaking
    try:
        yield
    finally:
        tags._build_box_tree = silent


def _tell(box: Any, element: Any) -> None:
    from weasyprint.pdf.tags import pydyf

    if box.element is None or box.element_tag in ("html", "body"):
        return
    attributes = box.element.attrib
    if attributes.get("lang"):
        element["Lang"] = pydyf.String(attributes["lang"])
    if element["S"] == "/TH":
        element["A"]["Scope"] = "/Row" if attributes.get("scope") == "row" else "/Column"
    if box.link_annotation and box.element_tag == "a":
        words = " ".join("".join(box.element.itertext()).split())
        box.link_annotation["Contents"] = pydyf.String(attributes.get("title") or words)
