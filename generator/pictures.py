"""What the pictures of a dossier show and where: plain values, drawn as SVG by templates/shared/pictures.html.

All lengths are user units, which are CSS pixels where a picture has its natural size. Dates and names are left to the
templates to write: only they know the language.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.layout import apart, fitted, shortened, stress, text_width
from generator.model import Actor, Dossier, Entry, PartialDate, Topic

MAX_BARS = 60
MAX_COLUMNS = 36
MAX_ROWS = 20
MAX_NODES = 30
TIES_A_NODE = 2
STEPS = 4
"""Shades of the cells of a matrix."""

BARS_WIDTH = 288
"""What the narrowest column has room for: bars and their labels are about the same size everywhere."""
_BARS_HEIGHT = 64
_BARS_TOP = 18
_WIDEST_BAR = 40
_YEAR_WIDTH = 34

CELL = 34, 26
_TOPIC_WIDTH = 210
_HEAD = 40

NETWORK_WIDTH = 700
NARROW = 328, 12
"""Width of a network on a telephone, and how many actors it has."""
LABEL_SIZE = 13
_LINE = 17
_LABEL_WIDTH = 250
_GAP = 22, 16
_SMALLEST, _LARGEST = 5.0, 14.0


@dataclass(frozen=True, slots=True)
class Bar:
    """The briefs of a month or year."""

    date: PartialDate
    n: int
    x: float
    y: float
    path: str
    frame: str
    """The path of all its part of the picture, which is easier to hit."""
    address: str
    """Where the timeline has the first of the briefs, relative to the site; empty: nowhere."""


@dataclass(frozen=True, slots=True)
class Bars:
    """How many briefs each month has, or each year where there would be more than MAX_BARS months."""

    bars: tuple[Bar, ...]
    highest: Bar | None
    ticks: tuple[tuple[float, int], ...]
    """Where a year begins, and which."""
    years: tuple[tuple[float, int], ...]
    """Those of the ticks that there is room to name."""
    step: float
    bar_width: float
    width: float
    base: float
    """The line that bars stand on."""
    height: float
    left_out: int
    """Briefs whose date isn't that precise."""


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in a matrix: its cells, one path a shade, and their numbers."""

    topic: Topic
    label: str
    y: float
    counts: tuple[int, ...]
    total: int
    shades: tuple[tuple[int, str], ...]
    """Step, from 1 to STEPS, and the path of all cells that have it."""
    numbers: tuple[tuple[int, tuple[tuple[float, int], ...]], ...]
    """Step, and the middle and number of all cells that have it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many briefs each topic has in each month, or year."""

    rows: tuple[Row, ...]
    columns: tuple[tuple[float, PartialDate], ...]
    """Middle of each column, and its month or year."""
    width: float
    height: float
    cell: tuple[int, int]
    topics_left_out: int
    left_out: int
    """Briefs whose date isn't that precise."""


@dataclass(frozen=True, slots=True)
class Node:
    actor: Actor
    n: int
    """Briefs that name the actor."""
    x: float
    y: float
    radius: float
    label: str
    label_width: float
    ties: tuple[tuple[Actor, int], ...]
    """The drawn ones, with the number of briefs that name both."""


@dataclass(frozen=True, slots=True)
class Tie:
    a: Node
    b: Node
    n: int
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    """Actors, and who is named in one brief with whom."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    """The strongest."""
    width: float
    height: float
    actors: int
    """Of the dossier, those that aren't drawn included."""
    all_ties: int
    """Between the actors that are drawn."""


Months = tuple[tuple[PartialDate, int], ...]
"""Months, or years where no month is stated, with the number of their briefs, in their order."""


def months(entries: Iterable[Entry]) -> Months:
    return tuple(sorted(_months(entries).items()))


def bars(found: Months, addresses: Mapping[PartialDate | None, str] = MappingProxyType({})) -> Bars:
    """Draw how many briefs each month has from the first to the last that has one, months without any included.

    `addresses` tells where the briefs of a month stand.
    """
    months = Counter(dict(found))
    periods = _periods(months, MAX_BARS)
    counts: Counter[PartialDate] = Counter()
    firsts: dict[PartialDate, PartialDate] = {}
    for month in sorted(months):
        period = _period(month, periods)
        counts[period] += months[month]
        firsts.setdefault(period, month)
    step = min(_WIDEST_BAR, BARS_WIDTH / max(len(periods), 1))
    most = max((counts[period] for period in periods), default=1)
    base = _BARS_TOP + _BARS_HEIGHT
    wide = step * 0.84
    drawn = []
    for place, period in enumerate(periods):
        n, x = counts[period], round(place * step, 1)
        y = base - math.ceil(_BARS_HEIGHT * n / most)
        path, frame = f"M{x} {y}h{wide:.1f}V{base}H{x}z", f"M{x} 0h{step:.1f}V{base}H{x}z"
        drawn.append(Bar(period, n, x, y, path, frame, addresses.get(firsts.get(period), "")))
    ticks = tuple((bar.x, bar.date.year) for bar in drawn if bar.date.month == 1)
    return Bars(
        bars=tuple(drawn),
        highest=max(drawn, key=lambda bar: bar.n, default=None),
        ticks=ticks,
        years=ticks[:: math.ceil(_YEAR_WIDTH / (12 * step))],
        step=step,
        bar_width=wide,
        width=BARS_WIDTH,
        base=base,
        height=base + 2 * _LINE,
        left_out=months.total() - sum(bar.n for bar in drawn),
    )


def _months(entries: Iterable[Entry]) -> Counter[PartialDate]:
    """How many briefs each month has; a year, where the month isn't stated."""
    dates = (entry.brief.date for entry in entries if entry.brief.date)
    counts = Counter((date.year, date.month) for date in dates)
    return Counter({PartialDate(*month): n for month, n in counts.items()})


def _periods(dates: Iterable[PartialDate], most: int) -> list[PartialDate]:
    """The months from the first to the last; the years where that would be more than `most` months."""
    months = [date.year * 12 + date.month - 1 for date in dates if date.month]
    if months and max(months) - min(months) < most:
        return [PartialDate(month // 12, month % 12 + 1) for month in range(min(months), max(months) + 1)]
    years = [date.year for date in dates]
    return [PartialDate(year) for year in range(min(years), max(years) + 1)] if years else []


def _period(month: PartialDate, periods: Sequence[PartialDate]) -> PartialDate:
    """The month or year of a month, as the periods are months or years."""
    return month if periods[0].month else PartialDate(month.year)


def matrix(dossier: Dossier, columns: int = MAX_COLUMNS) -> Matrix:
    """The MAX_ROWS most frequent topics, in the dossier's order, by months, or by years where `columns` are too few."""
    indexes = dossier.by_topic
    ranked = sorted(dossier.topics, key=lambda topic: (-len(indexes[topic.id].entries), topic.id))[:MAX_ROWS]
    topics = [topic for topic in dossier.topics if topic in ranked]
    months = {topic.id: _months(indexes[topic.id].entries) for topic in topics}
    all_months = _months({entry.brief.slug: entry for t in topics for entry in indexes[t.id].entries}.values())
    periods = _periods(all_months, columns)
    counts: dict[str, Counter[PartialDate]] = {topic.id: Counter() for topic in topics}
    for key, of_topic in months.items():
        for month, n in of_topic.items():
            counts[key][_period(month, periods)] += n
    most = max((counts[topic.id][period] for topic in topics for period in periods), default=1)
    labels = [shortened(topic.name, LABEL_SIZE, _TOPIC_WIDTH) for topic in topics]
    left = math.ceil(max((text_width(label, LABEL_SIZE) for label in labels), default=0)) + 12
    rows = [
        _row(topic, label, place, left, [counts[topic.id][period] for period in periods], most)
        for place, (topic, label) in enumerate(zip(topics, labels, strict=True))
    ]
    return Matrix(
        rows=tuple(rows),
        columns=tuple((left + CELL[0] * (place + 0.5), period) for place, period in enumerate(periods)),
        width=left + CELL[0] * len(periods),
        height=_HEAD + CELL[1] * len(rows),
        cell=CELL,
        topics_left_out=len(dossier.topics) - len(topics),
        left_out=sum(n for month, n in all_months.items() if _period(month, periods) not in periods),
    )


def _row(topic: Topic, label: str, place: int, left: float, counts: Sequence[int], most: int) -> Row:
    top, (wide, high) = _HEAD + CELL[1] * place, CELL
    steps: dict[int, list[int]] = defaultdict(list)
    for column, n in enumerate(counts):
        if n:
            steps[math.ceil(STEPS * n / most)].append(column)
    shades, numbers = [], []
    for step, columns in sorted(steps.items()):
        cells = (f"M{left + wide * i + 1:g} {top + 1:g}h{wide - 2}v{high - 2}h-{wide - 2}z" for i in columns)
        shades.append((step, "".join(cells)))
        numbers.append((step, tuple((left + wide * (i + 0.5), counts[i]) for i in columns)))
    return Row(topic, label, top, tuple(counts), sum(counts), tuple(shades), tuple(numbers))


@dataclass(frozen=True, slots=True)
class Connected:
    """What a network is drawn of."""

    actors: tuple[tuple[Actor, int], ...]
    """With the number of briefs that name them."""
    ties: tuple[tuple[int, int, int], ...]
    """Places of two actors, the lower first, and the number of briefs that name both."""
    everyone: int
    """Actors of the dossier."""


def connected(dossier: Dossier, most: int = MAX_NODES) -> Connected:
    """The actors, `most` at most, who are named together with others most often, persons and organisations first."""
    actors = _most_connected(dossier)[:most]
    sizes = tuple((actor, len(dossier.by_actor[actor.id].entries)) for actor in actors)
    return Connected(sizes, tuple(_ties(actors, dossier)), len(dossier.actors))


def network(found: Connected, width: float = NETWORK_WIDTH) -> Network:
    """Of the ties the strongest are drawn: a maximum spanning forest, so that nobody who has any ties seems to have
    none, and others up to TIES_A_NODE a node.
    """
    all_ties = {(i, j): n for i, j, n in found.ties}
    drawn = _strongest(all_ties, [n for _, n in found.actors])
    nodes = _placed(found.actors, drawn, width)
    thickest = max(drawn.values(), default=1)
    return Network(
        nodes=nodes,
        ties=tuple(Tie(nodes[i], nodes[j], n, round(1 + 2 * (n - 1) / thickest, 1)) for (i, j), n in drawn.items()),
        width=width,
        height=math.ceil(max((node.y + node.radius + _LINE for node in nodes), default=0) + _GAP[1] / 2),
        actors=found.everyone,
        all_ties=len(all_ties),
    )


def _most_connected(dossier: Dossier) -> list[Actor]:
    def rank(actor: Actor) -> tuple[bool, int, str]:
        return actor.kind == "place", -sum(n for _, n in dossier.by_actor[actor.id].together), actor.id

    return sorted((actor for actor in dossier.actors if dossier.by_actor[actor.id].together), key=rank)


_Pair = tuple[int, int]


def _ties(actors: Sequence[Actor], dossier: Dossier) -> Iterator[tuple[int, int, int]]:
    places = {actor.id: place for place, actor in enumerate(actors)}
    for place, actor in enumerate(actors):
        for other, n in dossier.by_actor[actor.id].together:
            if places.get(other.id, -1) > place:
                yield place, places[other.id], n


def _strongest(ties: Mapping[_Pair, int], sizes: Sequence[int]) -> dict[_Pair, int]:
    """Of equal ties, those between actors who are rarely named are stronger."""

    def strength(pair: _Pair) -> tuple[float, float, _Pair]:
        return -ties[pair], sizes[pair[0]] * sizes[pair[1]], pair

    part = list(range(len(sizes)))
    ordered = sorted(ties, key=strength)
    forest = []
    for i, j in ordered:
        if part[i] != part[j]:
            forest.append((i, j))
            part = [part[i] if of == part[j] else of for of in part]
    others = [pair for pair in ordered if pair not in set(forest)]
    return {pair: ties[pair] for pair in [*forest, *others[: max(0, TIES_A_NODE * len(sizes) - len(forest))]]}


def _placed(found: Sequence[tuple[Actor, int]], ties: Mapping[_Pair, int], width: float) -> tuple[Node, ...]:
    actors, counts = [actor for actor, _ in found], [n for _, n in found]
    radii = [_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(n / max(counts)) for n in counts]
    labels = [shortened(actor.name, LABEL_SIZE, _LABEL_WIDTH) for actor in actors]
    widths = [text_width(label, LABEL_SIZE) for label in labels]
    sizes = [(max(wide, 2 * radius), 2 * radius + _LINE) for wide, radius in zip(widths, radii, strict=True)]
    boxes = [(wide + _GAP[0], high + _GAP[1]) for wide, high in sizes]
    if not actors:
        return ()
    height = min(0.7 * width, 3.5 * sum(wide * high for wide, high in boxes) / width)
    centres = apart(fitted(stress(len(actors), ties), width - 80, height), boxes, width)
    with_whom: list[list[tuple[Actor, int]]] = [[] for _ in actors]
    for (i, j), n in sorted(ties.items(), key=lambda item: (-item[1], item[0])):
        with_whom[i].append((actors[j], n))
        with_whom[j].append((actors[i], n))
    return tuple(
        Node(
            actor=actor,
            n=counts[i],
            x=round(centres[i][0], 1),
            y=round(centres[i][1] - sizes[i][1] / 2 + radii[i], 1),
            radius=round(radii[i], 1),
            label=labels[i],
            label_width=round(widths[i], 1),
            ties=tuple(with_whom[i]),
        )
        for i, actor in enumerate(actors)
    )
