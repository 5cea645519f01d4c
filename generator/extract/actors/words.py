"""What the language's data say of a word: looked up once for all its occurrences."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from generator.extract.actors.morphology import bases, traits
from generator.extract.actors.rules import rules
from generator.extract.actors.tokens import words_of
from generator.languages import data

Institution = tuple[tuple[str, ...], str]
"""Its words in lower case, and its key."""
_COMPOUND = 6
"""Letters of the shortest title that closes a compound."""


class Word(NamedTuple):
    """A word in lower case; of each group of the rules the base form that is in it, empty where none is."""

    titles: str = ""
    """Likewise the title that closes a German compound (“Energieminister”)."""
    heads: str = ""
    introducers: str = ""
    place_heads: str = ""
    place_nouns: str = ""
    demonym: str = ""
    """The code of the country whose people or adjective the word is."""
    of_state: str = ""
    """What an adjective of a state has before its ending (“Vardanian” → vardan)."""
    institutions: tuple[Institution, ...] = ()
    """Those that every state has, whose first word it may be, the longest first."""


_PLAIN = Word()
_GROUPS = ("titles", "heads", "introducers", "place_heads", "place_nouns")


@lru_cache(20_000)
def word(low: str, language: str) -> Word:
    """What the data say of a word in lower case, in any of its case forms."""
    given, groups, institutions = rules(language), _groups(language), _institutions(language)
    found: dict[str, str] = {}
    starting: tuple[Institution, ...] = ()
    for base in bases(low, language):
        if base in groups:
            for group in groups[base]:
                found.setdefault(group, base)
        if base in institutions:
            starting += institutions[base]
    if given.nouns_capitalised and "titles" not in found:
        found["titles"] = next((low[at:] for at in range(1, len(low) - _COMPOUND + 1) if low[at:] in given.titles), "")
    if code := _demonym(low, language):
        found["demonym"] = code
    if given.state_adjective and (state := given.state_adjective.fullmatch(low)):
        found["of_state"] = state[1]
    return Word(**found, institutions=starting) if found or starting else _PLAIN


@cache
def _groups(language: str) -> dict[str, list[str]]:
    """Word → the groups of the rules that it is in."""
    found: dict[str, list[str]] = {}
    for group in _GROUPS:
        for member in getattr(rules(language), group):
            found.setdefault(member, []).append(group)
    return found


@cache
def _institutions(language: str) -> dict[str, tuple[Institution, ...]]:
    """Institutions that every state has, by first word, the longest first."""
    found: dict[str, list[Institution]] = {}
    for line in data(language, "names").get("institutions", "").splitlines():
        key, _, phrases = line.partition(":")
        for phrase in phrases.split(";"):
            words = words_of(phrase)
            found.setdefault(words[0], []).append((words, key.strip()))
    return {first: tuple(sorted(listed, key=lambda item: -len(item[0]))) for first, listed in found.items()}


class _Demonyms(NamedTuple):
    forms: dict[str, str]
    stems: dict[str, str]
    endings: frozenset[str]
    longest: int
    """The letters of the longest ending."""
    begins: frozenset[str]
    """The first two letters of stems."""


@cache
def _demonyms(language: str) -> _Demonyms:
    names = data(language, "names")
    forms: dict[str, str] = {}
    stems: dict[str, str] = {}
    for line in names.get("demonyms", "").splitlines():
        code, _, words = line.partition(":")
        words = words.casefold()
        for word in words.split():
            if word.endswith("*"):
                stems.setdefault(word[:-1], code.strip())
            elif choice := re.fullmatch(r"(\w+)\((.+)\)", word):
                forms.update({choice[1] + ending: code.strip() for ending in choice[2].split("|")})
            else:
                forms[word] = code.strip()
    endings = frozenset(ending.replace("0", "") for ending in names.get("demonym_endings", "").split())
    begins = frozenset(stem[:2] for stem in stems)
    return _Demonyms(forms, stems, endings, max(map(len, endings), default=0), begins)


def _demonym(low: str, language: str) -> str:
    table = _demonyms(language)
    if code := table.forms.get(low):
        return code
    for size in range(min(table.longest, len(low)) + 1) if low[:2] in table.begins else ():
        if (code := table.stems.get(low[: len(low) - size])) and low[len(low) - size :] in table.endings:
            return code
    return ""


def state_stem(low: str, language: str) -> str:
    """What the name of a state has before its ending, in any case (“Vardanii” → vardan); empty for other words."""
    endings = rules(language).state_endings
    if not low.endswith(endings):
        return ""
    ending = next(ending for ending in endings if low.endswith(ending))
    return low[: -len(ending)] if len(low) - len(ending) > 2 else ""


@lru_cache(20_000)
def ordinary(text: str, language: str) -> bool:
    """Whether a capitalised word may well be no name: a common or function word, a title, a demonym."""
    low = text.casefold()
    known = traits(text, language)
    if low in rules(language).common or (known.common and not (known.first or known.surname or known.place)):
        return True
    facts = word(low, language)
    return bool(facts.titles or facts.heads or facts.demonym)


@lru_cache(20_000)
def surname_forms(low: str, language: str) -> tuple[str, ...]:
    """Base forms of a surname, of the adjective made of it, and of the man's name in a woman's."""
    forms = dict.fromkeys(bases(low, language))
    for ending in (*rules(language).possessive, *rules(language).feminine):
        stem = low[: -len(ending)]
        if low.endswith(ending) and len(stem) > 2:
            forms.update(dict.fromkeys((stem, stem + "a", stem + "e", stem + "o", stem[:-1] + "e" + stem[-1])))
    return tuple(forms)
