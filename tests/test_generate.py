"""What `dossier brief` writes, and what it leaves alone."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import generate, store
from generator.authority import Authority
from generator.brief import markdown_text
from generator.build import load, make_briefs
from generator.enrol import Names
from generator.extracted import FILE, Extracted, Found
from generator.generate import make_brief
from generator.model import Article, Extraction, Span
from generator.progress import Progress
from generator.scaffold import scaffold
from generator.store import read_records
from generator.text import paragraphs, sentences
from generator.verify import locate_sentence
from tests.conftest import ROOT
from tests.golden import files

FIRST = """\
date 2031-03-04 The Minister of Water of Vardania, Mira Tolnay, said on Tuesday that the dam above Selin would hold.

“We checked every gate twice before the winter, and we will check them again,” Tolnay said.

The council of Selin had asked for a report after the flood.
"""
SECOND = """\
title: Council wants the report
date: 2031-04
language: en

The council of Selin still waits for the report on the dam, its chairman Pavel Orsk told reporters.

“Nobody in this town believes that the gates were checked at all,” Orsk said.
"""
QUOTE = "We checked every gate twice before the winter, and we will check them again"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    scaffold(folder)
    (folder / "content/articles/first.txt").write_text(FIRST, encoding="utf-8")
    return folder


def brief(root: Path) -> dict[str, str]:
    return {outcome.brief: outcome.status for outcome in make_briefs(root, 1, Progress(0))}


def document(root: Path, name: str = "first") -> Path:
    return root / f"content/briefs/{name}.md"


def test_an_article_becomes_a_brief(root: Path) -> None:
    assert brief(root) == {"first": "new"}
    text = document(root).read_text(encoding="utf-8")
    assert "date: 2031-03-04\n" in text
    assert f"> {QUOTE}\n>\n> — Mira Tolnay\n" in text
    assert "Mira Tolnay" in (root / "content/actors.yaml").read_text(encoding="utf-8")


DATED = """\
title: What the council knew
date: 2031-04-20
language: en

SELIN (Harbour Post) – The gates of the dam were opened on 3 April. On Sunday the council of Selin met.

The council of Selin was told of the ice in March 2031, and again on 3 April.

“I wrote to them on 12 February,” the engineer Pavel Orsk said. The dam was built in 1974.
"""


def test_dates_of_the_article_s_own_words_are_offered_with_their_sentences(root: Path) -> None:
    (root / "content/articles/dated.txt").write_text(DATED, encoding="utf-8")
    brief(root)
    section = document(root, "dated").read_text(encoding="utf-8").split("## Dates\n\n")[1].split("\n\n##")[0]
    assert section.splitlines() == [
        "- 2031-03: The council of Selin was told of the ice in March 2031, and again on 3 April.",
        "- 2031-04-03: The gates of the dam were opened on 3 April.",
    ]
    assert "## Dates" not in document(root).read_text(encoding="utf-8")


def test_a_second_run_changes_nothing(root: Path) -> None:
    brief(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "content").rglob("*")}
    assert brief(root) == {"first": "same"}
    assert {path: path.stat().st_mtime_ns for path in (root / "content").rglob("*")} == before


def test_new_articles_add_to_actors_and_leave_the_rest_of_the_file(root: Path) -> None:
    brief(root)
    actors = root / "content/actors.yaml"
    edited = actors.read_text(encoding="utf-8").replace("kind: person", "kind: person  # she", 1)
    actors.write_text(edited, encoding="utf-8")
    (root / "content/articles/second.txt").write_text(SECOND, encoding="utf-8")
    assert brief(root) == {"first": "same", "second": "new"}
    assert actors.read_text(encoding="utf-8").startswith(edited)
    assert "Pavel Orsk" in actors.read_text(encoding="utf-8").removeprefix(edited)


def test_an_edited_brief_is_kept_when_the_article_changes(root: Path) -> None:
    brief(root)
    edited = document(root).read_text(encoding="utf-8") + "\nMine.\n"
    document(root).write_text(edited, encoding="utf-8")
    assert brief(root) == {"first": "edited (kept)"}
    article = root / "content/articles/first.txt"
    article.write_text(FIRST.replace("2031-03-04", "2031-03-05"), encoding="utf-8")
    assert brief(root) == {"first": "article changed"}
    assert brief(root) == {"first": "article changed"}
    assert document(root).read_text(encoding="utf-8") == edited
    record = read_records(root / "content")["articles/first.txt"]
    assert "date: 2031-03-04" in record.document
    assert "date: 2031-03-05" in record.offer


def test_a_brief_that_nobody_touched_follows_its_article(root: Path) -> None:
    brief(root)
    article = root / "content/articles/first.txt"
    article.write_text(FIRST.replace("2031-03-04", "2031-03-05"), encoding="utf-8")
    assert brief(root) == {"first": "regenerated"}
    assert "date: 2031-03-05" in document(root).read_text(encoding="utf-8")
    assert brief(root) == {"first": "same"}


def test_a_deleted_brief_stays_deleted(root: Path) -> None:
    brief(root)
    document(root).unlink()
    assert brief(root) == {"first": "deleted (kept out)"}
    (root / "content/articles/first.txt").write_text(FIRST + "\nMore.\n", encoding="utf-8")
    assert brief(root) == {"first": "deleted (kept out)"}
    assert not document(root).exists()


def test_a_brief_may_have_any_name(root: Path) -> None:
    brief(root)
    document(root).rename(document(root, "the-dam"))
    assert brief(root) == {"the-dam": "same"}
    assert not document(root).exists()


def test_a_brief_written_by_hand_is_kept(root: Path) -> None:
    text = "---\ntitle: Mine\nlanguage: en\nsource:\n  article: articles/first.txt\n---\n"
    document(root, "mine").parent.mkdir()
    document(root, "mine").write_text(text, encoding="utf-8")
    assert brief(root) == {"mine": "edited (kept)"}
    assert document(root, "mine").read_text(encoding="utf-8") == text
    assert not document(root).exists()


def test_an_article_that_is_gone_is_said(root: Path) -> None:
    brief(root)
    (root / "content/articles/first.txt").unlink()
    assert brief(root) == {"first": "article gone"}
    assert document(root).exists()


def test_an_actor_that_a_person_removed_does_not_come_back(root: Path) -> None:
    brief(root)
    actors = root / "content/actors.yaml"
    actors.write_text("# nobody\n", encoding="utf-8")
    document(root).unlink()
    (root / "content/.generated/first.txt.json").unlink()
    assert brief(root) == {"first": "new"}
    assert actors.read_text(encoding="utf-8") == "# nobody\n"
    assert "actors: []\n" in document(root).read_text(encoding="utf-8")


def test_a_run_that_was_cut_off_goes_on(root: Path) -> None:
    brief(root)
    (root / "content/.generated/first.txt.json").unlink()
    assert brief(root) == {"first": "same"}
    assert "articles/first.txt" in read_records(root / "content")


def test_another_brief_of_the_same_name_is_not_written_over(root: Path) -> None:
    brief(root)
    document(root).rename(document(root, "second"))
    mine = document(root, "second").read_text(encoding="utf-8") + "\nMine.\n"
    document(root, "second").write_text(mine, encoding="utf-8")
    (root / "content/articles/second.txt").write_text(SECOND, encoding="utf-8")
    assert brief(root) == {"second": "edited (kept)", "second-2": "new"}
    assert document(root, "second").read_text(encoding="utf-8") == mine
    assert brief(root) == {"second": "edited (kept)", "second-2": "same"}


def test_edits_that_were_taken_back_let_the_brief_follow_its_article(root: Path) -> None:
    brief(root)
    text = document(root).read_text(encoding="utf-8")
    document(root).write_text(text.split("> We checked")[0] + "## Notes\n", encoding="utf-8")
    (root / "content/articles/first.txt").write_text(FIRST.replace("2031-03-04", "2031-03-05"), encoding="utf-8")
    assert brief(root) == {"first": "article changed"}
    document(root).write_text(text, encoding="utf-8")
    assert brief(root) == {"first": "regenerated"}
    now = document(root).read_text(encoding="utf-8")
    assert "date: 2031-03-05" in now
    assert QUOTE in now


def test_what_was_taken_out_stays_away_though_the_brief_is_generated_anew(root: Path) -> None:
    """The article loses the quote that the person deleted, so that nothing differs any more, and gets it back."""
    brief(root)
    text = document(root).read_text(encoding="utf-8")
    quote = f"> {QUOTE}\n>\n> — Mira Tolnay\n\n"
    assert quote in text
    document(root).write_text(text.replace(quote, ""), encoding="utf-8")
    article = root / "content/articles/first.txt"
    article.write_text(FIRST.replace("“", "").replace("”", ""), encoding="utf-8")
    assert brief(root) == {"first": "same"}
    article.write_text(FIRST, encoding="utf-8")
    brief(root)
    assert QUOTE not in document(root).read_text(encoding="utf-8")


def test_a_run_cut_off_before_the_brief_is_written_makes_it_the_next_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one cut off after that doesn't bring back a brief that a person deletes in between."""
    real = Path.replace

    def cut_at(name: str) -> None:
        def replace(self: Path, target: Path) -> Path:
            if target.name == name:
                raise KeyboardInterrupt
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            brief(root)
        monkeypatch.setattr(Path, "replace", real)

    cut_at("first.md")
    assert not document(root).exists()
    cut_at("first.txt.json")
    document(root).unlink()
    assert brief(root) == {"first": "deleted (kept out)"}


# A run that is cut off

TOWNS = "Selin Ostrava Harbin Varna Tarnow Lublin Gdynia Kassel".split()
KILLED = """
import os, signal, sys
from pathlib import Path
from generator import build
real = build.generate
def generate(content, inputs, jobs, progress, *rest):
    return real(content, inputs, jobs, lambda done, _: done == 6 and os.kill(os.getpid(), signal.SIGKILL), *rest)
build.generate = generate
build.make_briefs(Path(sys.argv[1]), 2, build.Progress(0))
"""


class Cut(BaseException):
    """The process ends here."""


@pytest.fixture
def many(tmp_path: Path) -> Callable[[], Path]:
    """Makes dossiers of eight articles that share actors, each dossier the same."""

    def make() -> Path:
        root = tmp_path / f"dossier-{len(list(tmp_path.iterdir()))}"
        scaffold(root)
        for number, town in enumerate(TOWNS):
            text = (FIRST, SECOND)[number % 2].replace("Selin", town).replace("checked", f"checked {number} times")
            (root / f"content/articles/{town}.txt").write_text(text, encoding="utf-8")
        return root

    return make


@pytest.fixture
def extractions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles that are extracted from, as it happens."""
    real, read = generate._extract, []

    def extract(article: Any, **known: Any) -> str:
        read.append(article.slug)
        return real(article, **known)

    monkeypatch.setattr(generate, "_extract", extract)
    return read


def cut(root: Path, owner: Any, name: str, time: int, *, after: bool = True) -> None:
    """Make briefs, and end in a function when it is called for the `time`th time, before or after its work."""
    real, calls = getattr(owner, name), []

    def function(*arguments: Any) -> Any:
        calls.append(name)
        if len(calls) == time and not after:
            raise Cut
        result = real(*arguments)
        if len(calls) == time:
            raise Cut
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, function)
        with pytest.raises(Cut):
            brief(root)


CUTS = [
    (Extracted, "add", 1, True),
    (Extracted, "add", 6, False),
    (Extracted, "add", 8, True),
    (Extracted, "settle", 1, False),
    (Extracted, "settle", 1, True),
    (store, "write_atomically", 2, True),
    (store, "write_atomically", 4, True),
    (generate, "write_brief_and_record", 1, False),
    (generate, "write_brief_and_record", 1, True),
    (generate, "write_brief_and_record", 5, True),
    (generate, "write_brief_and_record", 8, True),
]


@pytest.mark.parametrize(("owner", "name", "time", "after"), CUTS)
def test_a_run_that_was_cut_off_comes_to_the_same(
    many: Callable[[], Path], extractions: list[str], owner: Any, name: str, time: int, after: bool
) -> None:
    """Wherever it was; and nothing is extracted twice."""
    whole, broken = many(), many()
    brief(whole)
    assert not (whole / FILE).exists()
    extractions.clear()
    cut(broken, owner, name, time, after=after)
    done = {path.stem: path.stat().st_mtime_ns for path in broken.glob("content/briefs/*.md")}
    brief(broken)
    assert files(broken / "content") == files(whole / "content")
    assert done.items() <= {p.stem: p.stat().st_mtime_ns for p in broken.glob("content/briefs/*.md")}.items()
    assert len(extractions) == len(TOWNS) + (name == "add" and not after)
    assert not (broken / FILE).exists()


def test_a_killed_process_goes_on(many: Callable[[], Path], extractions: list[str]) -> None:
    """When six of eight articles were read, by two workers."""
    whole, broken = many(), many()
    brief(whole)
    extractions.clear()
    command = [sys.executable, "-c", KILLED, str(broken)]
    assert subprocess.run(command, cwd=ROOT).returncode < 0
    assert (broken / FILE).read_bytes().count(b"\n") == 1 + 6
    assert not (broken / "content/briefs").exists()
    brief(broken)
    assert extractions == sorted(map(str.lower, TOWNS))[6:]
    assert files(broken / "content") == files(whole / "content")


def test_an_article_that_came_in_between_is_read_too(many: Callable[[], Path], extractions: list[str]) -> None:
    root = many()
    cut(root, generate, "write_brief_and_record", 3)
    extractions.clear()
    (root / "content/articles/dated.txt").write_text(DATED.replace("Pavel Orsk", "Anna Kowar"), encoding="utf-8")
    (root / "content/articles/Varna.txt").write_text(FIRST, encoding="utf-8")
    outcomes = brief(root)
    assert sorted(extractions) == ["dated", "varna"]
    assert sorted(outcomes.values()) == ["new"] * 6 + ["same"] * 3
    assert "Anna Kowar" in (root / "content/actors.yaml").read_text(encoding="utf-8")
    assert "Anna Kowar" in document(root, "dated").read_text(encoding="utf-8")


def test_what_a_person_wrote_in_between_counts(many: Callable[[], Path]) -> None:
    root = many()
    cut(root, generate, "write_brief_and_record", 3)
    actors = root / "content/actors.yaml"
    text = actors.read_text(encoding="utf-8")
    actors.write_text(text.replace("- name: Mira Tolnay\n", "- name: Mira J. Tolnay\n  aliases: [Mira Tolnay]\n"),
                      encoding="utf-8")
    brief(root)
    named = [path.read_text(encoding="utf-8") for path in root.glob("content/briefs/*.md")]
    assert len(named) == 8
    assert ["Mira J. Tolnay" in text for text in named].count(True) >= 2
    assert brief(root).keys() == {town.lower() for town in TOWNS}


def test_a_sentence_of_the_summary_is_text(root: Path) -> None:
    """Or its marks would be Markdown’s, and what the article says would no longer be found in it."""
    sentence = "The council of *Selin* said on Tuesday that the dam [above Selin](would) hold <b>until</b> autumn."
    (root / "content/articles/first.txt").write_text(f"date 2031-03-04 {sentence}\n", encoding="utf-8")
    make_briefs(root, 1, Progress(0))
    (entry,) = load(root).entries
    assert sentence.endswith(" ".join(found.text for found in entry.summary))
    assert len(entry.summary[0].text) > 90
    assert all(found.passage for found in entry.summary)


def test_sentences_of_a_summary_are_told_apart_again() -> None:
    """A paragraph may begin in the middle of a sentence, with a small letter."""
    text = "The dam above Selin holds.\n\nand so do its gates, Pavel Orsk said."
    spans = (Span(0, 26), Span(28, len(text)))
    article = Article("articles/a.txt", "a", text, paragraphs(text), language="en")
    found = Found(Extraction("en", "T", None, (), (), spans, (), ()), ())
    brief = make_brief(article, found, Names({}, Authority(())))
    told = markdown_text(brief.summary)
    assert [locate_sentence(span.of(told), article) for span in sentences(told, "en")] == [*spans]
