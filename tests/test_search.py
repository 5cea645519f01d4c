"""What can be found: the records, and the search page with both of its indexes, which must find the same."""

from __future__ import annotations

import functools
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from generator import pagefind, search
from generator.model import Actor, ActorIndex
from generator.search import fold, records
from generator.site import write_site
from tests.conftest import NODE_MODULES
from tests.golden import files
from tests.sample import BRIEFS, sample

TEMPLATES = (Path(__file__).parent.parent / "templates",)
BASE = "/team/dossier/"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź, ÆRØ — “naïve” Straße", "lodz aero naive strasse"),
        ("Прем’єр-міністр Ґанок Ёлка", "прем єр міністр ганок елка"),
        ("пʼятниця", "п ятниця"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("İstanbul ISPARTA", "istanbul isparta"),
        ("مُستعدّون", "مستعدون"),
        ("北京 会議", "北 京 会 議"),
        ("2031-02-27", "2031 02 27"),
        ("…", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_records_lead_to_the_place() -> None:
    found = list(records(sample()))
    assert [record.kind for record in found] == sorted(record.kind for record in found)
    said = [r for r in found if r.kind == "quote" and r.address == "briefs/no-ferry-before-autumn.html"]
    assert [(r.title, r.speaker, [part.fragment for part in r.parts]) for r in said] == [
        ("Mira Valden", "mira-valden", ["q1", "q2", "q3", "q6"]),
        ("", "", ["q4"]),
        ("A letter seen by the paper", "", ["q5"]),
    ]
    source = next(r for r in found if r.address == "sources/ferry-talks.html")
    assert source.parts[3][:2] == (
        "p4",
        "“Nobody asked the crews,” Valden told reporters.\n“The crews are the ones who drown.",
    )
    assert source.parts[-1][:2] == ("", "Selin Courier")
    assert source.topics == ("ferry", "fees", "safety")
    brief = next(r for r in found if r.address == "briefs/no-ferry-before-autumn.html")
    assert [part.fragment for part in brief.parts] == ["", "", "assessment", "notes"]
    assert brief.parts[3].text.startswith("Compare Głos Wybrzeża, which has <b>another</b>")


def test_a_translated_quote_is_found_in_both_languages() -> None:
    translated = next(r for r in records(sample()) if r.address == "briefs/parom.html" and r.speaker == "mira-valden")
    assert [tuple(part) for part in translated.parts] == [
        ("q2", "the fee will stay as it is", "en", "by_editor"), ("q2", "плата останется прежней", "", "original"),
    ]  # fmt: skip
    assert translated.language == "ru"


def test_names_of_world_news_are_found_in_scripts_that_no_article_has() -> None:
    place = Actor("france", "France", "place")
    dossier = replace(sample(), by_actor={"france": ActorIndex((), (), (), (), ("France",))})
    assert {"France", "Франция", "Франція", "Francja"} <= set(search.spellings(dossier, place))


def test_every_place_is_there(out: Path) -> None:
    for record in records(sample()):
        page = (out / record.address).read_text(encoding="utf-8")
        assert [part for part in record.parts if part.fragment and f'id="{part.fragment}"' not in page] == []


def test_the_script_is_the_same_each_time_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = search.script(sample())
    assert whole == search.script(sample())
    data = json.loads(whole.removeprefix(b"var searchData = ").removesuffix(b";\n"))
    assert data["complete"]
    assert data["actors"]["mira-valden"][:2] == ["Mira Valden", "Мира Вальден"]
    monkeypatch.setattr(search, "SCRIPT_LIMIT", len(whole) - 1)
    data = json.loads(search.script(sample()).removeprefix(b"var searchData = ").removesuffix(b";\n"))
    assert not data["complete"]
    assert {record["kind"] for record in data["records"]} == {"actor", "brief", "quote"}


def test_without_its_program_there_is_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "program", lambda: None)
    assert search.write_index(sample(), tmp_path) is False
    assert files(tmp_path) == {}


def test_the_index_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert search.write_index(sample(), tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_a_failure_of_the_program_is_raised(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(RuntimeError, match="Pagefind ended early"):
        pagefind.write_index(program, [], tmp_path / "out")


def test_only_what_the_browser_needs_is_published(out: Path) -> None:
    names = {path.split(".")[-1] if "/" in path else path for path in files(out / "pagefind")}
    assert {name for name in names if not name.endswith(".pf_meta")} == {
        "pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.unknown.pagefind", "pf_index", "pf_filter",
    }  # fmt: skip


# In the browser


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("www")
    site = folder / BASE.strip("/")
    hostile = replace(BRIEFS[0], title="<img src=x onerror=alert(1)> No ferry", slug="img")
    copies = [replace(brief, slug=f"abbara-{n}") for brief in BRIEFS if brief.slug == "abbara" for n in range(8)]
    dossier = sample(briefs=(*BRIEFS, hostile, *copies))
    assert search.write_index(dossier, folder / "index")
    write_site(dossier, TEMPLATES, site, index=folder / "index")
    return site


@pytest.fixture(scope="module")
def address(out: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    folder = out.parent.parent
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["served", "file"])
def base(request: pytest.FixtureRequest, out: Path, address: str) -> str:
    return address if request.param == "served" else f"file://{out}/"


@pytest.fixture
def page(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    yield browser
    for reset in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.execute_cdp_cmd(reset, {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def until(page: webdriver.Chrome, holds: Callable[[], object]) -> None:
    WebDriverWait(page, 20, 0.05).until(lambda _: holds())


def settled(page: webdriver.Chrome) -> bool:
    return bool(page.execute_script("return document.getElementById('results').getAttribute('aria-busy') === 'false'"))


def ask(page: webdriver.Chrome, base: str, **query: str) -> list[str]:
    """The addresses that the results lead to, in their order."""
    page.get("about:blank")
    page.get(f"{base}search.html?{urlencode(query)}")
    until(page, lambda: settled(page))
    return places(page)


def places(page: webdriver.Chrome) -> list[str]:
    return [link.get_dom_attribute("href") or "" for link in page.find_elements(By.CSS_SELECTOR, "#results a")]


def status(page: webdriver.Chrome) -> str:
    return page.find_element(By.ID, "status").text


FERRY = "briefs/no-ferry-before-autumn.html"


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({"q": "jonas arlund zdzblow"}, ["actors/jonas-arlund.html"]),
        ({"q": "ВАЛЬДЕН", "kind": "quote", "language": "en"}, ["briefs/img.html#q1"]),
        (
            {"q": "Oskolov", "kind": "source"},
            ["sources/parom.html#p1", "sources/parom.html#p1", "sources/abbara.html#p1"],
        ),
        ({"q": "нуждаем"}, []),
        ({"q": "who drown", "speaker": "mira-valden"}, ["briefs/img.html#q3", "briefs/img.html#q3", f"{FERRY}#q3"]),
        ({"speaker": "timur-oskolov"}, ["briefs/parom.html#q1", "briefs/parom.html#q1", "briefs/abbara.html#q1"]),
        ({"q": "jesien", "language": "pl"}, ["briefs/prom-z-portu-selin.html", "sources/prom-w-porcie.html#p1"]),
        ({"q": "ferry", "year": "2030"}, []),
        ({"q": "<img onerror"}, ["briefs/img.html"]),
        ({"topic": "safety", "kind": "brief"}, ["briefs/what-the-crews-say.html"]),
    ],
)
def test_both_indexes_lead_to_the_same_places(
    page: webdriver.Chrome, out: Path, address: str, query: dict[str, str], first: list[str]
) -> None:
    page.get_log("browser")
    page.get_log("performance")
    served = ask(page, address, **query)
    said = status(page)
    assert served[: len(first)] == first
    assert bool(served) == bool(first)
    assert ask(page, f"file://{out}/", **query) == served
    assert status(page) == said
    assert said.startswith("Results: " if first else "Nothing was found.")
    assert page.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    requests = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in requests if not url.startswith((f"file://{out}/", address, "about:", "data:"))] == []
    loaded = [url.rsplit("/")[-1] for url in requests if url.startswith(address)]
    assert "search-data.js" not in loaded


@pytest.mark.needs("chromium")
def test_hostile_text_stays_text(page: webdriver.Chrome, base: str) -> None:
    ask(page, base, q="<img src=x onerror=alert(1)>", language="<img>")
    assert page.find_element(By.ID, "q").get_property("value") == "<img src=x onerror=alert(1)>"
    ask(page, base, q="img", kind="brief")
    assert page.find_element(By.CSS_SELECTOR, "#results h2").text == "<img src=x onerror=alert(1)> No ferry"
    assert page.find_element(By.CSS_SELECTOR, "#results mark").text == "img"
    assert page.find_elements(By.CSS_SELECTOR, "main img, main script, main b") == []


@pytest.mark.needs("chromium")
def test_a_quote_that_is_not_simply_the_articles_is_marked(page: webdriver.Chrome, base: str) -> None:
    ask(page, base, q="fee", speaker="mira-valden")
    assert [note.text for note in page.find_elements(By.CSS_SELECTOR, "#results .edited")] == [
        "attributed by the editor"
    ]


@pytest.mark.needs("chromium")
def test_from_the_masthead_by_keyboard_and_back(page: webdriver.Chrome, base: str) -> None:
    page.get(f"{base}{FERRY}")
    page.find_element(By.ID, "find").send_keys("quay", Keys.ENTER)
    until(page, lambda: page.current_url.startswith(f"{base}search.html?q=quay") and settled(page))
    found = places(page)
    field = page.find_element(By.ID, "q")
    field.clear()
    field.send_keys("toll")
    until(page, lambda: page.current_url.endswith("?q=toll") and settled(page) and places(page) != found)
    page.find_element(By.CSS_SELECTOR, "#f-kind option[value=quote]").click()
    until(page, lambda: page.current_url.endswith("?q=toll&kind=quote") and settled(page))
    assert {place.split("#")[-1] for place in places(page)} == {"q5"}
    page.back()
    until(page, lambda: page.current_url.endswith("?q=toll") and settled(page) and len(places(page)) > 4)
    assert page.find_element(By.ID, "f-kind").get_property("value") == ""
    page.find_element(By.CSS_SELECTOR, "#results h2 a").send_keys(Keys.ENTER)
    until(page, lambda: "search.html" not in page.current_url)


@pytest.mark.needs("chromium")
def test_more_results_come_on_demand(page: webdriver.Chrome, base: str) -> None:
    ask(page, base, kind="")
    assert status(page) == "Type a name or some words, or choose a filter."
    ask(page, base, q="осколов")
    rows = page.find_elements(By.CSS_SELECTOR, "#results > li")
    total = int(status(page).removeprefix("Results: "))
    assert len(rows) == 20 < total
    page.find_element(By.ID, "more").send_keys(Keys.ENTER)
    until(page, lambda: len(page.find_elements(By.CSS_SELECTOR, "#results > li")) == total)
    assert not page.find_element(By.ID, "more").is_displayed()
    assert page.execute_script(
        "return document.activeElement.closest('li') === arguments[0].nextElementSibling", rows[-1]
    )


@pytest.mark.needs("chromium")
def test_the_same_folding_in_the_browser(page: webdriver.Chrome, base: str) -> None:
    page.get(f"{base}search.html")
    letters = [chr(code) for code in range(0x20, 0x3100) if chr(code).isprintable()]
    assert page.execute_script("return arguments[0].map(fold)", letters) == [fold(letter) for letter in letters]


@pytest.mark.needs("chromium")
def test_without_scripts_lists_are_offered(page: webdriver.Chrome, base: str) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.get(f"{base}search.html")
    assert not page.find_element(By.ID, "search").is_displayed()
    links = [link.get_dom_attribute("href") for link in page.find_elements(By.CSS_SELECTOR, "main a")]
    assert links == ["briefs/index.html", "actors/index.html", "topics/index.html"]
    page.get(f"{base}actors/index.html")
    assert not page.find_element(By.ID, "filter").is_displayed()


@pytest.mark.needs("chromium")
def test_actors_are_filtered_by_all_spellings(page: webdriver.Chrome, base: str) -> None:
    def shown() -> list[str]:
        rows = page.find_elements(By.CSS_SELECTOR, "section[data-kind] li")
        return [row.find_element(By.TAG_NAME, "a").text for row in rows if row.is_displayed()]

    page.get(f"{base}actors/index.html")
    everyone = shown()
    field = page.find_element(By.ID, "names")
    field.send_keys("Валь")
    assert shown() == ["Mira Valden"]
    assert page.find_element(By.CSS_SELECTOR, "#filter .status").text == "Results: 1"
    field.clear()
    field.send_keys("zdzb")
    assert shown() == ["Jonas Ärlund-Źdźbłowski"]
    field.send_keys(Keys.BACKSPACE * 4)
    page.find_element(By.CSS_SELECTOR, "#filter [value=person]").send_keys(Keys.SPACE)
    assert shown() == ["Harbour board", "Ostmark", "Port Selin"]
    page.find_element(By.CSS_SELECTOR, "#filter [value=person]").send_keys(Keys.SPACE)
    assert shown() == everyone


@pytest.mark.needs("chromium")
def test_nothing_is_wider_than_the_screen(page: webdriver.Chrome, address: str) -> None:
    assert ask(page, address, q="a", kind="brief")
    for width in (360, 768, 1280):
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        assert page.execute_script("return document.documentElement.scrollWidth") <= width


MEDIA = {
    "light": [{"name": "prefers-color-scheme", "value": "light"}],
    "dark": [{"name": "prefers-color-scheme", "value": "dark"}],
    "forced": [{"name": "forced-colors", "value": "active"}],
}


@pytest.mark.needs("chromium", "axe-core")
@pytest.mark.parametrize("name", ["search.html?q=oskolov", "search.html?q=zzzz", "actors/index.html"])
def test_accessible(page: webdriver.Chrome, out: Path, name: str) -> None:
    page.get(f"file://{out}/{name}")
    until(page, lambda: "search" not in name or settled(page))
    page.execute_script((NODE_MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8"))
    for media, features in MEDIA.items():
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        result = page.execute_async_script("axe.run().then(arguments[0])")
        assert [(item["id"], node["html"]) for item in result["violations"] for node in item["nodes"]] == [], media


@pytest.mark.needs("html-validate")
def test_valid_html(out: Path) -> None:
    rules = {"root": True, "extends": ["html-validate:standard"], "rules": {"no-trailing-whitespace": "off"}}
    (out / ".htmlvalidate.json").write_text(json.dumps(rules), encoding="utf-8")
    program = str(NODE_MODULES / "html-validate/bin/html-validate.mjs")
    command = ["node", program, "--formatter", "text", "search.html", "actors/index.html"]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
