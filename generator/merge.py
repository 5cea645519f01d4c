"""Merging what the generator would write now into a brief that a person changed: three ways, field by field.

A document is taken apart into pieces: each front matter key, each section's text, each quote. Of every piece there
are three versions: base (as generated before), mine (as it stands), offer (as generated now). What only the
generator changed is taken, what only the person changed is kept, lines untouched; lists are merged item by item.
Where both changed one piece, the person's stays and the other is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.brief import QUOTES, SECTIONS, flow, parse_brief, quote_lines
from generator.model import Brief, Quote

_LISTS = ("actors", "topics")
_FRONT = "front matter"
"""All of it as one piece, where a person wrote it in braces."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A piece that both changed; the person's version stands."""

    piece: str
    mine: str
    offer: str


@dataclass(frozen=True, slots=True)
class Merged:
    document: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    """A brief with the lines of its pieces."""

    brief: Brief
    front: Mapping[str, str]
    """Front matter key → its lines, with comments above it, line ends included."""
    sections: Mapping[str, str]
    """Section name → its lines, heading included; before the first one, under "", what closes the front matter."""


def merge(base: str, mine: str, offer: str) -> Merged:
    """Merge three versions of a brief's document; raises DossierError when one can't be read."""
    versions = [_take_apart(base), _take_apart(mine), _take_apart(offer)]
    if next(iter(versions[1].front.values())).lstrip().startswith("{"):
        versions = [replace(version, front={_FRONT: "".join(version.front.values())}) for version in versions]
    elif "source.article" not in versions[1].front:
        versions = [replace(version, front=_source_in_one(version.front)) for version in versions]
    old, own, new = versions
    conflicts: list[Conflict] = []
    front = _merge_pieces(old.front, own.front, new.front, conflicts, lists={
        key: _merge_lists(*(getattr(version.brief, key) for version in versions)) for key in _LISTS
    })
    sections = _merge_pieces(old.sections, own.sections, new.sections, conflicts, skip=QUOTES)
    sections[QUOTES] = _merge_quotes(old, own, new)
    order = dict.fromkeys(("", *own.sections, *(name for name in SECTIONS if name in sections)))
    return Merged("---\n" + "".join(front.values()) + "".join(sections[name] for name in order), tuple(conflicts))


def removed(base: str, mine: Brief, before: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What a person took out of a brief that was generated as `base`: `quotes`, `actors`, `topics`.

    `before` is what had been taken out until then; what a person put back is taken from it.
    """
    was, now = _items(parse_brief(base, "", "")), _items(mine)
    return {key: tuple(sorted({*before.get(key, ()), *was[key]} - {*now[key]})) for key in was}


def without(brief: Brief, taken: Mapping[str, tuple[str, ...]], now: Callable[[str], str]) -> Brief:
    """A brief as generated, without what a person took out; `now` gives the present name of an actor.

    A quote also stays away where the same words are only cut otherwise: where one has the other in it, and at least
    half of the words.
    """
    actors = {now(name) for name in taken.get("actors", ())}
    quotes = [words.split() for words in taken.get("quotes", ())]
    return replace(
        brief,
        actors=tuple(name for name in brief.actors if name not in actors),
        topics=tuple(name for name in brief.topics if name not in taken.get("topics", ())),
        quotes=tuple(q for q in brief.quotes if not any(_alike(_words(q).split(), words) for words in quotes)),
    )


def _alike(one: list[str], other: list[str]) -> bool:
    short, long = sorted((one, other), key=len)
    places = range(len(long) - len(short) + 1)
    return len(short) * 2 >= len(long) and any(long[i : i + len(short)] == short for i in places)


def _items(brief: Brief) -> dict[str, tuple[str, ...]]:
    return {"quotes": tuple(map(_words, brief.quotes)), "actors": brief.actors, "topics": brief.topics}


def _take_apart(document: str) -> _Document:
    brief = parse_brief(document, "", "")
    lines = _lines(document.replace("\r\n", "\n").replace("\r", "\n"))
    places = sorted((line, name) for name, line in brief.lines.items())
    heads = [(line - 1, name) for line, name in places if name in SECTIONS]
    end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
    keys = [(line - 1, name) for line, name in places if name not in SECTIONS]
    keys = [key for i, key in enumerate(keys) if not i or key[0] > keys[i - 1][0]]
    starts = [1, *(_above(lines, start) for start, _ in keys[1:]), end]
    front = {name: "".join(lines[a:b]) for (_, name), (a, b) in zip(keys, pairwise(starts), strict=True)}
    bounds = [end, *(start for start, _ in heads), len(lines)]
    names = ["", *(name for _, name in heads)]
    sections = {name: "".join(lines[a:b]) for name, (a, b) in zip(names, pairwise(bounds), strict=True)}
    return _Document(brief, front, sections)


def _lines(text: str) -> list[str]:
    """With their ends; `splitlines` also ends lines where no editor does."""
    return re.findall(r".*\n|.+", text)


def _source_in_one(front: Mapping[str, str]) -> dict[str, str]:
    """The front matter with `source` as one piece, for a person who wrote it on one line."""
    joined: dict[str, str] = {}
    for name, lines in front.items():
        key = name.partition(".")[0]
        joined[key] = joined.get(key, "") + lines
    return joined


def _above(lines: list[str], start: int) -> int:
    """Where the comments above a key begin: they belong to it."""
    while lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _merge_pieces(
    base: Mapping[str, str],
    mine: Mapping[str, str],
    offer: Mapping[str, str],
    conflicts: list[Conflict],
    lists: Mapping[str, tuple[str, ...]] | None = None,
    skip: str = "",
) -> dict[str, str]:
    merged: dict[str, str] = {}
    for name in _in_order(mine, offer):
        was, now, new = base.get(name, ""), mine.get(name, ""), offer.get(name, "")
        if name == skip and name:
            continue
        if now in (was, new):
            merged[name] = new
        elif new == was:
            merged[name] = now
        elif lists and name in lists:
            merged[name] = "\n".join(flow(name, lists[name])) + "\n"
        else:
            merged[name] = now
            conflicts.append(Conflict(name, now, new))
    return merged


def _merge_lists(base: Iterable[str], mine: Iterable[str], offer: Iterable[str]) -> tuple[str, ...]:
    """The person's list, without what the generator took back, and with what it newly found."""
    was, new = set(base), tuple(offer)
    kept = [item for item in mine if item not in was or item in new]
    return tuple(dict.fromkeys((*kept, *(item for item in new if item not in was))))


def _in_order(mine: Iterable[str], offer: Iterable[str]) -> list[str]:
    """The names of both; one that only the offer has comes after the one that it follows there."""
    names = list(mine)
    before = ""
    for name in offer:
        if name not in names:
            names.insert(names.index(before) + 1 if before else 0, name)
        before = name
    return names


def _merge_quotes(base: _Document, own: _Document, offer: _Document) -> str:
    """The section as it stands, without quotes that the generator took back, with new ones at its end.

    A quote whose speaker the person left as it was follows the generator's; one that the person removed stays away.
    """
    was, new = ({_words(quote): quote for quote in document.brief.quotes} for document in (base, offer))
    mine = own.brief.quotes
    lines = _lines(own.sections.get(QUOTES, ""))
    starts = [*(quote.line - own.brief.lines[QUOTES] for quote in mine), len(lines)]
    kept = "".join(lines[: starts[0]])
    for quote, (start, end) in zip(mine, pairwise(starts), strict=True):
        key = _words(quote)
        touched = key not in was or _attribution(quote) != _attribution(was[key])
        if touched or (key in new and _attribution(new[key]) == _attribution(quote)):
            kept += "".join(lines[start:end])
        elif key in new:
            kept += _written(new[key])
    here = {_words(quote) for quote in mine}
    added = "".join(_written(quote) for key, quote in new.items() if key not in was and key not in here)
    if added:
        kept = kept.rstrip("\n") + "\n\n" if kept else f"## {QUOTES}\n\n"
    return kept + added


def _written(quote: Quote) -> str:
    return "".join(f"{line}\n" for line in quote_lines(quote))


def _words(quote: Quote) -> str:
    return " ".join(quote.text.split())


def _attribution(quote: Quote) -> tuple[str, bool, str]:
    return quote.speaker, quote.by_editor, " ".join(quote.original.split())


def summary_of(conflicts: Iterable[Conflict]) -> str:
    """The conflicts for people: each piece, as it stands and as it would be."""
    parts = []
    for conflict in conflicts:
        parts += [f"both changed: {conflict.piece}", *_shown("yours, kept", conflict.mine)]
        parts += _shown("the generator's", conflict.offer)
    return "\n".join(parts)


def _shown(title: str, text: str) -> list[str]:
    return [f"  {title}:", *(f"    {line}" for line in text.strip().splitlines())]
