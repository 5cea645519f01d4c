"""Stage 5: who is meant by the words that name a speaker."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from generator.extract.quotes.clauses import Clause
from generator.extract.quotes.lexicon import Lexicon
from generator.extract.quotes.phrases import Line, Range, before, is_verb, main_subject, nominal
from generator.extract.quotes.roles import Roles
from generator.extract.quotes.subjects import is_oblique
from generator.extract.quotes.tokens import BREAK, MARKS
from generator.model import FoundActor, Span


class Speaker(NamedTuple):
    name: str
    actor: int
    """Place of the actor, -1 for one the article only describes."""


_SAID = 2.0
_DESCRIBED = 4
"""Words of a description in which its role stands."""
NOBODY = Speaker("", -1)


class _Seen(NamedTuple):
    at: int
    speaker: Speaker
    weight: float


def head(line: Line, phrase: Range, actors: Sequence[FoundActor], lex: Lexicon) -> int:
    """The actor that a noun phrase names as its head (not as a modifier), or -1.

    A name in another case than the nominative is a head only when all before it is so too.
    """
    found = -1
    for at in range(phrase.start, phrase.end):
        token = line[at]
        inflected = "case" in token.tags
        if token.actor >= 0 and not (inflected and not all(is_oblique(t, lex) for t in line[phrase.start : at])):
            last = at + 1 >= phrase.end or line[at + 1].actor != token.actor
            low = max((k + 1 for k in range(phrase.start, at) if line[k].low == ","), default=phrase.start)
            governed = (not lex.cases or inflected) and any(
                not t.tags.isdisjoint(("link", "preposition")) for t in line[low:at]
            )
            following = line[at + 1] if at + 1 < phrase.end else None
            modifies = following is not None and (
                "ending" in following.tags or not following.tags.isdisjoint(("role", "group"))
            )
            if last and not governed and not modifies and (found < 0 or actors[token.actor].kind == "person"):
                found = token.actor
    whole = phrase.end - phrase.start
    if found >= 0 and actors[found].kind != "person":
        named = sum(line[at].actor == found for at in range(phrase.start, phrase.end))
        first = next(k for k in range(phrase.start, phrase.end) if line[k].actor == found)
        described = any("role" in token.tags for token in line[phrase.start : first])
        if whole - named > 2 or described:
            return -1
    return found


def words_of(text: str, line: Line, phrase: Range) -> Span:
    """Where the words of a phrase stand, with the mark that closes a name in them."""
    start, end = line[phrase.start].start, line[phrase.end - 1].end
    closes = text[end : end + 1] in MARKS and any(mark in MARKS for mark in text[start:end])
    return Span(start, end + closes)


class _Wanted(NamedTuple):
    """What may be meant by words that name nobody."""

    genders: frozenset[str]
    """Empty: any."""
    kinds: frozenset[str] = frozenset(("person", "organization", "place", ""))
    spoke: bool = False
    """Only who has spoken."""


class Resolver:
    """What has been named so far in a text; asked in reading order."""

    def __init__(self, text: str, line: Line, starts: Sequence[int], actors: Sequence[FoundActor],
                 clauses: Sequence[Clause], lex: Lexicon) -> None:  # fmt: skip
        self.text, self.line, self.starts, self.actors, self.lex = text, line, starts, actors, lex
        self.clauses = [clause for clause in clauses if clause.own and clause.kind in ("say", "call")]
        self.heard = 0
        self.seen: list[_Seen] = []
        self.read = 0
        self.known: dict[Range, Speaker] = {}
        self.paragraph = list(accumulate(token.low == BREAK for token in line))
        self.genders: list[str] = [actor.gender for actor in actors]
        self.roles = Roles(line, actors, lex)
        self.full = self._full_names()

    def resolve(self, phrase: Range, gender: str = "") -> Speaker:
        """Who is meant; `gender` is what the verb shows."""
        self._read_to(phrase.start)
        return self._once(phrase, gender)

    def _once(self, phrase: Range, gender: str) -> Speaker:
        if phrase not in self.known:
            self.known[phrase] = self._resolve(phrase, self.starts[phrase.start], gender)
        return self.known[phrase]

    def said(self, phrase: Range, speaker: Speaker, gender: str) -> None:
        """Take note that somebody spoke, and of the gender that the verb shows."""
        if not speaker.name:
            return
        inside = self.line[phrase.start : phrase.end]
        name = self.lex.cases and all(token.capital for token in inside)
        described = any(not token.tags.isdisjoint(("role", "group")) for token in inside)
        if speaker.actor < 0 and len(inside) > 1 and not name and not described:
            return
        named = any(token.actor == speaker.actor for token in inside)
        if named and speaker.actor >= 0 and gender in ("m", "f") and not self.genders[speaker.actor]:
            self.genders[speaker.actor] = gender
        self.seen.append(_Seen(phrase.start, speaker, _SAID))

    def _read_to(self, at: int) -> None:
        while self.heard < len(self.clauses) and self.clauses[self.heard].cue < at:
            clause = self.clauses[self.heard]
            self.heard += 1
            if clause.subject:
                gender = self.lex.shown(self.line[clause.cue].low)
                self._read_names(clause.subject.start)
                self.said(clause.subject, self._once(clause.subject, gender), gender)
        self._read_names(at)

    def _read_names(self, at: int) -> None:
        for index in range(self.read, at):
            actor = self.line[index].actor
            if actor >= 0 and (index == 0 or self.line[index - 1].actor != actor):
                self.seen.append(_Seen(index, Speaker(self.actors[actor].name, actor), self._weight(index)))
        self.read = max(self.read, at)

    def _weight(self, index: int) -> float:
        line, start = self.line, self.starts[index]
        governed = index > start and not line[index - 1].tags.isdisjoint(("preposition", "link"))
        if governed or "case" in line[index].tags:
            return 0.0
        if any("ending" in token.tags for token in line[index + 1 : index + 4]):
            return -0.5
        return 1.5 if index - start < 4 else 1.0 if self.lex.cases else 0.7

    def _resolve(self, phrase: Range, low: int, gender: str) -> Speaker:
        line, first = self.line, self.line[phrase.start]
        if "relative" in first.tags and phrase.end - phrase.start == 1:
            owner = before(line, low, phrase.start - (line[phrase.start - 1].low == ","))
            return self._once(owner, gender) if owner and "relative" not in line[owner.start].tags else NOBODY
        if phrase.end - phrase.start == 1 and not first.tags.isdisjoint(("pronoun", "possessive")):
            shown = {g for g in ("m", "f", "n", "pl") if not first.tags.isdisjoint((f"pronoun:{g}", f"possessive:{g}"))}
            shown = shown & {gender} or shown
            document = self._text_before(low) if shown == {"n"} else None
            return self._once(document, "") if document else self._last(phrase, _Wanted(frozenset(shown)))
        if is_verb(first):
            return self._last(phrase, _Wanted(frozenset({self.lex.gender(first.low)} - {""})))
        named = head(line, phrase, self.actors, self.lex)
        if named >= 0:
            return Speaker(self.actors[named].name, named)
        return self._described(phrase, gender)

    def _text_before(self, low: int) -> Range | None:
        """The subject of the sentence before, if it is a body or a text that is no actor."""
        last = max(0, low - 1)
        subject = main_subject(self.line, self.starts[last], last)
        words = self.line[subject.start : subject.end] if subject else []
        if any(token.actor >= 0 for token in words) or not any("group" in token.tags for token in words):
            return None
        return subject

    def _last(self, phrase: Range, wanted: _Wanted) -> Speaker:
        """Who fits and was named or spoke last, what stands first in a sentence before what depends on others."""
        best: dict[Speaker, float] = {}
        dropped = is_verb(self.line[phrase.start])
        topic = self.starts[max(0, self.starts[phrase.start] - 1)]
        for seen in reversed(self.seen[-60:]):
            if seen.at >= phrase.start:
                continue
            paragraphs = self.paragraph[phrase.start] - self.paragraph[seen.at]
            fits = self._fits(seen, wanted, dropped)
            if fits is None or paragraphs > 8:
                continue
            distance = (phrase.start - seen.at) / 25
            score = 10 + seen.weight + fits - distance - paragraphs * 0.3
            score += 1.5 * (dropped and topic <= seen.at and 0 < seen.weight < _SAID)
            best[seen.speaker] = max(best.get(seen.speaker, -99.0), score)
        return max(best, key=lambda speaker: best[speaker]) if best else NOBODY

    def _fits(self, seen: _Seen, wanted: _Wanted, dropped: bool) -> float | None:
        actor = seen.speaker.actor
        kind, gender = (self.actors[actor].kind, self.genders[actor]) if actor >= 0 else ("", "")
        if kind not in wanted.kinds or (wanted.spoke and seen.weight != _SAID):
            return None
        if dropped and kind not in ("person", "") and seen.weight != _SAID:
            return None
        if not wanted.genders or wanted.spoke or (dropped and seen.weight == _SAID):
            return None if {gender, *wanted.genders} >= {"m", "f"} else 1.0
        if wanted.genders & {"m", "f"}:
            if actor < 0 and not self._person(seen.at, wanted.genders):
                return None
            if kind not in ("person", "") or (gender and gender not in wanted.genders):
                return None
            return 1.0 if gender else 0.0
        return None if kind == "person" or (kind == "place" and wanted.genders == {"pl"}) else 0.0

    def _person(self, at: int, genders: frozenset[str]) -> bool:
        """Whether words that name no actor describe a person of one of some genders."""
        roles = {tag for token in self.line[at : at + _DESCRIBED] for tag in token.tags if tag.startswith("role")}
        shown = {gender for gender in ("m", "f") if f"role:{gender}" in roles}
        if not roles:
            return self.lex.order != "v2" and self.line[at].capital
        return len(shown) != 1 or bool(shown & genders)

    def _fullest(self, phrase: Range) -> str:
        """The words of a phrase; of a single name that isn't an actor's, the fuller form used before it."""
        words = words_of(self.text, self.line, phrase).of(self.text)
        if phrase.end - phrase.start == 1 and words[0].isupper() and self.lex.order == "svo":
            return self.full.get(self.line[phrase.start].low, words)
        return words

    def _full_names(self) -> dict[str, str]:
        """Surname → given name and surname, of names that are no actor's."""
        found: dict[str, str] = {}
        for given, name in pairwise(self.line):
            plain = given.capital and name.capital and given.actor < 0 and name.actor < 0 and nominal(given)
            if plain and name.start == given.end + 1 and not name.tags and "role" not in given.tags:
                found.setdefault(name.low, self.text[given.start : name.end])
        return found

    def _described(self, phrase: Range, gender: str) -> Speaker:
        line = self.line
        words = Speaker(self._fullest(phrase), -1)
        if "indefinite" in line[phrase.start].tags or (self.lex.articles and "definite" not in line[phrase.start].tags):
            return words
        last = line[phrase.end - 1].tags
        actor, anybody = self.roles.meant(phrase, gender)
        if actor >= 0:
            return Speaker(self.actors[actor].name, actor)
        found = NOBODY
        if anybody and gender != "pl" and phrase.end - phrase.start <= 2:
            found = self._last(phrase, _Wanted(frozenset({gender} & {"m", "f"}), frozenset({"person", ""})))
        elif phrase.end - phrase.start <= 2 and "group" in last and "noun" not in last and gender != "pl":
            found = self._last(phrase, _Wanted(frozenset(), frozenset({"organization"}), True))
        return found if found.actor >= 0 or found.name.istitle() else words
