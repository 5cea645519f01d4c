"""How an article introduces a person: “Kremlin spokesman”, “prezydent Rosji”."""

from __future__ import annotations

from generator.extract.actors.morphology import traits
from generator.extract.actors.scene import Found, Scene

_LONGEST = 7


def role(scene: Scene, found: list[Found]) -> str:
    """The words of the first mention that has an office beside it; empty for none."""
    for one in sorted(found, key=lambda one: not (one.first and one.surname)):
        words = _before(scene, one) or _after(scene, one)
        if words:
            start, stop = words
            return " ".join(scene.text[scene.tokens[start].start : scene.tokens[stop - 1].end].split())
    return ""


def _before(scene: Scene, one: Found) -> tuple[int, int] | None:
    """“Russian Foreign Minister” Sergey Lavrov: from its adjectives over the office to the name."""
    first = one.start
    titled = None
    comma = bool(first) and scene.tokens[first].gap == ", "
    if not first or not (scene.tokens[first].joined or comma or _abbreviated(scene, first)):
        return None
    at = first - 1
    while at >= 0 and first - at <= _LONGEST:
        if title := scene.words[at].titles:
            if title in scene.rules.honorifics:
                return None
            titled = at
            break
        if not _complement(scene, at) or (at and not scene.tokens[at].joined):
            return None
        at -= 1
    if titled is None:
        return None
    start = titled
    while start and scene.tokens[start].joined and first - start < _LONGEST and _qualifier(scene, start - 1):
        start -= 1
    return start, first


def _abbreviated(scene: Scene, at: int) -> bool:
    return scene.tokens[at].gap == ". " and len(scene.tokens[at - 1].text) < 5


def _complement(scene: Scene, at: int) -> bool:
    """Whether a word may stand between an office and the name: “prezydent *Rosji*”, “minister *obrony*”."""
    token = scene.tokens[at]
    held = scene.taken[at]
    if held and held.kind == "person":
        return False
    if token.upper or token.low in scene.rules.role_links:
        return True
    if scene.words[at].demonym or scene.words[at].of_state:
        return True
    return not scene.rules.heads_last and traits(token.low, scene.language).genitive


def _qualifier(scene: Scene, at: int) -> bool:
    """Whether a word before an office belongs to it: “*Russian Foreign* Minister”, “*były* prezydent”."""
    token = scene.tokens[at]
    held = scene.taken[at]
    if (held and held.kind == "person") or (token.initial and token.low in scene.rules.common):
        return False
    if scene.words[at].demonym or scene.words[at].titles:
        return True
    known = traits(token.low, scene.language)
    if held is None and known.lemmas and not known.adjective:
        return False
    if token.upper:
        return held is not None or token.low not in scene.rules.common
    return len(token.low) > 4 and token.low.endswith(scene.rules.adjectives) and token.low not in scene.rules.common


def _after(scene: Scene, one: Found) -> tuple[int, int] | None:
    """John Kirby, “a spokesman for the council”, …: an apposition that opens with an office."""
    at = one.stop
    if at >= len(scene.tokens) or scene.tokens[at].gap != ", ":
        return None
    stop = at
    titled = False
    while stop < len(scene.tokens) and stop - at < _LONGEST + 2 and (stop == at or scene.tokens[stop].joined):
        held = scene.taken[stop]
        if held and held.kind == "person":
            return None
        titled = titled or (stop - at < 4 and bool(scene.words[stop].titles))
        stop += 1
    closed = stop < len(scene.tokens) and scene.tokens[stop].gap[:1] in ",.)"
    if not titled or not closed:
        return None
    while scene.tokens[at].low in scene.rules.common and not scene.tokens[at].upper:
        at += 1
    return (at, stop) if at < stop else None
