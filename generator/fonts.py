"""The fonts of the PDF: static faces of pinned packages, cut from variable fonts where need be.

Of a variable font, Pango makes another for each size, and WeasyPrint embeds each. A static face comes once, is
cut in milliseconds, and gives the same bytes on any machine.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

SCHEME = "font:"


class Face(NamedTuple):
    family: str
    weight: int
    style: str
    package: str
    file: str
    axes: dict[str, float]
    """Axis of the variable font → where it is pinned."""

    @property
    def address(self) -> str:
        return f"{SCHEME}{self.family}-{self.weight}-{self.style}".replace(" ", "-")


def _serif(family: str, weight: int, style: str, size: float) -> Face:
    file = f"SourceSerif4{'-Italic' if style == 'italic' else ''}[opsz,wght].ttf"
    return Face(family, weight, style, "fontpkg_source_serif_4", file, {"wght": weight, "opsz": size})


def _sans(weight: int, style: str) -> Face:
    file = f"SourceSans3{'-Italic' if style == 'italic' else ''}[wght].ttf"
    return Face("Dossier Sans", weight, style, "fontpkg_source_sans_3", file, {"wght": weight})


def _arabic(weight: int, name: str) -> Face:
    """Of letters that are each one glyph: from letters put together of base and dots, no text could be copied."""
    file = f"IBMPlexSansArabic-{name}.ttf"
    return Face("Dossier Arabic", weight, "normal", "fontpkg_ibm_plex_sans_arabic", file, {})


FACES = (
    *(_serif("Dossier Serif", weight, style, 11) for weight in (400, 600) for style in ("normal", "italic")),
    _serif("Dossier Display", 600, "normal", 32),
    *(_sans(weight, style) for weight in (400, 600) for style in ("normal", "italic")),
    _arabic(400, "Regular"),
    _arabic(600, "SemiBold"),
)


@cache
def font(address: str) -> bytes:
    """The TrueType file of the face at an address; raises LookupError for an address that none has."""
    import uharfbuzz

    face = {face.address: face for face in FACES}[address]
    file = files(face.package) / "files" / face.file
    whole = uharfbuzz.Face(uharfbuzz.Blob(file.read_bytes()))
    cut = uharfbuzz.SubsetInput()
    cut.keep_everything()
    for axis, value in face.axes.items():
        cut.pin_axis_location(whole, axis, value)
    return bytes(uharfbuzz.subset(whole, cut).blob.data)


def font_faces() -> str:
    """The @font-face rules of all faces."""
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' font-style: {face.style}; src: url("{face.address}") }}'
        for face in FACES
    )
