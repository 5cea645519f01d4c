"""Names that are told by their letters or by the word beside them: firms, acronyms, streets, what a dictionary has."""

from __future__ import annotations

import re

from generator.extract.actors.known import located
from generator.extract.actors.lexicon import is_cyrillic
from generator.extract.actors.morphology import traits
from generator.extract.actors.persons import gender_of
from generator.extract.actors.rules import rules
from generator.extract.actors.scene import Found, Scene
from generator.extract.actors.words import ordinary

_ROMAN = re.compile(r"[IVXLC]+")
_SURNAME_LIKE = re.compile(r"Mc|Mac|O[’']|D[’']|(?:Le|De|Di)[A-Z]|Fitz")
_OPENING_QUOTES = (" «", " „", " “", ' "')
_CYRILLIC_START = "\u0400"


def claim_firms(scene: Scene) -> None:
    """“Alantra AG”, “Asimov Robotics”; what follows a noun for companies and the like (“firma Alantra”)."""
    words = scene.rules.suffixes | rules("en").firms
    closing = {at for at in scene.upper if scene.tokens[at].text in words}
    for at in scene.free():
        if scene.taken[at] is None and (stop := _firm(scene, at, closing) or _introduced(scene, at)):
            scene.claim(Found(at, stop, "organization"))


def _firm(scene: Scene, at: int, closing: set[int]) -> int:
    """Where a run of capitalised words ends that a word of companies closes (“AG”, “Robotics”); 0 for none."""
    if not closing:
        return 0
    stop = at
    while (
        stop < min(len(scene.tokens), at + 6) and scene.tokens[stop].upper and (stop == at or scene.tokens[stop].joined)
    ):
        if stop > at and stop in closing:
            return 0 if scene.tokens[at].initial and _common(scene, at) else stop + 1
        stop += 1
    return 0


def _common(scene: Scene, at: int) -> bool:
    token = scene.tokens[at]
    return token.low in scene.rules.common or traits(token.text, scene.language).common


def _introduced(scene: Scene, at: int) -> int:
    """Where a run of capitalised words ends that a noun for companies introduces; 0 for none."""
    token = scene.tokens[at]
    beside = scene.tokens[at].joined or token.gap in _OPENING_QUOTES
    if not at or not beside or not scene.words[at - 1].introducers:
        return 0
    shouted = token.capitals and traits(token.low, scene.language).common
    title = scene.words[at].titles
    if shouted or title or scene.words[at].demonym or gender_of(scene, token):
        return 0
    stop = at
    while stop < min(len(scene.tokens), at + 4) and (stop == at or scene.tokens[stop].joined):
        if not scene.tokens[stop].upper or any(phrase.entry.kind == "place" for _, phrase in scene.phrases(stop)):
            break
        stop += 1
    if token.gap in _OPENING_QUOTES and not (stop < len(scene.tokens) and scene.tokens[stop].gap[:1] in '»“”"'):
        return 0
    return stop if stop > at else 0


def claim_by_form(scene: Scene) -> None:
    """Acronyms, mixed letters (“BioNTech”), Latin words in Cyrillic text."""
    cyrillic = is_cyrillic(scene.language)
    for at in scene.free():
        if scene.taken[at] is not None:
            continue
        if cyrillic and (stop := _latin(scene, at)):
            scene.claim(Found(at, stop, "organization"))
        elif not scene.tokens[at].text[1:].islower() and (_acronym(scene, at) or _mixed(scene, at)):
            scene.claim(Found(at, at + 1, "organization"))


def _latin(scene: Scene, at: int) -> int:
    """Where a run of Latin words that stand in Cyrillic text ends; 0 for none, and in a Latin sentence."""
    stop = at
    while (
        stop < min(len(scene.tokens), at + 6) and _is_latin(scene, stop) and (stop == at or scene.tokens[stop].joined)
    ):
        if not scene.tokens[stop].upper and scene.tokens[stop].low not in rules("en").links:
            break
        stop += 1
    around = [place for place in (at - 1, stop) if 0 <= place < len(scene.tokens)]
    if any(_is_latin(scene, place) and not scene.tokens[place].upper for place in around):
        return 0
    long = stop - at > 5 or len(scene.tokens[at].text) < 2
    return 0 if stop == at or long or _ROMAN.fullmatch(scene.tokens[at].text) else stop


def _is_latin(scene: Scene, at: int) -> bool:
    return scene.tokens[at].text[0] < _CYRILLIC_START


def _acronym(scene: Scene, at: int) -> bool:
    """Two to six capitals that are neither a word, a Roman number nor a part of a line in capitals."""
    token = scene.tokens[at]
    letters, _, ending = token.text.partition("-")
    letters = letters.replace(".", "")
    if not (1 < len(letters) < 7 and letters.isalpha() and letters.isupper()) or _ROMAN.fullmatch(letters):
        return False
    keys = "+" in (token.gap, scene.tokens[at + 1].gap if at + 1 < len(scene.tokens) else "")
    if keys or len(ending) > 3 or ending.isdigit() or token.low in scene.rules.common:
        return False
    around = [other for other in scene.tokens[max(0, at - 2) : at + 3] if other is not token and len(other.text) > 1]
    if sum(other.capitals for other in around) > len(around) / 2:
        return False
    return not traits(token.low, scene.language).common


def _mixed(scene: Scene, at: int) -> bool:
    """A capital inside of the word, as firms have; not “McCain”, “O’Leary”, “Dubois-Martin”."""
    word = scene.tokens[at].text
    if scene.tokens[at].gap == "." or "-" in word or _SURNAME_LIKE.match(word):
        return False
    return any(map(str.isupper, word[1:])) and any(map(str.islower, word))


def claim_by_dictionary(scene: Scene) -> None:
    """Surnames and places that the dictionary knows, and what stands after a preposition of place."""
    for at in scene.free():
        token = scene.tokens[at]
        if not (token.capitals or len(token.low) < 4 or _common(scene, at) or ordinary(token.text, scene.language)):
            found = _by_dictionary(scene, at)
            if found:
                scene.claim(found)


def _by_dictionary(scene: Scene, at: int) -> Found | None:
    token = scene.tokens[at]
    known = traits(token.text, scene.language)
    if token.low.endswith(scene.rules.place_endings) or (known.place and not (known.surname or known.first)):
        return Found(at, at + 1, "place")
    if known.surname and not known.place:
        return Found(at, at + 1, "person", None, (), token.low)
    if not located(scene, at) or scene.rules.nouns_capitalised:
        return None
    alone = at + 1 == len(scene.tokens) or not scene.tokens[at + 1].upper or not scene.tokens[at + 1].joined
    unknown = not (known.first or known.surname or token.initial) and alone
    return Found(at, at + 1, "place") if known.place or unknown else None


def claim_places(scene: Scene) -> None:
    """“ulica Marszałkowska”, “Тюменская область”, “Lake Victoria”: a noun of places with a name."""
    for at, word in enumerate(scene.words):
        if word.place_heads and scene.taken[at] is None:
            found = _place(scene, at)
            if found:
                scene.claim(found)


def _place(scene: Scene, at: int) -> Found | None:
    token = scene.tokens[at]
    if at and scene.tokens[at].joined and _part_of_place(scene, at - 1) and _names_place(scene, at - 1, token.upper):
        return Found(at - 1, at + 1, "place")
    after = at + 1 < len(scene.tokens) and scene.tokens[at + 1].joined and _part_of_place(scene, at + 1)
    if after and token.upper and not token.initial:
        return Found(at, at + 2, "place")
    fresh = after and not token.upper and scene.taken[at + 1] is None and not scene.phrases(at + 1)
    return Found(at + 1, at + 2, "place") if fresh and scene.rules.place_adjective else None


def _names_place(scene: Scene, at: int, upper: bool) -> bool:
    """Whether a word before a noun of places makes a name with it: an adjective; in English anything."""
    token = scene.tokens[at]
    adjective = token.low.endswith(scene.rules.adjectives) if scene.rules.adjectives else upper
    pattern = scene.rules.place_adjective
    plain = token.initial and not (pattern and pattern.search(token.low)) and ordinary(token.text, scene.language)
    title = scene.words[at].titles
    return adjective and not (plain or title or scene.words[at].demonym)


def _part_of_place(scene: Scene, at: int) -> bool:
    held = scene.taken[at]
    return scene.tokens[at].upper and (held is None or (held.kind == "place" and held.stop - held.start == 1))
