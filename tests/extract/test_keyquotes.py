"""The quotes that a brief shows."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from generator.extract.keyquotes import key_quotes
from generator.model import FoundActor, FoundQuote, Span

TEXT = """“The bridge to Vardania will be built before winter,” said Ada Brenn.
“I am glad to see all of you here today,” Ada Brenn said.
Ada Brenn called it “a good plan” and “sound”.
“Not one boat,” said Ada Brenn, “will pass under the bridge to Vardania in two years.”
“The bridge to Vardania will really be built before winter,” she repeated.
“Somebody wrote these many words upon the wall of the harbour.”
“It was a cold night and we all stood there without any coats,” said a porter.
The bridge to Vardania crosses the strait. Boats pass under the bridge. Winter comes early to Vardania."""


def quotes() -> tuple[FoundQuote, ...]:
    speakers = ["Ada Brenn"] * 7 + ["", "a porter"]
    found = []
    end = 0
    for speaker in speakers:
        start = TEXT.index("“", end) + 1
        end = TEXT.index("”", start)
        actor = "ada-brenn" if speaker == "Ada Brenn" else ""
        found.append(FoundQuote(Span(start, end), "marked", speaker, actor))
    return tuple(found)


MENTIONS = tuple(Span(n, n + 9) for n in range(len(TEXT)) if TEXT.startswith("Ada Brenn", n))
ADA = FoundActor("ada-brenn", "Ada Brenn", "person", MENTIONS)


def chosen(limit: int = 5) -> list[str]:
    return [quote.span.of(TEXT) for quote in key_quotes(TEXT, quotes(), (ADA,), limit) if quote.key]


def test_those_that_say_most_of_what_the_article_is_about() -> None:
    assert chosen(limit=2) == [
        "The bridge to Vardania will be built before winter,",
        "Not one boat,",
        "will pass under the bridge to Vardania in two years.",
    ]


def test_parts_of_a_split_quote_stay_together() -> None:
    assert ("Not one boat," in chosen()) == ("will pass under the bridge to Vardania in two years." in chosen())


def test_no_scare_quotes_no_repeats_nothing_unattributed() -> None:
    shown = chosen(limit=9)
    assert "a good plan" not in shown
    assert "sound" not in shown
    assert not ({"The bridge to Vardania will really be built before winter,"} & set(shown))
    assert "Somebody wrote these many words upon the wall of the harbour." not in shown


def test_long_speeches_come_last_and_endless_ones_never() -> None:
    text = "x " * 300
    long, endless = (FoundQuote(Span(0, 2 * words - 1), "marked", "A") for words in (100, 200))
    assert [quote.key for quote in key_quotes(text, (long,), ())] == [True]
    assert [quote.key for quote in key_quotes(text, (endless,), ())] == [False]


def test_no_quotes() -> None:
    assert key_quotes("", (), ()) == ()


@given(
    st.text(),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60), st.sampled_from(["", "A", "B"])), max_size=20),
)
def test_any_quotes_come_back_as_they_were(text: str, places: list[tuple[int, int, str]]) -> None:
    given_ = tuple(
        FoundQuote(Span(start, min(len(text), start + length)), "marked", speaker)
        for start, length, speaker in sorted(places)
        if start < len(text)
    )
    result = key_quotes(text, given_, ())
    assert tuple(dataclasses.replace(quote, key=False) for quote in result) == given_
    assert all(quote.speaker for quote in result if quote.key)
