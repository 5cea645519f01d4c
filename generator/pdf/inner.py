"""What is asked of WeasyPrint beyond its public interface: three things of version 70, and nothing else does so.

- `weasyprint.pdf.tags._build_box_tree` makes a structure element of a box. It is wrapped, so that elements also
  say their language, table headers their scope, and links their words.
- `weasyprint.document.Page` knows its box, and so where its text begins and ends.
- `weasyprint.pdf.fonts.Font`, of which `Document.fonts` consists, knows what a font is and what was taken from it. Its
  `clean` cuts it, which is left out for those that are cut when all is joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from generator.pdf.tidy import NUMBER
from generator.pdf.typefaces import Typeface

VERSION = "70."
"""What `weasyprint.__version__` begins with; the tests fail for another."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a document takes from one font."""

    face: Typeface
    missing: str
    """Characters that no font has; drawn as boxes."""
    shareable: bool
    """Whether the whole face can be cut once for many documents: it is static and has outlines alone."""


def uses(document: Any) -> list[Use]:
    """The fonts of a `weasyprint.Document` whose pages were painted."""
    from weasyprint.text.fonts import get_hb_object_data

    found = []
    for font in document.fonts.values():
        face = Typeface(
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
        )
        found.append(Use(face, "".join(map(chr, font.missing)), _shareable(font)))
    return found


def _shareable(font: Any) -> bool:
    drawn = font.png or font.svg or font.colr or font.bitmap
    return not (drawn or font.missing or font.used_in_forms or "fvar" in font.tables)


def top(page: Any) -> float:
    """Where the text of a page begins, in CSS pixels from its top."""
    return float(page._page_box.content_box_y())


def filled(page: Any) -> float:
    """Where the last text of a page stands, as a part of its height."""
    boxes = page._page_box.children[0].descendants()
    return max((box.position_y + box.height for box in boxes if hasattr(box, "text")), default=0.0) / float(page.height)


@contextmanager
def painting() -> Iterator[None]:
    """While this holds, structure elements get /Lang, headers of tables /Scope, annotations of links their words, and
    links to what they tell the page of are marked as `NUMBER`; and fonts that are cut for all are not cut for one."""
    from weasyprint.pdf import tags
    from weasyprint.pdf.fonts import Font

    silent, clean = tags._build_box_tree, Font.clean

    def speaking(box: Any, *rest: Any) -> Iterator[Any]:
        for element in silent(box, *rest):
            _tell(getattr(box, "_box", box), element)
            yield element

    def seldom(font: Any, *rest: Any) -> None:
        if not _shareable(font):
            clean(font, *rest)

    tags._build_box_tree, Font.clean = speaking, seldom
    try:
        yield
    finally:
        tags._build_box_tree, Font.clean = silent, clean


def _tell(box: Any, element: Any) -> None:
    from weasyprint.pdf.tags import pydyf

    if box.element is None or box.element_tag in ("html", "body"):
        return
    attributes = box.element.attrib
    if attributes.get("lang"):
        element["Lang"] = pydyf.String(attributes["lang"])
    if element["S"] == "/TH":
        element["A"]["Scope"] = "/Row" if attributes.get("scope") == "row" else "/Column"
    if "data-number" in attributes:
        element[NUMBER] = True
    if box.link_annotation and box.element_tag == "a":
        words = " ".join("".join(box.element.itertext()).split())
        box.link_annotation["Contents"] = pydyf.String(attributes.get("title") or words)
