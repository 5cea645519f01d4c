"""Each font once: what all fragments use of a face is cut from its whole file, and embedded one time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

_UNUSED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "STAT", "SVG ",
           "VDMX", "hdmx", "kern")  # fmt: skip
"""Tables of a font that a PDF has no use for."""
_DIGITS = "0123456789 /"


@dataclass(frozen=True, slots=True)
class Typeface:
    """A face, and what is used of it."""

    key: str
    name: str
    family: str
    flags: int
    ascent: int
    descent: int
    data: bytes
    """The whole file."""
    index: int
    """Of the face in the file."""
    widths: dict[int, float] = field(default_factory=dict)
    """Glyph → its advance, in thousandths of the size."""
    texts: dict[int, str] = field(default_factory=dict)
    """Glyph → the characters that it stands for."""


def gather(fonts: Iterable[Mapping[str, Mapping[str, Any]]], cache: Path) -> dict[str, Typeface]:
    """Key → face, with what all fragments together use of it; where they differ, the first has it."""
    found: dict[str, Typeface] = {}
    for used in fonts:
        for key, told in used.items():
            if key not in found:
                same = {name: told[name] for name in ("name", "family", "flags", "ascent", "descent", "index")}
                found[key] = Typeface(key=key, data=(cache / told["file"]).read_bytes(), **same)
            face = found[key]
            for glyph, width in told["widths"].items():
                face.widths.setdefault(int(glyph), width)
            for glyph, text in told["texts"].items():
                face.texts.setdefault(int(glyph), text)
    return found


def digits(face: Typeface) -> dict[str, tuple[int, float]]:
    """Character of a page's number → its glyph and advance, of lining figures; notes in the face that it is used."""
    import uharfbuzz

    whole = uharfbuzz.Face(uharfbuzz.Blob(face.data), face.index)
    shaped = {}
    for character in _DIGITS:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(character)
        buffer.guess_segment_properties()
        uharfbuzz.shape(uharfbuzz.Font(whole), buffer, {"tnum": True, "lnum": True})
        glyph = buffer.glyph_infos[0].codepoint
        advance = round(1000 * buffer.glyph_positions[0].x_advance / whole.upem)
        shaped[character] = (glyph, face.widths.setdefault(glyph, advance))
        face.texts.setdefault(glyph, character)
    return shaped


def embed(pdf: Pdf, face: Typeface) -> Object:
    """The font dictionary of a face, cut to what is used of it (ISO 32000-1, 9.7)."""
    cut = _cut(face)
    compact = cut[:4] == b"OTTO"
    name = Name(f"/{face.name}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        FontFamily=String(face.family),
        Flags=face.flags,
        FontBBox=Array([0, face.descent, max(face.widths.values()), face.ascent]),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.ascent,
        StemV=80,
    )
    if compact:
        descriptor.FontFile3 = _packed(pdf, cut, Subtype=Name.OpenType)
    else:
        descriptor.FontFile2 = _packed(pdf, cut, Length1=len(cut))
    described = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if compact else Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        W=_widths(face.widths),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    made = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(described)]),
        ToUnicode=_packed(pdf, _to_unicode(face.texts)),
    )
    return pdf.make_indirect(made)


def _packed(pdf: Pdf, content: bytes, **fields: Any) -> Stream:
    return Stream(pdf, zlib.compress(content, 9), Filter=Name.FlateDecode, **fields)


def _cut(face: Typeface) -> bytes:
    """The font file with the outlines of the used glyphs alone, at their numbers; what follows the last is dropped."""
    import uharfbuzz

    whole = uharfbuzz.Face(uharfbuzz.Blob(face.data), face.index)

    flags = (
        uharfbuzz.SubsetFlags.PASSTHROUGH_UNRECOGNIZED
        | uharfbuzz.SubsetFlags.DESUBROUTINIZE
        | uharfbuzz.SubsetFlags.NO_HINTING
        | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    )
    wanted = {0, *face.widths}
    spaced = uharfbuzz.SubsetInput()
    spaced.flags = flags | uharfbuzz.SubsetFlags.RETAIN_GIDS
    spaced.glyph_set.update(wanted)
    spaced.drop_table_tag_set.update(int.from_bytes(table.encode()) for table in _UNUSED)
    short = uharfbuzz.SubsetInput()
    short.flags = flags
    short.glyph_set.update(range(max(wanted) + 1))
    return bytes(uharfbuzz.subset(uharfbuzz.subset(whole, spaced), short).blob.data)


def _widths(widths: Mapping[int, float]) -> Array:
    """The array /W: the first glyph of a run, then the advances of the run."""
    runs: list[tuple[int, list[float]]] = []
    for glyph in sorted(widths):
        if not runs or runs[-1][0] + len(runs[-1][1]) != glyph:
            runs.append((glyph, []))
        runs[-1][1].append(widths[glyph])
    return Array([part for first, run in runs for part in (first, Array(run))])


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """A CMap (Adobe Technical Note 5411) from glyphs to the characters that they stand for."""
    rows = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(texts.items())]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines).encode()
