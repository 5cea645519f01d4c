"""Everything together: any text gives valid spans, quotes that are substrings, and no exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.authority import starter_topics
from generator.extract import extract
from generator.languages import LANGUAGES
from generator.model import PartialDate

VOCABULARY = starter_topics()
PIECES = st.sampled_from(
    ["“", "”", "„", "«", "»", '"', "'", "‘", "’", " – ", "\n\n", "\n- ", ": ", ", ", ". ", "? ", "(…) ", "[sic] ",
     "Mira Tolnay ", "Tolnay ", "Мира Толнай ", "Толнаем ", "Tolnayová ", "the minister ", "Minister ", "On ", "Of ",
     "President ", "prezydent ", "сказал ", "powiedziała ", "said ", "dodał ", "sagte ", "a déclaré ", "dijo ", "he ",
     "according to ", "według ", "по словам ", "Ostmark ", "Vardania ", "NATO ", "UN ", "on Tuesday ", "13 marca ",
     "February 18 ", "2031 ", "the gates will hold ", "zapora wytrzyma ", "мост стоит ", "lukashenko ", "\u200b", "\t"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join)), st.sampled_from(LANGUAGES))
def test_any_text_gives_valid_spans(text: str, language: str) -> None:
    found = extract(text, language, date=PartialDate(2031, 3, 4), vocabulary=VOCABULARY)
    spans = [quote.span for quote in found.quotes]
    spans += [quote.mention for quote in found.quotes if quote.mention]
    spans += [span for actor in found.actors for span in (*actor.mentions, *actor.demonyms)]
    spans += [*found.summary, *(span for topic in found.topics for span in topic.evidence)]
    spans += [span for date in found.dates for span in (date.span, date.sentence)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [quote.span for quote in found.quotes] == sorted(quote.span for quote in found.quotes)
    known = {actor.id for actor in found.actors}
    assert all(not quote.actor or quote.actor in known for quote in found.quotes)
    assert all(quote.speaker or not quote.actor for quote in found.quotes)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_the_same_text_gives_the_same_result(text: str, language: str) -> None:
    assert extract(text, language) == extract(text, language)
