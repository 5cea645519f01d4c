"""The live preview: what it shows, when it builds, and whom it answers."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from generator.cli import main
from generator.errors import DossierError, Problem
from generator.serve import Preview, error_page, is_own_name, serve

PATIENCE = 30
"""Seconds for what takes a fraction of one on an idle machine."""
ARTICLE = """\
date 2031-03-04 The Minister of Water of Vardania, Mira Tolnay, said on Tuesday that the dam above Selin would hold.

“We checked every gate twice before the winter,” Tolnay said.
"""


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "192.168.1.20", "[::1]", "dossier.lan"])
def test_own_names(name: str) -> None:
    assert is_own_name(name, "dossier.lan")


@pytest.mark.parametrize("name", ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_names_of_strangers(name: str) -> None:
    assert not is_own_name(name, "127.0.0.1")


def test_the_error_page_shows_every_mistake_as_text(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: Dam\n<script>: 1\n", encoding="utf-8")
    page = error_page(
        tmp_path,
        [
            Problem("content/briefs/dam.md", 3, "<b>no such actor</b>"),
            Problem("site.yaml", 2, "unknown key “<script>”", "did you mean “<i>”?"),
        ],
    ).decode()
    assert "2 mistakes to mend" in page
    assert "<code>content/briefs/dam.md, line 3</code>\n<p>&lt;b&gt;no such actor&lt;/b&gt;</p>" in page
    assert "<pre><code>&lt;script&gt;: 1</code></pre>\n<p>unknown key “&lt;script&gt;”</p>" in page
    assert "<p>did you mean “&lt;i&gt;”?</p>" in page
    assert "<script" not in page


def test_the_error_page_quotes_nothing_from_outside(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("confidential\n", encoding="utf-8")
    (tmp_path / "dossier").mkdir()
    assert b"confidential" not in error_page(tmp_path / "dossier", [Problem("../secret", 1, "is wrong")])


def test_saves_during_a_build_are_one_more_build(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    going, go_on = threading.Event(), threading.Event()
    running: list[int] = []
    most = 0

    def build() -> None:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        going.set()
        assert go_on.wait(PATIENCE)
        running.pop()

    reloads: Queue[str] = Queue()
    preview = Preview(tmp_path, build)
    preview.follow(reloads.put)
    assert going.wait(PATIENCE)
    for number in range(6):
        (tmp_path / f"content/{number}.md").write_text("", encoding="utf-8")
    go_on.set()
    assert [reloads.get(timeout=PATIENCE) for _ in range(2)] == ["*", "*"]
    preview.stop()
    assert preview.builds == 2
    assert most == 1


def test_a_stylesheet_alone_is_swapped(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    reloads: Queue[str] = Queue()
    preview = Preview(tmp_path, lambda: None)
    preview.follow(reloads.put)
    assert reloads.get(timeout=PATIENCE) == "*"
    (tmp_path / "templates/style.css").write_text("", encoding="utf-8")
    assert reloads.get(timeout=PATIENCE) == "style.css"
    preview.stop()


def test_a_port_in_use_is_a_problem(tmp_path: Path, server: Served) -> None:
    with pytest.raises(DossierError) as caught:
        serve(tmp_path, lambda: None, port=server.port)
    assert str(caught.value) == (
        f"port {server.port}: can’t be used: Address already in use\n    try --port {server.port + 1}")


@dataclass(frozen=True)
class Served:
    """A dossier that is being served."""

    root: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def answer(self, path: str, host: str = "localhost", **headers: str) -> tuple[int, bytes]:
        """Status and body of a path that is sent as it stands."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", f"{host}:{self.port}" if host else "")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        body = b"" if response.status == 101 else response.read()
        connection.close()
        return response.status, body

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`dossier serve` as a person runs it, ended by Ctrl-C."""
    root = tmp_path_factory.mktemp("serve") / "dossier"
    assert main(["-q", "init", str(root)]) == 0
    (root / "content/articles/dam.txt").write_text(ARTICLE, encoding="utf-8")
    command = [sys.executable, "-m", "generator", "-C", str(root), "serve", "--port", "0", "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert found
    yield Served(root, int(found[1]))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_it_serves_the_site(server: Served) -> None:
    status, page = server.answer("/")
    assert status == 200
    assert b'<script src="/livereload.js"></script></head>' in page
    assert b"default-src &#39;none&#39;; script-src 'self'; connect-src 'self' ws:; style-src" in page
    assert server.answer("/briefs/dam.html")[0] == 200
    assert server.answer("/assets/style.css")[0] == 200


def test_a_page_that_is_not_there(server: Served) -> None:
    status, page = server.answer("/briefs/no-such.html")
    assert status == 404
    assert page.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "path",
    [
        "/../../site.yaml",
        "/../state.json",
        "/%2e%2e/%2e%2e/site.yaml",
        "/..%2f..%2fsite.yaml",
        "/..%5c..%5csite.yaml",
        "/.%2e/.%2e/site.yaml",
        "/%252e%252e/%252e%252e/site.yaml",
        "/briefs/../../../site.yaml",
        "/etc/passwd",
        "/leak.txt",
        "/leak/passwd",
        "/data/",
        "//etc/",
        "//etc/passwd",
        "/assets/",
        "/forcereload",
        "/%00",
        "/" + "long" * 1000,
    ],
)
def test_nothing_else_is_served(server: Served, path: str) -> None:
    """Nor by links that someone put into the site."""
    for name, target in (("leak.txt", server.root / "site.yaml"), ("leak", Path("/etc"))):
        link = server.root / "build/site" / name
        if not link.is_symlink():
            link.symlink_to(target)
    status, body = server.answer(path)
    assert status in (403, 404)
    assert b"title:" not in body
    assert b"root:" not in body


def test_strangers_get_no_answer(server: Served) -> None:
    assert server.answer("/", host="evil.example")[0] == 403
    assert server.answer("/livereload.js", host="evil.example")[0] == 403
    assert server.answer("/", host="")[0] in (400, 403)


def test_only_own_pages_may_listen(server: Served) -> None:
    socket = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    socket["Sec_WebSocket_Key"] = "AAAAAAAAAAAAAAAAAAAAAA=="
    own = f"http://localhost:{server.port}"
    assert server.answer("/livereload", Origin=own, **socket)[0] == 101
    for origin in ("http://evil.example", "null", f"http://localhost:{server.port + 1}", "https://localhost.evil.example"):
        assert server.answer("/livereload", Origin=origin, **socket)[0] == 403


def until(browser: webdriver.Chrome, condition: Callable[[webdriver.Chrome], bool]) -> None:
    WebDriverWait(browser, PATIENCE, poll_frequency=0.05, ignored_exceptions=(Exception,)).until(condition)


def shows(text: str) -> Callable[[webdriver.Chrome], bool]:
    return lambda browser: text in browser.find_element(By.TAG_NAME, "main").text


def test_an_edit_shows_by_itself(server: Served, browser: webdriver.Chrome) -> None:
    browser.get(f"{server.address}briefs/dam.html")
    until(browser, shows("Selin would hold"))
    server.edit("content/briefs/dam.md", "## Notes\n", "## Notes\n\nThe second gate is new.\n")
    until(browser, shows("The second gate is new."))


def test_a_mistake_shows_and_goes_away(server: Served, browser: webdriver.Chrome) -> None:
    browser.get(f"{server.address}briefs/dam.html")
    server.edit("site.yaml", "title:", "titel:")
    until(browser, lambda browser: "to mend" in browser.title)
    assert shows("site.yaml, line 1")(browser)
    assert (server.root / "build/site/briefs/dam.html").is_file()
    server.edit("site.yaml", "titel: A new dossier", "title: The dam")
    until(browser, lambda browser: "The dam" in browser.find_element(By.TAG_NAME, "header").text)
    assert browser.current_url == f"{server.address}briefs/dam.html"


def test_a_new_article_gets_its_brief(server: Served, browser: webdriver.Chrome) -> None:
    browser.get(f"{server.address}briefs/index.html")
    article = ARTICLE.replace("would hold", "leaks")
    (server.root / "content/articles/leak.txt").write_text(article, encoding="utf-8")
    until(browser, shows("leaks"))
    assert (server.root / "content/briefs/leak.md").is_file()


def test_a_stylesheet_is_swapped_in_the_open_page(server: Served, browser: webdriver.Chrome) -> None:
    browser.get(server.address)
    until(browser, lambda browser: bool(browser.execute_script("return window.LiveReload.connector.protocol")))
    browser.execute_script("window.mark = 'kept'")
    folder = server.root / "templates/site/assets"
    folder.mkdir(parents=True)
    (folder / "style.css").write_text("body { color: rgb(1, 2, 3) }", encoding="utf-8")
    colour = "return getComputedStyle(document.body).color"
    until(browser, lambda browser: browser.execute_script(colour) == "rgb(1, 2, 3)")
    (folder / "style.css").write_text("body { color: rgb(3, 2, 1) }", encoding="utf-8")
    until(browser, lambda browser: browser.execute_script(colour) == "rgb(3, 2, 1)")
