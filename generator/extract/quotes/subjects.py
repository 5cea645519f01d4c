"""The subject of a reporting verb where it may stand on either side: told by case, gender and kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.extract.quotes.lexicon import Lexicon, tags
from generator.extract.quotes.phrases import NAME, Line, Range, before, is_verb, nominal
from generator.extract.quotes.tokens import BREAK, Token

_STOPS = frozenset((BREAK, ";", ":", "…", "-", "–", "—", "―", "(", ")"))
_PLURAL = ("y", "i", "e", "í", "é", "ы", "и", "і", "е")
_FEMININE = ("ka", "ка")
"""What makes the noun for a woman of one for a man: no case ending."""
_ADJECTIVE = ("é", "ej", "ой", "ей", "ої", "ій")
"""Endings of adjectives behind a preposition: the noun it governs is yet to come."""
_WINDOW = 28
_QUOTED = 9
"""Tokens behind a verb among which whom it quotes is named."""
_PARTICIPLES = (
    "ony", "ona", "any", "ana", "ący", "ąca", "ený", "ená", "aný", "aná", "ící", "нный", "нная", "щий", "щая", "вший",
    "вшая", "ений", "ена", "аний", "ана",
)  # fmt: skip
_ENDINGS = "bcdfghjklnprsštwzžźćńłабвгджзклнпрстфцчшщьй" + "aая" + "ýyий"
"""Last letters of nouns for persons in the nominative singular, where adverbs and objects have others."""


class _Candidate(NamedTuple):
    score: float
    phrase: Range
    person: bool


def free_subject(line: Line, low: int, index: int, high: int, opens: bool, lex: Lexicon) -> Range | None:
    """The noun phrase in the clause around the verb at `index` that agrees with it best, if any.

    `low` and `high` limit the sentence; where `opens`, the verb is the first word of its clause.
    """
    gender = lex.gender(line[index].low)
    left = index
    while not opens and left > max(low, index - _WINDOW) and not _stops(line, left - 1):
        left -= 1
    right = index + line[index].length
    stop = min(high, right + _WINDOW)
    end = right
    while end < stop and not _stops(line, end):
        end += 1
    found = [
        *_candidates(line, left, index, gender, lex, index),
        *_candidates(line, right, end, gender, lex, right),
    ]
    if not opens and left > low and "relative" in line[left - 1].tags and "oblique" not in line[left - 1].tags:
        found.append(_Candidate(2.8, Range(left - 1, left), True))
    if gender == "pl" and right + 1 < high and "within" in line[right].tags:
        found += [c._replace(score=1.5) for c in _candidates(line, right + 1, end, "", lex, right, False)][:1]
    if "oral" in line[index].tags and gender != "pl":
        # who is told is no subject: “řekl AFP”
        found = [c for c in found if c.phrase.start < right or "organization" not in line[c.phrase.start].tags]
    best = max(found, default=None)
    if not best or best.score <= 0:
        if opens and right < high and line[right].low == ":" and line[index - 1].passage >= 0:
            return Range(index - 1, index)
        return _unknown(line, right, high) if opens else _apposed(line, low, left)
    if not best.person and best.phrase.start >= right:
        return _with_name(line, best.phrase, stop, gender)
    return best.phrase


def _unknown(line: Line, at: int, high: int) -> Range | None:
    """A noun that the lexicon doesn't know, right behind a verb that a passage precedes, closing the clause."""
    if at + 1 >= high or line[at].tags or line[at].actor >= 0 or not line[at].low.isalpha():
        return None
    following = line[at + 1]
    closes = not following.is_word or not following.tags.isdisjoint(("preposition", "link", "relative"))
    word = line[at].low
    person = word[-1] in _ENDINGS and len(word) > 3 and not word.endswith(_PARTICIPLES)
    return Range(at, at + 1) if closes and person else None


def quoted(line: Line, low: int, index: int, high: int, lex: Lexicon) -> Range | None:
    """Whom the verb at `index` quotes, in whichever case: the first person behind it; else its subject."""
    for at in range(index + line[index].length, min(high, index + _QUOTED)):
        token = line[at]
        if token.passage >= 0 or token.low in _STOPS:
            break
        if "pronoun" in token.tags:
            return Range(at, at + 1)
        if not token.tags.isdisjoint(("person", "role")):
            end = at + 1
            while end < high and (
                line[end].actor == token.actor
                if token.actor >= 0
                else nominal(line[end]) and line[end].tags.isdisjoint(("group", "organization"))
            ):
                end += 1
            return Range(at, end)
    return free_subject(line, low, index, high, False, lex)


def source(line: Line, start: int, high: int) -> Range | None:
    """The noun phrase after “according to”, in whichever case."""
    at = start
    while at < high and line[at].actor < 0 and "skip" in line[at].tags and "pronoun" not in line[at].tags:
        at += line[at].length
    if at >= high:
        return None
    if "pronoun" in line[at].tags:
        return Range(at, at + 1)
    stop = min(high, at + _WINDOW)
    end = at
    while end < stop and (
        nominal(line[end]) or "determiner" in line[end].tags or (end > at and _joined(line, end, stop))
    ):
        if end > at and "person" in line[end - 1].tags and not line[end].capital and "group" not in line[end].tags:
            break
        end += 1
    return Range(at, end) if end > at else None


def _joined(line: Line, at: int, stop: int) -> bool:
    """Whether a preposition or the full stop of an abbreviation stands inside a noun phrase."""
    if line[at].low == ".":
        return at + 1 < stop and "abbreviation" in line[at - 1].tags
    return "link" in line[at].tags and at + 1 < stop and nominal(line[at + 1])


def is_oblique(token: Token, lex: Lexicon) -> bool:
    """Whether a word shows that it isn't in the nominative."""
    if not token.tags.isdisjoint(("case", "oblique")):
        return True
    return "role" in token.tags and _oblique_role(token.low, False, lex)


def _stops(line: Line, at: int) -> bool:
    """Whether a token lies outside the clause of a verb beside it."""
    token = line[at]
    if token.actor >= 0 or ("skip" in token.tags and token.passage < 0):
        return False
    if "and" in token.tags and 0 < at < len(line) - 1:
        if is_verb(line[at - 1]) and not is_verb(line[at + 1]):
            return False
        return not (nominal(line[at - 1]) and nominal(line[at + 1]))
    return (
        token.passage >= 0
        or token.low in _STOPS
        or token.low == ","
        or (not token.tags.isdisjoint(("break", "relative", "particip")) or is_verb(token))
    )


def _apposed(line: Line, low: int, left: int) -> Range | None:
    """“X, who …, said”: the phrase before the commas, and what is between if it is a name (“the mayor, X, said”)."""
    if left <= low or line[left - 1].low not in (",", "-", "–", "—") or "lead" in line[left].tags:
        return None
    found = before(line, low, left)
    if not found:
        return None
    words = line[found.start : found.end]
    if any("case" in token.tags for token in words) or not any(
        token.actor >= 0 or not token.tags.isdisjoint(("role", "group")) for token in words
    ):
        return None
    between = line[found.end + 1 : left - 1]
    named = 0 < len(between) < 5 and all(token.capital for token in between) and "person" not in words[-1].tags
    return Range(found.start, left - 1) if named else found


def _candidates(
    line: Line, start: int, end: int, gender: str, lex: Lexicon, near: int, strict: bool = True
) -> Iterator[_Candidate]:
    """Noun phrases between two places; without `strict`, in any case."""
    governed = False
    at = start
    while at < end:
        token = line[at]
        last = at + 1
        while token.actor >= 0 and last < end and line[last].actor == token.actor:
            last += 1
        if token.actor < 0 and "skip" in token.tags:
            last = at + token.length
        elif "determiner" in token.tags and at + 2 < end and "link" in line[at + 1].tags and not governed:
            last = _end(line, at + 1, end)
            yield _Candidate(2.2 - 0.03 * abs(at - near), Range(at, last), False)
        elif token.actor < 0 and not token.tags.isdisjoint(("preposition", "link", "according")):
            governed = True
        elif nominal(token) or "pronoun" in token.tags:
            score = 0.0 if governed or "inside" in token.tags else _score(token, gender, lex) if strict else 1.0
            if any("oblique" in other.tags for other in line[at + 1 : last]):
                score -= 1.5
            if score > 0:
                phrase = (
                    Range(at, last)
                    if token.actor >= 0 or "pronoun" in token.tags
                    else Range(_start(line, start, at), _end(line, at, end))
                )
                distance = abs((last if end == near else at) - near)
                yield _Candidate(score - 0.03 * distance, phrase, "person" in token.tags or "pronoun" in token.tags)
            goes_on = (
                token.actor < 0
                and last < end
                and line[last].capital
                and ("group" in token.tags or (token.capital and line[last].actor < 0))
            )
            adjective = not token.tags and token.low.endswith(_ADJECTIVE)
            runs_on = goes_on or adjective or not token.tags.isdisjoint(("oblique", "case", "inside"))
            governed = governed and runs_on and "person" not in token.tags
        at = last


def _score(token: Token, gender: str, lex: Lexicon) -> float:
    """How likely a word is to be the subject of a verb that shows a gender (or nothing)."""
    if not token.tags.isdisjoint(("case", "oblique")):
        return 0.0
    if "pronoun" in token.tags:
        shown = {g for g in ("m", "f", "n", "pl") if f"pronoun:{g}" in token.tags}
        return 3.0 if not gender or gender in shown else 0.0
    if "person" in token.tags:
        if gender in ("pl", "n") or (gender and {"m", "f"} - {gender} & token.tags):
            return 0.3
        return 3.0 + (gender in token.tags)
    if "role" in token.tags:
        woman = "role:f" in token.tags and "role:m" not in token.tags
        return 0.0 if _oblique_role(token.low, gender == "pl", lex) or (gender == "m" and woman) else 2.4
    if "group" in token.tags or "organization" in token.tags:
        return 2.0
    if "place" in token.tags:
        return 1.0
    return 0.6 if token.capital else 0.0


def _oblique_role(word: str, plural: bool, lex: Lexicon) -> bool:
    """Whether a noun is a longer form of one that is listed in the nominative (“prezydenta”)."""
    if not tags(lex.language, word).isdisjoint(("role:m", "role:f")) or (plural and word.endswith(_PLURAL)):
        return False
    cuts = (cut for cut in (1, 2, 3) if len(word) > cut + 2 and word[-cut:] not in _FEMININE)
    return any("role:m" in tags(lex.language, word[:-cut]) for cut in cuts)


def _start(line: Line, low: int, at: int) -> int:
    """The first of the adjectives before a noun, or its article."""
    while (
        at > low
        and nominal(line[at - 1])
        and line[at - 1].actor < 0
        and (line[at - 1].tags.isdisjoint(("role", "group", "case", "oblique")))
    ):
        at -= 1
    return at - (at > low and "determiner" in line[at - 1].tags and line[at - 1].actor < 0)


def _end(line: Line, start: int, stop: int) -> int:
    """After the words that belong to a noun: what follows it in other cases, and prepositions between."""
    at = start + 1
    while at < stop:
        token = line[at]
        behind = at + 1 + (at + 1 < stop and "determiner" in line[at + 1].tags)
        joins = (
            behind < stop
            and nominal(line[behind])
            and ("link" in token.tags or (token.low == "." and "abbreviation" in line[at - 1].tags))
        )
        if not joins and not nominal(token) and token.tags.isdisjoint(("inside", "determiner")):
            break
        at += 1
    while at > start + 1 and not nominal(line[at - 1]) and "inside" not in line[at - 1].tags:
        at -= 1
    return at


def _with_name(line: Line, phrase: Range, stop: int, gender: str) -> Range:
    """A description together with the name that it introduces: “лидер партии, проповедник Х”."""
    for at in range(phrase.start + 1, stop):
        token = line[at]
        if token.passage >= 0 and token.end - token.start < NAME:
            continue
        if token.passage >= 0 or token.low in _STOPS or is_verb(token) or "relative" in token.tags:
            break
        other = bool(gender) and not ({"m", "f"} - {gender}).isdisjoint(token.tags)
        if "person" in token.tags and "case" not in token.tags and not other and "preposition" not in line[at - 1].tags:
            end = at + 1
            while end < stop and line[end].actor == token.actor:
                end += 1
            return Range(phrase.start, end)
        end = at
        while end < stop and line[end].capital and line[end].actor < 0 and line[end].tags <= {"first"}:
            end += 1
        if end > at + 1 and (not line[at - 1].capital or "place" in line[at - 1].tags):
            return Range(phrase.start, end)
    return phrase
