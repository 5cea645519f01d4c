"""The picture that a link to a brief gets in social networks and messengers: 1200 × 630, PNG, 16 colours.

Needs the site's address, for a picture is asked for by its own. What our fonts can't write (Arabic, Chinese, …) is
left out rather than drawn wrong: the page that the picture goes with says it anyway.
"""

from __future__ import annotations

import hashlib
import io
import struct
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator import fonts
from generator.addresses import site_root
from generator.model import Config, Dossier, Entry
from generator.render import vocabulary

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
_LEFT, _RIGHT, _TOP = 88, 1112, 84
_WIDTH = _RIGHT - _LEFT
_BOTTOM = 546
"""The base line of the last line."""
_DISPLAY, _SANS, _BOLD = (f"font:Dossier-{face}-normal" for face in ("Display-600", "Sans-400", "Sans-600"))
_TITLE_SIZES = ((88, 2), (72, 3), (58, 4))
"""Size of the title and how many lines of it there is room for."""
_LEADING = 1.16
_PAPER, _INK, _ACCENT, _BLACK = (253, 252, 249), (28, 30, 33), (11, 79, 99), (0, 0, 0)
_TLP = {"clear": (255, 255, 255), "green": (51, 255, 0), "amber": (255, 192, 0), "red": (255, 43, 43)}
_FULL, _SOFT = 6, 4
"""Shades of ink, of which 0 is paper; they are places in the palette, as are the next."""
_BAR, _BOX, _MARKED = 7, 8, 11
"""The accent; black to the colour of a marking."""
_EM = 100
"""The size at which words are measured."""
_EDGE = 2
"""Pixels left of the picture that make the byte which PNG wants before each row: 0, not filtered."""


class Words(NamedTuple):
    """All that a picture says."""

    title: str
    below: str
    above: str = ""
    tlp: str = ""


def files(dossier: Dossier, last: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of the picture of each brief, and of the dossier.

    A picture that stands in the folder `last` already, in the last site, and says the same, isn't drawn again.
    """
    config = dossier.config
    if not site_root(config):
        return
    date = vocabulary(config.language)["date"]
    pictures = [("index", Words(config.title, config.subtitle, tlp=config.tlp))]
    pictures += [(entry.brief.slug, words_of(entry, config, date)) for entry in dossier.entries]
    for name, words in pictures:
        path = f"social/{name}.png"
        drawn = (last / path).read_bytes() if last and (last / path).is_file() else b""
        yield path, drawn if drawn.startswith(_head(words)) else picture(words)


def words_of(entry: Entry, config: Config, date: Callable[..., str]) -> Words:
    brief = entry.brief
    facts = (date(brief.date) if brief.date else "", entry.article.publisher)
    line = "  ·  ".join(fact for fact in facts if fact and can_write(fact, _SANS))
    if not can_write(brief.title, _DISPLAY):
        return Words(config.title, line, tlp=brief.tlp or config.tlp)
    return Words(brief.title, line, config.title, brief.tlp or config.tlp)


def picture(words: Words) -> bytes:
    """A PNG: the same bytes for the same words."""
    from PIL import Image

    canvas = Image.new("L", (_EDGE + SIZE[0], SIZE[1]))
    left, right = _EDGE + _LEFT, _EDGE + _RIGHT
    marking = _marking(words.tlp) if words.tlp else None
    room = _WIDTH - (marking.width + 40 if marking else 0)
    for text, font, base, width in ((words.above, _BOLD, _TOP, room), (words.below, _SANS, _BOTTOM, _WIDTH)):
        if can_write(text, font):
            _write(canvas, left, base, _cut(_plain(text), font, 33, width), font, 33, _SOFT)
    if can_write(words.title, _DISPLAY):
        lines, size = _fitted(_plain(words.title))
        for number, line in enumerate(lines):
            base = _TOP + 56 + size + round(number * size * _LEADING)
            _write(canvas, left - 3, base, line, _DISPLAY, size, _FULL)
    canvas.paste(_BAR, (_EDGE, 0, _EDGE + SIZE[0], 14))
    if marking:
        canvas.paste(marking, (right - marking.width, _TOP - 35))
    return _head(words) + _body(canvas)


def _write(canvas: Image, left: float, base: int, text: str, address: str, size: int, ink: int) -> None:
    """Put a line of text on the canvas. Its letters are drawn once for all pictures, which is most of the work."""
    for letter, following in pairwise([*text, ""]):
        drawn, right, down = _letter(letter, address, size)
        x, y = round(left) + right, base + down
        canvas.paste(ink, (x, y, x + drawn.width, y + drawn.height), drawn)
        left += size * (_measured(letter + following, address) - _measured(following, address))


@cache
def _letter(letter: str, address: str, size: int) -> tuple[Image, int, int]:
    """A letter as a mask, and where its corner is from the point at which it is written."""
    from PIL import Image, ImageDraw

    face = _face(address, size)
    left, top, right, bottom = map(round, face.getbbox(letter, anchor="ls"))
    drawn = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(drawn).text((-left, -top), letter, 255, face, anchor="ls")
    return drawn, left, top


@cache
def _marking(tlp: str) -> Image:
    """“TLP:AMBER” in the colours that the protocol lays down."""
    from PIL import Image, ImageDraw

    text, face = f"TLP:{tlp.upper()}", _face(_BOLD, 30)
    drawn = Image.new("L", (round(face.getlength(text)) + 32, 48), _BOX)
    ImageDraw.Draw(drawn).text((16, 34), text, _MARKED, face, anchor="ls")
    return drawn


def _head(words: Words) -> bytes:
    """What a PNG opens with: format, palette, and a mark of what is drawn and how."""
    header = struct.pack(">IIBBBBB", *SIZE, 4, 3, 0, 0, 0)
    mark = hashlib.sha256("\0".join((_design(), *words)).encode("utf-8", "surrogatepass")).hexdigest()
    chunks = (b"IHDR", header), (b"PLTE", _palette(words.tlp)), (b"tEXt", b"Source\0" + mark.encode())
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


@cache
def _design() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _body(canvas: Image) -> bytes:
    """The canvas with four bits a pixel. Written here, for that takes half the time that Pillow needs for it."""
    from PIL import Image

    packed = Image.frombytes("P", canvas.size, canvas.tobytes()).tobytes("raw", "P;4")
    compressor = zlib.compressobj(4, memLevel=9)
    return _chunk(b"IDAT", compressor.compress(packed) + compressor.flush()) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def _palette(tlp: str) -> bytes:
    colour = _TLP.get(tlp.partition("+")[0], _PAPER)
    inks = (_between(_PAPER, _INK, n / _FULL) for n in range(_FULL + 1))
    marked = (_between(_BLACK, colour, n / (_MARKED - _BOX)) for n in range(_MARKED - _BOX + 1))
    return bytes(value for rgb in (*inks, _ACCENT, *marked) for value in rgb)


def _between(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


# Words


@cache
def _face(address: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(fonts.font(address)), size)


@cache
def _characters(address: str) -> frozenset[int]:
    import uharfbuzz

    return frozenset(uharfbuzz.Face(uharfbuzz.Blob(fonts.font(address))).unicodes)


def can_write(text: str, address: str) -> bool:
    return _characters(address).issuperset(map(ord, _plain(text)))


def _plain(text: str) -> str:
    """On one line, letters with their marks in one; marks that no letter has, such as stress in Russian, go."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(character for character in composed if not unicodedata.combining(character))


@cache
def _measured(text: str, address: str) -> float:
    """The width of a word, a pair of letters or a space in ems."""
    return _face(address, _EM).getlength(text) / _EM


def _width(words: Sequence[str], address: str, size: int) -> float:
    spaces = max(0, len(words) - 1) * _measured(" ", address)
    return size * (spaces + sum(_measured(word, address) for word in words))


def _fitted(title: str) -> tuple[list[str], int]:
    """The lines of the title and their size: the largest at which there is room for all, else cut."""
    for size, room in _TITLE_SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= room:
            return lines, size
    return [*lines[: room - 1], _cut(" ".join(lines[room - 1 :]), _DISPLAY, size, _WIDTH)], size


def _wrapped(title: str, size: int) -> list[str]:
    """Lines no wider than there is room for; only a word that is wider is broken."""
    lines: list[list[str]] = [[]]
    for piece in (piece for word in title.split() for piece in _pieces(word, size)):
        if lines[-1] and _width([*lines[-1], piece], _DISPLAY, size) > _WIDTH:
            lines.append([])
        lines[-1].append(piece)
    return [" ".join(line) for line in lines]


def _pieces(word: str, size: int) -> Iterator[str]:
    while _width([word], _DISPLAY, size) > _WIDTH:
        end = _fitting(word, _DISPLAY, size, _WIDTH)
        yield word[:end]
        word = word[end:]
    yield word


def _cut(text: str, address: str, size: int, width: float) -> str:
    """As many words as there is room for, with an ellipsis where that isn't all."""
    words = text.split()
    if _width(words, address, size) <= width:
        return text
    width -= _width(["…"], address, size)
    while len(words) > 1 and _width(words, address, size) > width:
        words.pop()
    kept = " ".join(words)
    return kept[: _fitting(kept, address, size, width)].rstrip(" ,.;:·–—-") + "…"


def _fitting(text: str, address: str, size: int, width: float) -> int:
    """How many characters of `text` there is room for, one at least."""
    lengths = range(1, len(text) + 1)
    return max(1, bisect_right(lengths, width, key=lambda end: size * _face(address, _EM).getlength(text[:end]) / _EM))
