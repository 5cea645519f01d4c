"""languages/*/names.yaml, made ready: the words and endings by which names are told."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from generator.extract.actors.morphology import Gender
from generator.languages import data


class Rules(NamedTuple):
    titles: dict[str, Gender]
    heads: frozenset[str]
    introducers: frozenset[str]
    """Nouns before the name of a company or party, which are no part of it (“firma”)."""
    firms: frozenset[str]
    """English words that close the names of companies everywhere (“Robotics”), as they are written."""
    place_endings: tuple[str, ...]
    """Endings that names of regions alone have."""
    heads_last: bool
    """The head closes the name (“Security Council”); else it opens it."""
    links: frozenset[str]
    place_heads: frozenset[str]
    locatives: frozenset[str]
    suffixes: frozenset[str]
    """Forms of companies, as they are written."""
    particles: frozenset[str]
    role_links: frozenset[str]
    """Prepositions inside of an office (“representative to …”)."""
    honorifics: frozenset[str]
    """Titles that are no office (“Mr.”, “pani”)."""
    dictionary: bool
    """There is one that tells common words from names."""
    place_adjective: re.Pattern[str] | None
    """Adjectives that are made of names of places (“тюменский”)."""
    common: frozenset[str]
    """Function words."""
    adjectives: tuple[str, ...]
    """Endings of adjectives."""
    calendar: frozenset[str]
    """Names of months and days, without what a trailing * stands for."""
    ambiguous: frozenset[str]
    """Words that are ordinary where they open a sentence, though a well-known person bears them."""
    nouns_capitalised: bool
    possessive: tuple[str, ...]
    """Endings of adjectives made of a person's name."""
    feminine: tuple[str, ...]
    """Endings of a woman's surname made of a man's."""
    state_adjective: re.Pattern[str] | None
    """Adjectives of states; the first group is what the state's name has before its ending."""
    state_endings: tuple[str, ...]
    """Of names of states in all cases, the nominative's first."""
    state_genitive: str
    place_nouns: frozenset[str]
    """Nouns beside which the name of a place stands that they are no part of (“the town of …”)."""
    place_links: frozenset[str]
    """Prepositions between such a noun and the name."""
    plain_noun: re.Pattern[str] | None
    """Where every noun has a capital: those that stand after a bare preposition of place and are no place."""
    bare_locatives: frozenset[str]
    """Likewise: the prepositions of place that other nouns seldom follow without an article."""
    determiners: frozenset[str]
    """Likewise: what stands before nouns, not before places."""
    relatives: frozenset[str]
    """Pronouns that open a clause about a person alone."""


@cache
def rules(language: str) -> Rules:
    names = data(language, "names")

    def words(key: str) -> frozenset[str]:
        return frozenset(names.get(key, "").casefold().split())

    titles: dict[str, Gender] = {}
    for title in names.get("titles", "").casefold().split():
        word, _, gender = title.partition(":")
        titles[word] = "f" if gender == "f" else "m" if gender == "m" else ""
    return Rules(
        titles=titles,
        heads=words("heads"),
        introducers=words("introducers"),
        firms=frozenset(names.get("firms", "").split()),
        place_endings=tuple(names.get("place_endings", "").split()) or ("\0",),
        heads_last=names.get("heads_last") == "yes",
        links=words("links"),
        place_heads=words("place_heads"),
        locatives=words("locatives"),
        suffixes=frozenset(names.get("suffixes", "").split()),
        particles=words("particles"),
        role_links=words("role_links") | words("links"),
        honorifics=words("honorifics"),
        dictionary="analyser" in names,
        place_adjective=re.compile(names["place_adjective"]) if "place_adjective" in names else None,
        common=frozenset(data(language, "text").get("common", "").split()),
        calendar=_calendar(language),
        ambiguous=words("ambiguous"),
        adjectives=tuple(names.get("adjective_endings", "").split()),
        nouns_capitalised=names.get("nouns_capitalised") == "yes",
        possessive=tuple(names.get("possessive", "").split()),
        feminine=tuple(names.get("feminine", "").split()),
        state_adjective=re.compile(names["state_adjectives"]) if "state_adjectives" in names else None,
        state_endings=tuple(names.get("state_endings", "").split()),
        state_genitive=names.get("state_genitive", ""),
        place_nouns=words("place_nouns"),
        place_links=words("place_links"),
        plain_noun=re.compile(names["plain_noun"]) if "plain_noun" in names else None,
        bare_locatives=words("bare_locatives"),
        determiners=words("determiners"),
        relatives=words("relatives"),
    )


def _calendar(language: str) -> frozenset[str]:
    calendar = data(language, "calendar")
    listed = [*calendar.get("months", ()), *calendar.get("weekdays", ())]
    words = {word.rstrip("*") for line in listed for word in line.split()}
    return frozenset(word for word in words if len(word) > 3 or word == "may")
