"""Dates in a text and its date of publication, against the fixtures in dates/<language>.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from generator.extract.dates import find_dates, publication_date
from generator.languages import LANGUAGES, data
from generator.model import PartialDate

FIXTURES = sorted((Path(__file__).parent / "dates").glob("*.yaml"))


def cases() -> list[Any]:
    return [
        pytest.param(file.stem, case, id=f"{file.stem}-{case['text'][:40]}")
        for file in FIXTURES
        for case in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    ]


@pytest.mark.parametrize(("language", "case"), cases())
def test_fixture(language: str, case: dict[str, Any]) -> None:
    published = PartialDate.parse(case["published"]) if "published" in case else None
    found = find_dates(case["text"], language, published)
    assert [f"{date.date} = {date.span.of(case['text'])}" for date in found] == case["dates"]


def test_every_language_has_a_fixture() -> None:
    assert sorted(file.stem for file in FIXTURES) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendars_have_the_names_of_cldr(language: str) -> None:
    locale = Locale(language)
    for number, forms in enumerate(data(language, "calendar")["months"], 1):
        for context in ("format", "stand-alone"):
            assert locale.months[context]["wide"][number].lower() in forms.split()
    for number, forms in enumerate(data(language, "calendar")["weekdays"]):
        name = locale.days["stand-alone"]["wide"][number].lower()
        assert {name, name.replace("ʼ", "’")} & set(forms.split())


def test_a_date_comes_with_its_sentence() -> None:
    text = "Ostmark voted. The count ended on 3 May 2020. Nobody complained."
    (date,) = find_dates(text, "en", None)
    assert date.sentence.of(text) == "The count ended on 3 May 2020."


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("PORT SELIN, 3 March 2025 – The council met.", "en", "2025-03-03"),
        ("Port Selin (Ostmark), 03.04.2006 – Der Rat tagte.", "de", "2006-04-03"),
        ("Council meets\n\nPublished: March 3, 2025, 3:40 p.m.\n\nThe council met.", "en", "2025-03-03"),
        ("Rada się spotkała\n\n27 lutego 2025, 14:30\n\nRada obradowała długo.", "pl", "2025-02-27"),
        ("The council met.\n\nMarch 2025", "en", "2025-03"),
        ("Update from Friday, March 7, 3:40 p.m.: The council met.", "en", None),
        ("The council met on 3 March 2025 in Port Selin.", "en", None),
        ("", "en", None),
    ],
)
def test_publication_date(text: str, language: str, date: str | None) -> None:
    assert publication_date(text, language) == (PartialDate.parse(date) if date else None)


WORDS = st.sampled_from(
    [
        "12",
        "May",
        "maja",
        "2020",
        "31",
        ".",
        ",",
        "–",
        "“",
        "”",
        "on",
        "w",
        "Tuesday",
        "wtorek",
        "\n",
        " ",
        "yesterday",
    ]
)


@given(
    st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join)),
    st.sampled_from(LANGUAGES),
    st.sampled_from([None, PartialDate(2024), PartialDate(2024, 2), PartialDate(2024, 2, 29)]),
)
def test_any_text_gives_valid_dates_in_order(text: str, language: str, published: PartialDate | None) -> None:
    found = find_dates(text, language, published)
    assert [date.span.start for date in found] == sorted(date.span.start for date in found)
    for date in found:
        assert PartialDate.parse(str(date.date)) == date.date
        assert date.sentence.start <= date.span.start < date.span.end <= len(text)
    publication_date(text, language)
