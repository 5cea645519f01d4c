"""The starter authority: persons, organisations and places of world news, and cities of the world.

Its files are in generator/data; their first lines say where each comes from and how a line is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast

from generator.languages import data
from generator.model import Actor, Kind
from generator.slugs import slug

_LABELS = re.compile(r"([a-z]{2}(?:,[a-z]{2})*) (?=\S)")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


class Spelling(NamedTuple):
    name: str
    languages: tuple[str, ...]
    """Those that write the name so; none: any that has its script."""

    def belongs(self, language: str, cyrillic: bool) -> bool:
        """Whether an article in `language`, written in Cyrillic or not, may have it; Latin names go anywhere."""
        return language in self.languages if self.languages else cyrillic or not _CYRILLIC.search(self.name)


class Known(NamedTuple):
    """One line of the data, in no language yet."""

    id: str
    kind: Kind
    name: str
    gender: Literal["", "f", "m"]
    role: tuple[str, ...]
    """A person's office and country; an organisation's description; a place's kind and country."""
    spellings: tuple[Spelling, ...]
    size: int = 0
    """Of a city, in thousands of inhabitants."""


@cache
def starter(language: str) -> tuple[Actor, ...]:
    """The actors of world news, named as `language` (BCP 47) does, all other spellings as aliases.

    Where `language` has no spelling of its own in the data the English one stands.
    """
    return tuple(_actor(known, language) for known in known_actors())


def starter_city(key: str, language: str) -> Actor | None:
    """The city of cities() with the id `key`, named as `language` does."""
    found = cities_by_id().get(key)
    return _actor(found, language) if found else None


def _actor(known: Known, language: str) -> Actor:
    name = own_name(known, language) or known.name
    others = dict.fromkeys((known.name, *(spelling.name for spelling in known.spellings)))
    aliases = tuple(other for other in others if other != name)
    return Actor(known.id, name, known.kind, _role(known, language), aliases, "", known.gender)


def own_name(known: Known, language: str) -> str:
    """The first name in `language` that is no acronym, else the acronym; empty where the data has none."""
    own = [spelling.name for spelling in known.spellings if language in spelling.languages]
    return next((name for name in own if not name.isupper()), own[0] if own else "")


def _role(known: Known, language: str) -> str:
    """“president, Belarus” in the words of `language`, or nothing where it has no word for the office."""
    if known.kind == "organization":
        return known.role[0] if language == "en" else ""
    words = data(language, "names").get("offices", {})
    office, of = known.role
    title = words.get(f"{office}:{known.gender}") or words.get(office, office if language == "en" else "")
    place = country_name(of, language)
    return ", ".join(part for part in (title, place or of) if part) if title else ""


@cache
def country_name(code: str, language: str) -> str:
    """The name of a country (ISO 3166 code) in `language`; empty for what is no country."""
    for known in known_actors():
        if known.kind == "place" and known.role == ("country", code):
            return own_name(known, language) or known.name
    return ""


_PUBLICATIONS = ("newspaper", "magazine", "news site", "journal")


@cache
def known_actors() -> tuple[Known, ...]:
    """Persons, organisations, countries, regions; no two with the same id."""
    found: dict[str, Known] = {}
    for name, kind, code, cell in _lines("places.txt", 4):
        spellings = _spellings(name, cell)
        if kind == "city" and slug(name) in _all_cities():
            spellings += _all_cities()[slug(name)].spellings
        _add(found, Known(slug(name), "place", name, "", (kind, code), spellings))
    for name, gender, office, of, cell in _lines("people.txt", 5):
        sex = cast(Literal["", "f", "m"], gender)
        _add(found, Known(slug(name), "person", name, sex, (office, of), _spellings(name, cell)))
    for name, description, cell in _lines("organizations.txt", 3):
        if description.partition(",")[0] not in _PUBLICATIONS:
            _add(found, Known(slug(name), "organization", name, "", (description,), _spellings(name, cell)))
    return tuple(found.values())


def _add(found: dict[str, Known], new: Known) -> None:
    """Join lines of one place; keep apart what shares a name only."""
    old = found.get(new.id)
    if old is None:
        found[new.id] = new
    elif old.kind == new.kind == "place":
        found[new.id] = old._replace(spellings=old.spellings + new.spellings)
    else:
        _add(found, new._replace(id=f"{new.id}-{new.kind[:3]}"))


@cache
def cities() -> tuple[Known, ...]:
    """Cities of the world, the largest first; those of known_actors() are left out."""
    taken = {known.id for known in known_actors()}
    return tuple(city for city in _all_cities().values() if city.id not in taken)


@cache
def cities_by_id() -> dict[str, Known]:
    """cities(), to be looked up."""
    return {city.id: city for city in cities()}


@cache
def _all_cities() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for name, country, size, spellings in _lines("cities.txt", 4):
        city = Known(slug(name), "place", name, "", ("city", country), _spellings(name, spellings), int(size))
        found.setdefault(city.id, city)
    return found


@cache
def not_actors() -> tuple[Known, ...]:
    """Names that are no actors: events, products, laws, holidays, newspapers."""
    rows = [*_lines("not_actors.txt", 2)]
    for name, description, spellings in _lines("organizations.txt", 3):
        if description.partition(",")[0] in _PUBLICATIONS:
            rows.append([name, spellings])
    return tuple(Known("", "organization", name, "", ("",), _spellings(name, spellings)) for name, spellings in rows)


def _lines(file: str, columns: int) -> Iterator[list[str]]:
    text = (files("generator") / "data" / file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("|", columns - 1)]
            yield cells + [""] * (columns - len(cells))


def _spellings(name: str, cell: str) -> tuple[Spelling, ...]:
    found = [Spelling(name, ("en",))]
    for piece in filter(None, map(str.strip, cell.split(";"))):
        labels = _LABELS.match(piece)
        if labels:
            found.append(Spelling(piece[labels.end() :], tuple(labels[1].split(","))))
        else:
            found.append(Spelling(piece, ()))
    return tuple(found)
