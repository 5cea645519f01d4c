"""The starter authority: complete, consistent, named in each language."""

from __future__ import annotations

import re

import pytest

from generator.gazetteer import cities, country_name, known_actors, not_actors, starter
from generator.languages import LANGUAGES


def test_ids_are_unique_and_fit_addresses() -> None:
    ids = [known.id for known in (*known_actors(), *cities())]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in ids)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Ukraine"), ("pl", "Ukraina"), ("cs", "Ukrajina"), ("ru", "Украина"), ("uk", "Україна"), ("fr", "Ukraine")],
)
def test_countries_are_named_in_the_language(language: str, name: str) -> None:
    assert country_name("UA", language) == name


def test_a_name_that_is_no_country_has_no_country_name() -> None:
    assert country_name("ZZ", "en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_actor_keeps_its_english_name(language: str) -> None:
    english = {actor.id: actor.name for actor in starter("en")}
    for actor in starter(language):
        assert english[actor.id] in (actor.name, *actor.aliases)
        assert actor.name not in actor.aliases


def test_spellings_of_other_languages_are_aliases() -> None:
    brussels = next(actor for actor in starter("pl") if actor.id == "brussels")
    assert brussels.name == "Bruksela"
    assert {"Brussels", "Brüssel", "Bruxelles", "Брюссель"} <= set(brussels.aliases)


def test_offices_are_in_the_words_of_the_language() -> None:
    roles = {language: {actor.id: actor.role for actor in starter(language)} for language in ("en", "pl", "de")}
    assert roles["en"]["emmanuel-macron"] == "president, France"
    assert roles["pl"]["maia-sandu"] == "prezydentka, Mołdawia"
    assert roles["de"]["giorgia-meloni"] == "Ministerpräsidentin, Italien"


def test_persons_have_a_gender() -> None:
    assert [known.id for known in known_actors() if known.kind == "person" and known.gender not in ("f", "m")] == []


def test_newspapers_and_events_are_no_actors() -> None:
    names = {known.name for known in not_actors()}
    assert {"The Guardian", "Brexit", "COVID-19"} <= names
    assert names.isdisjoint(known.name for known in known_actors())
