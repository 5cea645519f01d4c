"""The pages in a browser, opened as files: passages lit, nothing too wide, accessible, valid HTML."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By

from generator.site import write_site
from tests.conftest import NODE_MODULES
from tests.golden import files
from tests.sample import sample

TEMPLATES = (Path(__file__).parent.parent / "templates",)
TYPES = (
    "index.html",
    "about.html",
    "timeline.html",
    "network.html",
    "briefs/index.html",
    "briefs/no-ferry-before-autumn.html",
    "briefs/script.html",
    "actors/index.html",
    "actors/mira-valden.html",
    "topics/index.html",
    "topics/ferry.html",
    "sources/index.html",
    "sources/ferry-talks.html#c120-242",
    "sources/abbara.html",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_site(sample(), TEMPLATES, folder)
    return folder


@pytest.fixture
def page(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    yield browser
    for reset in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.execute_cdp_cmd(reset, {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def show(browser: webdriver.Chrome, out: Path, address: str) -> None:
    browser.get("about:blank")
    browser.get(f"file://{out}/{address}")


def colours(page: webdriver.Chrome, selector: str) -> set[str]:
    found = page.find_elements(By.CSS_SELECTOR, selector)
    assert found
    return {str(element.value_of_css_property("background-color")) for element in found}


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    ("address", "link", "passage"),
    [
        ("briefs/no-ferry-before-autumn.html", "#s1 + .passage", "c0-85"),
        ("briefs/no-ferry-before-autumn.html", "#q4 .passage", "c225-241"),
        ("timeline.html", "li:has([href$='no-ferry-before-autumn.html']) .passage", "c0-85"),
    ],
)
def test_from_every_page_to_the_lit_passage(
    page: webdriver.Chrome, out: Path, address: str, link: str, passage: str
) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    show(page, out, address)
    page.find_element(By.CSS_SELECTOR, link).click()
    assert page.current_url == f"file://{out}/sources/ferry-talks.html#{passage}"
    assert not colours(page, f"#{passage}") & colours(page, "mark:not(:target)")


@pytest.mark.needs("chromium")
def test_a_passage_and_its_link_light_each_other(page: webdriver.Chrome, out: Path) -> None:
    show(page, out, "sources/ferry-talks.html")
    before = colours(page, "#c267-289")
    link = page.find_element(By.CSS_SELECTOR, "#p4 .uses .u1 a")
    page.execute_script("arguments[0].focus()", link)
    assert not colours(page, "#c267-289") & before
    assert colours(page, "#c316-382") == before
    ActionChains(page).move_to_element(page.find_element(By.CSS_SELECTOR, "#c316-382")).perform()
    assert colours(page, "#p4 .uses .u2") == before


@pytest.mark.needs("chromium")
def test_from_a_quote_to_the_lit_passage(page: webdriver.Chrome, out: Path) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    show(page, out, "actors/mira-valden.html")
    quote = next(q for q in page.find_elements(By.CSS_SELECTOR, "blockquote") if "who drown" in q.text)
    quote.find_element(By.XPATH, "../figcaption//a[@class='passage']").click()
    assert page.current_url == f"file://{out}/sources/ferry-talks.html#c316-382"
    marks = page.find_elements(By.CSS_SELECTOR, ".g2")
    assert [mark.text for mark in marks] == ["The crews are the ones who drown.", "“And they are the ones who vote"]
    lit = {mark.value_of_css_property("background-color") for mark in marks}
    others = {mark.value_of_css_property("background-color") for mark in page.find_elements(By.CSS_SELECTOR, ".g1")}
    assert len(lit) == 1
    assert not lit & others
    place = marks[0].rect["y"] - float(page.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssVisualViewport"]["pageY"])
    assert 0 <= place < 600


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [320, 360, 768, 1280])  # 320: zoomed to 400 %
def test_nothing_is_wider_than_the_screen(page: webdriver.Chrome, out: Path, width: int) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for name in files(out):
        if name.endswith(".html") and name != "404.html":
            show(page, out, name)
            assert page.execute_script("return document.documentElement.scrollWidth") <= width, name


@pytest.mark.needs("chromium")
def test_the_browser_has_nothing_to_complain_of(page: webdriver.Chrome, out: Path) -> None:
    page.get_log("browser")
    page.get_log("performance")
    for name in TYPES:
        show(page, out, name)
    assert page.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    requests = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert requests
    assert [url for url in requests if not url.startswith((f"file://{out}/", "about:"))] == []


MEDIA = {
    "light": [{"name": "prefers-color-scheme", "value": "light"}],
    "dark": [{"name": "prefers-color-scheme", "value": "dark"}],
    "forced": [{"name": "forced-colors", "value": "active"}],
}


@pytest.mark.needs("chromium", "axe-core")
@pytest.mark.parametrize("media", MEDIA)
def test_accessible(page: webdriver.Chrome, out: Path, media: str) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": MEDIA[media]})
    rules = "" if media == "light" else "{runOnly: ['color-contrast']}"
    axe = (NODE_MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8")
    for name in TYPES:
        show(page, out, name)
        page.execute_script(axe)
        result = page.execute_async_script(f"axe.run({rules}).then(arguments[0])")
        found = [(item["id"], node["html"]) for item in result["violations"] for node in item["nodes"]]
        assert found == [], name


@pytest.mark.needs("html-validate")
def test_valid_html(out: Path) -> None:
    rules = {"root": True, "extends": ["html-validate:standard"], "rules": {"no-trailing-whitespace": "off"}}
    (out / ".htmlvalidate.json").write_text(json.dumps(rules), encoding="utf-8")
    command = ["node", str(NODE_MODULES / "html-validate/bin/html-validate.mjs"), "--formatter", "text", "**/*.html"]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    (out / ".htmlvalidate.json").unlink()
    assert (done.returncode, done.stdout) == (0, "")
