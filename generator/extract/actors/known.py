"""Names that are known beforehand: of the dossier's own actors, of the starter authority, of cities."""

from __future__ import annotations

from generator.extract.actors.lexicon import Entry, Phrase, city_name
from generator.extract.actors.morphology import bases, first_name, plain, traits
from generator.extract.actors.scene import Found, Scene
from generator.extract.actors.words import ordinary

_Hit = tuple[int, Phrase]


def claim_phrases(scene: Scene) -> None:
    """Known names of two words or more, and what is known to be no actor, the longest at each place."""
    end = 0
    for at, hits in scene.matches.items():
        hit = next((hit for hit in hits if hit[0] - at > 1 or hit[1].entry.kind == "none"), None)
        if hit and at >= end:
            end, phrase = hit
            scene.claim(_found(scene, at, end, phrase))


def _found(scene: Scene, start: int, stop: int, phrase: Phrase) -> Found:
    entry = phrase.entry
    if entry.kind != "person":
        return Found(start, stop, entry.kind, entry)
    words = [token.low for token in scene.tokens[start:stop]]
    return Found(start, stop, "person", entry, tuple(words[:-1]), words[-1])


def claim_singles(scene: Scene) -> None:
    """Known names of one word, where the word is not likelier to be another."""
    for at in sorted(scene.matches.keys() | scene.free()):
        low = scene.tokens[at].low
        if scene.taken[at] or low in scene.rules.calendar:
            continue
        hits = [hit for hit in scene.phrases(at) if hit[0] - at == 1 and _likely(scene, at, hit[1])]
        hits = hits or _possessive(scene, at)
        if hits:
            _, phrase = max(hits, key=lambda hit: _rank(hit[1], low))
            scene.claim(_found(scene, at, at + 1, phrase))


def _rank(phrase: Phrase, low: str) -> tuple[bool, bool, int]:
    """Actors before cities, the very word before its other case forms, large cities before small ones."""
    return phrase.entry.size == 0, phrase.words[0] == low, phrase.entry.size


def _possessive(scene: Scene, at: int) -> list[_Hit]:
    """Organisations of whose name an adjective is made (“Ryanairovo”)."""
    token = scene.tokens[at]
    for ending in scene.rules.possessive if token.upper else ():
        stem = token.low.removesuffix(ending)
        if stem != token.low and len(stem) > 3:
            for lexicon in scene.lexicons.actors:
                for phrase in lexicon.phrases.get(stem, ()):
                    if len(phrase.words) == 1 and phrase.entry.kind == "organization" and not phrase.exact:
                        return [(at + 1, phrase)]
    return []


def _likely(scene: Scene, at: int, phrase: Phrase) -> bool:
    """Whether a known name is what the word means here, not an adjective or common noun at a sentence's start."""
    token, entry = scene.tokens[at], phrase.entry
    if phrase.exact:
        return True
    if token.initial and token.low in scene.rules.common:
        return False
    if entry.size:
        return _likely_city(scene, at, entry)
    if token.initial and scene.words[at].demonym and _qualifies(scene, at):
        return False
    known = traits(token.text, scene.language)
    doubtful = token.initial and known.common and not known.place
    return bool(entry.country) or not doubtful or _again(scene, at)


def _again(scene: Scene, at: int) -> bool:
    """Whether the word has its capital inside of a sentence too."""
    return scene.tokens[at].low in scene.inside


def _qualifies(scene: Scene, at: int) -> bool:
    """Whether the word is likely the adjective of the one after it (“Polski rząd”)."""
    if at + 1 >= len(scene.tokens) or not scene.tokens[at + 1].joined or scene.tokens[at + 1].upper:
        return False
    after = scene.tokens[at + 1]
    if scene.words[at + 1].heads or scene.words[at + 1].titles:
        return True
    return traits(after.text, scene.language).common and after.low not in scene.rules.common and len(after.low) > 3


def _likely_city(scene: Scene, at: int, entry: Entry) -> bool:
    """Large cities are believed sooner than small ones, many of which have the names of common things."""
    token = scene.tokens[at]
    known = traits(token.text, scene.language)
    if scene.rules.nouns_capitalised and entry.size < (100 if plain(token.low) == entry.id else 300):
        return False
    plain_start = token.initial and known.common
    if entry.size > 299 and (not plain_start or _named_so(scene, at, entry) or _again(scene, at)):
        return True
    if known.common or known.surname or known.first or ordinary(token.text, scene.language):
        return (known.place or located(scene, at)) and not token.initial
    return len(token.low) > 3 and not first_name(token.low, scene.language)


def _named_so(scene: Scene, at: int, entry: Entry) -> bool:
    """Whether the language itself, not just some spelling, calls the city by the word."""
    own = city_name(entry.id, scene.language).casefold()
    return own in bases(scene.tokens[at].low, scene.language)


def located(scene: Scene, at: int) -> bool:
    """Whether a preposition of place stands right before the word."""
    return at > 0 and scene.tokens[at].joined and scene.tokens[at - 1].low in scene.rules.locatives


def claim_slips(scene: Scene) -> None:
    """Names that are written with a small letter by mistake, when the article has them with a capital too."""
    found = [one for one in scene.found() if one.kind != "none"]
    names = {scene.tokens[one.start].low: one for one in found if one.stop - one.start == 1}
    names |= {one.surname: one for one in found if one.surname}
    for at, token in enumerate(scene.tokens):
        like = names.get(token.low)
        if like is None or token.upper or scene.taken[at] or len(token.low) < 5:
            continue
        if not (traits(token.low, scene.language).common or ordinary(token.low, scene.language)):
            entry = None if like.kind == "person" else like.entry
            scene.claim(Found(at, at + 1, like.kind, entry, (), token.low if like.surname else ""))
