"""What `dossier brief` writes, and what it leaves alone."""

from pathlib import Path

import pytest

from generator.build import make_briefs
from generator.progress import Progress
from generator.scaffold import scaffold
from generator.store import read_records

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
