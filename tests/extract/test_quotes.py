"""Quotations and speakers, against the fixtures in quotes/<language>.yaml (the format: quotes/en.yaml)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.extract.quotes import find_quotes
from generator.languages import LANGUAGES
from generator.model import FoundActor, FoundQuote, Kind, Span

FIXTURES = sorted((Path(__file__).parent / "quotes").glob("*.yaml"))


def cast(text: str, entries: dict[str, str]) -> tuple[FoundActor, ...]:
    """The actors of a fixture as if they had been found in the text, longer names first."""
    taken: list[Span] = []
    forms = sorted(
        ((form.strip(), name) for name, entry in entries.items() for form in (name, *entry.split(",")[1:])),
        key=lambda pair: -len(pair[0]),
    )
    mentions: dict[str, list[Span]] = {name: [] for name in entries}
    for form, name in forms:
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
            if not any(span.start < match.end() and match.start() < span.end for span in taken):
                taken.append(Span(*match.span()))
                mentions[name].append(taken[-1])
    found = []
    for name, spans in mentions.items():
        code = entries[name].split(",")[0].strip()
        kind: Kind = "person" if code in ("f", "m", "person") else "place" if code == "place" else "organization"
        if spans:
            gender: Any = code if code in ("f", "m") else ""
            found.append(FoundActor(name.lower().replace(" ", "-"), name, kind, tuple(sorted(spans)), gender=gender))
    return tuple(found)


def cases() -> Iterator[Any]:
    for path in FIXTURES:
        fixture = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        for number, case in enumerate(fixture["cases"], 1):
            yield pytest.param(path.stem, fixture["actors"], case, id=f"{path.stem}-{number}-{case['shows']}")


def shown(text: str, quote: FoundQuote) -> str:
    mention = quote.mention.of(text) if quote.mention else "-"
    parts = [quote.span.of(text).replace("\n", " "), quote.speaker or "-"]
    return " | ".join(parts if mention == parts[1] else [*parts, mention])


def shortened(line: str, expected: str) -> str:
    """A result line whose words are cut as those of the expected line are: “We will … sign”."""
    words, *rest = line.split(" | ")
    start, gap, end = expected.split(" | ")[0].partition(" … ")
    if gap and words.startswith(start) and words.endswith(end):
        words = f"{start} … {end}"
    return " | ".join([words, *rest])


@pytest.mark.parametrize(("language", "actors", "case"), list(cases()))
def test_fixture(language: str, actors: dict[str, str], case: dict[str, Any]) -> None:
    text = case["text"].strip()
    found = [shown(text, quote) for quote in find_quotes(text, language, cast(text, actors))]
    expected = case["quotes"]
    assert [shortened(line, want) for line, want in zip(found, expected, strict=False)] == expected
    assert len(found) == len(expected), found


def test_all_languages_have_fixtures() -> None:
    assert {path.stem for path in FIXTURES} == set(LANGUAGES)


PIECES = st.sampled_from(
    ["“", "”", '"', "„", "«", "»", "‘", "’", "'", ",,", "''", "- ", " – ", "—", ".", ", ", ": ", "?", "\n", "\n\n", " ",
     "(", ")", "he said", "said", "Velm", "Velm’s words", "according to ", "the minister", "who", "and", "dodał",
     "сказал он", "so"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=TEXTS, language=st.sampled_from((*LANGUAGES, "xx")))
def test_any_text_gives_valid_spans(text: str, language: str) -> None:
    quotes = find_quotes(text, language, cast(text, {"Dara Velm": "f, Velm"}))
    last = 0
    for quote in quotes:
        assert last <= quote.span.start < quote.span.end <= len(text)
        last = quote.span.end
        assert quote.span.of(text).strip() == quote.span.of(text)
        assert quote.mention is None or quote.mention.of(text).strip()
        assert (quote.mention is not None) or not quote.speaker


def calls(text: str, language: str) -> int:
    """How many functions, built-in ones too, are called to find the quotations of a text."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        find_quotes(text, language, ())
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit",
    ['"', "“", "“”", "- A b - dodał. ", "— A —said ", "who said, ", "the ", "“x” he said. ", "according to ", ". ",
     "he said\n\n", "“A"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "pl"])
def test_work_grows_with_length_only(unit: str, language: str) -> None:
    find_quotes(unit * 20, language, ())  # so that the lexicon is loaded
    short, long = (calls((unit * size)[:size], language) for size in (1500, 3000))
    assert long < 2.4 * short
