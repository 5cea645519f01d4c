"""What changed in a dossier since an earlier edition of it, told by that edition's dossier.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import exports
from generator.errors import DossierError, Problem
from generator.model import Actor, Dossier, Entry, PartialDate

_PARTS: Mapping[str, tuple[str, ...]] = {
    "brief_title": ("title",),
    "date": ("date",),
    "summary": ("summary",),
    "key_quotes": ("quotes",),
    "assessment": ("assessment",),
    "notes": ("notes",),
    "dates": ("dates",),
    "actors": ("actors",),
    "topics": ("topics",),
    "source": ("article", "publisher", "author", "url", "reliability", "credibility"),
}
"""Word for a part of a brief → its keys in dossier.json."""
_BESIDE = ("passage", "page", "id")
"""Where words stand, which changes without them."""


@dataclass(frozen=True, slots=True)
class Changes:
    as_of: PartialDate | None
    """The newest date that the earlier edition had."""
    new: tuple[Entry, ...]
    changed: tuple[tuple[Entry, tuple[str, ...]], ...]
    """With words of the interface for what changed in it."""
    gone: tuple[str, ...]
    """Titles of briefs that aren't there any more."""
    actors: tuple[Actor, ...]
    """Those who weren't there."""


def changes(file: Path, dossier: Dossier) -> Changes:
    """Compare with the dossier.json of an earlier edition; raises DossierError for a file that isn't one."""
    try:
        earlier = json.loads(file.read_text(encoding="utf-8"))
        before = {brief["slug"]: brief for brief in earlier["briefs"]}
        actors = {actor["id"] for actor in earlier["actors"]}
        as_of = PartialDate.parse(earlier["as_of"]) if earlier["as_of"] else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "it is data/dossier.json in the site of an earlier edition"
        raise DossierError([Problem(str(file), 0, f"is no dossier.json: {error}", hint)]) from None
    now = {brief["slug"]: brief for brief in exports.record(dossier)["briefs"]}
    differing = [(entry, _differing(before[entry.brief.slug], now[entry.brief.slug]))
                 for entry in dossier.entries if entry.brief.slug in before]
    return Changes(
        as_of=as_of,
        new=tuple(entry for entry in dossier.entries if entry.brief.slug not in before),
        changed=tuple(pair for pair in differing if pair[1]),
        gone=tuple(brief["title"] for slug, brief in before.items() if slug not in now),
        actors=tuple(actor for actor in dossier.actors if actor.id not in actors),
    )


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        word for word, keys in _PARTS.items() if any(_words(before.get(key)) != _words(now[key]) for key in keys)
    )


def _words(value: Any) -> Any:
    """A value of dossier.json without where things stand."""
    if isinstance(value, dict):
        return {key: _words(inner) for key, inner in value.items() if key not in _BESIDE}
    return [_words(inner) for inner in value] if isinstance(value, list) else value
