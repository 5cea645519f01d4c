"""What the actors of an article are called, and the ids that are the same for them in every article."""

from __future__ import annotations

from collections import Counter

from generator import gazetteer
from generator.extract.actors.lexicon import city_name
from generator.extract.actors.link import Cluster, acronym, bones
from generator.extract.actors.morphology import bases, listed_names, traits
from generator.extract.actors.scene import Found, Scene
from generator.extract.actors.sounds import name_key, spoken
from generator.extract.actors.words import state_stem, surname_forms
from generator.slugs import slug


def names(scene: Scene, clusters: list[Cluster]) -> list[tuple[str, str]]:
    """Id and name of each actor.

    The id is that of the known actor, else made of the name's sound, so that other languages' spellings and case
    forms give the same one; of two persons of one surname in the article the first name is a part too.
    """
    surnames = [_surname(scene, cluster) if cluster.kind == "person" else "" for cluster in clusters]
    bearers = Counter(_key(scene, name) for name, c in zip(surnames, clusters, strict=True) if name and not c.entry)
    main_state = _main_state(scene)
    present = frozenset(token.low for token in scene.tokens)
    made: list[tuple[str, str]] = []
    for cluster, surname in zip(clusters, surnames, strict=True):
        if cluster.kind == "person":
            name = _person_name(scene, cluster, surname, present)
            key = _person_id(scene, cluster, surname, name, bearers)
        else:
            name = _name(scene, cluster, present)
            key = _id(scene, cluster, name, main_state)
        if cluster.entry and cluster.entry.name:
            name = cluster.entry.name
        taken = cluster.kind == "person" and not cluster.entry and key in {other for other, _ in made}
        made.append((f"{key}-{slug(name)}" if taken else key, name))
    return made


def _id(scene: Scene, cluster: Cluster, name: str, main_state: str) -> str:
    if not cluster.entry:
        return f"{cluster.kind}-{bones(scene, cluster.lead) or slug(name)}"
    key, institution, code = cluster.entry.id.partition("@")
    if not institution:
        return key
    state = code or main_state
    return f"{key}-{slug(gazetteer.country_name(state, 'en') or state)}" if state else key


def _main_state(scene: Scene) -> str:
    """The code of the country that the article names most, by name or demonym: whose “Supreme Court” it means."""
    counts: Counter[str] = Counter()
    for word, held in zip(scene.words, scene.taken, strict=True):
        if held and held.entry:
            counts[held.entry.country or held.entry.id.partition("@")[2]] += 1
        elif held is None and word.demonym:
            counts[word.demonym] += 1
    states = Counter({code: count for code, count in counts.items() if code.isalpha() and code != "EU"})
    return states.most_common(1)[0][0] if states else ""


# Persons


def _surname(scene: Scene, cluster: Cluster) -> str:
    """The base form of a person's surname that suits the most mentions."""
    forms = list(dict.fromkeys(found.surname for found in cluster.found if found.surname))
    if not forms:
        return ""
    counts = Counter(base for form in forms for base in bases(form, scene.language))
    if max(counts.values()) < len(forms):
        counts = Counter(base for form in forms for base in surname_forms(form, scene.language))
    most = max(counts.values())
    best = [base for base, count in counts.items() if count == most]
    lemmas = {lemma for form in forms for lemma in traits(form.capitalize(), scene.language).lemmas}
    if known := [base for base in best if base in lemmas]:
        return known[0]
    lead = cluster.lead
    if lead.first and lead.surname and _oblique(scene, lead.first[0]):
        others = [base for base in best if not base.startswith(lead.surname)]
        shorter = [base for base in others if lead.surname.startswith(base)]
        return min(shorter or others or [lead.surname], key=len)
    return min([base for base in best if base in forms] or best, key=len)


def _oblique(scene: Scene, first: str) -> bool:
    """Whether a first name stands in another case than the nominative."""
    lemmas = traits(first.capitalize(), scene.language).lemmas
    if first in lemmas or first in listed_names():
        return False
    return any(base in lemmas or base in listed_names() for base in bases(first, scene.language))


def _key(scene: Scene, surname: str) -> str:
    """The sound of a surname; of a woman's the man's form, which other languages have for her."""
    for ending in scene.rules.feminine:
        if surname.endswith(ending) and len(surname) - len(ending) > 2:
            return name_key(surname[: -len(ending)], scene.language)
    return name_key(surname, scene.language)


def _person_id(scene: Scene, cluster: Cluster, surname: str, name: str, bearers: Counter[str]) -> str:
    if cluster.entry:
        return cluster.entry.id
    key = _key(scene, surname) if surname else name_key(name, scene.language)
    if bearers[key] > 1 and cluster.lead.first:
        first = name.split()[0].casefold()
        key += f"-{spoken(first)}{'a' if first[-1] in 'aаяá' else ''}"
    return f"person-{key or slug(name)}"


def _person_name(scene: Scene, cluster: Cluster, surname: str, present: frozenset[str]) -> str:
    """The fullest form of the article, in the nominative as far as the dictionaries can tell."""
    fullest = max(cluster.found, key=lambda found: (bool(found.first and found.surname), found.stop - found.start))
    words = [scene.tokens[at].text for at in range(fullest.start, fullest.stop)]
    made = []
    for word in words:
        low = word.casefold()
        if low == fullest.surname:
            made.append(_cased(surname, word))
        elif len(word) > 2 and word[0].isupper():
            made.append(_cased(_base(scene, low, present), word))
        else:
            made.append(word if len(word) > 1 or not word[0].isupper() else f"{word}.")
    return " ".join(made)


# Organisations and places


def _name(scene: Scene, cluster: Cluster, present: frozenset[str]) -> str:
    """A city's name in the language; else the fullest form of the article, the more nominative of two."""
    entry = cluster.entry
    if entry and entry.size:
        own = city_name(entry.id, scene.language)
        english = city_name(entry.id, "en")
        lead = scene.tokens[cluster.lead.start].low
        if own or english.casefold() in bases(lead, scene.language):
            return own or english

    def fullness(found: Found) -> tuple[int, int]:
        words = [token.low for token in scene.tokens[found.start : found.stop][:2]]
        return found.stop - found.start, sum(_base(scene, word, present) == word for word in words)

    best = max(cluster.found, key=fullness)
    if letters := acronym(scene, best):
        return letters
    first = scene.tokens[best.start]
    unlisted = cluster.kind == "place" and best.stop - best.start == 1 and not entry
    if unlisted and (state := state_stem(first.low, scene.language)):
        return _cased(state + scene.rules.state_endings[0], first.text)
    if best.stop - best.start == 1 and not (cluster.kind == "place" and traits(first.text, scene.language).adjective):
        return _cased(_base(scene, first.low, present), first.text)
    name = " ".join(scene.text[first.start : scene.tokens[best.stop - 1].end].split())
    return name[0].upper() + name[1:]


def _base(scene: Scene, low: str, present: frozenset[str]) -> str:
    """The likeliest nominative of a word: the dictionary's, a known first name, one that the article has, itself."""
    known = traits(low.capitalize(), scene.language)
    options = bases(low, scene.language)
    for words in (known.lemmas, listed_names()):
        if hit := next((option for option in options if option in words), ""):
            return hit
    if known.lemmas:
        return known.lemmas[0]
    return next((option for option in sorted(options, key=len) if option in present and option != low), low)


def _cased(low: str, like: str) -> str:
    """`low` with the capitals of `like`, the form in the text."""
    if low == like.casefold() and not (like.isupper() and len(like) > 3):
        return like
    if like.isupper():
        return "-".join(part.capitalize() for part in low.split("-"))
    return "".join(char.upper() if at < len(like) and like[at].isupper() else char for at, char in enumerate(low))
