"""Paragraphs, sentences and words."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.languages import LANGUAGES
from generator.lookalikes import shown
from generator.model import Span
from generator.text import content_words, lowered, paragraphs, quotations, sentences, words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n \n", []),
        ("One.", ["One."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("One\nstill one.\n\nTwo.", ["One\nstill one.", "Two."]),
        ("  One. \n \t\n\n  Two.\n", ["One.", "Two."]),
        ("One.\n\n", ["One."]),
    ],
)
def test_paragraphs(text: str, parts: list[str]) -> None:
    assert [span.of(text) for span in paragraphs(text)] == parts


# In each text, | stands where a sentence ends; it isn't part of the text.
SENTENCES = [
    ("en", "Dr. Brenn left. |She met Mr. J. R. Olt at 2 p.m. Tuesday. |Nobody spoke."),
    ("en", "The U.S. delegation came. |The fee is 3.5 percent. |Vardania Inc. objected."),
    ("en", "“We agree. We sign,” she said. |“It is over.” |He left…"),
    ("en", "He called it “a plan”. |Is it? |Yes! no one knows."),
    ("en", "It ended in 2014. |The council was born on Jan. 5 in Port Selin (Ostmark)."),
    ("en", "He said “so. |And then he went."),
    ("pl", "W 2019 r. Rada przyjęła ustawę. |Prof. A. Nowicz podał m.in. dwa powody."),
    ("pl", "– Zgoda. |Podpiszemy to – dodał."),
    ("de", "Am 3. Oktober tagte der 13. Rat. |Es kamen z. B. Gäste. |Das war am 18. |Die Gäste blieben."),
    ("ru", "В 2019 г. совет собрался. |Там были И. И. Ольт и др. |Он ушёл."),
    ("uk", "«Згода. Підпишемо», – сказала вона. |Рада розійшлася."),
    ("cs", "Dne 13. května přišel Ing. Olt. |Odešel."),
    ("sl", "Dne 3. maja je prišel dr. Olt. |Odšel je."),
    ("fr", "M. Olt est venu. |Il a dit : « Oui. Bien sûr. » |Puis il est parti."),
]


@pytest.mark.parametrize(("language", "marked"), SENTENCES)
def test_sentences(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    assert [span.of(text) for span in sentences(text, language)] == [part.strip() for part in marked.split("|")]


def test_sentences_end_with_their_paragraph() -> None:
    text = "A heading\n\nA sentence. And\nanother."
    assert [span.of(text) for span in sentences(text, "en")] == ["A heading", "A sentence.", "And\nanother."]


def test_sentences_of_a_long_quotation_are_told_apart() -> None:
    text = "“" + "We go on and on about it. " * 20 + "It is over,” she said."
    assert len(sentences(text, "en")) == 21


def test_quotations_are_closed_by_any_mark_of_their_kind() -> None:
    text = '“a” „b“ «c» »d« "e" “f» “g'
    assert [span.of(text) for span in quotations(text, Span(0, len(text)))] == text.split()[:-1]


def test_lower_case_keeps_places() -> None:
    assert lowered("Im MÄRZ in İzmir") == "im märz in izmir"


def test_words() -> None:
    assert words("It's Port-Selin’s 2nd DAY_off") == ["it's", "port-selin’s", "2nd", "day", "off"]
    assert content_words("The council of Ostmark met on 3 May", "en") == ["council", "ostmark", "met"]


PIECES = st.sampled_from(["A", "b", " ", "\n", "\n\n", ". ", "? ", "“", "”", "«", "»", '"', "Dr. ", "12. ", "–", "…"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)), st.sampled_from(LANGUAGES))
def test_any_text_is_covered_in_order(text: str, language: str) -> None:
    for spans in (paragraphs(text), sentences(text, language)):
        assert all(span.start < span.end and span.of(text) == span.of(text).strip() for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
        assert re.sub(r"\s", "", "".join(span.of(text) for span in spans)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("piece", ["\n", " \n", " ", "a\n", "a\n\n", ". ", '"', ".", "a. ", "“a. ”", "(", "1. "])
def test_much_of_anything_is_no_trouble(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert sum(span.end - span.start for span in sentences(text, "de")) <= len(text)


def test_what_hides_or_reorders_is_written_out() -> None:
    assert shown("photo\u202egnp.exe\x1b[0m") == "photo⟨U+202E⟩gnp.exe⟨U+001B⟩[0m"
    kept = "Ein Wort\u00a0– می\u200cخواهم\u200f\n\tand that\u00ad's it"
    assert shown(kept) == kept
