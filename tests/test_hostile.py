"""Texts that try to run, to fetch or to break out, in every place of a dossier: all of them stay text.

`make soak` opens every page; otherwise one of many, and every list.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pikepdf
import pytest
from lxml import etree, html
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from generator import build, search
from generator.authority import scalar
from generator.errors import Problem
from generator.lookalikes import shown
from generator.pdf import write_pdf
from generator.progress import Progress
from generator.scaffold import scaffold
from generator.serve import error_page
from generator.site import write_site
from tests.conftest import ROOT
from tests.hostile import allowed, line, name, payloads, write_dossier

TEMPLATES = (ROOT / "templates",)
STEP = 1 if "SOAK" in os.environ else 80
"""Of so many pages of briefs, actors, topics and sources, one is opened."""
HOOK = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => window.ran.push(name);
addEventListener("securitypolicyviolation", (event) => window.ran.push(event.violatedDirective + event.blockedURI));
"""
PARSE = """
const found = {};
for (const text of arguments[0])
  for (const element of new DOMParser().parseFromString(text, "text/html").querySelectorAll("*")) {
    const key = element.localName;
    found[key] ??= {};
    for (const {name, value} of element.attributes)
      (found[key][name] ??= []).push(["href", "src", "action", "xlink:href"].includes(name) ? value : "");
  }
for (const key in found) for (const name in found[key]) found[key][name] = [...new Set(found[key][name])];
return found;
"""

READY = "return document.getElementById('results').getAttribute('aria-busy') === 'false'"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile dossier, with both indexes of the search page."""
    root = tmp_path_factory.mktemp("hostile")
    write_dossier(root, payloads())
    dossier = build.load(root, allow_unproved=True)
    assert search.write_index(dossier, root / "index")
    write_site(dossier, TEMPLATES, root / "site", index=root / "index")
    return root / "site"


def test_there_are_enough_payloads() -> None:
    assert len(set(payloads())) == len(payloads()) > 300


# As the browser reads them


def check_elements(browser: webdriver.Chrome, pages: list[str]) -> None:
    """No element and no attribute but ours, and no address that isn't of the web or of the site."""
    known = allowed()
    for start in range(0, len(pages), 100):
        found = browser.execute_script(PARSE, pages[start : start + 100])
        assert set(found) <= set(known)
        for element, attributes in found.items():
            assert set(attributes) <= known[element], element
            addresses = {value for name, values in attributes.items() for value in values if name != "content"}
            for address in addresses:
                scheme = re.match(r"([^/?#]*):", address)
                assert not scheme or scheme[1].lower() in ("http", "https", "mailto"), (element, address)
            if element in ("script", "link"):
                assert not any(re.match(r"(\w+:)?//", a) for a in addresses if "example.org" not in a), addresses


@pytest.mark.needs("chromium")
def test_pages_have_no_element_or_attribute_but_ours(browser: webdriver.Chrome, out: Path) -> None:
    browser.get("about:blank")
    check_elements(browser, [path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html"))])


@pytest.mark.needs("chromium")
def test_the_error_page_of_the_preview_has_none_either(browser: webdriver.Chrome, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("\n".join(map(line, payloads())), encoding="utf-8")
    problems = [Problem("site.yaml", number, text, text) for number, text in enumerate(payloads(), 1)]
    problems += [Problem(text, 1, "is wrong") for text in payloads() if "\0" not in text]
    page = error_page(tmp_path, problems, trace="\n".join(payloads())).decode()
    assert set(browser.execute_script(PARSE, [page])) == {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "ol", "li", "code", "pre"
    }  # fmt: skip


@pytest.mark.needs("chromium")
def test_nothing_runs_in_the_error_page_of_a_running_preview(watched: webdriver.Chrome, tmp_path: Path) -> None:
    """Mistakes are shown with the lines in which they stand: here, each payload twice."""
    scaffold(tmp_path)
    entries = (f"- name: {scalar(name(text, number))}\n  kind: {scalar(line(text)) or 'x'}\n"
               for number, text in enumerate(payloads()))  # fmt: skip
    (tmp_path / "content/actors.yaml").write_text("".join(entries), encoding="utf-8")
    command = [sys.executable, "-m", "generator", "-C", str(tmp_path), "serve", "--port", "0", "--jobs", "1"]
    with ended(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)) as process:
        found = (re.match(r"Serving (http://127\.0\.0\.1:\d+/)", said) for said in process.stdout or ())
        root = next(match[1] for match in found if match)
        watched.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        watched.get(root + "briefs/index.html")
        WebDriverWait(watched, 30).until(lambda browser: len(browser.find_elements(By.CSS_SELECTOR, "li")) > 300)
        assert watched.execute_script("return window.ran") == []
        assert {element.tag_name for element in watched.find_elements(By.CSS_SELECTOR, "main *")} <= {
            "h1", "p", "ol", "li", "code", "pre"
        }  # fmt: skip
        asked = [m["params"]["request"]["url"] for m in messages(watched) if m["method"] == "Network.requestWillBeSent"]
        assert [url for url in asked if not url.startswith((root, "about:blank", "data:,"))] == []


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Ended by Ctrl-C, whatever happens meanwhile."""
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def messages(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """What the browser did since it was last asked."""
    return [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]


def opened(out: Path) -> list[str]:
    """The pages to open: each list, and some of those of which there is one for each payload."""
    one_each = re.compile(r"(briefs/b|topics/.*n|sources/a|actors/.*n)\d+\.html$")
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    many = [name for name in names if one_each.search(name)]
    lists = [name for name in names if not one_each.search(name) and name != "404.html"]
    return [*lists[:: STEP // 10 or 1], "index.html", "search.html", *many[::STEP]]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(out: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(out))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def watched(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": HOOK})
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    yield browser
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def check_silence(browser: webdriver.Chrome, root: str) -> None:
    """Nothing was asked for outside of `root`, and nothing was said on the console."""
    asked = [m["params"]["request"]["url"] for m in messages(browser) if m["method"] == "Network.requestWillBeSent"]
    assert asked
    assert [url for url in asked if not url.startswith((root, "about:blank", "data:,"))] == []
    assert [entry for entry in browser.get_log("browser") if "DevTools" not in entry["message"]] == []


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(("served", "bypassing"), [(False, False), (True, True)], ids=["file", "http, no policy"])
def test_nothing_runs(watched: webdriver.Chrome, out: Path, address: str, served: bool, bypassing: bool) -> None:
    """Neither with the pages' policy, which hinders nothing then, nor without it."""
    watched.execute_cdp_cmd("Page.setBypassCSP", {"enabled": bypassing})
    root = address if served else f"file://{out}/"
    for page in opened(out):
        watched.get(root + quote(page))
        assert watched.execute_script("return [window.ran, location.href]") == [[], root + quote(page)], page
    check_silence(watched, root)


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
def test_searching_runs_nothing(watched: webdriver.Chrome, out: Path, address: str, served: bool) -> None:
    watched.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    root = address if served else f"file://{out}/"
    for text in payloads()[:: STEP // 4 or 1]:
        asked = quote(text.replace("\0", ""), safe="")
        watched.get(f"{root}search.html?q={asked}&kind={asked}&speaker={asked}&year={asked}")
        WebDriverWait(watched, 30, poll_frequency=0.02).until(lambda browser: browser.execute_script(READY))
        assert watched.execute_script("return window.ran") == [], text
        assert not watched.find_elements(By.CSS_SELECTOR, "main :is(script, img, svg, iframe, style, object)")
    check_silence(watched, root)


def test_the_terminal_gets_no_codes() -> None:
    for live in (False, True):
        stream = io.StringIO()
        stream.isatty = lambda live=live: live  # type: ignore[method-assign]
        progress = Progress(1, stream)
        for text in payloads():
            progress.say(f"actors.yaml: “{text}” was removed")
        assert not re.search("[\0-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", stream.getvalue().replace("\t", ""))


# As readers and programs read them


def test_text_survives_as_text(out: Path) -> None:
    for number, payload in enumerate(payloads()):
        page = html.fromstring((out / f"briefs/b{number}.html").read_text(encoding="utf-8"))
        title = re.sub(r"[ \t\r\n]+", " ", page.xpath("string(//h1)")).strip()
        assert title == re.sub(r"[ \t\r\n]+", " ", shown(name(payload, number))), number


def test_no_page_turns_the_order_of_letters_around(out: Path) -> None:
    for path in out.rglob("*.html"):
        text = re.sub("(?s)<script.*?</script>", "", path.read_text(encoding="utf-8"))
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), path


def test_data_blocks_are_whole(out: Path) -> None:
    for path in out.glob("briefs/b*.html"):
        text = path.read_text(encoding="utf-8")
        (block,) = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', text)
        assert json.loads(block)["@context"] == "https://schema.org"


def test_json_and_feeds_parse(out: Path) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    feeds = sorted(out.rglob("*.xml"))
    for path in feeds:
        assert not etree.parse(str(path), parser).docinfo.internalDTD, path
    for path in out.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    data = (out / "search-data.js").read_text(encoding="utf-8")
    assert json.loads(data.removeprefix("var searchData = ").removesuffix(";\n"))["records"]
    assert len(feeds) > 2 * len(payloads())


def test_feeds_carry_markup_of_ours_only(out: Path) -> None:
    contents = etree.parse(str(out / "feed.xml")).findall(".//{http://www.w3.org/2005/Atom}content")
    assert contents
    for content in contents:
        found = {(element.tag, *element.attrib) for element in html.fromstring(f"<div>{content.text}</div>").iter()}
        assert found <= {("div",), ("p",), ("p", "lang", "dir"), ("blockquote", "lang", "dir"), ("a", "href")}


def test_no_cell_is_a_formula(out: Path) -> None:
    for path in (out / "data").glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        assert len(rows) > len(payloads())
        assert len({len(row) for row in rows}) == 1
        assert [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []


@pytest.mark.needs("pango")
def test_the_pdf_does_nothing(tmp_path: Path) -> None:
    texts = [text for text in payloads() if re.search("script:|data:|file:|/JS|OpenAction|https:", text)][::4]
    root = tmp_path / "dossier"
    write_dossier(root, texts)
    write_pdf(build.load(root, allow_unproved=True), TEMPLATES, tmp_path / "a.pdf", lambda _: None, jobs=1)
    addresses: set[str] = set()
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Collection"} & set(pdf.Root.keys())
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(pdf.Root.get("/Names", {}).keys())
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert "/AA" not in item
                assert item.get("/Subtype") != "/FileAttachment"
                action = item.get("/A", item)
                if isinstance(action, pikepdf.Dictionary) and "/URI" in action:
                    addresses.add(str(action["/URI"]))
                elif isinstance(action, pikepdf.Dictionary):
                    assert action.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR")
    assert addresses
    assert {address for address in addresses if not re.match(r"https?://|mailto:", address, re.IGNORECASE)} == set()
