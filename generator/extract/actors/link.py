"""Which mentions are of one actor, and who that is among the known ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.extract.actors.lexicon import Entry, same_first_name
from generator.extract.actors.morphology import Gender, bases, stem
from generator.extract.actors.persons import entries_of, gender_of
from generator.extract.actors.scene import Found, Scene
from generator.extract.actors.sounds import name_key
from generator.extract.actors.words import state_stem, surname_forms
from generator.model import Kind
from generator.slugs import slug


@dataclass(slots=True)
class Cluster:
    """One actor of the article."""

    kind: Kind
    found: list[Found]
    entry: Entry | None = None
    gender: Gender = ""

    @property
    def lead(self) -> Found:
        """What the rest is compared with: the first full name."""
        return self.found[0]


@dataclass(slots=True)
class _Persons:
    """The persons found so far, by the base forms of their names and by entry."""

    scene: Scene
    clusters: list[Cluster] = field(default_factory=list)
    surnames: dict[str, list[Cluster]] = field(default_factory=dict)
    firsts: dict[str, list[Cluster]] = field(default_factory=dict)
    entries: dict[Entry, Cluster] = field(default_factory=dict)

    def add(self, cluster: Cluster) -> None:
        self.clusters.append(cluster)
        if cluster.entry:
            self.entries[cluster.entry] = cluster
        if cluster.lead.surname:
            for form in surname_forms(cluster.lead.surname, self.scene.language):
                self.surnames.setdefault(form, []).append(cluster)
        if cluster.lead.first:
            for base in bases(cluster.lead.first[0], self.scene.language):
                self.firsts.setdefault(base, []).append(cluster)

    def named(self, one: Found) -> list[Cluster]:
        """Those with the surname, else those with the first name, in the order of the article."""
        if one.surname:
            hits = [c for form in surname_forms(one.surname, self.scene.language) for c in self.surnames.get(form, ())]
        else:
            hits = [c for base in bases(one.first[0], self.scene.language) for c in self.firsts.get(base, ())]
        return list({id(cluster): cluster for cluster in hits}.values())


def link(scene: Scene) -> list[Cluster]:
    """The actors of the article, each with its mentions in the order of the text."""
    everything = [found for found in scene.found() if found.kind != "none"]
    persons = _persons(scene, [found for found in everything if found.kind == "person"])
    others = _others(scene, [found for found in everything if found.kind != "person"])
    for cluster in (*persons, *others):
        cluster.found.sort(key=lambda found: found.start)
    return [*persons, *others]


# Persons


def _persons(scene: Scene, found: list[Found]) -> list[Cluster]:
    """Full names first, so that a bare surname finds the one introduced, also where the heading has it before."""
    persons = _Persons(scene)
    bare = []
    for one in found:
        if (one.surname and one.first) or (one.entry and not one.surname):
            _join_full(scene, persons, one)
        else:
            bare.append(one)
    for one in bare:
        _join_bare(scene, persons, one)
    return persons.clusters


def _join_full(scene: Scene, persons: _Persons, one: Found) -> None:
    entry = one.entry
    if entry is None:
        entry = next(iter(entries_of(scene, one.first, one.surname)), None)
    if entry in persons.entries:
        persons.entries[entry].found.append(one)
        return
    for cluster in persons.named(one) if one.surname else ():
        if not (entry and cluster.entry) and _same_first(scene, one, cluster.lead):
            cluster.found.append(one)
            return
    persons.add(Cluster("person", [one], entry, (entry.gender if entry else "") or _first_gender(scene, one)))


def _same_first(scene: Scene, one: Found, other: Found) -> bool:
    if not one.first or not other.first:
        return True
    mine, theirs = one.first[0], other.first[0]
    if len(mine) <= 2 or len(theirs) <= 2:
        return mine[0] == theirs[0]
    language = scene.language
    shared = not set(bases(mine, language)).isdisjoint(bases(theirs, language))
    return shared or same_first_name(mine, theirs, language)


def _first_gender(scene: Scene, one: Found) -> Gender:
    """What the first names tell."""
    stop = one.stop - 1 if one.surname else one.stop
    genders = (gender_of(scene, scene.tokens[at]) for at in range(one.start, stop))
    return next(filter(None, genders), "")


def _join_bare(scene: Scene, persons: _Persons, one: Found) -> None:
    """A surname or first name alone: of a person whom the article names in full, else of a known one."""
    like = persons.named(one)
    if like:
        cluster = _meant(scene, like, one)
        cluster.found.append(one)
        cluster.gender = cluster.gender or title_gender(scene, one)
        return
    known = scene.known(one)
    entries = [known] if known else entries_of(scene, (), one.surname) if one.surname else []
    if entries and entries[0] in persons.entries:
        persons.entries[entries[0]].found.append(one)
    elif entries or (one.surname and one.sure):
        entry = entries[0] if entries else None
        persons.add(Cluster("person", [one], entry, (entry.gender if entry else "") or title_gender(scene, one)))


def _meant(scene: Scene, like: list[Cluster], one: Found) -> Cluster:
    """Of several so named: whom the title's gender tells, whom the article named in full most often, or last."""
    if len(like) == 1:
        return like[0]
    gender = title_gender(scene, one)
    like = [c for c in like if any(found.surname == one.surname for found in c.found[:50])] or like
    fitting = [cluster for cluster in like if gender and cluster.gender == gender] or like
    before = [cluster for cluster in fitting if cluster.lead.start < one.start]
    if not before:
        return fitting[0]

    def weight(cluster: Cluster) -> tuple[int, int]:
        full = [f.start for f in cluster.found[:50] if f.start < one.start and f.first and f.surname]
        return len(full), max(full, default=0)

    return max(before, key=weight)


def title_gender(scene: Scene, one: Found) -> Gender:
    """What “Mrs.”, “pani”, “Kanzlerin” right before a name tells."""
    if not one.start or scene.tokens[one.start].gap not in (" ", ". ", "\u00a0", ".\u00a0"):
        return ""
    title = scene.words[one.start - 1].titles
    return scene.rules.titles[title] if title else ""


# Organisations and places


def _others(scene: Scene, found: list[Found]) -> list[Cluster]:
    for one in found:
        one.entry = one.entry or scene.known(one)
        if one.entry and one.entry.kind == "place":
            one.kind = "place"
    acronyms = _acronyms(scene, found)
    clusters: dict[tuple[str, str], Cluster] = {}
    for one in found:
        lead = acronyms.get(acronym(scene, one), one)
        key = lead.entry.id if lead.entry else bones(scene, lead)
        kind: Kind = "place" if lead.kind == "place" else "organization"
        clusters.setdefault((kind, key), Cluster(kind, [], lead.entry)).found.append(one)
    return list(clusters.values())


def _acronyms(scene: Scene, found: list[Found]) -> dict[str, Found]:
    """Acronym → the long name it stands for: in brackets after it (“… Study of War (ISW)”), or made of its initials."""
    stops = {one.stop: one for one in found if one.stop - one.start > 1}
    initials = {_initials(scene, one): one for one in stops.values() if not one.entry}
    known: dict[str, Found] = {}
    for one in found:
        letters = acronym(scene, one)
        if not letters:
            continue
        bracketed = scene.tokens[one.start].gap.strip().startswith("(")
        if bracketed and one.start in stops:
            known[letters] = stops[one.start]
        elif not one.entry and letters in initials:
            known.setdefault(letters, initials[letters])
    return known


def acronym(scene: Scene, one: Found) -> str:
    """The letters of a name that is an acronym, without points and case endings; else empty."""
    if one.kind == "place" and one.entry is None:
        return ""
    token = scene.tokens[one.start]
    letters = token.text.split("-")[0].replace(".", "")
    return letters if one.stop - one.start == 1 and len(letters) > 1 and letters.isupper() else ""


def _initials(scene: Scene, one: Found) -> str:
    words = scene.tokens[one.start : one.stop]
    return "".join(word.text[0].upper() for word in words if word.low not in scene.rules.common)


def bones(scene: Scene, one: Found) -> str:
    """What the case forms and spellings of an unknown organisation's or place's name have in common."""
    if letters := acronym(scene, one):
        return slug(letters)
    every = [token.low for token in scene.tokens[one.start : one.stop]]
    words = [word for word in every if word not in scene.rules.links] or every
    if one.kind == "place" and (state := state_stem(words[0], scene.language)) and len(words) == 1:
        stems = [state]
    elif len(words) == 1:  # the base form that the longest ending gives: consonants change before endings too
        stems = [bases(words[0], scene.language)[-1]]
    else:
        stems = [stem(word, scene.language) for word in words]
    return "-".join(name_key(part, scene.language) or slug(part) for part in stems)
