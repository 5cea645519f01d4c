"""What the benchmarks measure: a corpus that is sound, and the same work for everyone."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt

from generator.build import load
from generator.check import examine
from tests.bench import html
from tests.bench.corpus import Corpus, add_to_dossier, another, corpus, write_corpus, write_dossier
from tests.bench.equal import differences
from tests.bench.programs import brief_values, source_values, write_peer

SIZE = 16


@pytest.fixture(scope="module")
def made_up() -> Corpus:
    return corpus(SIZE)


@pytest.fixture(scope="module")
def dossier(made_up: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with its site."""
    root = tmp_path_factory.mktemp("bench") / "dossier"
    write_corpus(root, made_up)
    html.make(root)
    return root


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


def test_one_seed_makes_one_corpus(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("same", 5), ("other", 6)):
        write_dossier(tmp_path / name, SIZE, seed)
    assert tree(tmp_path / "one") == tree(tmp_path / "same")
    assert tree(tmp_path / "one") != tree(tmp_path / "other")


def test_every_brief_is_proved_and_written_as_generated(dossier: Path) -> None:
    found = examine(dossier)
    assert found.errors == ()
    assert all(warning.message.startswith("no brief has the topic") for warning in found.warnings)
    assert found.counts
    assert (found.counts.briefs, found.counts.quotes) == (SIZE, 5 * SIZE)
    written = tree(dossier / "content")
    html.make(dossier)
    assert tree(dossier / "content") == written
    entries = load(dossier).entries
    assert all(sentence.passage for entry in entries for sentence in entry.summary)
    assert all(event.sentence.passage for entry in entries for event in entry.events)


def test_half_of_all_briefs_name_the_first_actor_and_every_actor_occurs() -> None:
    found = corpus(400)
    named = [{actor.id for actor in report.actors} for report in found.reports]
    assert len(found.actors) == 40
    assert len(found.topics) == 30
    assert 0.5 <= sum(found.actors[0].id in ids for ids in named) / 400 <= 0.6
    assert {actor.id for actor in found.actors} == set().union(*named)
    assert all(2 <= len(ids) <= 6 for ids in named)
    assert {len(report.said) for report in found.reports} == {5}
    words = [len(" ".join(report.paragraphs).split()) for report in found.reports]
    assert 440 < min(words) <= max(words) < 540


def test_a_report_can_be_added(made_up: Corpus, dossier: Path, tmp_path: Path) -> None:
    root = tmp_path / "dossier"
    shutil.copytree(dossier, root, ignore=shutil.ignore_patterns("build"))
    for turn in (0, 1):
        add_to_dossier(root, another(made_up, turn))
    found = examine(root)
    assert (found.errors, found.counts and found.counts.briefs) == ((), SIZE + 2)


def test_the_site_of_dossier_shows_the_whole_corpus(dossier: Path, made_up: Corpus) -> None:
    assert differences(dossier / "build/site", made_up) == []


def test_pages_that_peers_make_show_the_whole_corpus(
    made_up: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the templates that Pelican and MkDocs share, with what MkDocs does to a folder done here."""
    folder = tmp_path / "mkdocs"
    write_peer(folder, "mkdocs", made_up)
    monkeypatch.chdir(folder)
    as_mkdocs_makes_it(folder)
    assert differences(folder / "site", made_up) == []


def as_mkdocs_makes_it(folder: Path) -> None:
    pages = []
    for path in sorted((folder / "content").rglob("*.md")):
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        meta = yaml.safe_load(front)
        file = SimpleNamespace(src_uri=path.relative_to(folder / "content").as_posix())
        beside = {"previous_page": None, "next_page": None}
        page = SimpleNamespace(meta=meta, title=meta["title"], content=MarkdownIt().render(text), file=file, **beside)
        pages.append(page)
    files = SimpleNamespace(documentation_pages=lambda: [SimpleNamespace(page=page) for page in pages])
    spec = importlib.util.spec_from_file_location("lists", folder / "lists.py")
    assert spec
    assert spec.loader
    lists = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lists)
    made = Environment(loader=FileSystemLoader(folder / "theme"))
    lists.on_env(made, SimpleNamespace(site_dir=folder / "site"), files)
    for page in pages:
        target = folder / "site" / page.file.src_uri.replace(".md", ".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(made.get_template("main.html").render(page=page), encoding="utf-8")


def test_what_a_site_lacks_is_told(dossier: Path, made_up: Corpus, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(dossier / "build/site", site)
    report = made_up.reports[7]
    slug, said = report.brief.slug, report.said[1]
    for path, gone in (
        (f"briefs/{slug}.html", said.text),
        (f"sources/{slug}.html", 'id="p3"'),
        (f"actors/{said.speaker.id}.html", said.text),
    ):
        page = site / path
        page.write_text(page.read_text(encoding="utf-8").replace(gone, ""), encoding="utf-8")
    for page in (*site.glob("timeline.html"), *site.glob("timeline/*.html")):
        page.write_text(page.read_text(encoding="utf-8").replace(slug, ""), encoding="utf-8")
    speaker = f"actors/{said.speaker.id}"
    parts = {said.text} if not (site / speaker).is_dir() else set()
    assert set(differences(site, made_up)) == {
        f"{slug}: {said.text}", f'{slug}: id="p3"', f"timeline: briefs/{slug}.html",
        *(f"{speaker}: {text}" for text in parts),
    }  # fmt: skip


def test_every_peer_gets_the_same_values(made_up: Corpus, tmp_path: Path) -> None:
    trees = {}
    for name in ("hugo", "pelican", "mkdocs"):
        write_peer(tmp_path / name, name, made_up)
        trees[name] = {
            path: digest for path, digest in tree(tmp_path / name / "content").items() if "_index" not in path
        }
    assert trees["hugo"] == trees["pelican"] == trees["mkdocs"]
    assert len(trees["hugo"]) == 2 * SIZE
    report = made_up.reports[3]
    for kind, values in (("briefs", brief_values(report)), ("sources", source_values(report))):
        text = (tmp_path / f"hugo/content/{kind}/{report.brief.slug}.md").read_text(encoding="utf-8")
        read = yaml.safe_load(text.split("---\n")[1])
        assert {**read, "date": str(read["date"])} == values
