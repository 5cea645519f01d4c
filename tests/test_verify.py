"""Quotes are found when they differ in typography alone, and in nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Article, Span
from generator.text import paragraphs
from generator.verify import closest, is_named, is_named_inflected, locate, locate_sentence, passage, prove


def article(text: str) -> Article:
    text = unicodedata.normalize("NFC", text)
    return Article("articles/a.txt", "a", text, paragraphs(text))


TEXT = """\
The dam “will hold”, Tolnay said.

She added: "We checked it twice – in March and in May … then we wrote it down.
Nobody asked."

„Zapora wytrzyma” - powiedziała. Will hold or not, it is ours."""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("will hold", "will hold"),
        ("We checked it twice - in March", "We checked it twice – in March"),
        ("May ... then we wrote", "May … then we wrote"),
        ("we wrote it down. Nobody asked.", "we wrote it down.\nNobody asked."),
        ("«Zapora wytrzyma»", "„Zapora wytrzyma”"),
        ("will hol", None),
        ("ill hold", None),
        ("We checked it three times", None),
        ("we checked it twice", None),
        ("", None),
        (" … ", "…"),
    ],
)
def test_locate(words: str, found: str | None) -> None:
    span = locate(words, article(TEXT))
    assert (span.of(TEXT) if span else None) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("We checked it twice […] Nobody asked.",
         "We checked it twice – in March and in May … then we wrote it down.\nNobody asked."),
        ("in March (...) Nobody asked", "in March and in May … then we wrote it down.\nNobody asked"),
        ("[In short:] We checked it twice", "We checked it twice"),
        ("We checked [the gates] twice – in March […] then we wrote",
         "We checked it twice – in March and in May … then we wrote"),
        ("We checked [the gates] twice […] then we wrote",
         "We checked it twice – in March and in May … then we wrote"),
        ("We checked it [at Selin, with friends,] twice", "We checked it twice"),
        ("We [the board] wrote it down", None),
        ("Nobody […] wrote it down", None),
        ("Nobody asked […] We checked", None),
        ("We […] asked", None),
        ("will […] wytrzyma", None),
        ("[everything] […]", None),
        ("We checked it […] thrice", None),
    ],
)
def test_prove_understands_what_an_editor_left_out_or_put_in(words: str, found: str | None) -> None:
    proved = prove(words, article(TEXT))
    assert (proved.span.of(TEXT) if proved else None) == found
    assert proved is None or proved.proof == "abridged"


def test_brackets_of_the_article_are_verbatim() -> None:
    text = "“Convey [my thanks] to her (...) and go.”"
    proved = prove("Convey [my thanks] to her (…) and go.", article(text))
    assert proved is not None
    assert proved.proof == "verbatim"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The dam holds.", None),
        ("the dam holds.", None),
        ("It is untrue that the dam holds.", True),
        ("The dam holds. Orsk waits.", None),
        ("Orsk waits.", True),
        ("It is untrue that the dam holds. Orsk waits.", True),
        ("Orsk", None),
        ("The council met", None),
        ("The council met.", True),
        ("Nobody came.", None),
        ("", None),
    ],
)
def test_a_summary_sentence_is_the_article_s_when_whole(words: str, found: bool | None) -> None:
    text = "SELIN – The council met. They knew: Nobody came.\n\nIt is untrue that the dam holds. Orsk waits."
    span = locate_sentence(words, article(text))
    assert (span and span.of(text)) == (words if found else None)


def test_the_place_that_is_quoted_is_preferred() -> None:
    text = "The dam will hold, they say. “The dam will hold,” he said."
    assert locate("The dam will hold", article(text)) == Span(30, 47)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert locate("Ło\u0301dz\u0301", article("miasto Łódź.")) == Span(7, 11)


@given(st.text(min_size=1), st.data())
def test_every_stretch_of_whole_words_is_found(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    wanted = " ".join(words[first : last + 1])
    span = locate(wanted, article(text))
    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
    elif any(char.isalnum() for char in wanted):
        raise AssertionError(f"{wanted!r} was not found")


def test_passage_counts_paragraphs_from_one() -> None:
    made = article(TEXT)
    assert [passage(paragraph, made).paragraph for paragraph in made.paragraphs] == [1, 2, 3]
    assert passage(Span(46, 49), made).anchor == "c46-49"


def test_closest_marks_the_difference() -> None:
    near = closest("We checked it three times – in March and in May", article(TEXT))
    assert near == "We checked it [-three times-] {+twice+} – in March and in May"
    assert closest("nothing alike", article(TEXT)) == ""


def test_names_as_written_and_inflected() -> None:
    assert is_named("Rozmowa z Mirą Tolnay trwała", ["Mira Tolnay", "Tolnay"])
    assert not is_named("Rozmowa z Tolnayem", ["Tolnay"])
    assert is_named_inflected("Rozmowa z Tolnayem", ["Mira Tolnay"])
    assert is_named_inflected("wizyta Kowarskiej", ["Anna Kowarska"])
    assert not is_named_inflected("The cooks came", ["Tim Cook"])


def test_a_sentence_is_found_beside_what_can_not_be_seen() -> None:
    made = article("\ufeff The dam holds. It was cold. \u200b")
    spans = [locate_sentence(words, made) for words in ("The dam holds.", "It was cold.")]
    assert [span and span.of(made.text) for span in spans] == ["The dam holds.", "It was cold."]
