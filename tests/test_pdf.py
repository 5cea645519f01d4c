"""The PDF as its reader gets it: opened with poppler and qpdf, not with the library that made it."""

from __future__ import annotations

import builtins
import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fontTools.ttLib import TTFont

from generator.errors import DossierError, Problem, Unavailable
from generator.fonts import FACES, font
from generator.languages import INTERFACE_LANGUAGES
from generator.model import Actor, Dossier, Entry, PartialDate
from generator.pdf import INSTALL, write_pdf
from generator.pdf.parts import Parts
from tests.conftest import ROOT
from tests.sample import sample

TEMPLATES = (ROOT / "templates",)
needs_pdf_tools = pytest.mark.needs("pango", "pdftotext", "qpdf")


class Pdf(NamedTuple):
    path: Path
    progress: list[str]
    pages: list[str]
    """Their texts, laid out as on paper."""
    structure: dict[str, Any]
    """As `qpdf --json` tells it."""

    def objects(self) -> list[dict[str, Any]]:
        values = (entry.get("value") for entry in self.structure["qpdf"][1].values())
        return [value for value in values if isinstance(value, dict)]

    def object(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = self.structure["qpdf"][1][f"obj:{reference}"]["value"]
        return found

    def pages_of_anchors(self) -> dict[str, int]:
        """Anchor → the page that it stands on, from 1."""
        numbers = {page["object"]: page["pageposfrom1"] for page in self.structure["pages"]}
        catalog = next(value for value in self.objects() if value.get("/Type") == "/Catalog")
        names = self.object(catalog["/Names"]["/Dests"])["/Names"]
        return {name.removeprefix("u:"): numbers[place[0]] for name, place in zip(names[::2], names[1::2], strict=True)}


def document(dossier: Dossier, templates: tuple[Path, ...]) -> str:
    """The HTML of all parts."""
    parts = Parts(dossier, templates)
    return "\n".join(part.html for part in [*parts.before(), *parts.briefs(), *parts.after({})])


def run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    folder = tmp_path_factory.mktemp("pdf")
    path = folder / "dossier.pdf"
    progress: list[str] = []
    write_pdf(sample(), TEMPLATES, path, progress.append, cache=folder / "cache")
    pages = run("pdftotext", "-layout", path, "-").split("\f")[:-1]
    return Pdf(path, progress, pages, json.loads(run("qpdf", "--json=2", path)))


def letters(text: str) -> str:
    """A text without what setting it in lines puts in or takes out, nor the marks for direction around words."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069\ufffe]|[-\u2010]\\s*\n\\s*", "", text)
    return re.sub(r"\s|(?<=\S)-(?=\S)", "", text)


@needs_pdf_tools
def test_everything_of_every_brief_is_there(pdf: Pdf) -> None:
    text = letters(run("pdftotext", pdf.path, "-"))
    for entry in sample().entries:
        wanted = [entry.brief.title, *(sentence.text for sentence in entry.summary)]
        wanted += [quotation.text for quotation in entry.quotations]
        wanted += [part for quotation in entry.quotations for part in quotation.text.split("\n\n")]
        missing = [words for words in wanted if "\n" not in words and letters(words) not in text]
        assert missing == []


@needs_pdf_tools
def test_quotes_stand_on_the_page_of_their_anchor_with_speaker_and_passage(pdf: Pdf) -> None:
    page = pdf.pages[pdf.pages_of_anchors()["quote-no-ferry-before-autumn-2"] - 1]
    assert re.search(r"“Nobody asked the crews”\s+— Mira Valden \[4\] ¶ 4\n", page)
    assert re.search(r"“the quay is safe”\s+— unattributed \[4\] ¶ 3\n", page)


@needs_pdf_tools
def test_contents_tell_the_real_pages(pdf: Pdf) -> None:
    anchors = pdf.pages_of_anchors()
    contents = pdf.pages[anchors["contents"] - 1]
    printed = [int(number) for number in re.findall(r" {2,}(\d+)$", contents, re.MULTILINE)]
    briefs = [f"brief-{entry.brief.slug}" for entry in sample().entries]
    parts = ["who_is_who", "index_actors", "index_topics", "sources", "about"]
    assert printed == [anchors[name] for name in ["bottom_line", "key_judgements", "timeline", *briefs, *parts]]


@needs_pdf_tools
def test_every_page_but_the_cover_has_its_number_and_running_heads(pdf: Pdf) -> None:
    for number, page in enumerate(pdf.pages[1:], start=2):
        assert re.search(rf"{number} / {len(pdf.pages)}\s+TLP:AMBER\+STRICT\s*$", page)
        assert re.match(r"\s*TLP:AMBER\+STRICT\s+The Selin ferry ", page)
    brief = pdf.pages[pdf.pages_of_anchors()["brief-parom"] - 1]
    assert "Паром не выйдет в море" in brief.splitlines()[1]
    assert " / " not in pdf.pages[0]


@needs_pdf_tools
def test_indexes_tell_the_real_pages(pdf: Pdf) -> None:
    dossier, anchors = sample(), pdf.pages_of_anchors()

    def place(entry: Entry, actor: Actor) -> str:
        quotes = [n for n, quotation in enumerate(entry.quotations, start=1) if quotation.actor == actor]
        return f"quote-{entry.brief.slug}-{quotes[0]}" if quotes else f"brief-{entry.brief.slug}"

    expected = {actor.name: [place(entry, actor) for entry in dossier.by_actor[actor.id].entries]
                for actor in dossier.actors}
    expected |= {topic.name: [f"brief-{entry.brief.slug}" for entry in dossier.by_topic[topic.id].entries]
                 for topic in dossier.topics}
    index = pdf.pages[anchors["index_actors"] - 1]
    printed = {name: re.search(rf"^\s*{re.escape(name)} +([\d, ]+)$", index, re.MULTILINE) for name in expected}
    assert {name: row and row[1] for name, row in printed.items()} == {
        name: ", ".join(str(anchors[place]) for place in places) for name, places in expected.items()
    }
    assert "quote-no-ferry-before-autumn-1" in expected["Mira Valden"]


@needs_pdf_tools
def test_the_marking_stands_at_top_and_foot_of_every_page_and_a_briefs_own_at_its_date(pdf: Pdf) -> None:
    assert [page.count("TLP:AMBER+STRICT") for page in pdf.pages] == [2] * len(pdf.pages)
    brief = pdf.pages[pdf.pages_of_anchors()["brief-no-ferry-before-autumn"] - 1]
    assert re.search(r"27 February 2031\s+TLP:GREEN\n", brief)


@needs_pdf_tools
def test_what_analyst_and_editor_add_is_marked_as_theirs(pdf: Pdf) -> None:
    anchors = pdf.pages_of_anchors()
    text = pdf.pages[anchors["brief-no-ferry-before-autumn"] - 1]
    assert re.search(r"Assessment\s+The analyst’s own view, .*\s+The ministry may be waiting", text)
    assert re.search(r"Reliability of the +B \(usually reliable\)", text)
    text = pdf.pages[anchors["brief-parom"] - 1]
    assert re.search(r"“the fee will stay as it is”\s+In the original\s+«плата останется прежней»", text)
    assert re.search(r"— Mira Valden attributed by the editor translated \[3\] ¶ 2\n", text)


@needs_pdf_tools
def test_every_actor_topic_and_source_is_listed(pdf: Pdf) -> None:
    dossier, anchors = sample(), pdf.pages_of_anchors()
    listed = {f"actor-{actor.id}": actor.name for actor in dossier.actors}
    listed |= {f"topic-{topic.id}": topic.name for topic in dossier.topics}
    listed |= {f"source-{article.slug}": article.path for article in dossier.articles}
    missing = [name for anchor, name in listed.items() if letters(name) not in letters(pdf.pages[anchors[anchor] - 1])]
    assert missing == []


@needs_pdf_tools
def test_links_land(pdf: Pdf) -> None:
    links = [value for value in pdf.objects() if value.get("/Subtype") == "/Link"]
    inside = {link["/Dest"].removeprefix("u:") for link in links if "/Dest" in link}
    outside = {link["/A"]["/URI"].removeprefix("u:") for link in links if "/A" in link}
    assert inside <= pdf.pages_of_anchors().keys()
    assert {"source-ferry-talks", "actor-mira-valden", "topic-ferry", "quote-parom-1"} <= inside
    assert outside == {"https://example.org", "https://example.org/ferry", "https://www.wikidata.org/wiki/Q0"}


@needs_pdf_tools
def test_bookmarks(pdf: Pdf) -> None:
    def tree(nodes: list[dict[str, Any]]) -> list[Any]:
        return [[node["title"], tree(node["kids"])] if node["kids"] else node["title"] for node in nodes]

    def sections(entry: Entry) -> list[str]:
        present = {"Summary": entry.summary, "Key quotes": entry.quotations, "Dates in the article": entry.events,
                   "Assessment": entry.brief.assessment, "Notes": entry.brief.notes}
        return [name for name, content in present.items() if content]

    assert tree(pdf.structure["outlines"]) == [
        "The Selin ferry",
        "Bottom line",
        "Key judgements",
        "Contents",
        "Timeline",
        ["Briefs", [[entry.brief.title, sections(entry)] for entry in sample().entries]],
        "Who’s who",
        "Index of actors",
        "Index of topics",
        "Sources",
        "How this was made",
    ]


@needs_pdf_tools
def test_metadata_is_the_dossiers_own(pdf: Pdf) -> None:
    info = dict(re.findall(r"^(.+?): +(.*)$", run("pdfinfo", "-isodates", pdf.path), re.MULTILINE))
    assert info["Title"] == "The Selin ferry"
    assert info["Author"] == "The test desk"
    assert info["Subject"] == "What was said about the ferry between Port Selin and Ostmark."
    assert info["Keywords"] == "Fees & <i>tolls</i>, Ferry, Safety"
    assert info["CreationDate"].startswith("2031-03-01")
    assert info["Tagged"] == "yes"
    assert "pdfuaid:part" in run("pdfinfo", "-meta", pdf.path)
    catalog = next(value for value in pdf.objects() if value.get("/Type") == "/Catalog")
    assert catalog["/Lang"] == "u:en"


@needs_pdf_tools
def test_cover(pdf: Pdf) -> None:
    words = ["The Selin ferry", "A closed line & its quarrels", "All states, persons and events are invented.",
             "The test desk", "March 2031", "English", "6 briefs, 5 sources, 6 actors"]
    assert [line for line in words if line not in pdf.pages[0]] == []


@needs_pdf_tools
def test_all_fonts_are_embedded(pdf: Pdf) -> None:
    rows = [line.split() for line in run("pdffonts", pdf.path).splitlines()[2:]]
    assert len(rows) > 5
    assert {row[-5] for row in rows} == {"yes"}


@pytest.mark.needs("pango", "pdffonts")
def test_no_font_of_the_machine_is_taken(pdf: Pdf) -> None:
    rows = run("pdffonts", pdf.path).splitlines()[2:]
    assert [row for row in rows if "+Dossier-" not in row] == []


@needs_pdf_tools
def test_progress_is_told(pdf: Pdf) -> None:
    assert pdf.progress == ["the PDF is being made"]


@needs_pdf_tools
def test_file_is_sound(pdf: Pdf) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", pdf.path)


@needs_pdf_tools
def test_same_bytes_in_another_process_zone_and_hash_order(pdf: Pdf, tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    code = (
        "import sys; from pathlib import Path; from generator.pdf import write_pdf; from tests.sample import sample\n"
        "write_pdf(sample(), (Path('templates'),), Path(sys.argv[1]), print, jobs=2)"
    )
    changed = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, again], check=True, cwd=ROOT, env={**os.environ, **changed})
    assert again.read_bytes() == pdf.path.read_bytes()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_document_speaks_every_interface_language(language: str) -> None:
    html = document(sample(language), TEMPLATES)
    assert set(re.findall("<html[^>]*>", html)) == {f'<html lang="{language}" dir="ltr">'}
    assert "<script>" not in html
    assert '<blockquote lang="ar" dir="rtl">' in html


def test_missing_system_libraries_are_named_with_the_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = builtins.__import__

    def without_pango(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': libpango-1.0-0: no such file")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(Unavailable) as caught:
        write_pdf(sample(), TEMPLATES, tmp_path / "dossier.pdf", print)
    message = "WeasyPrint doesn't find its system libraries (cannot load library 'libpango-1.0-0')"
    assert caught.value.problems == (Problem("build/dossier.pdf", 0, message, INSTALL),)
    assert all(tool in INSTALL for tool in ("apt install", "dnf install", "pacman -S", "brew install"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.needs("pango")
@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "../site/base.html", "font:X"])
def test_templates_reach_nothing_outside_their_folder(address: str, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "print").mkdir(parents=True)
    (own / "print/document.html").write_text(f'<html lang="en"><title>x</title><img alt="x" src="{address}">')
    last = tmp_path / "dossier.pdf"
    last.write_bytes(b"the last good one")
    with pytest.raises(DossierError) as caught:
        write_pdf(sample(), (own, *TEMPLATES), last, print)
    (problem,) = caught.value.problems
    assert problem.path == "templates/print"
    assert problem.hint == "print templates can use files of their own folder only"
    assert last.read_bytes() == b"the last good one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dossier.pdf", "templates"]


@pytest.mark.needs("pango", "pdftotext")
def test_a_dossiers_own_templates_win(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "print").mkdir(parents=True)
    (own / "print/seal.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (own / "print/cover.html").write_text('<h1>{{ config.title }}, sealed <img alt="s" src="seal.svg"></h1>')
    (own / "print/print.css").write_text("@page { @bottom-left { content: 'Own sheet' } }")
    write_pdf(sample(), (own, *TEMPLATES), tmp_path / "own.pdf", print)
    first = run("pdftotext", tmp_path / "own.pdf", "-").split("\f")[0]
    assert "The Selin ferry, sealed" in first
    assert "Own sheet" in first


@pytest.mark.needs("pango", "pdftotext")
def test_a_dossier_without_briefs_has_a_cover_and_says_so(tmp_path: Path) -> None:
    write_pdf(sample(briefs=()), TEMPLATES, tmp_path / "empty.pdf", print)
    cover, *_, contents = run("pdftotext", tmp_path / "empty.pdf", "-").split("\f")[:-1]
    assert "The Selin ferry" in cover
    assert "There are no briefs yet." in contents


def test_a_mistake_in_a_template_is_named(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "print").mkdir(parents=True)
    (own / "print/cover.html").write_text("<h1>\n{{ nothing_of_this_name }}</h1>")
    with pytest.raises(DossierError) as caught:
        document(sample(), (own, *TEMPLATES))
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [("templates/print/cover.html", 2)]


def test_cut_off_is_the_newest_date_and_may_be_missing() -> None:
    dossier = sample()
    assert ">March 2031<" in document(dossier, TEMPLATES)
    undated = sample(briefs=tuple(entry.brief for entry in dossier.entries if entry.brief.slug == "abbara"))
    html = document(undated, TEMPLATES)
    assert "Information as of" not in html
    assert "dcterms" not in html
    assert undated.entries[0].brief.date is None
    assert PartialDate(2031, 3) == dossier.entries[0].brief.date


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.address)
def test_faces_are_static_and_cover_their_alphabets(face: Any) -> None:
    made = TTFont(BytesIO(font(face.address)))
    if face.family == "Dossier Arabic":
        assert {ord(letter) for letter in "ابتعلىيپچگ،؟"} <= TTFont(BytesIO(font(face.address))).getBestCmap().keys()
        return
    letters = "AaŁłŐőŘřßÆæŚśÇçÑñ АаЁёЇїЄєҐґ ΑαΏώΣς «»„“”’–—…¶№"
    assert "fvar" not in made
    assert [letter for letter in letters if ord(letter) not in made.getBestCmap()] == []


def test_an_unknown_face_is_refused() -> None:
    with pytest.raises(LookupError):
        font("font:Comic-400-normal")
