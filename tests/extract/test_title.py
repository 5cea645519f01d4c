"""Titles for articles that have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.extract.title import make_title
from generator.languages import LANGUAGES
from generator.model import FoundActor, FoundQuote, Span

CASES = [
    # The article's own headline.
    ("en", "Home page world\n\nCouncil agrees on bridge\n\nThe council met on Monday.", "Council agrees on bridge"),
    # A short sentence, without its stop.
    ("en", "The council agreed on Monday to build a bridge.", "The council agreed on Monday to build a bridge"),
    # What follows a clause border is left out.
    (
        "en",
        "The council of Ostmark agreed on Monday to build a bridge to Vardania, which has waited for it for more than "
        "thirty long years.",
        "The council of Ostmark agreed on Monday to build a bridge to Vardania",
    ),
    (
        "pl",
        "Rada Ostmarku zgodziła się w poniedziałek na budowę mostu do Vardanii, która czekała na niego ponad "
        "trzydzieści bardzo długich lat.",
        "Rada Ostmarku zgodziła się w poniedziałek na budowę mostu do Vardanii",
    ),
    (
        "de",
        "Der Rat von Ostmark hat am Montag den Bau der Brücke nach Vardania beschlossen, obwohl die Fischer dort "
        "seit Jahren widersprechen.",
        "Der Rat von Ostmark hat am Montag den Bau der Brücke nach Vardania beschlossen",
    ),
    # A verb of saying keeps what it says.
    (
        "en",
        "The council of Ostmark announced on Monday evening after a long and stormy debate that the bridge to Vardania "
        "will be built next year.",
        "The council of Ostmark announced on Monday evening after a long and stormy debate that the bridge …",
    ),
    # Phrases at the end go when nothing else helps, and no function word is left hanging.
    (
        "en",
        "The council of Ostmark agreed to build the long bridge to Vardania with money of the old bank of Port Selin "
        "and of the bank of Vardania together.",
        "The council of Ostmark agreed to build the long bridge to Vardania",
    ),
    ("en", "A" * 300, "…"),
    ("en", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "title"), CASES)
def test_title(language: str, text: str, title: str) -> None:
    made = make_title(text, language, (), (), ())
    assert made == title or (title == "…" and made.endswith("…") and len(made) <= 110)


def test_titles_before_the_name_go() -> None:
    text = (
        "Acting Governor of Northern Vardania Ada Maria Brenn wants the ferries of the strait to run again in the "
        "week of the first snow."
    )
    start = text.index("Ada")
    actor = FoundActor("ada", "Ada Maria Brenn", "person", (Span(start, start + len("Ada Maria Brenn")),))
    title = make_title(text, "en", (actor,), (), ())
    assert title == text[start:-1]


def test_speech_is_no_title() -> None:
    text = "“We will build the bridge,” said the minister. The council of Ostmark met on Monday."
    quote = FoundQuote(Span(1, 26), "marked", "the minister")
    summary = (Span(0, 46), Span(47, len(text)))
    assert make_title(text, "en", (), (quote,), summary) == "The council of Ostmark met on Monday"


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_title_is_in_its_text(text: str, language: str) -> None:
    title = make_title(text, language, (), (), ())
    assert title.removesuffix(" …").rstrip("… ") in " ".join(text.split())
    assert len(title) <= 150
