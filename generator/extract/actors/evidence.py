"""Places that no list has, told by what the article says of them elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

from generator.extract.actors.morphology import first_name, traits
from generator.extract.actors.scene import Found, Scene
from generator.extract.actors.words import ordinary, state_stem, surname_forms

_DATELINE = re.compile(r"\s*(?:\(|[–—-]\s)|, \d")


def claim_datelines(scene: Scene) -> None:
    """“SELIN (Agency) –”, “SELIN, 4 May”: capitals that open a paragraph, so that they don't pass for an acronym."""
    for at in scene.free():
        if _dateline(scene, at) and _strange(scene, at):
            scene.claim(Found(at, at + 1, "place"))


def claim_by_evidence(scene: Scene) -> None:
    """What one mention shows to be a place is one in all mentions: “the town of Selin” … “Selin was dry”."""
    free = [at for at in scene.free() if _strange(scene, at)]
    known = {form for found in scene.found() if _unknown_place(found) for form in _forms(scene, found.start)}
    stems = {word.of_state for word in scene.words if word.of_state}
    bare = _bare(scene, free)
    for at in free:
        if at in bare or _state(scene, at, stems) or _beside_noun(scene, at):
            known |= _forms(scene, at)
    known.update(*(_forms(scene, at) for at in _in_names(scene)))
    for at in free:
        if _joined_state(scene, at, known):
            known |= _forms(scene, at)
    for at in free if known else ():
        if scene.taken[at] is None and not known.isdisjoint(_forms(scene, at)):
            firm = _names_firm(scene, at + 1)
            scene.claim(Found(at, at + 2, "organization") if firm else Found(at, at + 1, "place"))


def _names_firm(scene: Scene, at: int) -> bool:
    """Whether an unknown word with a capital follows a place: both are a firm's name (“Selin Hydro”)."""
    if at >= len(scene.tokens) or not scene.tokens[at].joined or scene.taken[at] or not scene.tokens[at].upper:
        return False
    return not scene.rules.nouns_capitalised and _strange(scene, at)


def _unknown_place(found: Found) -> bool:
    return found.kind == "place" and found.entry is None and found.stop - found.start == 1


def _forms(scene: Scene, at: int) -> set[str]:
    """Base forms of a word; of a short one itself alone."""
    low = scene.tokens[at].low
    return {form for form in surname_forms(low, scene.language) if len(form) > 3} | {low}


def _strange(scene: Scene, at: int) -> bool:
    """Whether a capitalised word is neither an ordinary word nor known to be a person's name."""
    token = scene.tokens[at]
    known = traits(token.text, scene.language)
    if known.first or known.surname or known.common or scene.words[at].of_state or ordinary(token.text, scene.language):
        return False
    return len(token.low) > 3 and not first_name(token.low, scene.language)


def _state(scene: Scene, at: int, stems: set[str]) -> bool:
    low = scene.tokens[at].low
    if state_stem(low, scene.language) in stems:
        return True
    after = at + 1
    holder = after < len(scene.tokens) and bool(scene.words[after].titles)
    genitive = scene.rules.nouns_capitalised and scene.rules.state_genitive
    return bool(genitive and holder and scene.tokens[after].joined and low.endswith(genitive))


def _joined_state(scene: Scene, at: int, known: set[str]) -> bool:
    """“Ostmark and *Vardania*”: what has the ending of a state's name and is joined to a place."""
    if not scene.tokens[at].low.endswith(scene.rules.state_endings or "\0"):
        return False
    for before in range(at - 1, max(at - 4, -1), -1):
        if not (scene.tokens[before + 1].joined or scene.tokens[before + 1].gap[-1:] in ("’", "'")):
            return False
        token, held = scene.tokens[before], scene.taken[before]
        if token.upper:
            return bool(held and held.kind == "place") or not known.isdisjoint(_forms(scene, before))
        if len(token.low) > 3 or token.low in scene.rules.locatives:
            return False
    return False


def _dateline(scene: Scene, at: int) -> bool:
    token = scene.tokens[at]
    opens = at == 0 or "\n" in token.gap
    return token.capitals and opens and at + 1 < len(scene.tokens) and bool(_DATELINE.match(scene.tokens[at + 1].gap))


def _beside_noun(scene: Scene, at: int) -> bool:
    """“mayor of Selin”, “the Selin dam”, “rzeka Selin”: a noun that has the name of a place beside it."""
    if not _alone(scene, at):
        return False
    if (
        at > 1
        and scene.tokens[at].joined
        and scene.tokens[at - 1].joined
        and scene.tokens[at - 1].low in scene.rules.place_links
    ):
        telling = scene.rules.dictionary or scene.rules.nouns_capitalised
        holder = telling and bool(scene.words[at - 2].titles)
        return holder or _place_noun(scene, at - 2)
    if not scene.rules.heads_last and at and scene.tokens[at].joined and _place_noun(scene, at - 1):
        return True
    after = at + 1
    if scene.rules.heads_last and after < len(scene.tokens) and scene.tokens[after].joined:
        return not scene.tokens[after].upper and _place_noun(scene, after)
    return False


def _bare(scene: Scene, free: list[int]) -> set[int]:
    """“in Selin”, where every noun has a capital: no article here or elsewhere, none of the endings of nouns."""
    given, tokens = scene.rules, scene.tokens
    after = {at for at in free if at and tokens[at].joined and tokens[at - 1].low in given.bare_locatives}
    if not after or not given.plain_noun:
        return set()
    nouns = {noun.low for before, noun in pairwise(tokens) if before.low in given.determiners}
    words = {at: tokens[at].low for at in after if _alone(scene, at)}
    return {
        at for at, low in words.items() if low not in nouns and len(low) < 11 and not given.plain_noun.fullmatch(low)
    }


def _place_noun(scene: Scene, at: int) -> bool:
    return bool(scene.words[at].place_nouns or scene.words[at].place_heads)


def _alone(scene: Scene, at: int) -> bool:
    """Whether no other capitalised word stands beside."""
    before = at > 0 and scene.tokens[at].joined and scene.tokens[at - 1].upper and not scene.tokens[at - 1].initial
    after = at + 1 < len(scene.tokens) and scene.tokens[at + 1].joined and scene.tokens[at + 1].upper
    return not before and not after


def _in_names(scene: Scene) -> list[int]:
    """The places inside of the names of organisations: “*Selin* River Commission”."""
    inside: list[int] = []
    for found in scene.found():
        if found.kind == "organization" and found.stop - found.start > 2:
            for at in range(found.start, found.stop):
                place = at - 1 if scene.rules.heads_last else at + 1
                if _place_noun(scene, at) and found.start <= place < found.stop and scene.tokens[place].upper:
                    inside.append(place)
    return [at for at in inside if _strange(scene, at)]
