"""The gold that ships fits the sample dossier's articles."""

import json

import pytest

from generator.model import Article
from tests.gold import annotate

ACTORS = {"anna": annotate.Actor("Anna Welk", "PER"), "jan": annotate.Actor("Jan Welk", "PER")}


def article(text: str) -> Article:
    return Article(path="articles/a.txt", slug="a", text=text, paragraphs=())


def test_the_files_are_what_the_annotations_make() -> None:
    texts = [(annotate.HERE / name).read_text(encoding="utf-8") for name in ("quotes.jsonl", "names.jsonl")]
    files = tuple([json.loads(line) for line in text.splitlines()] for text in texts)
    assert files == annotate.annotate(), "run: python -m tests.gold.annotate"


def test_a_quote_is_found_by_its_ends_and_its_speaker_by_the_nearest_words() -> None:
    text = "Welk came. “It rains,\u00a0it pours”, she said. “No”, Welk went on."
    table = "anna | she | It rains, … pours\n~ Welk | [Welk] went | No"
    first, second = annotate.quotes_of(article(text), table, ACTORS)
    assert text[first["start"]:first["end"]] == "It rains,\u00a0it pours"
    assert text[slice(*first["mention"])] == "she"
    assert (first["speaker"], first["actor"]) == ("Anna Welk", "PER-Anna-Welk")
    assert (second["speaker"], second["actor"], second["mention"]) == ("Welk", "", [49, 53])


def test_a_surname_of_two_is_told_apart_by_its_place() -> None:
    table = "anna | Welk | Welk#1\njan | Welk | Welk#2"
    names = list(annotate.names_of(article("Welk met Welk."), table, ACTORS))
    assert [(name["start"], name["link"]) for name in names] == [(0, "PER-Anna-Welk"), (9, "PER-Jan-Welk")]


@pytest.mark.parametrize(("table", "message"), [
    ("anna | she | Snow", "the quote isn't there, or not in this order: Snow"),
    ("anna | he | Rain", "these words aren't there: he"),
    ("eva | she | Rain", "no actor has the key “eva”"),
    ("anna | Rain", "this line has 2 fields: anna | Rain"),
])
def test_a_quote_that_does_not_fit_is_an_error(table: str, message: str) -> None:
    with pytest.raises(annotate.MisfitError) as error:
        list(annotate.quotes_of(article("“Rain”, she said."), table, ACTORS))
    assert str(error.value) == message


@pytest.mark.parametrize(("table", "message"), [
    ("anna | Anna", "the form isn't there so often: Anna"),
    ("anna | Welk | Welk#1", "“Welk” stands there once more than lines say whom it means"),
])
def test_a_name_that_does_not_fit_is_an_error(table: str, message: str) -> None:
    with pytest.raises(annotate.MisfitError) as error:
        list(annotate.names_of(article("Welk met Welk."), table, ACTORS))
    assert str(error.value) == message
