"""The verbs as a person runs them: what is printed, and the exit code."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import marks
from generator.authority import read_actors
from generator.cli import main
from generator.cli import parser as command_line
from tests.test_generate import FIRST, QUOTE, SECOND

ROOT = Path(__file__).parent.parent


@pytest.fixture
def root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "dossier"
    assert main(["init", str(folder)]) == 0
    (folder / "content/articles/first.txt").write_text(FIRST, encoding="utf-8")
    assert main(["-q", "-C", str(folder), "brief"]) == 0
    capsys.readouterr()
    return folder


def test_a_new_dossier_builds_at_once(tmp_path: Path) -> None:
    assert main(["-q", "init", str(tmp_path / "new")]) == 0
    assert main(["-q", "-C", str(tmp_path / "new"), "check"]) == 0


def test_init_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.yaml").write_text("title: Mine\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path}/site.yaml: is already there\n    name a new folder\n1 problem\n")
    assert (tmp_path / "site.yaml").read_text(encoding="utf-8") == "title: Mine\n"


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        file = root / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def twin(root: Path) -> None:
    text = (root / "content/briefs/first.md").read_text(encoding="utf-8")
    (root / "content/briefs/First!.md").write_text(text, encoding="utf-8")


def empty_article(root: Path) -> None:
    (root / "content/articles/empty.txt").write_text(" \n", encoding="utf-8")


BRIEF = "content/briefs/first.md"
WRONG = [
    (edit("site.yaml", "title:", "titel:"),
     ["site.yaml:1: unknown key “titel”\n    did you mean “title”?", "site.yaml:1: “title” is missing"]),
    (edit(BRIEF, "2031-03-04", "2031-02-30"),
     [f"{BRIEF}:3: date: “2031-02-30” is not a day of the calendar\n    write it as 2025, 2025-02 or 2025-02-27"]),
    (edit(BRIEF, "actors: [Mira Tolnay", "actors: [Mira Tolney"),
     [f"{BRIEF}:7: unknown actor “Mira Tolney”\n"
      "    did you mean “Mira Tolnay”? Else add an entry to content/actors.yaml."]),
    (twin, ["content/briefs/first.md: has the same permalink as content/briefs/First!.md: briefs/first.html\n"
            "    rename one of the two files"]),
    (edit(BRIEF, "twice before the winter", "three times before the winter"),
     [f"{BRIEF}:QUOTE: the quote is not in its article\n"
      "    nearest there, with [-the quote's-] and {+the article's+} words:\n"
      "    We checked every gate [-three times-] {+twice+} before the winter"]),
    (edit(BRIEF, "article: articles/first.txt", "article: articles/frist.txt"),
     [f"{BRIEF}:5: there is no article “articles/frist.txt” in content/\n    did you mean “articles/first.txt”?"]),
    (empty_article, ["content/articles/empty.txt: "]),
]


@pytest.mark.parametrize("verb", ["check", "build"])
@pytest.mark.parametrize(("change", "messages"), WRONG)
def test_wrong_input(
    root: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], messages: list[str], verb: str
) -> None:
    change(root)
    line = (root / BRIEF).read_text(encoding="utf-8").split("\n> We checked")[0].count("\n") + 2
    assert main(["-C", str(root), verb]) == 1
    printed = capsys.readouterr().err.replace(f"{BRIEF}:{line}:", f"{BRIEF}:QUOTE:")
    for message in messages:
        assert message in printed
    assert printed.endswith(f"{len(messages)} problem{'s' * (len(messages) > 1)}\n")
    assert "Traceback" not in printed
    assert not (root / "build/site").exists()


def test_a_template_error_names_the_file_and_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "templates/site").mkdir(parents=True)
    (root / "templates/site/index.html").write_text("<p>\n{{ oops", encoding="utf-8")
    assert main(["-C", str(root), "build"]) == 1
    assert "templates/site/index.html:2: " in capsys.readouterr().err


def test_usage_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["biuld"])
    assert caught.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_a_missing_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", "/nonexistent", "build"]) == 1
    assert capsys.readouterr().err == "/nonexistent: there is no such folder\n1 problem\n"


def test_every_verb_stands_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (verbs,) = [action.choices for action in command_line()._actions if action.dest == "==SUPPRESS=="] or [
        next(action.choices for action in command_line()._actions if action.choices)]
    assert verbs
    for verb in verbs:
        assert f"| `{verb}" in text


def test_as_a_program(root: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "generator", "-C", str(root), "check"], capture_output=True,
                          text=True, check=False, timeout=60, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "1 briefs, 1 quotes: every one stands in its article\n"


def test_publishing_needs_nothing_that_extraction_needs(root: Path) -> None:
    code = ("import sys; from generator.cli import main; main(sys.argv[1:]);"
            "print([name for name in ('weasyprint', 'livereload', 'pymorphy3', 'morfeusz2',"
            "'generator.extract') if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code, "-C", str(root), "check"], capture_output=True, text=True,
                          check=False, timeout=60, cwd=ROOT)
    assert done.stdout == "[]\n", done.stderr


def test_a_run_with_nothing_to_do_ends_before_anything_is_read(root: Path) -> None:
    (root / "build/site").mkdir(parents=True)
    (root / marks.PDF).touch()
    marks.note(root, marks.mark_of(root), "")
    code = ("import sys; from generator.cli import main; main(sys.argv[1:]);"
            "print([name for name in ('generator.model', 'yaml', 'jinja2', 'sqlite3') if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code, "-C", str(root), "build"], capture_output=True, text=True,
                          check=False, timeout=60, cwd=ROOT)
    assert (done.stdout, done.stderr.splitlines()[0]) == ("[]\n", "nothing has changed")


def test_brief_tells_what_became_of_each(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "content/articles/second.txt").write_text(SECOND, encoding="utf-8")
    assert main(["-C", str(root), "brief"]) == 0
    assert capsys.readouterr().err == (
        "articles read 1/1\nsame               first\nnew                second\nbriefs: 1 same, 1 new\n")
    assert QUOTE in (root / "content/briefs/first.md").read_text(encoding="utf-8")


def test_actors_are_listed_merged_and_split(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "content/actors.yaml"
    file.write_text("- name: Mira Tolnay\n  kind: person\n- name: M. Tolnay\n  kind: person\n", encoding="utf-8")
    assert main(["-C", str(root), "actors"]) == 0
    listed = capsys.readouterr().out
    assert "Mira Tolnay (person)\n    Mira Tolnay  —  the name; first\n" in listed
    assert "one and the same?  M. Tolnay  /  Mira Tolnay\n" in listed
    assert main(["-C", str(root), "actors", "--merge", "Mira Tolnay", "M. Tolnay"]) == 0
    assert [(actor.name, actor.aliases) for actor in read_actors(root / "content")] == [("Mira Tolnay", ("M. Tolnay",))]
    assert main(["-C", str(root), "actors", "--split", "Mira Tolnay", "M. Tolnay"]) == 0
    assert [(actor.name, actor.aliases) for actor in read_actors(root / "content")] == [
        ("Mira Tolnay", ()), ("M. Tolnay", ())
    ]  # fmt: skip
    assert main(["-C", str(root), "actors", "--merge", "Mira Tolnay", "Nobody"]) == 1
    assert "there is no actor named “Nobody”" in capsys.readouterr().err
