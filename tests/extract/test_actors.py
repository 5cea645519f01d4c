"""Persons, organisations and places, against the fixtures in actors/<language>.yaml."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.extract.actors import find_actors, morphology
from generator.extract.actors.sounds import skeleton
from generator.languages import LANGUAGES
from generator.model import Actor, FoundActor

FIXTURES = sorted((Path(__file__).parent / "actors").glob("*.yaml"))


def shown(actor: FoundActor, text: str) -> str:
    """`kind name (gender) [role]: mentions / demonyms`."""
    line = f"{actor.kind} {actor.name}"
    line += f" ({actor.gender})" if actor.gender else ""
    line += f" [{actor.role}]" if actor.role else ""
    line += ": " + ", ".join(span.of(text) for span in actor.mentions)
    return line + (" / " + ", ".join(span.of(text) for span in actor.demonyms) if actor.demonyms else "")


def cases() -> list[Any]:
    return [
        pytest.param(file.stem, case, id=f"{file.stem}-{case['text'][:40]}")
        for file in FIXTURES
        for case in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    ]


@pytest.mark.parametrize(("language", "case"), cases())
def test_fixture(language: str, case: dict[str, Any]) -> None:
    found = find_actors(case["text"], language)
    assert [shown(actor, case["text"]) for actor in found] == case["actors"]


def test_every_language_has_a_fixture() -> None:
    assert sorted(file.stem for file in FIXTURES) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    "spellings",
    [
        "Łukaszenka Lukashenko Loukachenko Лукашенко Lukaschenko Lukašenko Лукашенка",
        "Zelenski Zełenski Selenskyj Zelenskyy Зеленський Зеленский",
        "Shmigal Szmyhal Shmyhal Шмигаль Chmygal",
        "Ławrow Lavrov Lawrow Лавров",
    ],
)
def test_spellings_of_many_languages_sound_alike(spellings: str) -> None:
    assert len({skeleton(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Alexander Lukashenko", "en"),
        ("Alaksandrem Łukaszenką", "pl"),
        ("Alexander Lukaschenkos", "de"),
        ("Alexandre Loukachenko", "fr"),
        ("Александра Лукашенко", "ru"),
        ("Олександром Лукашенком", "uk"),
        ("Alexandrem Lukašenkem", "cs"),
    ],
)
def test_a_known_person_has_one_id_in_all_languages(text: str, language: str) -> None:
    assert [actor.id for actor in find_actors(text, language)] == ["alexander-lukashenko"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tobias Velmore", "en"),
        ("z Tobiasem Velmorem", "pl"),
        ("министр Тобиас Велмор", "ru"),
    ],
)
def test_an_unknown_person_has_one_id_in_all_languages(text: str, language: str) -> None:
    assert [actor.id for actor in find_actors(text, language)] == ["person-vlmr"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Minister Bohdan Zherukhov", "en"),
        ("Minister Bohdan Żeruchow", "pl"),
        ("Minister Bohdan Scheruchow", "de"),
        ("Le ministre Bohdan Jeroukhov", "fr"),
        ("El ministro Bohdan Zherujov", "es"),
        ("Министр Богдан Жерухов", "ru"),
        ("Міністр Богдан Жерухов", "uk"),
    ],
)
def test_each_language_has_its_own_letters_for_a_sound(text: str, language: str) -> None:
    assert [actor.id for actor in find_actors(text, language)] == ["person-srgv"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He spoke in Halimor.", "en"),
        ("Mówił w Halimorze.", "pl"),
        ("In Halimor sprach er.", "de"),
        ("Он говорил в Халиморе.", "ru"),
        ("HALIMOR (Harbour Agency) – He spoke.", "en"),
    ],
)
def test_an_unknown_place_has_one_id_in_all_languages(text: str, language: str) -> None:
    places = [actor.id for actor in find_actors(text, language) if actor.kind == "place"]
    assert places == ["place-glmr"]


def test_a_state_that_no_list_has_is_one_in_all_languages() -> None:
    texts = {
        "en": "Ostravia closed its ports, the Ostravian government said.",
        "pl": "Ostrawia milczy, ostrawijski minister też.",
        "de": "Ostraviens Minister schweigt.",
        "ru": "Остравия молчит, остравийский министр тоже.",
    }
    found = {language: find_actors(text, language) for language, text in texts.items()}
    assert [[(a.id, a.name) for a in actors] for actors in found.values()] == [
        [("place-strv", "Ostravia")], [("place-strv", "Ostrawia")],
        [("place-strv", "Ostravien")], [("place-strv", "Остравия")],
    ]  # fmt: skip


def test_polish_is_read_without_its_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "morfeusz2", None)
    caches = [one for one in vars(morphology).values() if hasattr(one, "cache_clear")]
    for one in caches:
        one.cache_clear()
    assert morphology.traits("Warszawie", "pl") == morphology.Traits()
    found = find_actors("Minister Marek Belzowski mówił w Warszawie o Belzowskim.", "pl")
    for one in caches:
        one.cache_clear()
    assert [(actor.name, len(actor.mentions)) for actor in found] == [("Marek Belzowski", 2), ("Warszawa", 1)]


def test_the_dossiers_own_actors_win() -> None:
    own = (
        Actor("harbour-club", "Harbour Club", "organization", aliases=("HC",)),
        Actor("wladimir-putin", "Władimir Putin", "person"),
    )
    found = find_actors("The HC wrote to Mr. Putin. Vladimir Putin and the Harbour Club met.", "en", own)
    assert [(actor.id, actor.name, len(actor.mentions)) for actor in found] == [
        ("harbour-club", "Harbour Club", 2),
        ("wladimir-putin", "Władimir Putin", 2),
    ]


def test_a_bare_surname_goes_to_the_one_introduced() -> None:
    text = "Anna Orwick and Paul Orwick spoke. Paul Orwick left with Mrs. Orwick; later Orwick returned."
    anna, paul = find_actors(text, "en")
    assert [span.of(text) for span in anna.mentions] == ["Anna Orwick", "Orwick"]
    assert [span.of(text) for span in paul.mentions] == ["Paul Orwick", "Paul Orwick", "Orwick"]
    assert anna.id != paul.id


def test_headings_days_and_months_are_no_actors() -> None:
    assert find_actors("Home page politics\n\nUpdate from Saturday, February 18: However, Monday was dry.", "en") == ()


WORDS = st.sampled_from(
    ["Anna", "Orwick", "UE", "Polska", "Sąd", "Najwyższy", "в", "Україні", "Bank of", "McDonald’s", "„", "\n\n", ". ",
     "Ministry", "(ISW)", "J.", "von der", "Ministerstwo", "Kowalskiego", "BelarusAlexander", "\u2011", "the"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)), st.sampled_from(LANGUAGES))
def test_any_text_gives_valid_mentions(text: str, language: str) -> None:
    actors = find_actors(text, language)
    spans = sorted(span for actor in actors for span in actor.mentions)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert len({actor.id for actor in actors}) == len(actors)
    assert all(re.fullmatch(r"[a-z0-9-]+", actor.id) and actor.name for actor in actors)


def test_a_title_in_capitals_with_words_that_link_names() -> None:
    found = find_actors("Expert On Orla Past.", "en")
    assert all(0 <= span.start < span.end <= 20 for actor in found for span in actor.mentions)
    assert find_actors("Expert On Hillary Past.", "en")
