"""Where things of a picture stand, in its user units: widths of text, a drawing of a graph, boxes kept apart."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

Point = tuple[float, float]
Size = tuple[float, float]

_NARROW, _WIDE = frozenset("iljItfr.,:;'’!|()[]/-\" ·їі"), frozenset("mwMWшщжюыфШЩЖЮЫФДМ@%—…")
_SWEEPS = 120
_ROUNDS = 400


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a sans serif of `size`, rather too wide than too narrow.

    Which font a reader has isn't known: the widths are those of the wider ones in use (Noto Sans, Segoe UI).
    """
    return size * sum(map(_advance, text))


def _advance(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.38
    if char in _WIDE:
        return 0.94
    return 0.7 if char.isupper() else 0.6


def shortened(text: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def stress(count: int, edges: Iterable[tuple[int, int]]) -> list[Point]:
    """Places for the nodes 0 … count - 1 of a graph whose distances are close to the number of edges between them.

    Stress majorization (Gansner, Koren and North 2004), one node at a time, from a fixed spiral: the same graph is
    always drawn the same. Parts that aren't connected stand a little further apart than the farthest nodes of one.
    """
    distances = _distances(count, edges)
    turn = math.pi * (3 - math.sqrt(5))
    places = [(math.sqrt(i + 0.5) * math.cos(i * turn), math.sqrt(i + 0.5) * math.sin(i * turn)) for i in range(count)]
    for _ in range(_SWEEPS):
        for i in range(count):
            places[i] = _pulled(i, places, distances[i])
    return places


def _pulled(i: int, places: Sequence[Point], distances: Sequence[float]) -> Point:
    """Where node i stands best while all others stay: the mean of where each would have it."""
    x, y = places[i]
    sum_x = sum_y = weights = 0.0
    for j, (other_x, other_y) in enumerate(places):
        if j != i:
            weight = 1 / distances[j] ** 2
            away_x, away_y = x - other_x, y - other_y
            stretch = distances[j] / (math.hypot(away_x, away_y) or 1.0)
            sum_x += weight * (other_x + stretch * away_x)
            sum_y += weight * (other_y + stretch * away_y)
            weights += weight
    return (sum_x / weights, sum_y / weights) if weights else (x, y)


def _distances(count: int, edges: Iterable[tuple[int, int]]) -> list[list[float]]:
    """The number of edges between any two nodes."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        neighbours[a].append(b)
        neighbours[b].append(a)
    found = [_reached(start, neighbours) for start in range(count)]
    apart = 1.0 + max((far for reached in found for far in reached.values()), default=0)
    return [[float(reached.get(j, apart)) for j in range(count)] for reached in found]


def _reached(start: int, neighbours: Sequence[Sequence[int]]) -> Mapping[int, int]:
    reached, newest = {start: 0}, [start]
    while newest:
        found = dict.fromkeys(j for i in newest for j in neighbours[i] if j not in reached)
        reached.update((j, reached[newest[0]] + 1) for j in found)
        newest = list(found)
    return reached


def fitted(places: Sequence[Point], width: float, height: float) -> list[Point]:
    """The same places in a box from (0, 0), with room made where many stand close together.

    Each coordinate is half what it was, stretched to the box, and half its rank among all.
    """
    xs, ys = _spread([x for x, _ in places]), _spread([y for _, y in places])
    return [(width * x, height * y) for x, y in zip(xs, ys, strict=True)]


def _spread(values: Sequence[float]) -> list[float]:
    low, extent = min(values), max(values) - min(values)
    ranks = {i: rank for rank, i in enumerate(sorted(range(len(values)), key=lambda i: (values[i], i)))}
    if extent < 1e-9:
        return [0.5] * len(values)
    return [((value - low) / extent + ranks[i] / (len(values) - 1)) / 2 for i, value in enumerate(values)]


def apart(places: Sequence[Point], sizes: Sequence[Size], width: float) -> list[Point]:
    """The centres of boxes moved as little as can be so that none overlaps another or leaves a column of `width`.

    Downwards the column has no end. Boxes first push one another aside; what still overlaps goes below the other.
    """
    centres = [_inside(place, size, width) for place, size in zip(places, sizes, strict=True)]
    for _ in range(_ROUNDS):
        if not _push(centres, sizes, width):
            break
    return _settled(centres, sizes)


def _inside(centre: Point, size: Size, width: float) -> Point:
    return min(max(centre[0], size[0] / 2), max(width - size[0] / 2, size[0] / 2)), centre[1]


def _push(centres: list[Point], sizes: Sequence[Size], width: float) -> bool:
    """Move each two boxes that overlap apart by half each, the way that is shorter for their size; whether any did."""
    moved = False
    for i in range(len(centres)):
        for j in range(i):
            (xi, yi), (xj, yj) = centres[i], centres[j]
            over_x, over_y = _overlap(centres[i], sizes[i], centres[j], sizes[j])
            if over_x <= 0 or over_y <= 0:
                continue
            moved = True
            if over_x * (sizes[i][1] + sizes[j][1]) < over_y * (sizes[i][0] + sizes[j][0]):
                step = math.copysign(over_x / 2 + 0.05, xi - xj)
                centres[i], centres[j] = (xi + step, yi), (xj - step, yj)
            else:
                step = math.copysign(over_y / 2 + 0.05, yi - yj)
                centres[i], centres[j] = (xi, yi + step), (xj, yj - step)
            centres[i] = _inside(centres[i], sizes[i], width)
            centres[j] = _inside(centres[j], sizes[j], width)
    return moved


def _overlap(a: Point, size_a: Size, b: Point, size_b: Size) -> Point:
    """By how much two boxes overlap each way; they do where both are above 0."""
    return (size_a[0] + size_b[0]) / 2 - abs(a[0] - b[0]), (size_a[1] + size_b[1]) / 2 - abs(a[1] - b[1])


def _settled(centres: Sequence[Point], sizes: Sequence[Size]) -> list[Point]:
    """Each box, from the top, put below those above it that it overlaps."""
    settled: dict[int, Point] = {}
    for i in sorted(range(len(centres)), key=lambda i: (centres[i][1] - sizes[i][1] / 2, i)):
        x, y = centres[i]
        while below := [
            settled[j][1] + (sizes[j][1] + sizes[i][1]) / 2
            for j in settled
            if all(over > 1e-6 for over in _overlap((x, y), sizes[i], settled[j], sizes[j]))
        ]:
            y = max(below)
        settled[i] = (x, y)
    top = min((settled[i][1] - sizes[i][1] / 2 for i in settled), default=0.0)
    return [(settled[i][0], settled[i][1] - top) for i in range(len(centres))]
