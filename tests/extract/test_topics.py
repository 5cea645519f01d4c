"""Topics and their evidence, and the starter vocabulary."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authority import parse_topics
from generator.extract.topics import find_topics
from generator.languages import LANGUAGES
from generator.model import Topic

STARTER = parse_topics((files("generator") / "data/topics.yaml").read_text(encoding="utf-8"), "topics.yaml")
BRIDGES = Topic("bridges", "Bridges", keywords={"en": ("bridge*", "Selin Strait", "toll")})
FISH = Topic("fish", "Fish", keywords={"en": ("herring", "fish*", "fishing boat*")})
FILLER = "The weather was mild. " * 20


def found(text: str, *vocabulary: Topic) -> dict[str, list[str]]:
    return {topic.id: [span.of(text) for span in topic.evidence] for topic in find_topics(text, "en", vocabulary)}


def test_two_keywords_are_evidence() -> None:
    assert found("A toll is due. Bridges cost money.", BRIDGES, FISH) == {"bridges": ["toll", "Bridges"]}


def test_one_keyword_of_the_opening_must_come_again() -> None:
    assert found("A bridge came.", BRIDGES) == {}
    assert found(f"A bridge came.\n\n{FILLER}The bridges went.", BRIDGES) == {"bridges": ["bridge", "bridges"]}
    assert found(f"{FILLER}\n\nA bridge came, then another bridge, then a third bridge.", BRIDGES) == {}


def test_the_longest_keyword_at_a_place_counts_once() -> None:
    assert found("Fishing boats left for the SELIN STRAIT.", FISH, BRIDGES) == {}
    assert found("Fishing boats left, and the herring came.", FISH) == {"fish": ["Fishing boats", "herring"]}


def test_a_stem_stands_for_whole_words_only() -> None:
    assert found("Footbridges and tolls and a tollgate.", BRIDGES) == {}


def test_the_most_evident_come_first_and_faint_ones_not_at_all() -> None:
    text = f"Fish and herring and fishing boats and fish and herring.\n\n{FILLER}\n\nA toll for a bridge."
    assert list(found(text, BRIDGES, FISH)) == ["fish"]
    text = f"Fish and herring and a bridge.\n\n{FILLER}\n\nA toll for a bridge."
    assert list(found(text, BRIDGES, FISH)) == ["fish", "bridges"]


def test_at_most_six() -> None:
    many = [Topic(f"t{n}", f"T{n}", keywords={"en": ("bridge", "toll")}) for n in range(9)]
    assert list(found("A bridge and a toll.", *many)) == [f"t{n}" for n in range(6)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ambassador and the foreign minister spoke of sanctions; an embargo follows."),
        ("pl", "Ambasador i ministra spraw zagranicznych rozmawiali o sankcjach i embargu."),
        ("de", "Die Botschafterin und der Außenminister sprachen über Sanktionen und ein Embargo."),
        ("es", "La embajadora y el canciller hablaron de sanciones y de un embargo."),
        ("fr", "L’ambassadrice et un émissaire ont parlé de sanctions et d’un embargo."),
        ("ru", "Посол и министр иностранных дел говорили о санкциях и эмбарго."),
        ("uk", "Посол і міністр закордонних справ говорили про санкції та ембарго."),
        ("cs", "Velvyslankyně a ministr zahraničí mluvili o sankcích a o embargu."),
        ("sl", "Veleposlanica in zunanji minister sta govorila o sankcijah in embargu."),
        ("bg", "Посланикът и външният министър говориха за санкции и ембарго."),
        ("it", "L’ambasciatrice e il ministro degli esteri hanno parlato di sanzioni e di un embargo."),
        ("pt", "A embaixadora e um enviado especial falaram de sanções e de um embargo."),
    ],
)  # fmt: skip
def test_starter_vocabulary(language: str, text: str) -> None:
    assert {topic.name for topic in find_topics(text, language, STARTER)} == {"Diplomacy", "Sanctions"}


def test_starter_vocabulary_is_whole() -> None:
    assert len(STARTER) >= 40
    for topic in STARTER:
        assert topic.description
        assert sorted(topic.keywords) == sorted(LANGUAGES)
        assert topic.iptc == "" or re.fullmatch(r"medtop:\d{8}", topic.iptc)
        for language, keywords in topic.keywords.items():
            assert len(set(keywords)) == len(keywords), (topic.name, language)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_gives_evidence_in_order(text: str, language: str) -> None:
    for topic in find_topics(text, language, STARTER):
        assert list(topic.evidence) == sorted(set(topic.evidence))
        assert all(0 <= span.start < span.end <= len(text) for span in topic.evidence)
