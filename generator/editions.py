"""A part of a dossier as a dossier of its own: chosen by date, topic, actor, language and marking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from generator.authority import fold
from generator.errors import DossierError, Problem
from generator.model import (
    TLP,
    Actor,
    ActorIndex,
    Dossier,
    Edition,
    Entry,
    Overview,
    PartialDate,
    Topic,
    TopicIndex,
)
from generator.statements import statements
from generator.yamlfile import suggestion

FILE = "site.yaml"


def select(dossier: Dossier, edition: Edition) -> Dossier:
    """The dossier of an edition: its briefs, and of everything else what belongs to them.

    A date that is known to the month or year goes in where it may lie within the edition's. A brief without a marking
    bears the dossier's. Where an edition is marked for a wider audience than the dossier, the overview, which bears
    the dossier's marking, is left out. Raises DossierError for a topic, an actor or a language that no brief has.
    """
    problems = _mistakes(dossier, edition)
    if problems:
        raise DossierError(problems)
    chosen = only(dossier, _chosen(dossier, edition))
    config = replace(
        dossier.config,
        title=edition.title or dossier.config.title,
        tlp=edition.tlp or dossier.config.tlp,
        paper=edition.paper or dossier.config.paper,
    )
    wider = edition.tlp and _strict(dossier.config.tlp) > _strict(edition.tlp)
    return replace(chosen, config=config, overview=Overview() if wider else dossier.overview)


def mistakes(dossier: Dossier) -> list[Problem]:
    """What editions of site.yaml ask for and no brief has: what `select` raises."""
    return [problem for edition in dossier.config.editions for problem in _mistakes(dossier, edition)]


def empty(dossier: Dossier) -> list[Problem]:
    """Editions of site.yaml that no brief goes into, though there are briefs on all that they ask for."""
    return [
        Problem(FILE, edition.line, f"no brief goes into the edition “{edition.name}”",
                "it must meet all that is stated: dates, topics, actors, languages, marking")
        for edition in dossier.config.editions
        if not _mistakes(dossier, edition) and not _chosen(dossier, edition)
    ]  # fmt: skip


def _chosen(dossier: Dossier, edition: Edition) -> list[Entry]:
    topics, actors = _ids(edition.topics, dossier.topics), _ids(edition.actors, dossier.actors)
    of_topics = {entry.brief.slug for topic in topics for entry in dossier.by_topic[topic].entries}
    of_actors = {entry.brief.slug for actor in actors for entry in dossier.by_actor[actor].entries}
    languages = set(map(_language, edition.languages))
    tests: list[tuple[object, Callable[[Entry], bool]]] = [
        (edition.since or edition.until, lambda entry: _within(entry.brief.date, edition)),
        (edition.topics, lambda entry: entry.brief.slug in of_topics),
        (edition.actors, lambda entry: entry.brief.slug in of_actors),
        (languages, lambda entry: _language(entry.article.language) in languages),
        (edition.tlp, lambda entry: _strict(entry.brief.tlp or dossier.config.tlp) <= _strict(edition.tlp)),
    ]
    wanted = [test for stated, test in tests if stated]
    return [entry for entry in dossier.entries if all(test(entry) for test in wanted)]


def of_actor(dossier: Dossier, name: str) -> Dossier:
    """The briefs that name an actor, given by id or name; raises DossierError for one that none names."""
    edition = Edition(name="", actors=(name,))
    known = next((actor.name for actor in dossier.actors if actor.id == name), name)
    chosen = select(dossier, replace(edition, actors=(known,)))
    title = next(actor.name for actor in chosen.actors if _is(actor, known))
    return replace(chosen, config=replace(chosen.config, title=title, subtitle=dossier.config.title))


def of_brief(dossier: Dossier, slug: str) -> Dossier:
    """One brief, by its slug; raises DossierError for one that isn't there."""
    found = [entry for entry in dossier.entries if entry.brief.slug == slug]
    if not found:
        known = [entry.brief.slug for entry in dossier.entries]
        raise DossierError([Problem(f"content/briefs/{slug}.md", 0, "there is no such brief", suggestion(slug, known))])
    return only(dossier, found)


def only(dossier: Dossier, entries: Iterable[Entry]) -> Dossier:
    """The dossier with these of its entries alone, and all indexes by them; entries keep their order."""
    chosen = tuple(entries)
    named: dict[str, list[str]] = {entry.brief.slug: [] for entry in chosen}
    for key, index in dossier.by_actor.items():
        for entry in index.entries:
            if entry.brief.slug in named:
                named[entry.brief.slug].append(key)
    present = {key for keys in named.values() for key in keys}
    people = {actor.id: actor for actor in dossier.actors}
    by_actor = {key: _cut_actor(key, index, named, people) for key, index in dossier.by_actor.items() if key in present}
    by_topic = {
        key: _cut_topic(index, named, people)
        for key, index in dossier.by_topic.items()
        if any(entry.brief.slug in named for entry in index.entries)
    }
    paths = {entry.article.path for entry in chosen}
    return replace(
        dossier,
        entries=chosen,
        actors=tuple(actor for actor in dossier.actors if actor.id in by_actor),
        topics=tuple(topic for topic in dossier.topics if topic.id in by_topic),
        articles=tuple(article for article in dossier.articles if article.path in paths),
        by_actor=by_actor,
        by_topic=by_topic,
        statements=statements(chosen),
    )


def _cut_actor(
    key: str, index: ActorIndex, named: Mapping[str, list[str]], people: Mapping[str, Actor]
) -> ActorIndex:
    entries = tuple(entry for entry in index.entries if entry.brief.slug in named)
    return ActorIndex(
        entries=entries,
        said=tuple(quotation for quotation in index.said if quotation.brief in named),
        mentioned=tuple(quotation for quotation in index.mentioned if quotation.brief in named),
        together=tuple(pair for pair in _most(entries, named, people) if pair[0].id != key),
        spellings=index.spellings,
    )


def _cut_topic(index: TopicIndex, named: Mapping[str, list[str]], people: Mapping[str, Actor]) -> TopicIndex:
    entries = tuple(entry for entry in index.entries if entry.brief.slug in named)
    return TopicIndex(
        entries=entries,
        quotations=tuple(quotation for entry in entries for quotation in entry.quotations),
        actors=_most(entries, named, people),
    )


def _most(
    entries: Iterable[Entry], named: Mapping[str, list[str]], people: Mapping[str, Actor]
) -> tuple[tuple[Actor, int], ...]:
    """The actors of entries with the number of those, most first."""
    counts = Counter(key for entry in entries for key in named[entry.brief.slug])
    pairs = [(people[key], n) for key, n in counts.items()]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], fold(pair[0].name), pair[0].id)))


def _mistakes(dossier: Dossier, edition: Edition) -> list[Problem]:
    spoken = sorted({entry.article.language for entry in dossier.entries})
    asked = f", which the edition “{edition.name}” asks for" if edition.name else ""
    kinds: list[tuple[str, str, Iterable[str], Iterable[str]]] = [
        ("topics", "brief has the topic", _unknown(edition.topics, dossier.topics), (t.name for t in dossier.topics)),
        ("actors", "brief has the actor", _unknown(edition.actors, dossier.actors), (a.name for a in dossier.actors)),
        ("languages", "article is in the language",
         [name for name in edition.languages if _language(name) not in map(_language, spoken)], spoken),
    ]  # fmt: skip
    return [
        Problem(FILE if edition.name else "content/briefs", edition.lines.get(f"{key} {name}", edition.line),
                f"no {what} “{name}”{asked}", suggestion(name, known))
        for key, what, names, options in kinds
        for known in [tuple(options)]
        for name in names
    ]  # fmt: skip


def _ids(names: Iterable[str], things: Iterable[Actor | Topic]) -> list[str]:
    known = tuple(things)
    return [thing.id for name in names for thing in known if _is(thing, name)]


def _unknown(names: Iterable[str], things: Iterable[Actor | Topic]) -> list[str]:
    known = tuple(things)
    return [name for name in names if not _ids([name], known)]


def _language(code: str) -> str:
    """`en` of `en-GB`."""
    return code.partition("-")[0].lower()


def _is(thing: Actor | Topic, name: str) -> bool:
    spellings = (thing.name, *(thing.aliases if isinstance(thing, Actor) else ()))
    return fold(name) in map(fold, spellings)


def _strict(tlp: str) -> int:
    return TLP.index(tlp) if tlp else 0


def _within(date: PartialDate | None, edition: Edition) -> bool:
    if date is None:
        return False
    after = not edition.since or _last(date) >= _first(edition.since)
    return after and (not edition.until or _first(date) <= _last(edition.until))


def _first(date: PartialDate) -> tuple[int, int, int]:
    return date.year, date.month or 1, date.day or 1


def _last(date: PartialDate) -> tuple[int, int, int]:
    return date.year, date.month or 12, date.day or 31
