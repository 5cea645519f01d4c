"""What is kept of a run that was cut off: read again as it was, or not at all."""

import json
from pathlib import Path

import pytest

from generator.extract import extract
from generator.extracted import FILE, Extracted, Found, as_json, extracted, forget, from_json, to_line
from generator.model import Article, Extraction, PartialDate
from tests.sample import ARTICLES
from tests.test_generate import DATED, FIRST, SECOND

NAMES = {"mira-tolnay": "Mira Tolnay", "мира": "Мира"}


def found(article: Article) -> Found:
    extraction = extract(article.text, article.language, title=article.title, date=article.date)
    events = tuple((dated.date, dated.sentence) for dated in extraction.dates)
    return Found(extraction, events)


@pytest.fixture(scope="module")
def all_found() -> dict[Article, Found]:
    return {article: found(article) for article in ARTICLES}


@pytest.mark.parametrize("text", [FIRST, SECOND, DATED, *(article.text for article in ARTICLES)])
def test_json_gives_back_what_was_found(text: str) -> None:
    extraction = extract(text, "en")
    assert from_json(json.loads(json.dumps(as_json(extraction)))) == extraction


def test_json_of_nothing() -> None:
    nothing = Extraction("en", "", PartialDate(2031), (), (), (), (), ())
    assert from_json(json.loads(json.dumps(as_json(nothing)))) == nothing


def keep(root: Path, all_found: dict[Article, Found]) -> None:
    """A run that is cut off after three articles."""
    with extracted(root, "one") as file:
        for article in ARTICLES[:3]:
            file.add(article, to_line(all_found[article]))


def held(root: Path, basis: str = "one") -> list[Article]:
    file = Extracted(root / FILE, basis)
    articles = [article for article in ARTICLES if article in file]
    file.close()
    return articles


def test_what_was_found_is_there_the_next_time(tmp_path: Path, all_found: dict[Article, Found]) -> None:
    keep(tmp_path, all_found)
    with extracted(tmp_path, "one") as file:
        assert file.names is None
        assert [file[article] for article in ARTICLES[:3]] == [all_found[article] for article in ARTICLES[:3]]
        assert ARTICLES[3] not in file
        file.add(ARTICLES[3], to_line(all_found[ARTICLES[3]]))
        assert file[ARTICLES[3]] == all_found[ARTICLES[3]]
        assert file[ARTICLES[0]] == all_found[ARTICLES[0]]
    forget(tmp_path)
    assert not (tmp_path / FILE).exists()
    forget(tmp_path)


def test_what_depended_on_something_else_is_dropped(tmp_path: Path, all_found: dict[Article, Found]) -> None:
    keep(tmp_path, all_found)
    assert held(tmp_path, "other") == []
    assert held(tmp_path, "one") == []


def test_an_article_that_changed_is_not_held(tmp_path: Path, all_found: dict[Article, Found]) -> None:
    keep(tmp_path, all_found)
    file = Extracted(tmp_path / FILE, "one")
    first = ARTICLES[0]
    others = [Article(first.path, first.slug, first.text + ".", first.paragraphs, first.title, first.date, "en"),
              Article(first.path, first.slug, first.text, first.paragraphs, first.title, first.date, "pl"),
              Article(first.path, first.slug, first.text, first.paragraphs, "Other", first.date, "en"),
              Article(first.path, first.slug, first.text, first.paragraphs, first.title, None, "en")]
    assert first in file
    assert [article in file for article in others] == [False] * 4
    file.close()


@pytest.mark.parametrize("cut", [1, 40, 2000])
def test_a_line_that_was_cut_off_is_none(tmp_path: Path, all_found: dict[Article, Found], cut: int) -> None:
    keep(tmp_path, all_found)
    file = tmp_path / FILE
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    kept = held(tmp_path)
    assert kept == list(ARTICLES[: whole[:-cut].count(b"\n") - 1])
    assert file.read_bytes() == whole[: whole[:-cut].rindex(b"\n") + 1]


@pytest.mark.parametrize("line", ["x", "x\t{}", "x\t[]", "x\tnull", "\0" * 99, "names\t{}", "x\t{\"language\": 1}"])
def test_what_cannot_be_read_goes_with_all_after_it(
    tmp_path: Path, all_found: dict[Article, Found], line: str
) -> None:
    keep(tmp_path, all_found)
    file = tmp_path / FILE
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines[:2], line + "\n", *lines[2:]]), encoding="utf-8")
    assert held(tmp_path) == [ARTICLES[0]]
    assert file.read_text(encoding="utf-8") == "".join(lines[:2])


def test_names_hold_once_actors_yaml_has_their_entries(tmp_path: Path, all_found: dict[Article, Found]) -> None:
    keep(tmp_path, all_found)
    file = Extracted(tmp_path / FILE, "one")
    file.settle(NAMES, "two")
    file.close()
    for basis, names in (("two", NAMES), ("one", None)):
        file = Extracted(tmp_path / FILE, basis)
        assert file.names == names
        assert ARTICLES[0] in file
        file.close()
    assert held(tmp_path, "three") == []
