"""Each font once: what all fragments use of a face is cut from its whole file, and embedded one time."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pydyf

_UNUSED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "STAT", "SVG ",
           "VDMX", "hdmx", "kern")  # fmt: skip
"""Tables of a font that a PDF has no use for."""
_DIGITS = "0123456789 /"
_TOLD = ("key", "name", "family", "flags", "ascent", "descent", "index", "widths", "texts")


@dataclass(frozen=True, slots=True)
class Typeface:
    """A face, and what is used of it."""

    key: str
    """Its name among a page's resources: made of family and style, the same in every document."""
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
    widths: dict[int, float] = field(default_factory=dict)
    """Glyph → its advance, in thousandths of the size."""
    texts: dict[int, str] = field(default_factory=dict)
    """Glyph → the characters that it stands for."""


def told(face: Typeface, file: str) -> str:
    """What is kept of a face that stands in a file beside: JSON."""
    return json.dumps({"file": file, **{name: getattr(face, name) for name in _TOLD}})


def gather(fonts: Iterable[Mapping[str, str]], cache: Path) -> dict[str, Typeface]:
    """Key → face, with what all pieces together use of it, as `told`; where they differ, the first has it."""
    found: dict[str, Typeface] = {}
    for used in fonts:
        for key, words in used.items():
            fields = json.loads(words)
            widths, texts, file = fields.pop("widths"), fields.pop("texts"), fields.pop("file")
            if key not in found:
                found[key] = Typeface(data=(cache / file).read_bytes(), widths={}, texts={}, **fields)
            face = found[key]
            for glyph, width in widths.items():
                face.widths.setdefault(int(glyph), width)
            for glyph, text in texts.items():
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


def embed(add: Callable[[pydyf.Object], bytes], face: Typeface) -> bytes:
    """The font dictionary of a face, cut to what is used of it (ISO 32000-1, 9.7); `add` gives a reference."""
    cut = _cut(face)
    compact = cut[:4] == b"OTTO"
    cut = _in_order(cut) if compact else cut
    name = f"/{face.name}"
    file = {"Subtype": "/OpenType"} if compact else {"Length1": len(cut)}
    descriptor = pydyf.Dictionary({
        "Type": "/FontDescriptor",
        "FontName": name,
        "FontFamily": pydyf.String(face.family),
        "Flags": face.flags,
        "FontBBox": pydyf.Array([0, face.descent, max(face.widths.values()), face.ascent]),
        "ItalicAngle": 0,
        "Ascent": face.ascent,
        "Descent": face.descent,
        "CapHeight": face.ascent,
        "StemV": 80,
        "FontFile3" if compact else "FontFile2": add(pydyf.Stream([cut], file, compress=True)),
    })  # fmt: skip
    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    described = pydyf.Dictionary({
        "Type": "/Font",
        "Subtype": "/CIDFontType0" if compact else "/CIDFontType2",
        "BaseFont": name,
        "CIDSystemInfo": pydyf.Dictionary(system),
        "CIDToGIDMap": "/Identity",
        "W": _widths(face.widths),
        "FontDescriptor": add(descriptor),
    })  # fmt: skip
    return add(pydyf.Dictionary({
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": name,
        "Encoding": "/Identity-H",
        "DescendantFonts": pydyf.Array([add(described)]),
        "ToUnicode": add(pydyf.Stream([_to_unicode(face.texts)], compress=True)),
    }))  # fmt: skip


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


def _in_order(font: bytes) -> bytes:
    """A font with compact outlines, in which the number of a glyph is also the one that a PDF draws it by.

    Fonts for Chinese, Japanese and Korean may list other numbers for their glyphs (CIDs); most readers would then draw
    other glyphs or none. That list becomes one run from 1 (Adobe Technical Note 5176, 13: Charsets).
    """
    from fontTools.ttLib import TTFont

    opened = TTFont(io.BytesIO(font), lazy=True)
    top = opened["CFF "].cff.topDictIndex[0]
    glyphs = opened["maxp"].numGlyphs
    if "ROS" not in top.rawDict or glyphs < 3:
        return font
    start = opened.reader.tables["CFF "].offset + top.rawDict["charset"]
    run = struct.pack(">BHB", 1, 1, glyphs - 2) if glyphs < 258 else struct.pack(">BHH", 2, 1, glyphs - 2)
    return font[:start] + run + font[start + len(run) :]


def _widths(widths: Mapping[int, float]) -> pydyf.Array:
    """The array /W: the first glyph of a run, then the advances of the run."""
    runs: list[tuple[int, list[float]]] = []
    for glyph in sorted(widths):
        if not runs or runs[-1][0] + len(runs[-1][1]) != glyph:
            runs.append((glyph, []))
        runs[-1][1].append(widths[glyph])
    return pydyf.Array([part for first, run in runs for part in (first, pydyf.Array(run))])


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
