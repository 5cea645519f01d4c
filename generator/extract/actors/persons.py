"""Persons, told by a first name, a title before the name, or a name that recurs."""

from __future__ import annotations

import re

from generator.extract.actors.lexicon import (
    Entry,
    by_sound,
    is_cyrillic,
    same_first_name,
    shared,
)
from generator.extract.actors.morphology import Gender, bases, first_name, listed_names, traits
from generator.extract.actors.scene import Found, Scene
from generator.extract.actors.tokens import Token
from generator.extract.actors.words import ordinary, surname_forms

_LONGEST = 5
_APPOSITION = 7
_SUFFIXES = ("jr", "sr", "ii", "iii", "iv")


def claim_persons(scene: Scene) -> None:
    """Full names: “Donald Tusk”, “J. D. Vance”, “Ursula von der Leyen”, and names after a title."""
    end = 0
    for at, token in enumerate(scene.tokens):
        if at < end or not token.upper:
            continue
        stop = _run(scene, at)
        found = _person(scene, at, stop) if stop - at > 1 or (stop > at and _titled(scene, at)) else None
        if found:
            scene.claim(found)
            if found.surname and found.first:
                scene.surnames.update(bases(found.surname, scene.language))
            end = found.stop


def _run(scene: Scene, start: int) -> int:
    """Where the words end that a person's name could have, from a token on."""
    if not _nameable(scene, start):
        return start
    stop = start + 1
    while stop < len(scene.tokens) and stop - start < _LONGEST and scene.tokens[stop].joined:
        token = scene.tokens[stop]
        if _nameable(scene, stop):
            stop += 1
        elif token.low in scene.rules.particles and (ahead := _after_particles(scene, stop)):
            stop = ahead + 1
        else:
            break
    return stop


def _after_particles(scene: Scene, at: int) -> int:
    """The index of the name after one to three particles; 0 when there is none."""
    if scene.tokens[at].low in ("der", "den", "la", "le", "el") and scene.rules.nouns_capitalised:
        return 0
    for step in range(at + 1, min(at + 4, len(scene.tokens))):
        if not scene.tokens[step].joined:
            return 0
        if _nameable(scene, step):
            return step
        if scene.tokens[step].low not in scene.rules.particles:
            return 0
    return 0


def _nameable(scene: Scene, at: int) -> bool:
    token = scene.tokens[at]
    held = scene.taken[at]
    if not token.upper or (held and (held.stop - held.start > 1 or held.kind in ("person", "none"))):
        return False
    if token.capitals and not _all_capitals(scene, at):
        return bool(re.fullmatch(r"[IVX]+|J\.?[A-Z]\.?", token.text))
    if scene.words[at].titles:
        return False
    if len(token.text) == 1:
        return at + 1 < len(scene.tokens) and scene.tokens[at + 1].gap.startswith(".")
    if token.low in scene.rules.calendar and token.low != "may":
        return False
    return not (scene.words[at].demonym and not traits(token.text, scene.language).surname)


def _all_capitals(scene: Scene, at: int) -> bool:
    """Whether the words around are all capitals too, as in headings and datelines."""
    around = [t for t in scene.tokens[max(0, at - 1) : at + 2] if t is not scene.tokens[at]]
    return len(scene.tokens[at].text) > 2 and any(t.capitals and len(t.text) > 2 for t in around)


def _titled(scene: Scene, at: int) -> bool:
    """Whether a title stands right before the token, or a title and its abbreviation's full stop."""
    if at == 0 or scene.tokens[at].gap not in (" ", ". ", "\u00a0", ".\u00a0"):
        return False
    return bool(scene.words[at - 1].titles)


def _person(scene: Scene, start: int, stop: int) -> Found | None:
    tokens = scene.tokens
    head = tokens[start]
    titled = _titled(scene, start)
    if len(head.text) <= 2 and head.text[0].isupper() and stop - start > 1 and _initialled(scene, start):
        return _named(scene, start, stop)
    land = _state_of(scene, start, stop, titled)
    stop = _next_name(scene, start, stop)
    if gender_of(scene, head) and stop - start > 1 and not _clashes(scene, start):
        return _named(scene, start, _end(scene, start, stop))
    if known := _known_surname(scene, start, stop):
        return known
    if land:
        return Found(start, start + 1, "place")
    if (
        titled
        and stop - start == 1
        and stop < len(scene.tokens)
        and scene.tokens[stop].joined
        and _opens_name(scene, stop)
    ):
        return Found(start, stop, "place")
    if titled and not _place(scene, start) and not _organisation(scene, start):
        adjective = traits(head.text, scene.language).adjective
        if stop - start == 1 and (ordinary(head.text, scene.language) or head.capitals or adjective):
            return None
        if all(traits(token.text, scene.language).common for token in tokens[start:stop]):
            return None
        return _named(scene, start, _end(scene, start, stop))
    capitals_tell = scene.rules.dictionary and not (scene.rules.heads_last or scene.rules.nouns_capitalised)
    if stop - start > 1 and capitals_tell and _strange(scene, start, stop):
        return _named(scene, start, _end(scene, start, stop))
    if _apposed(scene, start, stop) and _strange(scene, start, stop):
        return _named(scene, start, stop)
    return None


def _state_of(scene: Scene, start: int, stop: int, titled: bool) -> bool:
    """Whether a state in the genitive stands between an office and the name (“premier Vardanii Edo Orwik”)."""
    head = scene.tokens[start]
    genitive = scene.rules.state_genitive
    if not genitive or not head.low.endswith(genitive) or len(head.low) < len(genitive) + 3:
        return False
    return (titled or stop - start > 2) and not (head.initial or ordinary(head.text, scene.language))


def _apposed(scene: Scene, start: int, stop: int) -> bool:
    """Whether two or three words are a name beside an office: “the mayor, Edo Orwick,”, “Edo Orwick, the mayor”."""
    if not 1 < stop - start < 4 or (scene.tokens[start].initial and not scene.rules.dictionary):
        return False
    closing = scene.tokens[stop].gap if stop < len(scene.tokens) else "."
    if start and scene.tokens[start].gap == ", " and closing[:1] in (",", ".", ";", ")", "»", "”"):
        at = start - 1
        while at >= 0 and start - at < _APPOSITION:
            if scene.words[at].titles:
                return True
            if not scene.tokens[at].joined:
                break
            at -= 1
    if closing != ", " or stop >= len(scene.tokens):
        return False
    return scene.tokens[stop].low in scene.rules.relatives or _opens_with_title(scene, stop)


def _opens_with_title(scene: Scene, start: int) -> bool:
    """Whether an office is among the next words, after articles and adjectives."""
    for at in range(start, min(start + 4, len(scene.tokens))):
        if at > start and not scene.tokens[at].joined:
            return False
        if scene.words[at].titles:
            return True
    return False


def _opens_name(scene: Scene, at: int) -> bool:
    """Whether a first name stands here: what a title has before it is its land (“Prezydent Vardanii Marek …”)."""
    return scene.tokens[at].upper and bool(gender_of(scene, scene.tokens[at]))


def _next_name(scene: Scene, start: int, stop: int) -> int:
    """Where another name begins: at the first name after words that are none."""
    if gender_of(scene, scene.tokens[start]):
        return stop
    for at in range(start + 1, stop - 1):
        if gender_of(scene, scene.tokens[at]):
            return at
    return stop


def _initialled(scene: Scene, at: int) -> bool:
    return at + 1 < len(scene.tokens) and (scene.tokens[at + 1].gap.startswith(".") or scene.tokens[at].text[-1] == ".")


def gender_of(scene: Scene, token: Token) -> Gender:
    """The gender of a first name; empty when the word is none, or may as well be an ordinary word."""
    known = traits(token.text, scene.language)
    listed = first_name(token.low, scene.language)
    if token.initial and (known.common or token.low in scene.rules.common):
        sure = known.first or token.low in listed_names()
        return listed if sure and token.low not in scene.rules.common else ""
    if known.first and (listed or not known.place):
        return known.first
    if (known.lemmas and (known.common or known.place)) or token.low in scene.rules.common:
        return ""
    return listed


def _clashes(scene: Scene, start: int) -> bool:
    """Whether the words after the first name are no name: an ordinary word at once."""
    after = scene.tokens[start + 1]
    if after.low in scene.rules.particles:
        return False
    return after.low in scene.rules.common or scene.words[start + 1].heads != ""


def _end(scene: Scene, start: int, stop: int) -> int:
    """Cut a run where another name begins: a place after two words, a common word with a capital."""
    for at in range(start + 2, stop):
        token = scene.tokens[at]
        if token.low in scene.rules.particles and not token.upper:
            continue
        if _place(scene, at) and not traits(token.text, scene.language).surname:
            return at
        if scene.words[at].heads:
            return at
    return stop


def _place(scene: Scene, at: int) -> bool:
    return any(phrase.entry.kind == "place" and not 0 < phrase.entry.size < 100 for _, phrase in scene.phrases(at)[:2])


def _organisation(scene: Scene, at: int) -> bool:
    return any(phrase.entry.kind == "organization" for _, phrase in scene.phrases(at)[:2])


def _known_surname(scene: Scene, start: int, stop: int) -> Found | None:
    """A first name that no list has, before a surname that the starter authority has with a like first name."""
    for last in range(start + 1, stop):
        low = scene.tokens[last].low
        for name in scene.lexicons.bearers(low):
            if name.first and same_first_name(scene.tokens[start].low, name.first[0], scene.language):
                return _named(scene, start, last + 1)
    return None


def _strange(scene: Scene, start: int, stop: int) -> bool:
    """Whether all words are unknown to the dictionaries, or known as surnames only."""
    for at in range(start, stop):
        token = scene.tokens[at]
        known = traits(token.text, scene.language)
        if at < stop - 1 and any(form in scene.surnames for form in surname_forms(token.low, scene.language)):
            return False
        if token.capitals or known.common or not token.upper or len(token.low) < 3:
            return False
        if _place(scene, at) or _organisation(scene, at):
            return False
        if any(c.isupper() for c in token.text[1:]) and "-" not in token.text:
            return False
        if scene.words[at].heads or scene.words[at].place_heads:
            return False
        if is_cyrillic(scene.language) and token.low[0] < "\u0400":
            return False
    return True


def _named(scene: Scene, start: int, stop: int) -> Found:
    words = [token.low for token in scene.tokens[start:stop]]
    last = len(words) - (2 if words[-1] in _SUFFIXES and len(words) > 2 else 1)
    cut = next((at for at in range(1, last) if words[at] in scene.rules.particles), last)
    return Found(start, stop, "person", None, tuple(words[:cut]), words[last])


def claim_bare_names(scene: Scene) -> None:
    """Surnames and first names alone, of persons that the article names in full or that everybody knows."""
    surnames: dict[str, list[Found]] = {}
    firsts: dict[str, list[Found]] = {}
    for found in scene.found():
        if found.kind == "person" and found.surname and found.first:
            for base in bases(found.surname, scene.language):
                surnames.setdefault(base, []).append(found)
            for base in bases(found.first[0], scene.language):
                firsts.setdefault(base, []).append(found)
    for at in scene.free():
        if scene.taken[at] is None:
            claim = _bare(scene, at, surnames) or _bare_first(scene, at, firsts) or _famous(scene, at)
            if claim:
                scene.claim(claim)


def _bare(scene: Scene, at: int, surnames: dict[str, list[Found]]) -> Found | None:
    token = scene.tokens[at]
    for form in surname_forms(token.low, scene.language):
        if form in surnames and not (token.initial and token.low in scene.rules.common):
            start = at
            while (
                start
                and scene.tokens[start].joined
                and scene.tokens[start - 1].low in scene.rules.particles
                and any(scene.tokens[start - 1].low in _words(scene, full) for full in surnames[form])
            ):
                start -= 1
            return Found(start, at + 1, "person", None, (), token.low)
    return None


def _words(scene: Scene, found: Found) -> set[str]:
    return {token.low for token in scene.tokens[found.start : found.stop]}


def _bare_first(scene: Scene, at: int, firsts: dict[str, list[Found]]) -> Found | None:
    token = scene.tokens[at]
    if len(token.low) < 3 or firsts.keys().isdisjoint(bases(token.low, scene.language)):
        return None
    if traits(token.text, scene.language).common or token.low in scene.rules.common:
        return None
    return Found(at, at + 1, "person", None, (token.low,), "")


def _famous(scene: Scene, at: int) -> Found | None:
    """A surname of the dossier's own actors or of the starter authority, that is no ordinary word or place here."""
    token = scene.tokens[at]
    if not scene.lexicons.famous(token.low) or len(token.low) < 3 or (token.capitals and len(token.low) < 4):
        return None
    known = traits(token.text, scene.language)
    if token.low in scene.rules.common or ((token.initial or scene.rules.nouns_capitalised) and known.common):
        return None
    if known.common and not known.surname and known.lemmas:
        return None
    word = scene.words[at]
    if word.titles or word.heads or word.place_heads or word.demonym:
        return None
    if token.initial and token.low in scene.rules.ambiguous:
        return None
    return Found(at, at + 1, "person", None, (), token.low, sure=False)


def entries_of(scene: Scene, first: tuple[str, ...], surname: str) -> list[Entry]:
    """Known persons of that name: by surname in any form, or by its sound when the first name agrees too."""
    found: dict[Entry, None] = {}
    for lexicon in scene.lexicons.actors:
        forms = surname_forms(surname, scene.language)
        names = [name for form in forms if first or not shared(form) for name in lexicon.surnames.get(form, ())]
        if first:
            names += by_sound(lexicon, surname, scene.language)
        for name in names:
            if not first or (name.first and same_first_name(first[0], name.first[0], scene.language)):
                found[name.entry] = None
        if found:
            break
    return list(found)
