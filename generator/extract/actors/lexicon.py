"""The actors that are known beforehand, ready to be looked up word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from generator import gazetteer
from generator.extract.actors.morphology import Gender, bases, first_name, plain
from generator.extract.actors.sounds import skeleton, spoken
from generator.extract.actors.tokens import Token, words_of
from generator.extract.actors.words import surname_forms
from generator.languages import data
from generator.model import Actor, Kind

_ROMAN = re.compile(r"[ivx]+\.?")
_SURNAME_FIRST = frozenset({"CN", "KP", "KR", "TW", "HK", "VN"})
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


class Entry(NamedTuple):
    """A known actor, or something known to be none."""

    id: str
    name: str
    """In the language of the article; empty where the data has no name in its script."""
    kind: Kind | Literal["none"]
    gender: Gender = ""
    size: int = 0
    """Of a city, in thousands of inhabitants; 0 for all else."""
    country: str = ""
    """Of a country, its code."""


class PersonName(NamedTuple):
    entry: Entry
    first: tuple[str, ...]
    surname: tuple[str, ...]


class Phrase(NamedTuple):
    words: tuple[str, ...]
    """In lower case."""
    entry: Entry
    exact: str
    """What must stand in the text letter by letter (acronyms); empty: any form of the words."""
    lower: bool
    """It may be written without a capital."""


class Lexicon(NamedTuple):
    phrases: dict[str, list[Phrase]]
    """By first word."""
    surnames: dict[str, list[PersonName]]
    """By last word of the surname."""
    sounds: dict[str, list[PersonName]]
    """By the skeleton of that word."""
    countries: dict[str, Entry]
    """By code."""


def _build(rows: Iterable[tuple[Entry, Iterable[str], bool]], particles: frozenset[str]) -> Lexicon:
    lexicon = Lexicon({}, {}, {}, {})
    for entry, spellings, surname_first in rows:
        if entry.country:
            lexicon.countries.setdefault(entry.country, entry)
        for spelling in dict.fromkeys(spellings):
            words = words_of(spelling)
            if words:
                _index(lexicon, entry, spelling, words, particles, surname_first)
    return lexicon


def _index(
    lexicon: Lexicon,
    entry: Entry,
    spelling: str,
    words: tuple[str, ...],
    particles: frozenset[str],
    surname_first: bool,
) -> None:
    exact = spelling if len(words) == 1 and spelling.isupper() and len(spelling) < 7 else ""
    official = len(words) > 1 and len(spelling) > 11 and entry.kind == "organization"
    phrase = Phrase(words, entry, exact, spelling[0].islower() or official)
    lexicon.phrases.setdefault(words[0], []).append(phrase)
    if entry.kind != "person" or len(words) < 2 or _ROMAN.fullmatch(words[-1]) or spelling[0].islower():
        return
    if surname_first:
        name = PersonName(entry, words[1:], words[:1])
    else:
        cut = next((at for at in range(1, len(words)) if words[at] in particles), len(words) - 1)
        name = PersonName(entry, words[:cut], words[cut:])
    lexicon.surnames.setdefault(name.surname[-1], []).append(name)
    lexicon.sounds.setdefault(skeleton(name.surname[-1]), []).append(name)


def particles(language: str) -> frozenset[str]:
    """The small words inside of names (`von der`, `al`)."""
    return frozenset(data(language, "names").get("particles", "").split())


@cache
def is_cyrillic(language: str) -> bool:
    return bool(_CYRILLIC.search(data(language, "names").get("titles", "")))


@lru_cache(16)
def starter_lexicon(language: str) -> Lexicon:
    """The starter authority, and what is known to be no actor, as articles in `language` name them."""
    cyrillic = is_cyrillic(language)
    rows = []
    for known in (*gazetteer.known_actors(), *gazetteer.not_actors()):
        code = known.role[-1] if known.role[0] == "country" or known.role[-1].isdigit() else ""
        kind: Kind | Literal["none"] = known.kind if known.id else "none"
        entry = Entry(known.id, _display(known, language, cyrillic), kind, known.gender, 0, code)
        spellings = [s.name for s in known.spellings if s.belongs(language, cyrillic) or _travels(known, s, cyrillic)]
        last = known.kind == "person" and (known.role[1] in _SURNAME_FIRST)
        rows.append((entry, [known.name, *spellings], last))
    return _build(rows, particles(language))


def _travels(known: gazetteer.Known, spelling: gazetteer.Spelling, cyrillic: bool) -> bool:
    """A person's name may stand in an article as another language of the same script spells it."""
    return known.kind == "person" and cyrillic == bool(_CYRILLIC.search(spelling.name))


def _display(known: gazetteer.Known, language: str, cyrillic: bool) -> str:
    return gazetteer.own_name(known, language) or ("" if cyrillic else known.name)


@lru_cache(4)
def city_lexicon(cyrillic: bool) -> Lexicon:
    """Cities of the world as articles in either script name them."""
    rows = []
    for city in gazetteer.cities():
        spellings = [s.name for s in city.spellings if cyrillic == bool(_CYRILLIC.search(s.name))]
        rows.append((Entry(city.id, "", "place", "", city.size), [city.name, *spellings], False))
    return _build(rows, frozenset())


@cache
def city_name(key: str, language: str) -> str:
    """The name of a city in a language; empty where the data has none."""
    city = gazetteer.cities_by_id().get(key)
    return gazetteer.own_name(city, language) if city else ""


@lru_cache(16)
def own_lexicon(language: str, authority: tuple[Actor, ...]) -> Lexicon:
    """A dossier's own actors; where one is in the starter authority too, with all its spellings."""
    cyrillic = is_cyrillic(language)
    starters: dict[str, gazetteer.Known] = {}
    for known in reversed(gazetteer.known_actors()):
        for name in (known.name, *(spelling.name for spelling in known.spellings)):
            starters[name.casefold()] = known
    rows = []
    for actor in authority:
        twin = next((starters[n.casefold()] for n in (actor.name, *actor.aliases) if n.casefold() in starters), None)
        if twin and twin.kind != actor.kind:
            twin = None
        names = [actor.name, *actor.aliases]
        if twin:
            names += [s.name for s in twin.spellings if s.belongs(language, cyrillic) or _travels(twin, s, cyrillic)]
        code = twin.role[1] if twin and twin.role[0] == "country" else ""
        entry = Entry(actor.id, actor.name, actor.kind, actor.gender or (twin.gender if twin else ""), 0, code)
        rows.append((entry, names, False))
    return _build(rows, particles(language))


@cache
def _shared_surnames() -> frozenset[str]:
    text = (files("generator") / "data" / "shared_surnames.txt").read_text(encoding="utf-8")
    names = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    return frozenset(plain(name.casefold()) for name in names) | frozenset("~" + spoken(name) for name in names)


def shared(low: str) -> bool:
    """Whether a surname is one that very many bear."""
    return (plain(low) if low[0] < "\u0400" else "~" + spoken(low)) in _shared_surnames()


class Lexicons:
    """What is known beforehand, as articles in one language name it; what is asked of a word is kept."""

    def __init__(self, language: str, authority: tuple[Actor, ...]) -> None:
        self.language = language
        self.actors = (own_lexicon(language, authority), starter_lexicon(language))
        """The dossier's own actors, and the starter authority: the first wins."""
        self.all = (*self.actors, city_lexicon(is_cyrillic(language)))
        self._starting = lru_cache(20_000)(self._look_up)
        self.bearers = lru_cache(10_000)(self._bearers)
        self.famous = lru_cache(20_000)(self._famous)

    def matches(self, tokens: list[Token]) -> dict[int, list[tuple[int, Phrase]]]:
        """What match() gives for each token at which a phrase stands."""
        starting = (at for at, token in enumerate(tokens) if self._starting(token.low))
        return {at: hits for at in starting if (hits := self.match(tokens, at))}

    def match(self, tokens: list[Token], at: int) -> list[tuple[int, Phrase]]:
        """The phrases that stand at a token, with the index after their last one.

        The longest come first, of one length those of the dossier's own actors.
        """
        token = tokens[at]
        found: list[tuple[int, Phrase]] = []
        for base, phrase in self._starting(token.low):
            if phrase.exact:
                if token.text == phrase.exact or (token.text.startswith(phrase.exact + "-") and token.text != base):
                    found.append((at + 1, phrase))
            elif not (token.upper or (phrase.lower and (len(phrase.words) > 1 or base == token.low))):
                continue
            elif len(phrase.words) == 1 or _follows(phrase.words, tokens, at, self.language):
                found.append((at + len(phrase.words), phrase))
        return sorted(found, key=lambda hit: -hit[0]) if len(found) > 1 else found

    def _look_up(self, low: str) -> tuple[tuple[str, Phrase], ...]:
        """The phrases whose first word a word can be, each with the base form that it has."""
        forms = bases(low, self.language)
        known = [(base, lexicon) for lexicon in self.all for base in forms if base in lexicon.phrases]
        return tuple((base, phrase) for base, lexicon in known for phrase in lexicon.phrases[base])

    def _bearers(self, surname: str) -> tuple[PersonName, ...]:
        """Who is so named, by any base form of the word or by its sound."""
        found: list[PersonName] = []
        for lexicon in self.actors:
            for base in bases(surname, self.language):
                found += lexicon.surnames.get(base, ())
            found += by_sound(lexicon, surname, self.language)
        return tuple(found)

    def _famous(self, low: str) -> bool:
        """Whether a known person has the surname, in any of its forms."""
        forms = surname_forms(low, self.language)
        return any(form in lexicon.surnames for lexicon in self.actors for form in forms)

    def country(self, code: str) -> Entry | None:
        """The entry of a country, the dossier's own before the starter's."""
        return next((lexicon.countries[code] for lexicon in self.actors if code in lexicon.countries), None)


@lru_cache(16)
def lexicons(language: str, authority: tuple[Actor, ...]) -> Lexicons:
    """All that is known beforehand for a language and a dossier's own actors."""
    return Lexicons(language, authority)


def _follows(words: tuple[str, ...], tokens: list[Token], at: int, language: str) -> bool:
    if at + len(words) > len(tokens):
        return False
    for token, word in zip(tokens[at + 1 : at + len(words)], words[1:], strict=True):
        if token.low != word and word not in bases(token.low, language):
            return False
        if len(token.gap) > 3 or "\n" in token.gap or "," in token.gap:
            return False
    return True


def by_sound(lexicon: Lexicon, surname: str, language: str) -> list[PersonName]:
    """Who has a surname that sounds like a base form of the word."""
    found: dict[PersonName, None] = {}
    for base in bases(surname, language):
        found.update(dict.fromkeys(lexicon.sounds.get(skeleton(base), ())))
    return list(found)


@lru_cache(20_000)
def same_first_name(one: str, other: str, language: str) -> bool:
    """Whether two first names are spellings, case forms or initials of one another."""
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0] or spoken(one)[:1] == spoken(other)[:1]
    genders = {first_name(one, language), first_name(other, language)}
    if genders == {"f", "m"}:
        return False
    sound = spoken(other) if len(spoken(other)) > 2 else ""
    if any(plain(base) == plain(other) or spoken(base) == sound for base in bases(one, language)):
        return True
    bones = skeleton(other)
    return len(bones) > 2 and any(skeleton(base) == bones for base in bases(one, language))
