"""`dossier check`: errors that a build refuses, and what a person may want to look at."""

import json
from pathlib import Path

import pytest

from generator import build, marks
from generator.cli import main
from generator.model import PartialDate
from generator.scaffold import scaffold
from tests.test_generate import FIRST, SECOND


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    scaffold(folder)
    (folder / "content/articles/first.txt").write_text(FIRST, encoding="utf-8")
    assert main(["-q", "-C", str(folder), "brief"]) == 0
    return folder


def check(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = main(["-C", str(root), "check", *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_warnings_do_not_fail(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "content/articles/second.txt").write_text(SECOND, encoding="utf-8")
    (root / "content/articles/first.txt").write_text(FIRST + "\nMore.\n", encoding="utf-8")
    (root / "content/topics.yaml").write_text("- name: Herons\n", encoding="utf-8")
    with (root / "content/actors.yaml").open("a", encoding="utf-8") as file:
        file.write("- name: Nobody Here\n  kind: person\n")
    assert check(root, capsys) == (0, "", (
        "content/articles/first.txt: has changed since its brief was made\n"
        "    `dossier brief --diff` shows what is new\n"
        "content/articles/second.txt: has no brief yet\n    `dossier brief` makes it\n"
        "content/topics.yaml: no brief has the topic “Herons”\n"
        "content/actors.yaml: no brief names “Nobody Here”\n"
        "1 briefs, 1 quotes: every one stands in its article; 4 to look at\n"))


def test_a_removed_actor_is_mentioned(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    actors = root / "content/actors.yaml"
    actors.write_text("# nobody\n", encoding="utf-8")
    code, _, err = check(root, capsys)
    assert code == 0
    assert ("content/briefs/first.md:7: “Mira Tolnay” was removed from actors.yaml\n"
            "    it isn't shown; remove it here too, or put the entry back\n") in err


def test_what_editions_ask_for_is_looked_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (root / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("editions:\n  - name: north\n    actors: [Mira Tolney]\n  - name: never\n    to: 1999\n")
    line = (root / "site.yaml").read_text(encoding="utf-8").count("\n") - 2
    assert check(root, capsys) == (1, "", (
        f"site.yaml:{line}: no brief has the actor “Mira Tolney”, which the edition “north” asks for\n"
        "    did you mean “Mira Tolnay”?\n"
        f"site.yaml:{line + 1}: no brief goes into the edition “never”\n"
        "    it must meet all that is stated: dates, topics, actors, languages, marking\n"
        "1 problem\n"))


def test_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = check(root, capsys, "--json")
    found = json.loads(out)
    assert (code, found["errors"], found["warnings"]) == (0, [], [])
    assert (found["counts"]["quotes"], found["counts"]["verbatim"]) == (1, 1)


def test_links_that_lead_nowhere_are_errors(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = root / "content/briefs/first.md"
    text = brief.read_text(encoding="utf-8")
    links = "[a](notes.txt) [b](https://example.org/) [c][d]\n\n[d]: ftp://x.example\n"
    brief.write_text(text + links, encoding="utf-8")
    line = text.split("## Notes")[0].count("\n") + 1
    code, out, _ = check(root, capsys, "--json")
    assert code == 1
    assert sorted(json.loads(out)["errors"], key=str) == [
        {"path": "content/briefs/first.md", "line": line, "message": f"“{address}” is not an address of the web",
         "hint": "write it in full, as in https://example.org/"}
        for address in ("ftp://x.example", "notes.txt")]


def test_a_build_is_due_when_an_embargo_ends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = root / "content/briefs/first.md"
    text = brief.read_text(encoding="utf-8")
    brief.write_text(text.replace("language: en", "language: en\nembargo: 2031-04", 1), encoding="utf-8")
    page = root / "build/site/briefs/first.html"
    for day, there in (("2031-03-31", False), ("2031-04-01", True)):
        for module in (build, marks):
            monkeypatch.setattr(module, "today", lambda day=day: day)
        assert main(["-q", "-C", str(root), "build"]) == 0
        assert page.exists() == there


def test_the_day_of_the_build_is_stated_or_left_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert build.load(root).built is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1932767999")
    assert build.load(root).built == PartialDate(2031, 3, 31)


def test_unverified_builds_only_when_allowed_and_shows_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = root / "content/briefs/first.md"
    good = brief.read_text(encoding="utf-8")
    brief.write_text(good.replace("twice", "thrice"), encoding="utf-8")
    assert check(root, capsys)[0] == 1
    assert main(["-q", "-C", str(root), "build"]) == 1
    assert not (root / "build/site").exists()
    assert main(["-q", "-C", str(root), "build", "--allow-unverified"]) == 0
    assert 'class="unproved"' in (root / "build/site/briefs/first.html").read_text(encoding="utf-8")
    assert main(["-q", "-C", str(root), "build"]) == 1
    brief.write_text(good, encoding="utf-8")
    assert main(["-q", "-C", str(root), "build"]) == 0
    assert 'class="unproved"' not in (root / "build/site/briefs/first.html").read_text(encoding="utf-8")
