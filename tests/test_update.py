"""`brief --diff` and `brief --update`, for briefs that a person changed."""

from pathlib import Path

import pytest

from generator.cli import main
from generator.scaffold import scaffold
from tests.test_generate import FIRST


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dossier with one brief, whose title a person changed, and whose article then changed."""
    folder = tmp_path / "dossier"
    scaffold(folder)
    article = folder / "content/articles/first.txt"
    article.write_text(FIRST, encoding="utf-8")
    assert main(["-q", "-C", str(folder), "brief"]) == 0
    brief = folder / "content/briefs/first.md"
    lines = brief.read_text(encoding="utf-8").split("\n")
    brief.write_text("\n".join([lines[0], "title: Mine", *lines[2:]]), encoding="utf-8")
    article.write_text(FIRST.replace("2031-03-04", "2031-03-05"), encoding="utf-8")
    return folder


def test_diff_shows_and_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "content/briefs/first.md").read_text(encoding="utf-8")
    assert main(["-q", "-C", str(root), "brief", "--diff"]) == 0
    printed = capsys.readouterr().out
    assert "-title: Mine\n" in printed
    assert "+date: 2031-03-05\n" in printed
    assert (root / "content/briefs/first.md").read_text(encoding="utf-8") == before


def test_update_merges_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(root), "brief", "--update"]) == 0
    assert "updated: content/briefs/first.md\n" in capsys.readouterr().err
    text = (root / "content/briefs/first.md").read_text(encoding="utf-8")
    assert "title: Mine\ndate: 2031-03-05\n" in text
    assert main(["-C", str(root), "brief", "--update"]) == 0
    assert "updated" not in capsys.readouterr().err
    assert (root / "content/briefs/first.md").read_text(encoding="utf-8") == text


def test_update_tells_what_both_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = root / "content/briefs/first.md"
    brief.write_text(brief.read_text(encoding="utf-8").replace("2031-03-04", "2031-03"), encoding="utf-8")
    assert main(["-q", "-C", str(root), "brief", "--update"]) == 0
    assert capsys.readouterr().out == (
        "content/briefs/first.md\nboth changed: date\n  yours, kept:\n    date: 2031-03\n"
        "  the generator's:\n    date: 2031-03-05\n")
    assert "date: 2031-03\n" in brief.read_text(encoding="utf-8")
