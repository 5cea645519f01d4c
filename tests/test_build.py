"""Site and PDF are put in place together, or not at all."""

from __future__ import annotations

import gc
import re
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from generator import build
from generator.cli import main
from generator.errors import DossierError, Problem, Unavailable
from generator.model import Config, Dossier, Edition
from generator.progress import Progress
from generator.site import write_site
from tests.conftest import ROOT
from tests.golden import files
from tests.sample import sample
from tests.test_generate import FIRST

BROKEN = "{% extends 'site/base.html' %}{% block content %}{{ nothing }}{% endblock %}"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dossier, with a PDF that only says how many briefs there are."""

    def pdf(_root: Path, dossier: Dossier, _progress: Progress, folder: Path, _jobs: int) -> None:
        (folder / "dossier.pdf").write_bytes(b"%d briefs" % len(dossier.entries))

    monkeypatch.setattr(build, "build_pdfs", pdf)
    folder = tmp_path / "dossier"
    assert main(["-q", "init", str(folder)]) == 0
    (folder / "content/articles/first.txt").write_text(FIRST, encoding="utf-8")
    return folder


def made(root: Path) -> dict[str, bytes]:
    found = files(root / "build").items()
    return {path: content for path, content in found if path != "state.json" and not path.startswith(".spare/")}


def run(root: Path) -> int:
    return main(["-q", "-C", str(root), "build"])


def test_the_site_offers_the_pdf(root: Path) -> None:
    assert run(root) == 0
    files = made(root)
    assert files["dossier.pdf"] == files["site/dossier.pdf"] == b"1 briefs"
    assert b'href="dossier.pdf"' in files["site/index.html"]


def test_editions_are_offered_by_their_titles(root: Path) -> None:
    files = {name: root / f"{name}.pdf" for name in ("brief", "dossier")}
    for file in files.values():
        file.write_bytes(b"%PDF")
    config = Config("The talks", editions=(Edition("brief", title="In <short>"),))
    write_site(replace(sample(), config=config), (ROOT / "templates",), root / "out", tuple(files.values()))
    links = re.findall(r'href="(\w+).pdf"[^>]*>([^<]+)<', (root / "out/index.html").read_text(encoding="utf-8"))
    assert links == [("dossier", "The dossier as PDF"), ("brief", "In &lt;short&gt;")]


def test_garbage_of_a_build_goes_when_the_next_begins() -> None:
    class Ring:
        """Something that only a search for garbage finds."""

        def __init__(self) -> None:
            self.ring = self

    with build._unswept():
        assert not gc.isenabled()
        seen = weakref.ref(Ring())
    assert gc.isenabled()
    gc.collect()
    assert seen()
    with build._unswept():
        assert not seen()


def test_a_mistake_leaves_both_as_they_were(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root)
    before = made(root)
    (root / "content/briefs/first.md").unlink()
    (root / "templates/site").mkdir(parents=True)
    (root / "templates/site/sources.html").write_text(BROKEN, encoding="utf-8")
    capsys.readouterr()
    assert run(root) == 1
    assert capsys.readouterr().err == "templates/site/sources.html:1: 'nothing' is undefined\n1 problem\n"
    assert made(root) == before


def test_a_mistake_in_print_leaves_the_site_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(root)
    before = made(root)
    (root / "content/briefs/first.md").unlink()

    def fail(*_: object) -> None:
        raise DossierError([Problem("templates/print/brief.html", 1, "broken")])

    monkeypatch.setattr(build, "build_pdfs", fail)
    assert run(root) == 1
    assert made(root) == before


def test_without_the_system_s_libraries_there_is_a_site_and_no_pdf(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(root)

    def missing(*_: object) -> None:
        raise Unavailable([Problem("build/dossier.pdf", 0, "no Pango", "install Pango")])

    monkeypatch.setattr(build, "build_pdfs", missing)
    (root / "site.yaml").write_text("title: Another title\n", encoding="utf-8")
    assert main(["-C", str(root), "build"]) == 0
    assert "no PDF is made: build/dossier.pdf: no Pango\n    install Pango" in capsys.readouterr().err
    files = made(root)
    assert "dossier.pdf" not in files
    assert b"dossier.pdf" not in files["site/index.html"]
