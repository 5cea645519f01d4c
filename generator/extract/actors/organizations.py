"""Organisations that the rules know by their form: institutions of a state, a head noun with what belongs to it."""

from __future__ import annotations

import re
from functools import cache

from generator.extract.actors.lexicon import Entry
from generator.extract.actors.morphology import bases, traits
from generator.extract.actors.persons import gender_of
from generator.extract.actors.scene import Found, Scene
from generator.languages import data

_LONGEST = 9
_PLAIN_INSTITUTIONS = ("government", "parliament", "supreme-court")
"""Those that a state's name makes definite even in lower case (“the French government”)."""


def claim_institutions(scene: Scene) -> None:
    """“pakistański rząd”, “МИД России”, “Supreme Court”: with the code of the state, when it stands there."""
    for at, word in enumerate(scene.words):
        if word.institutions:
            held = scene.taken[at]
            found = _institution(scene, at) if held is None or held.entry is None else None
            if found:
                scene.claim(found)


def _institution(scene: Scene, at: int) -> Found | None:
    for words, key in scene.words[at].institutions:
        stop = at + len(words)
        if stop <= len(scene.tokens) and all(
            scene.tokens[place].joined and word in bases(scene.tokens[place].low, scene.language)
            for place, word in enumerate(words[1:], at + 1)
        ):
            return _with_state(scene, at, stop, key)
    return None


def _with_state(scene: Scene, at: int, stop: int, key: str) -> Found | None:
    """The institution with the demonym or country beside it, when it is more than a common noun."""
    key, _, code = key.partition("@")
    start, end = at, stop
    if not code:
        start, code = _state_before(scene, at)
    if not code:
        end, code = _state_after(scene, stop)
    token = scene.tokens[at]
    long = stop - at > 1
    named = token.capitals or (token.upper and (long or not token.initial))
    if scene.rules.nouns_capitalised and not long:
        named = token.capitals
    definite = bool(code) and (token.upper or long or key in _PLAIN_INSTITUTIONS)
    if not (named or definite):
        return None
    return Found(start, end, "organization", Entry(f"{key}@{code}", "", "organization"))


def _state_before(scene: Scene, at: int) -> tuple[int, str]:
    if at and scene.tokens[at].joined:
        if code := scene.words[at - 1].demonym:
            return at - 1, code
        if scene.rules.heads_last and (country := scene.country(at - 1)) and country[0] == at:
            return at - 1, country[1]
    return at, ""


def _state_after(scene: Scene, stop: int) -> tuple[int, str]:
    if stop < len(scene.tokens) and scene.tokens[stop].joined:
        linked = scene.tokens[stop].low in scene.rules.links
        if (code := scene.words[stop].demonym).isalpha() and not scene.rules.heads_last:
            return stop + 1, code
        country = scene.country(stop + linked)
        if country and (not linked or scene.tokens[stop + 1].joined):
            return country
    return stop, ""


def claim_headed(scene: Scene) -> None:
    """Names with a head noun: “Institute for the Study of War”, “Urząd Ochrony Konkurencji i Konsumentów”."""
    find = _ending if scene.rules.heads_last else _opening
    end = 0
    for at, word in enumerate(scene.words):
        if word.heads and at >= end and scene.taken[at] is None and (found := find(scene, at)):
            scene.claim(found)
            end = found.stop


def _free(scene: Scene, at: int) -> bool:
    """Whether a word may still become a part of a longer name."""
    held = scene.taken[at]
    return held is None or held.kind == "place" or (held.stop - held.start == 1 and held.kind != "person")


def _ending(scene: Scene, at: int) -> Found | None:
    """The head closes the name: what has a capital before it, and an “of …” after it."""
    head = scene.tokens[at]
    if not head.upper or head.low in scene.rules.common or scene.headline(at):
        return None
    start = at
    while start and at - start < _LONGEST and scene.tokens[start].joined and _free(scene, start - 1):
        before = scene.tokens[start - 1]
        if before.upper and not scene.words[start - 1].titles:
            start -= 1
        elif before.low == "and" and start > 1 and scene.tokens[start - 2].upper and scene.tokens[start - 1].joined:
            start -= 2
        else:
            break
    if at - start > 1 and scene.tokens[start].initial and scene.tokens[start].low in scene.rules.common:
        start += 1
    stop = _extend(scene, start, at + 1)
    if stop - start < 2 or (stop - start == 2 and scene.tokens[start].low in scene.rules.common):
        return None
    return Found(start, stop, "organization")


def _opening(scene: Scene, at: int) -> Found | None:
    """The head opens the name, after its adjectives at most."""
    head = scene.tokens[at]
    if scene.rules.nouns_capitalised and not head.upper:
        return None
    start = _adjectives_before(scene, at)
    first = scene.tokens[start]
    stop = _extend(scene, start, at + 1, lower=head.upper or first.upper)
    if not first.upper or stop - start < 2:
        return None
    if start == at:
        if head.initial and scene.words[at].introducers:
            return None
        if scene.rules.nouns_capitalised and not _proper(scene, at + 1, stop):
            return None
        plain = head.initial and not any(token.upper for token in scene.tokens[at + 1 : stop])
        genitive = scene.rules.state_genitive
        plain |= bool(head.initial and stop == at + 2 and genitive and scene.tokens[at + 1].low.endswith(genitive))
        return None if plain else Found(start, stop, "organization")
    ordinary = first.initial and traits(first.text, scene.language).common
    if not head.upper and (ordinary or (scene.words[start].demonym and stop == at + 1)):
        return None
    return Found(start, stop, "organization")


def _adjectives_before(scene: Scene, at: int) -> int:
    """Where the name starts: at the first of the adjectives that lead to the head, if that one has a capital."""
    start = at
    while start and at - start < 3 and scene.tokens[start].joined and _free(scene, start - 1):
        if scene.tokens[start - 1].upper and _adjective(scene, start - 1):
            start -= 1
        elif (
            start > 1
            and scene.tokens[start - 2].upper
            and scene.tokens[start - 1].joined
            and all(_adjective(scene, place) for place in (start - 1, start - 2))
        ):
            start -= 2
        else:
            break
    return start


def _adjective(scene: Scene, at: int) -> bool:
    """Whether the dictionary or the ending tells that the word may be an adjective."""
    token = scene.tokens[at]
    if scene.words[at].titles or token.low in scene.rules.common:
        return False
    known = traits(token.text, scene.language)
    noun = known.common and known.genitive
    return known.adjective or bool(scene.words[at].demonym) or (token.low.endswith(scene.rules.adjectives) and not noun)


def _proper(scene: Scene, start: int, stop: int) -> bool:
    """Where every noun has a capital: whether what follows the head makes it a name (“für …”, “Berlin”)."""
    if start >= stop:
        return False
    place = any(phrase.entry.kind == "place" for _, phrase in scene.phrases(start))
    return place or scene.tokens[start].low in scene.rules.links


def _extend(scene: Scene, start: int, stop: int, lower: bool = False) -> int:
    """Go on after the head: over words with a capital, linked ones, and complements in lower case."""
    limit = min(len(scene.tokens), stop + _LONGEST)
    end = stop
    while stop < limit and scene.tokens[stop].joined and _free(scene, stop):
        token = scene.tokens[stop]
        if scene.words[stop].titles or _name_opens(scene, stop) or token.low in scene.rules.calendar:
            break
        if token.upper or (lower and _goes_on(scene, stop)):
            end = stop + 1
        elif not _links(scene, start, stop, limit, lower):
            break
        stop += 1
    return end


def _links(scene: Scene, start: int, at: int, limit: int, lower: bool) -> bool:
    """Whether a preposition or conjunction leads to more of the name."""
    token = scene.tokens[at]
    if token.low not in scene.rules.links or at + 1 >= limit or not scene.tokens[at + 1].joined:
        return False
    if (at - start < 2 and token.low in scene.rules.locatives) or (at - start < 3 and token.low == "and"):
        return False
    after = scene.tokens[at + 1]
    if after.low in scene.rules.calendar:
        return False
    return after.upper or after.low in scene.rules.links or (lower and _goes_on(scene, at + 1))


def _name_opens(scene: Scene, at: int) -> bool:
    """Whether a person's full name starts here (“… Agency Jane Doe”)."""
    token = scene.tokens[at]
    ahead = at + 1 < len(scene.tokens) and scene.tokens[at + 1].joined and scene.tokens[at + 1].upper
    return bool(token.upper and ahead and gender_of(scene, token))


@cache
def _complement(language: str) -> re.Pattern[str] | None:
    pattern = data(language, "names").get("complement")
    return re.compile(pattern) if pattern else None


def _goes_on(scene: Scene, at: int) -> bool:
    """Whether a word in lower case belongs to the head: a genitive, or of a form that the language's data lists."""
    token = scene.tokens[at]
    if token.upper or token.low in scene.rules.common:
        return False
    pattern = _complement(scene.language)
    return bool(pattern.fullmatch(token.low)) if pattern else traits(token.low, scene.language).genitive
