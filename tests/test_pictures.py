"""Pictures: what they count, that nothing in them overlaps or is cut off, that they are the same again, their links."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from selenium import webdriver

from generator import pictures
from generator.dossier import Inputs, assemble
from generator.layout import apart, fitted, shortened, stress, text_width
from generator.model import Actor, Article, Brief, Config, Dossier, PartialDate, Source, Topic
from generator.render import environment
from generator.site import write_site
from tests.conftest import NODE_MODULES
from tests.golden import files
from tests.sample import sample

TEMPLATES = (Path(__file__).parent.parent / "templates",)
KINDS = ("person", "organization", "place")
NAMES = ("Mira Valden", "Ostmark", "Rada Portu Selin i Wybrzeża", "Совет порта", "Jo", "Timur Oskolov", "港務局")


def made_up(actors: int, briefs: int, topics: int = 4, months: int = 20, seed: int = 1, names: int = 4) -> Dossier:
    """A dossier whose briefs name a few actors and topics each, some of them more often than others."""
    source = random.Random(seed)
    people = tuple(
        Actor(f"actor-{n}", f"{NAMES[n % len(NAMES)]} {n}", KINDS[n % 3])
        for n in range(actors)  # type: ignore[arg-type]
    )
    subjects = tuple(Topic(f"topic-{n}", f"Subject {n} of the harbour board") for n in range(topics))
    article = Article("articles/a.txt", "a", "Text.", (), language="en")
    found = []
    for n in range(briefs):
        named = {people[int(actors * source.random() ** 2)].name for _ in range(names)} if actors else set()
        about = {subjects[int(topics * source.random() ** 2)].name for _ in range(2)} if topics else set()
        month = source.randrange(months)
        date = PartialDate(2030 + month // 12, month % 12 + 1, n % 28 + 1)
        found.append(Brief(f"b{n}", f"Brief {n}", date, "en", Source("articles/a.txt"), tuple(sorted(named)),
                           tuple(sorted(about)), path=f"briefs/b{n}.md"))  # fmt: skip
    return assemble(Inputs(Config("The ferry"), (article,), people, subjects, tuple(found), {}))


def test_bars_count_months_or_years() -> None:
    entry = sample().entries[0]

    def on(*dates: str) -> tuple[list[tuple[str, int]], int]:
        briefs = [replace(entry.brief, date=PartialDate.parse(date)) for date in dates]
        counted = pictures.bars(pictures.months(replace(entry, brief=brief) for brief in briefs))
        return [(str(bar.date), bar.n) for bar in counted.bars], counted.left_out

    assert on() == ([], 0)
    assert on("2030-12-30", "2031-02", "2031-02-27", "2031") == (
        [("2030-12", 1), ("2031-01", 0), ("2031-02", 2)], 1)  # fmt: skip
    assert on("2031", "2033") == ([("2031", 1), ("2032", 0), ("2033", 1)], 0)
    assert len(on("2026-01", "2030-12")[0]) == pictures.MAX_BARS
    assert on("2026-01", "2031-01")[0][0] == ("2026", 1)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dates().map(lambda day: PartialDate(day.year % 7 + 2020, day.month, day.day)), min_size=1))
def test_bars_stay_inside(dates: list[PartialDate]) -> None:
    entry = sample().entries[0]
    entries = (replace(entry, brief=replace(entry.brief, date=date)) for date in dates)
    addresses = {PartialDate(date.year, date.month): f"timeline.html#m-{date}" for date in dates}
    picture = pictures.bars(pictures.months(entries), addresses)
    assert sum(bar.n for bar in picture.bars) == len(dates)
    assert picture.bars[-1].x + picture.step <= picture.width + 0.5
    assert picture.highest
    assert all(picture.highest.y <= bar.y <= picture.base for bar in picture.bars)
    assert all((bar.y < picture.base) == (bar.n > 0) for bar in picture.bars)
    assert {bar.address for bar in picture.bars if bar.n} <= {*addresses.values()}
    assert all(right - left >= 30 for (left, _), (right, _) in zip(picture.years, picture.years[1:], strict=False))


def test_matrix_counts() -> None:
    dossier = made_up(actors=3, briefs=60, topics=5)
    picture = pictures.matrix(dossier)
    counted = Counter((topic.id, str(entry.brief.date)[:7]) for entry in dossier.entries for topic in entry.topics)
    shown = {
        (row.topic.id, str(period)): n
        for row in picture.rows
        for n, (_, period) in zip(row.counts, picture.columns, strict=True)
        if n
    }
    assert shown == counted
    for row in picture.rows:
        drawn = sorted((x, n) for _, cells in row.numbers for x, n in cells)
        assert [n for _, n in drawn] == [n for n in row.counts if n]
        assert sum(path.count("M") for _, path in row.shades) == len(drawn)
        assert all(x < picture.width for x, _ in drawn)
        assert all(1 <= step <= pictures.STEPS for step, _ in row.shades)
        assert text_width(row.label, pictures.LABEL_SIZE) <= picture.columns[0][0] - pictures.CELL[0] / 2


def test_matrix_of_years_where_months_are_too_many() -> None:
    dossier = made_up(actors=0, briefs=80, months=50)
    assert [str(period) for _, period in pictures.matrix(dossier).columns] == ["2030", "2031", "2032", "2033", "2034"]
    assert len(pictures.matrix(dossier, columns=50).columns) > pictures.MAX_COLUMNS


def test_matrix_leaves_out_rare_topics_and_says_so() -> None:
    picture = pictures.matrix(made_up(actors=0, briefs=200, topics=30))
    assert (len(picture.rows), picture.topics_left_out) == (pictures.MAX_ROWS, 10)
    assert pictures.matrix(made_up(0, 0)).rows == ()


def overlaps(boxes: Iterable[tuple[float, float, float, float]]) -> list[tuple[object, object]]:
    """Pairs of boxes (left, top, right, bottom) that have more than a line in common."""
    return [
        (a, b)
        for a, b in combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.2 and min(a[3], b[3]) - max(a[1], b[1]) > 0.2
    ]


def boxes(picture: pictures.Network) -> list[tuple[float, float, float, float]]:
    """What each node takes with its label."""
    halves = [max(node.label_width / 2, node.radius) for node in picture.nodes]
    return [
        (node.x - half, node.y - node.radius, node.x + half, node.y + node.radius + 15)
        for node, half in zip(picture.nodes, halves, strict=True)
    ]


@pytest.mark.parametrize(("actors", "briefs"), [(2, 1), (5, 4), (30, 12), (80, 300), (500, 600)])
@pytest.mark.parametrize(("width", "most"), [(pictures.NETWORK_WIDTH, pictures.MAX_NODES), pictures.NARROW, (514, 30)])
def test_nothing_in_a_network_overlaps(actors: int, briefs: int, width: int, most: int) -> None:
    dossier = made_up(actors, briefs)
    picture = pictures.network(pictures.connected(dossier, most), width)
    assert len(picture.nodes) == min(most, sum(1 for index in dossier.by_actor.values() if index.together))
    assert picture.actors == len(dossier.actors)
    assert overlaps(boxes(picture)) == []
    assert all(left >= 0 and right <= width for left, _, right, _ in boxes(picture))
    assert all(top >= 0 and bottom <= picture.height for _, top, _, bottom in boxes(picture))
    assert picture.height < 1.6 * pictures.NETWORK_WIDTH


def test_a_network_is_the_same_again_and_in_any_order() -> None:
    dossier = made_up(40, 60)
    mixed = dict(random.Random(3).sample(list(dossier.by_actor.items()), len(dossier.by_actor)))
    people = tuple(dossier.by_actor[key].entries[0].actors[0] for key in mixed)
    assert people
    other = replace(dossier, actors=dossier.actors[::-1], entries=dossier.entries[::-1], by_actor=mixed)
    assert pictures.network(pictures.connected(other)) == pictures.network(pictures.connected(dossier))


def test_whoever_has_ties_is_tied_and_ties_are_counted() -> None:
    dossier = made_up(60, 200, names=5)
    picture = pictures.network(pictures.connected(dossier))
    assert len(picture.ties) <= pictures.TIES_A_NODE * len(picture.nodes) < picture.all_ties
    assert {node.actor.id for tie in picture.ties for node in (tie.a, tie.b)} == {n.actor.id for n in picture.nodes}
    for tie in picture.ties:
        both = [e for e in dossier.entries if {tie.a.actor, tie.b.actor} <= set(e.actors)]
        assert tie.n == len(both)
        assert (tie.b.actor, tie.n) in tie.a.ties
        assert (tie.a.actor, tie.n) in tie.b.ties


def test_people_and_organisations_come_before_places() -> None:
    kinds = Counter(node.actor.kind for node in pictures.network(pictures.connected(made_up(120, 400))).nodes)
    assert kinds["place"] == 0
    assert kinds.total() == pictures.MAX_NODES


SIZES = st.tuples(st.floats(4, 200), st.floats(4, 60))
PLACES = st.tuples(st.floats(-50, 400), st.floats(-50, 400))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PLACES, SIZES), max_size=25))
def test_boxes_come_apart(given_boxes: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    sizes = [size for _, size in given_boxes]
    centres = apart([place for place, _ in given_boxes], sizes, 300)
    found = [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for (x, y), (w, h) in zip(centres, sizes, strict=True)]
    assert overlaps(found) == []
    assert all(left >= -1e-6 and right <= 300 + 1e-6 and top >= -1e-6 for left, top, right, _ in found)


def test_a_drawn_path_is_as_long_as_it_is() -> None:
    """In stress layout distances are near to the number of edges between nodes."""
    places = stress(6, [(0, 1), (1, 2), (2, 3), (3, 4)])
    ends = ((places[0][0] - places[4][0]) ** 2 + (places[0][1] - places[4][1]) ** 2) ** 0.5
    assert 3.5 < ends < 4.5
    assert len(set(places)) == 6
    assert fitted(places[:1], 100, 50) == [(50, 25)]


def test_text_is_cut_where_it_is_too_wide() -> None:
    assert shortened("Ostmark", 13, 200) == "Ostmark"
    cut = shortened("Rada Portu Selin i Wybrzeża", 13, 90)
    assert cut.endswith("…")
    assert text_width(cut, 13) <= 90 < text_width("Rada Portu Selin i Wybrzeża", 13)
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert text_width("港務", 10) == 20


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    write_site(made_up(40, 60, topics=25), TEMPLATES, folder)
    return folder


def test_every_sign_is_a_link_that_resolves(out: Path) -> None:
    pages = {name: html.fromstring(data.decode()) for name, data in files(out).items() if name.endswith(".html")}
    found: Counter[str] = Counter()
    for page, tree in pages.items():
        for sign in tree.xpath("//*[@class='bar' or starts-with(@class, 'cell') or starts-with(@class, 'node')]"):
            (address,) = sign.xpath("ancestor::a/@href")
            parts = urlsplit(address)
            path = (Path("/") / page).parent.joinpath(unquote(parts.path)).resolve().relative_to("/").as_posix()
            assert path in pages, (page, address)
            assert not parts.fragment or pages[path].xpath("//*[@id=$id]", id=parts.fragment), (page, address)
            found[sign.get("class").split()[0]] += 1
    assert set(found) == {"bar", "cell", "node"}


def test_tables_say_the_same(out: Path) -> None:
    dossier = made_up(40, 60, topics=25)
    tree = html.fromstring((out / "network.html").read_text(encoding="utf-8"))
    rows = {row.xpath("string(th)").strip(): row.xpath("string(td[1])") for row in tree.xpath("//tbody/tr")}
    assert rows == {node.actor.name: str(node.n) for node in pictures.network(pictures.connected(dossier)).nodes}
    tree = html.fromstring((out / "index.html").read_text(encoding="utf-8"))
    assert [int(n) for n in tree.xpath("//details//td/text()")] == [
        bar.n for bar in pictures.bars(pictures.months(dossier.entries)).bars if bar.n
    ]


def test_numbers_beyond_a_thousand_are_told() -> None:
    picture = pictures.bars(((PartialDate(2030, 1), 1200), (PartialDate(2030, 2), 3)))
    shared = environment(TEMPLATES, "en").get_template("shared/pictures.html").module
    assert "at most 1,200 (January 2030)" in shared.bars_in_words(picture)  # type: ignore[attr-defined]


def test_pages_with_pictures_stay_light(out: Path) -> None:
    heavy = {name: len(data) for name, data in files(out).items() if name.endswith(".html") and len(data) > 60_000}
    assert heavy == {}


def colours() -> dict[str, dict[str, str]]:
    """The named colours of the stylesheet in light and in dark."""
    sheet = (TEMPLATES[0] / "site/assets/style.css").read_text(encoding="utf-8").partition("@media print")[0]
    found: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for dark, block in re.findall(r"(@media \(prefers-color-scheme: dark\) \{\s*)?:root \{(.*?)\}", sheet, re.DOTALL):
        found["dark" if dark else "light"] |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))
    return found


def contrast(a: str, b: str) -> float:
    """By WCAG 2.2."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    of = {**colours()["light"], **colours()[scheme]}
    for step in (1, 2, 3, 4):
        assert contrast(of[f"step-{step}"], of["on-pale" if step < 3 else "on-deep"]) >= 4.5
    for sign in ("accent", "tie", "soft"):
        assert contrast(of[sign], of["paper"]) >= 3
    for text in ("accent", "ink"):
        assert contrast(of[text], of["paper"]) >= 4.5
        assert contrast(of[text], of["raised"]) >= 4.5


PICTURED = ("network.html", "topics/index.html", "timeline.html")


@pytest.mark.needs("chromium", "axe-core")
def test_accessible(browser: webdriver.Chrome, out: Path) -> None:
    axe = (NODE_MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8")
    for name in PICTURED:
        browser.get(f"file://{out}/{name}")
        browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true;" + axe)
        result = browser.execute_async_script("axe.run().then(arguments[0])")
        assert [(item["id"], node["html"]) for item in result["violations"] for node in item["nodes"]] == [], name


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_texts_of_pictures_do_not_touch_in_a_browser(browser: webdriver.Chrome, out: Path, width: int) -> None:
    """The widths that layout reckons with are those of a real font, or more; nothing is wider than the screen."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    script = """return [...document.querySelectorAll('.picture text:not([class^=on-])')].map(text => {
        const box = text.getBoundingClientRect(); return [box.left, box.top + 2, box.right, box.bottom - 2]
    }).filter(box => box[0] < box[2])"""
    for name in PICTURED:
        browser.get(f"file://{out}/{name}")
        assert overlaps(tuple(box) for box in browser.execute_script(script)) == [], name
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, name
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
