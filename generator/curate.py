"""`dossier actors`: what was merged and why, whom to look at, and merging or splitting two entries on command.

actors.yaml is edited line by line: only the lines of the entries named change, comments and layout stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from generator.authority import ACTORS_FILE, Authority, actor_entry, fold, parse_actors, scalar
from generator.errors import DossierError, Problem
from generator.extract.actors.sounds import skeleton, spoken
from generator.model import Actor
from generator.slugs import slug
from generator.store import Record, write_atomically

_PATH = f"content/{ACTORS_FILE}"


def describe(actors: tuple[Actor, ...], records: Iterable[Record]) -> Iterator[str]:
    """One block of lines an actor: the name, then each form in which articles have it, with these articles."""
    authority = Authority(actors)
    forms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        for name, found in record.actors.items():
            actor = authority.resolve(name)
            for form in found if actor else ():
                forms[actor.id if actor else ""][form].append(record.brief)
    for actor in sorted(actors, key=lambda actor: fold(actor.name)):
        yield f"{actor.name} ({actor.kind}{', ' + actor.role if actor.role else ''})"
        for form, briefs in sorted(forms[actor.id].items(), key=lambda item: (-len(item[1]), item[0])):
            yield f"    {form}  —  {_reason(form, actor)}; {', '.join(briefs)}"


def _reason(form: str, actor: Actor) -> str:
    """Why a form counts as the actor's."""
    known = {fold(name): name for name in (actor.name, *actor.aliases)}
    if fold(form) == fold(actor.name):
        return "the name"
    if fold(form) in known:
        return "an alias"
    last = form.split()[-1]
    for name in known.values():
        if fold(last) in map(fold, name.split()):
            return f"part of “{name}”"
        if skeleton(last) == skeleton(name.split()[-1]):
            return f"sounds like “{name}”"
    return "another ending, or a short form"


def likely_duplicates(actors: tuple[Actor, ...]) -> tuple[tuple[Actor, Actor], ...]:
    """Pairs of one kind that may be one: last words that sound alike, first words that don't contradict."""
    groups: dict[tuple[str, str], dict[str, Actor]] = defaultdict(dict)
    for actor in actors:
        for name in (actor.name, *actor.aliases):
            groups[actor.kind, skeleton(name.split()[-1])][actor.id] = actor
    pairs = {
        (a.id, b.id): (a, b)
        for members in groups.values()
        for a, b in combinations(sorted(members.values(), key=lambda actor: actor.id), 2)
        if _compatible(a, b)
    }
    return tuple(pairs[key] for key in sorted(pairs))


def _compatible(a: Actor, b: Actor) -> bool:
    if a.kind != "person":
        return True
    firsts = [{spoken(name.split()[0]) for name in (x.name, *x.aliases) if " " in name} for x in (a, b)]
    alike = any(one.startswith(other) or other.startswith(one) for one in firsts[0] for other in firsts[1])
    return alike or not all(firsts)


def merge(content: Path, kept: str, given_up: str) -> None:
    """Make the actor `given_up` a spelling of `kept`: its names become aliases, its entry goes.

    Raises DossierError when either isn't an actor's name, or both are the same.
    """
    text = _text(content)
    stays, goes = _named(text, kept), _named(text, given_up)
    if stays.id == goes.id:
        raise DossierError([Problem(_PATH, 0, f"“{kept}” and “{given_up}” are one actor already")])
    aliases = dict.fromkeys((*stays.aliases, goes.name, *goes.aliases))
    text = _with_aliases(text, stays, tuple(name for name in aliases if fold(name) != fold(stays.name)))
    _write(content, _without(text, goes))


def split(content: Path, name: str, spellings: tuple[str, ...]) -> None:
    """Take `spellings` from the aliases of the actor `name` and give them an entry of their own.

    The first spelling becomes the name of the new actor. Raises DossierError when one isn't an alias.
    """
    text = _text(content)
    actor = _named(text, name)
    taken = {fold(spelling) for spelling in spellings}
    missing = taken - {fold(alias) for alias in actor.aliases}
    if missing:
        raise DossierError(Problem(_PATH, 0, f"“{alias}” is not an alias of {actor.name}",
                                   f"its aliases are: {', '.join(actor.aliases) or 'none'}") for alias in missing)
    text = _with_aliases(text, actor, tuple(alias for alias in actor.aliases if fold(alias) not in taken))
    new = Actor(slug(spellings[0]), spellings[0], actor.kind, aliases=spellings[1:])
    _write(content, text + ("" if text.endswith("\n") else "\n") + "\n" + actor_entry(new))


def _text(content: Path) -> str:
    path = content / ACTORS_FILE
    return path.read_bytes().decode("utf-8-sig") if path.exists() else ""


def _write(content: Path, text: str) -> None:
    parse_actors(text, _PATH)
    write_atomically(content / ACTORS_FILE, text)


def _named(text: str, name: str) -> Actor:
    actors = parse_actors(text, _PATH)
    actor = next((actor for actor in actors if fold(actor.name) == fold(name)), None)
    if actor is None:
        found = Authority(actors).candidates(name)
        hint = f"it is a spelling of {', '.join(actor.name for actor in found)}" if found else ""
        raise DossierError([Problem(_PATH, 0, f"there is no actor named “{name}”", hint)])
    return actor


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where an entry stands: lines from 0, the end left out; `keys` are those of its keys, in order."""

    start: int
    end: int
    indent: int
    """Column of the keys."""
    keys: Mapping[str, range]


def _entry(text: str, actor: Actor) -> _Lines:
    root = yaml.compose(text, Loader=yaml.CBaseLoader)
    for node in root.value if root else ():
        values = {key.value: value for key, value in node.value}
        if fold(values["name"].value) == fold(actor.name):
            starts = [key.start_mark.line for key, _ in node.value]
            end = _last_line(node) + 1
            keys = dict(zip(values, map(range, starts, [*starts[1:], end]), strict=True))
            return _Lines(node.start_mark.line, end, node.start_mark.column, keys)
    raise AssertionError(f"{actor.name} was parsed from this text")


def _last_line(node: yaml.Node) -> int:
    """The line of a node's last character; a block's own end mark stands past the comments that follow it."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return _last_line(node.value[-1])
    return int(node.end_mark.line)


def _with_aliases(text: str, actor: Actor, aliases: tuple[str, ...]) -> str:
    """The text with the actor's aliases replaced; comments on the lines that go stay behind as lines."""
    lines = text.splitlines(keepends=True)
    entry = _entry(text, actor)
    written = f"aliases: [{', '.join(scalar(alias, flow=True) for alias in aliases)}]\n"
    old = entry.keys.get("aliases")
    if old is None:
        place = entry.keys["name"].start + 1
        return "".join([*lines[:place], " " * entry.indent, written, *lines[place:]])
    written = lines[old.start][: entry.indent] + written
    return "".join([*lines[: old.start], *([written] if aliases else []), *_comments(lines, old), *lines[old.stop :]])


def _without(text: str, actor: Actor) -> str:
    lines = text.splitlines(keepends=True)
    entry = _entry(text, actor)
    gone = range(entry.start, entry.end)
    return "".join([*lines[: gone.start], *_comments(lines, gone), *lines[gone.stop :]])


def _comments(lines: list[str], place: range) -> list[str]:
    """The comments within `place`, each on a line of its own."""
    found = (re.search(r"(?:^|\s)(#.*\n?)", lines[i]) for i in place)
    return [f"  {match[1]}" for match in found if match]
