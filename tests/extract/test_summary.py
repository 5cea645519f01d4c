"""Which sentences sum an article up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.extract.summary import summarise
from generator.languages import LANGUAGES
from generator.model import FoundActor, FoundQuote, Span

ARTICLE = """Home page world

Ostmark agrees on the bridge to Vardania

PORT SELIN – The council of Ostmark agreed on Monday to build a bridge to Vardania across the Selin strait.

“We have waited for this bridge for thirty years and more,” said the minister Ada Brenn.

She was pleased. It had rained in the night before the vote, and few people came to watch the councillors.

The bridge to Vardania will cost nine million crowns, which the council of Ostmark borrows from its own bank.

The council of Ostmark agreed on Monday that it will build the bridge to Vardania across the strait.

Fishermen of the Selin strait fear that the bridge will keep their boats in the harbour for two years.

Read also: Bridge burns (ab)"""


def told(text: str, language: str = "en", quoted: tuple[str, ...] = (), title: str = "") -> list[str]:
    quotes = tuple(
        FoundQuote(Span(text.index(quote), text.index(quote) + len(quote)), "marked", "Ada Brenn") for quote in quoted
    )
    return [span.of(text) for span in summarise(text, language, quotes, (), title)]


def test_prose_that_tells_what_happened() -> None:
    assert told(ARTICLE, quoted=("We have waited for this bridge for thirty years and more,",)) == [
        "The council of Ostmark agreed on Monday to build a bridge to Vardania across the Selin strait.",
        "The bridge to Vardania will cost nine million crowns, which the council of Ostmark borrows from its own bank.",
    ]


def test_the_title_draws_its_sentences() -> None:
    text = (
        "The council of Ostmark met on Monday in the old hall of Port Selin. The weather was mild for the season. "
        "Taxes on salt and on herring rise by a tenth in the coming year. The councillors sat until late at night. "
        "The hall of Port Selin was built by the council of Ostmark. A clerk of the council read the old minutes. "
        "Guests of the council sat in the hall. The doors of the hall stayed open."
    )
    assert "Taxes on salt" not in " ".join(told(text))
    assert "Taxes on salt and on herring rise by a tenth in the coming year." in told(
        text, title="Salt and herring taxes rise"
    )


def test_main_actors_draw_their_sentences() -> None:
    text = (
        "The vote on the bridge took place in Port Selin on Monday morning. Clouds hung low above the old harbour. "
        "In the evening the minister Ada Brenn left for the isles without a word. A band played in the streets. "
        "Shops had closed early because of the great heat. Two ferries lay idle at the northern pier."
    )
    name = Span(text.index("Ada Brenn"), text.index("Ada Brenn") + 9)
    actor = FoundActor("ada-brenn", "Ada Brenn", "person", (name,))
    assert "Ada Brenn" in " ".join(span.of(text) for span in summarise(text, "en", (), (actor,), ""))


def test_speech_is_taken_only_when_there_is_nothing_else() -> None:
    speech = "“The bridge will be built before the end of the year,” said the minister Ada Brenn."
    quoted = ("The bridge will be built before the end of the year,",)
    assert told(speech, quoted=quoted) == [speech]
    prose = "The council of Ostmark met in Port Selin on Monday."
    assert told(f"{speech}\n\n{prose}", quoted=quoted) == [prose]


@pytest.mark.parametrize("text", ["", " \n ", "\n\n"])
def test_nothing_to_sum_up(text: str) -> None:
    assert told(text) == []


def test_a_heading_alone_is_its_own_summary() -> None:
    assert told("Ostmark agrees on bridge") == ["Ostmark agrees on bridge"]


SENTENCE = st.sampled_from(
    [
        "The council met. ",
        "Rada się zebrała. ",
        "He left. ",
        "“No.” ",
        "\n\n",
        "A heading\n\n",
        "x",
        "Der Rat tagte. ",
    ]
)


@given(st.one_of(st.text(), st.lists(SENTENCE, max_size=80).map("".join)), st.sampled_from(LANGUAGES), st.data())
def test_any_text_gives_one_to_three_sentences(text: str, language: str, data: st.DataObject) -> None:
    places = st.integers(0, max(0, len(text) - 1))
    quotes = tuple(
        FoundQuote(Span(start, min(len(text), start + 5)), "marked", "X")
        for start in sorted(data.draw(st.lists(places, max_size=3)))
    )
    spans = summarise(text, language, quotes, (), "The council met")
    assert len(spans) == 0 if not text.strip() else 1 <= len(spans) <= 3
    assert list(spans) == sorted(set(spans))
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
