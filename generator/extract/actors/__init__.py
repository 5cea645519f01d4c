"""Persons, organisations and places that an article names."""

from __future__ import annotations

from dataclasses import replace

from generator.extract.actors.evidence import claim_by_evidence, claim_datelines
from generator.extract.actors.forms import claim_by_dictionary, claim_by_form, claim_firms, claim_places
from generator.extract.actors.known import claim_phrases, claim_singles, claim_slips
from generator.extract.actors.lexicon import Entry, lexicons
from generator.extract.actors.link import link
from generator.extract.actors.naming import names
from generator.extract.actors.organizations import claim_headed, claim_institutions
from generator.extract.actors.persons import claim_bare_names, claim_persons
from generator.extract.actors.roles import role
from generator.extract.actors.scene import Found, Scene
from generator.gazetteer import country_name
from generator.model import Actor, FoundActor, Span

_STAGES = (
    claim_phrases,
    claim_institutions,
    claim_headed,
    claim_firms,
    claim_persons,
    claim_places,
    claim_singles,
    claim_bare_names,
    claim_datelines,
    claim_by_form,
    claim_by_dictionary,
    claim_by_evidence,
    claim_slips,
)


def find_actors(text: str, language: str, authority: tuple[Actor, ...] = ()) -> tuple[FoundActor, ...]:
    """The actors that `text`, an article in `language` (BCP 47), names, in the order of their first mentions.

    `authority` are the dossier's own actors, which win over the starter authority. Mentions are spans of code
    points and never overlap.
    """
    scene = Scene.of(text, language, lexicons(language, authority))
    for stage in _STAGES:
        stage(scene)
    clusters = link(scene)
    found: dict[str, FoundActor] = {}
    for cluster, (key, name) in zip(clusters, names(scene, clusters), strict=True):
        mentions = tuple(_span(scene, one) for one in cluster.found)
        if key in found:
            found[key] = replace(found[key], mentions=tuple(sorted(found[key].mentions + mentions)))
        else:
            introduced = role(scene, cluster.found) if cluster.kind == "person" else ""
            found[key] = FoundActor(key, name, cluster.kind, mentions, (), cluster.gender, introduced)
    actors = list(found.values())
    return _with_demonyms(scene, actors)


def _with_demonyms(scene: Scene, actors: list[FoundActor]) -> tuple[FoundActor, ...]:
    """Give places their demonyms; a place that is present by demonyms alone is added, without mentions."""
    spans: dict[Entry, list[Span]] = {}
    for token, word, held in zip(scene.tokens, scene.words, scene.taken, strict=True):
        if word.demonym and (held is None or (held.entry and "@" in held.entry.id)):
            entry = scene.lexicons.country(word.demonym)
            if entry:
                spans.setdefault(entry, []).append(Span(token.start, token.end))
    by_id = {entry.id: (entry, tuple(found)) for entry, found in spans.items()}
    joined = [replace(actor, demonyms=by_id.pop(actor.id)[1]) if actor.id in by_id else actor for actor in actors]
    for entry, found in by_id.values():
        name = entry.name or country_name(entry.country, "en")
        joined.append(FoundActor(entry.id, name, "place", (), found))
    return tuple(sorted(joined, key=lambda actor: min(actor.mentions + actor.demonyms)))


def _span(scene: Scene, found: Found) -> Span:
    return Span(scene.tokens[found.start].start, scene.tokens[found.stop - 1].end)
