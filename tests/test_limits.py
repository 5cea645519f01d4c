"""Files that are too much, or broken: a message or a result in bounded time and memory; nothing is written outside."""

from __future__ import annotations

import re
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.article import read_articles
from generator.build import load, make_briefs
from generator.cli import main
from generator.errors import DossierError
from generator.progress import Progress
from generator.search import write_index
from generator.site import write_site
from generator.store import read_records
from tests.conftest import ROOT
from tests.test_generate import FIRST

TEMPLATES = (ROOT / "templates",)
SECONDS, BYTES = 100, 3 << 30
"""Of CPU and of address space: many times what is needed."""
SAID = "The Minister of Water, Mira Tolnay, said on Tuesday that the dam above Selin would hold. "
PAGE = f"<html><body><article><p>{SAID * 5}"
REFUSED = {
    "big.txt": SAID * 600_000,
    "long.txt": SAID * 30_000,
    "lines.txt": "a\n" * 60_000,
    "zero.txt": "a\0b" * 1000,
    "headers.txt": "title: x\n" + "a: b\n" * 100_000,
    "matter.md": "---\n" + "a: b\n" * 50_000 + "---\ntext",
    "deep.md": "---\ntitle: " + "[" * 100_000 + "\n---\ntext",
    "bomb.md": "---\ntitle: &a [x, x]\nauthor: [*a, *a]\n---\ntext",
    "deep.html": "<html><body>" + "<div>" * 100_000 + SAID * 10,
    "attributes.html": "<html><body><p " + "".join(f"a{n}=1 " for n in range(100_000)) + ">" + SAID * 10,
    "comments.html": "<!--" * 100_000 + SAID,
    "picture.png": "a picture",
}
TAKEN = {
    "marks.txt": "A text. " + '"' * 1_000_000,
    "opened.txt": "A text. " + "“" * 100_000 + "a" + "”" * 100_000,
    "quotes.txt": "A text. " + "“a” " * 20_000,
    "line.txt": SAID * 2_000,
    "word.txt": "a" * 500_000,
    "capitals.txt": "Aaaa " * 20_000,
    "initials.txt": "A. " * 20_000,
    "stops.txt": "a" + "." * 500_000,
    "accents.txt": "a" + "\u0301" * 200_000,
    "spaces.txt": "a" + " " * 500_000 + "b",
    "empty.txt": "a" + "\n" * 500_000 + "b",
    "digits.txt": "a " + "1" * 500_000,
    "open.md": "[" * 100_000 + " text",
    "nested.md": ">" * 100_000 + " text",
    "cut.html": PAGE + '<p class="',
    "entity.html": "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + PAGE + "&x;",
    "data.html": "<script type='application/ld+json'>" + "[" * 100_000 + "</script>" + PAGE,
}
BRIEF = "---\ntitle: T\nlanguage: en\nsource: {article: articles/good.txt}\n---\n## Notes\n\n"
NOTES = {
    "brackets": "[" * 100_000,
    "pictures": "![" * 19_000,
    "links": "[a](" * 130_000,
    "lines": "a\n" * 11_000,
    "large": "a\n\n" * 200_000,
}


def write(folder: Path, name: str, content: str | bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    write(folder, "site.yaml", "title: T\n")
    write(folder / "content/articles", "good.txt", FIRST)
    return folder


def limited(root: Path, verb: str) -> tuple[int, str]:
    """Run a verb of the program with little time and memory; returns its exit code and what it said."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    command = [sys.executable, "-m", "generator", "-C", str(root), verb]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limit)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_what_is_too_much_or_broken_is_named(root: Path) -> None:
    for name, content in REFUSED.items():
        write(root / "content/articles", name, content)
    code, said = limited(root, "brief")
    assert code == 1
    assert {*re.findall(r"^content/articles/([\w.]+)", said, re.MULTILINE)} == set(REFUSED)
    articles, _ = read_articles(root / "content")
    assert [article.slug for article in articles] == ["good"]


def test_what_is_strange_is_taken(root: Path) -> None:
    """And the briefs that are made of it can be read and published."""
    for name, content in TAKEN.items():
        write(root / "content/articles", name, content)
    code, said = limited(root, "brief")
    assert code == 0, said
    assert len(list((root / "content/briefs").glob("*.md"))) == len(TAKEN) + 1
    assert limited(root, "check")[0] == 0


TOO_MUCH = {
    "site.yaml": ("title: " + "x" * 6_000_000, "this file is larger than 5 MB"),
    "content/actors.yaml": ("- name: a\n  kind: person\n" * 250_000, "this file is larger than 5 MB"),
    "content/topics.yaml": ("- name: a\n  keywords: " + "{en: " * 50_000, "nested too deeply"),
    "content/dossier.md": ("## Bottom line\n\n" + "a\n\n" * 200_000, "this file has more than 500,000 characters"),
}
BOMBS = {
    "site.yaml": "title: &a [x, x]\nsubtitle: &b [*a, *a]\n",
    "content/actors.yaml": "- &a {name: a, kind: person}\n- *a\n",
    "content/topics.yaml": "- name: a\n  keywords: {" + ", ".join(f"k{n}: x" for n in range(50_000)) + "}\n",
}
DEFUSED = {
    "site.yaml": "anchors and aliases (& and *) are not used here",
    "content/actors.yaml": "anchors and aliases (& and *) are not used here",
    "content/topics.yaml": "more than 100 keys stand here",
}


def test_a_person_s_files_are_bounded(root: Path) -> None:
    for files in ({name: text for name, (text, _) in TOO_MUCH.items()}, BOMBS):
        for name, text in files.items():
            write(root, name, text)
        code, said = limited(root, "check")
        assert code == 1
        expected = DEFUSED if files is BOMBS else {name: message for name, (_, message) in TOO_MUCH.items()}
        for name, message in expected.items():
            assert re.search(rf"^{re.escape(name)}(:\d+)?: {re.escape(message)}$", said, re.MULTILINE), name


@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES)
def test_markdown_that_would_take_hours_is_refused(root: Path, notes: str) -> None:
    write(root / "content/briefs", "good.md", BRIEF + notes)
    code, said = limited(root, "check")
    assert notes is NOTES["pictures"] or code == 1
    assert notes is NOTES["pictures"] or "characters" in said


# Nothing is fetched


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who called there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        calls: list[object] = []
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    calls.append(server.accept()[1])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        ended.set()
        thread.join()


def references(port: int) -> tuple[str, ...]:
    return f"http://127.0.0.1:{port}/x.png", "file:///etc/passwd", "../../outside.png", f"//127.0.0.1:{port}/x.png"


@pytest.mark.needs("pango")
def test_a_build_fetches_nothing(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside.png", "secret")
    with listening() as (port, calls):
        images = "\n\n".join(f"![]({url}) <img src='{url}'>" for url in references(port))
        tags = "".join(f"<img src='{url}'><link rel=stylesheet href='{url}'>" for url in references(port))
        write(root / "content/articles", "page.html", PAGE + tags + "</p></article>")
        write(root / "content/articles", "text.md", f"{SAID}\n\n{images}\n")
        write(root / "content/briefs", "good.md", BRIEF + images)
        write(root / "content", "dossier.md", f"## Bottom line\n\n{images}\n")
        assert main(["-q", "-C", str(root), "build", "--jobs", "1"]) == 0
    assert calls == []
    pages = b"".join(path.read_bytes() for path in (root / "build/site").rglob("*.html"))
    assert b"<img" not in pages
    assert b"secret" not in pages
    assert b"root:x:" not in pages


@pytest.mark.needs("pango")
@pytest.mark.parametrize("number", range(4))
def test_a_template_that_asks_for_more_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    with listening() as (port, calls):
        url = references(port)[number]
        (root / "templates/print").mkdir(parents=True)
        cover = (ROOT / "templates/print/cover.html").read_text(encoding="utf-8")
        write(root / "templates/print", "cover.html", cover + f'<img src="{url}" alt="">')
        assert main(["-q", "-C", str(root), "pdf", "--jobs", "1"]) == 1
    assert calls == []
    assert "templates/print: " in capsys.readouterr().err
    assert not (root / "build/dossier.pdf").exists()


def test_links_out_of_the_dossier_are_refused(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "secret.txt", SAID)
    (root / "content/articles/link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "content/articles/loop.txt").symlink_to("loop.txt")
    articles, problems = read_articles(root / "content")
    assert [article.slug for article in articles] == ["good"]
    assert {problem.path for problem in problems} == {"content/articles/link.txt", "content/articles/loop.txt"}


# Names of files

NAMES = (
    "CON.txt", "aux.txt", "nul.md", "com1.txt", "Lpt9.txt", "index.txt", "404.txt", "a b.txt", "-rf.txt", "$(id).txt",
    "é.txt", "e\u0301.txt", "Straße.txt", "strasse.txt", "CASE.txt", "case.txt", "Case.md", "…….txt", "٣.txt",
    "مقال عن السد.txt", "מאמר.txt", "北京.txt", "l" * 250 + ".txt", "l" * 249 + "k.txt", "a..%2e%2e.txt",
    "<script>alert(1)<.txt", "a\"b'c.txt", "a\\..\\b.txt", "~root.txt", "dossier.txt", "style.css.txt",
)  # fmt: skip


def listing(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if "dossier/build" not in str(path))


def test_names_of_files_make_addresses_of_their_own(root: Path, tmp_path: Path) -> None:
    for name in NAMES:
        write(root / "content/articles", name, FIRST)
    before = listing(tmp_path)
    make_briefs(root, 1, Progress(0))
    dossier = load(root)
    write_site(dossier, TEMPLATES, root / "build/site")
    slugs = [entry.brief.slug for entry in dossier.entries] + [article.slug for article in dossier.articles]
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) < 100 for slug in slugs)
    reserved = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)")
    assert not any(reserved.fullmatch(slug) for slug in slugs)
    assert len({entry.brief.slug for entry in dossier.entries}) == len(dossier.articles) == len(NAMES) + 1
    assert {path.name for path in (root / "build/site/sources").glob("*.html")} >= {
        f"{article.slug}.html" for article in dossier.articles
    }
    new = {name for name in listing(tmp_path) if name not in before}
    assert all(name.startswith(("dossier/content/briefs", "dossier/content/.generated", "dossier/content/actors"))
               for name in new)  # fmt: skip
    assert load(root).articles == dossier.articles


@pytest.mark.parametrize("name", [b"a\xff.txt", "a\u202etxt.txt".encode(), b"a\nb.txt", b"a\x1b[2J.txt"])
def test_names_that_cannot_be_shown_are_refused(root: Path, name: bytes) -> None:
    folder = str(root / "content/articles").encode()
    Path((folder + b"/" + name).decode("utf-8", "surrogateescape")).write_text(FIRST, encoding="utf-8")
    articles, (problem,) = read_articles(root / "content")
    assert [article.slug for article in articles] == ["good"]
    assert problem.message == "the name of this file has characters that can't be written or seen"
    problem.path.encode()


@pytest.mark.parametrize("path", ["../../site.yaml", "/etc/passwd", "articles/../../site.yaml", "articles/good.txt/"])
def test_a_brief_leads_to_articles_only(root: Path, path: str) -> None:
    write(root / "content/briefs", "b.md", BRIEF.replace("articles/good.txt", path))
    with pytest.raises(DossierError, match="there is no article"):
        load(root)


def test_a_title_of_any_length_has_a_page(root: Path) -> None:
    for number, title in enumerate(("L" * 300, "Wort " * 60, "سد " * 100, "\u202eسد" * 30)):
        write(root / "content/briefs", f"b{number}.md", BRIEF.replace("title: T", f'title: "{title}"'))
    write_site(load(root), TEMPLATES, root / "build/site")
    assert len(list((root / "build/site/briefs").glob("b?.html"))) == 4


def test_articles_of_one_name_have_records_of_their_own(root: Path) -> None:
    for folder in ("north", "south"):
        write(root / f"content/articles/{folder}", "dam.txt", FIRST)
    make_briefs(root, 1, Progress(0))
    assert set(read_records(root / "content")) == {
        "articles/good.txt", "articles/north/dam.txt", "articles/south/dam.txt"
    }  # fmt: skip
    assert {outcome.status for outcome in make_briefs(root, 1, Progress(0))} == {"same"}


def test_what_has_no_words_is_in_the_index(root: Path, tmp_path: Path) -> None:
    brief = BRIEF.replace("title: T", "title: …")
    write(root / "content/briefs", "good.md", brief + "…")
    assert write_index(load(root), tmp_path / "out")
