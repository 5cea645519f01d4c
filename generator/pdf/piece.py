"""Objects of a PDF whose numbers aren't known yet, and the file that many of them make (ISO 32000-1, 7.3 and 7.5).

A piece is written as text with a gap for every number that is known only when all pieces are: numbers of objects, of
pages, and what is the frame's. So pieces are joined by filling gaps, one piece after the other, with none read again.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pydyf

_TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|%|(\d+) 0 R|@(\w)([^@]*)@", re.DOTALL)
_COLUMNS = ">BIH"
_ROW = struct.calcsize(_COLUMNS)

Gap = int | str
"""An object of the piece, from 0; or the name of a number that the joining knows."""


@dataclass(frozen=True, slots=True)
class Number:
    """A place in the content of a page where the number of another is shown, in figures of equal width."""

    anchor: str
    """What stands on that page."""
    x: float
    """Where as many figures begin as were laid out."""
    figures: int
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A stream of a piece."""

    number: int
    head: tuple[bytes, list[Gap]]
    data: bytes
    """As it is written; where there are numbers, the content before it is compressed, with two gaps for each: where it
    begins, and its glyphs."""
    numbers: list[Number]


@dataclass(frozen=True, slots=True)
class Piece:
    """First the pages, then the uppermost elements of the structure, then the leaf of its parent tree."""

    count: int
    """Of objects."""
    plain: list[int]
    """Those that aren't streams, in the order of their lines."""
    lines: tuple[bytes, list[Gap]]
    flows: list[Flow]


def page(anchor: str) -> bytes:
    """Stands for a string: the number of the page that an anchor is on."""
    return b"@S%s@" % anchor.encode()


def own(name: str) -> bytes:
    """Stands for a reference to an object of the frame."""
    return b"@R%s@" % name.encode()


def key(item: pydyf.Object) -> bytes:
    """Stands for the number of an object of the piece."""
    return b"@N%d@" % item.number


def piece(pdf: pydyf.PDF, first: Sequence[pydyf.Object], numbers: Mapping[int, list[Number]]) -> Piece:
    """What is reached from the `first` objects, which get the first numbers; `numbers` of streams by their objects'."""
    order = [item.number for item in first]
    places = {number: place for place, number in enumerate(order)}

    def place(number: bytes) -> int:
        if int(number) not in places:
            places[int(number)] = len(order)
            order.append(int(number))
        return places[int(number)]

    plain, lines, gaps, flows = [], [], [], []
    for found, number in enumerate(order):  # it grows
        item = pdf.objects[number]
        if isinstance(item, pydyf.Stream):
            head, _, data = item.data.partition(b"\nstream\n")
            if number not in numbers:
                flows.append(Flow(found, _gapped(head, place), data.removesuffix(b"\nendstream"), []))
            else:
                flows.append(Flow(found, (b"", []), b"\n".join(item.stream), numbers[number]))
        else:
            line, found_gaps = _gapped(item.data, place)
            plain.append(found)
            lines.append(line)
            gaps += found_gaps
    return Piece(len(order), plain, (b"\n".join(lines), gaps), flows)


def _gapped(data: bytes, place: Callable[[bytes], int]) -> tuple[bytes, list[Gap]]:
    """Data with `%d` for each number that isn't known yet, and what they are."""
    gaps: list[Gap] = []

    def gap(match: re.Match[bytes]) -> bytes:
        if match[1]:
            gaps.append(place(match[1]))
            return b"%d 0 R"
        if not match[2]:
            return match[0].replace(b"%", b"%%").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
        gaps.append(place(match[3]) if match[2] == b"N" else (match[2] + match[3]).decode())
        return {b"N": b"%d", b"R": b"%d 0 R", b"S": b"(%d)"}[match[2]]

    return _TOKEN.sub(gap, data), gaps


def dump(made: Piece) -> bytes:
    flows = [
        [
            flow.number,
            flow.head[0].decode("latin-1"),
            flow.head[1],
            len(flow.data),
            [[n.anchor, n.x, n.figures, n.size, n.font] for n in flow.numbers],
        ]
        for flow in made.flows
    ]
    head = [made.count, made.plain, made.lines[0].decode("latin-1"), made.lines[1], flows]
    packed = zlib.compress(json.dumps(head).encode())
    return b"".join([struct.pack(">I", len(packed)), packed, *(flow.data for flow in made.flows)])


def load(kept: bytes) -> Piece:
    (length,) = struct.unpack_from(">I", kept)
    count, plain, lines, gaps, told = json.loads(zlib.decompress(kept[4 : 4 + length]))
    flows = []
    start = 4 + length
    for number, head, head_gaps, size, numbers in told:
        data = kept[start : start + size]
        flows.append(Flow(number, (head.encode("latin-1"), head_gaps), data, [Number(*told) for told in numbers]))
        start += size
    return Piece(count, plain, (lines.encode("latin-1"), gaps), flows)


class File:
    """A PDF that is written object by object: streams as they come, all else in streams of objects."""

    def __init__(self, last: int) -> None:
        """`last` is the highest number of the objects to come."""
        self._parts: list[bytes] = []
        self._length = 0
        self._digest = hashlib.sha256()
        self._rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self._last = last
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def add(self, made: Piece, base: int, named: Mapping[str, int], content: Callable[[Flow], bytes]) -> None:
        """The objects of a piece get the numbers from `base`; `content` fills the numbers of pages in."""

        def filled(template: bytes, gaps: Iterable[Gap]) -> bytes:
            return template % tuple(base + gap if isinstance(gap, int) else named[gap] for gap in gaps)

        for flow in made.flows:
            data = content(flow)
            head = filled(*flow.head) or b"<</Filter /FlateDecode/Length %d>>" % len(data)
            self.stream(base + flow.number, head, data)
        self.pack([base + number for number in made.plain], filled(*made.lines).split(b"\n"))

    def stream(self, number: int, head: bytes, data: bytes) -> None:
        self._rows[number] = (1, self._length, 0)
        self._write(b"%d 0 obj\n%b\nstream\n" % (number, head))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def pack(self, numbers: Sequence[int], lines: Sequence[bytes]) -> None:
        """Objects that aren't streams."""
        self._last += 1
        starts = accumulate((len(line) + 1 for line in lines), initial=0)
        index = b" ".join(b"%d %d" % pair for pair in zip(numbers, starts, strict=False))
        data = zlib.compress(index + b"\n" + b"\n".join(lines), 9)
        head = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
        self._rows.update((number, (2, self._last, place)) for place, number in enumerate(numbers))
        self.stream(self._last, head % (len(numbers), len(index) + 1, len(data)), data)

    def close(self, catalog: bytes, info: bytes) -> bytes:
        """The file, ended by the table of all objects, and named by what is in it."""
        number, start = self._last + 1, self._length
        self._rows[number] = (1, start, 0)
        name = self._digest.hexdigest()[:32].encode()
        rows = [struct.pack(_COLUMNS, *self._rows[place]) for place in range(number + 1)]
        data = zlib.compress(_predicted(rows), 9)
        head = (
            b"<</Type /XRef/Size %d/W [1 4 2]/Root %b/Info %b/ID [<%b> <%b>]/Filter /FlateDecode"
            b"/DecodeParms <</Predictor 12/Columns %d>>/Length %d>>"
        )
        self.stream(number, head % (number + 1, catalog, info, name, name, _ROW, len(data)), data)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        return b"".join(self._parts)

    def _write(self, part: bytes) -> None:
        self._parts.append(part)
        self._digest.update(part)
        self._length += len(part)


def _predicted(rows: Iterable[bytes]) -> bytes:
    """Each row as its difference to the one above (the predictor Up)."""
    above = bytes(_ROW)
    made: list[bytes] = []
    for row in rows:
        made.append(b"\x02" + bytes((new - old) & 255 for new, old in zip(row, above, strict=True)))
        above = row
    return b"".join(made)


def plain(item: Any) -> bytes:
    """An object in one line."""
    return _TOKEN.sub(lambda match: match[0].replace(b"\n", b"\\n").replace(b"\r", b"\\r"), item.data)
