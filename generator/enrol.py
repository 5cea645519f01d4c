"""Actors found in articles get their place in content/actors.yaml, once, and under one name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from generator.authority import Authority, actor_entry, fold
from generator.gazetteer import starter, starter_city
from generator.model import Actor, FoundActor
from generator.slugs import slug
from generator.store import append_entries, read_roll, write_roll

_HEADING = "# The actors of this dossier. Edit freely: the generator only adds entries at the end.\n"
_CYRILLIC = ("bg", "ru", "uk")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")


class Names:
    """The names that the dossier has for the actors found: key of a FoundActor → name in actors.yaml."""

    def __init__(self, names: Mapping[str, str], authority: Authority) -> None:
        self.all = names
        self.authority = authority

    def of(self, key: str) -> str:
        """The actor's name; empty for an actor that a person took out of actors.yaml."""
        return self.all.get(key, "")

    def now(self, name: str) -> str:
        """What `name`, perhaps a former one, has become."""
        actor = self.authority.resolve(name)
        return actor.name if actor else name


def enrol(
    content: Path,
    language: str,
    authority: tuple[Actor, ...],
    found: Iterable[tuple[str, FoundActor]],
    ready: Callable[[Names], None] = lambda _: None,
) -> Names:
    """Append the actors that are new to content/actors.yaml; returns the names of all.

    `language` is the dossier's; `found` are pairs of an article's language and an actor found in it. An actor that
    was once enrolled and has no entry now was removed by a person, and isn't appended again. `ready` gets what is
    returned before anything is written.
    """
    groups: dict[str, list[tuple[str, FoundActor]]] = defaultdict(list)
    for article_language, actor in found:
        groups[actor.id].append((article_language, actor))
    before = read_roll(content)
    roll = before.caught_up(authority)
    known = dict(roll.names)
    names = {actor.id: actor.name for actor in authority}
    register = Authority(authority, roll.former)
    removed = set(map(fold, roll.removed))
    fresh: dict[str, Actor] = {}
    missing = sorted(groups.keys() - names.keys())
    starters = {actor.id: actor for actor in starter(language)} if missing else {}
    for key in missing:
        is_place = groups[key][0][1].kind == "place"
        known_actor = starters.get(key) or (starter_city(key, language) if is_place else None)
        entry = _entry(known_actor, groups[key], language)
        name = known.setdefault(key, entry.name)
        standing = register.resolve(name)
        if standing is None and fold(name) not in removed:
            standing = fresh.setdefault(entry.id, entry)
        if standing is not None:
            names[key] = standing.name
    everyone = (*authority, *fresh.values())
    result = Names(names, Authority(everyone, roll.former))
    ready(result)
    now = replace(roll, names=known, seen=tuple(actor.name for actor in everyone))
    if fresh:
        append_entries(content, ("\n" + actor_entry(actor) for actor in fresh.values()), _HEADING, now)
    elif now != before:
        write_roll(content, now)
    return result


def _entry(known: Actor | None, members: list[tuple[str, FoundActor]], language: str) -> Actor:
    names = _by_fitness(members, language)
    name = known.name if known else names[0]
    return Actor(
        id=slug(name),
        name=name,
        kind=Counter(actor.kind for _, actor in members).most_common(1)[0][0],
        role=known.role if known else _role(members, language),
        aliases=tuple(other for other in names if fold(other) != fold(name)),
        wikidata=known.wikidata if known else "",
        gender=next((actor.gender for _, actor in members if actor.gender), ""),
    )


def _role(members: list[tuple[str, FoundActor]], language: str) -> str:
    """As the articles in the dossier's language introduce the actor most often."""
    roles = Counter(actor.role for article_language, actor in members if article_language == language and actor.role)
    return min(roles, key=lambda role: (-roles[role], len(role), role), default="")


def _by_fitness(members: list[tuple[str, FoundActor]], language: str) -> list[str]:
    """The names found, the best for the dossier first.

    By script, then whether it is more than one word, then by the articles in the dossier's language that have it,
    then by all that do, then the shortest: what hangs on to a name by mistake makes it longer, and rarer.
    """
    own = Counter(actor.name for article_language, actor in members if article_language == language)
    every = Counter(actor.name for _, actor in members)
    cyrillic = language in _CYRILLIC

    def rank(name: str) -> tuple[bool, bool, int, int, int, str]:
        same_script = bool(_CYRILLIC_LETTER.search(name)) == cyrillic
        return not same_script, " " not in name, -own[name], -every[name], len(name), name

    return sorted(every, key=rank)
