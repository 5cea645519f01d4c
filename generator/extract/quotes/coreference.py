"""Stage 5: who is meant by the words that name a speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from generator.extract.quotes.clauses import Clause
from generator.extract.quotes.heads import head, words_of
from generator.extract.quotes.lexicon import Lexicon
from generator.extract.quotes.phrases import Line, Range, before, is_verb, main_subject, nominal
from generator.extract.quotes.roles import Roles
from generator.extract.quotes.tokens import BREAK, Token
from generator.model import FoundActor


class Speaker(NamedTuple):
    name: str
    actor: int
    """Place of the actor, -1 for one the article only describes."""


_SAID = 2.0
_RECENT = 60
"""Names and speakers that are remembered."""
_AHEAD = 12
"""Reporting clauses among which who isn't named yet is looked for."""
_PERSON = frozenset(("person", ""))
_UNSURE = 0.7
"""How well a person fits whose gender isn't known; 1 who is known to fit."""
_SHORT = 3
"""Words of a description that tells little about who is meant."""
_BREAKS = 5
"""Ends of paragraphs that may follow each other."""
_DESCRIBED = 4
"""Words of a description in which its role stands."""
NOBODY = Speaker("", -1)


class _Seen(NamedTuple):
    at: int
    speaker: Speaker
    weight: float


def _single(phrase: Range) -> bool:
    return phrase.end - phrase.start == 1


def _unsure(actor: FoundActor) -> bool:
    """Whether a body or place that no authority knows may be a person: a single name that is no acronym."""
    guessed = actor.kind != "person" and actor.id.startswith(f"{actor.kind}-")
    return guessed and " " not in actor.name and not actor.name.isupper()


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
        self.shown: dict[str, str] = {}
        """Name of a speaker who is no actor → the gender that a verb showed."""
        self.kinds = ["" if _unsure(actor) else actor.kind for actor in actors]
        self.roles = Roles(line, actors, lex)
        self.full = self._full_names()
        self.titled = {a.low for a, b in pairwise(line) if "role:unnamed" in a.tags and "person" in b.tags}
        self.strangers: Mapping[str, Speaker] = {}
        self.strangers = self._strangers()
        self.bare = self._undescribed()

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
        name = self.lex.order == "free" and all(token.capital for token in inside)
        described = any(not token.tags.isdisjoint(("role", "group")) for token in inside)
        if speaker.actor < 0 and len(inside) > 1 and not name and not described:
            return
        if speaker.actor < 0 and gender in ("m", "f"):
            self.shown[speaker.name] = gender
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
            elif actor < 0 and self.line[index].capital and self.line[index].low in self.strangers:
                self.seen.append(_Seen(index, self.strangers[self.line[index].low], self._weight(index)))
        self.read = max(self.read, at)

    def _weight(self, index: int) -> float:
        line, start = self.line, self.starts[index]
        first = index
        while first > start and line[first - 1].actor < 0 and self._premodifies(line[first - 1]):
            first -= 1
        governed = first > start and not line[first - 1].tags.isdisjoint(("preposition", "link"))
        if governed or "case" in line[index].tags:
            return 0.0
        last = next((k for k in range(index, len(line)) if line[k].actor != line[index].actor), index)
        if any("ending" in token.tags for token in line[index + 1 : index + 4]):
            return -0.5
        if self.lex.order == "svo" and not line[last].tags.isdisjoint(("role", "group")) and line[last].is_word:
            return -0.5
        return 1.5 if index - start < 4 else 1.0 if self.lex.cases else 0.7

    @staticmethod
    def _premodifies(token: Token) -> bool:
        """Whether a word before a name may belong to its phrase: a role or an article."""
        return not token.tags.isdisjoint(("role", "determiner")) and "preposition" not in token.tags

    def _resolve(self, phrase: Range, low: int, gender: str) -> Speaker:
        line, first = self.line, self.line[phrase.start]
        if "relative" in first.tags and phrase.end - phrase.start == 1:
            end = phrase.start - (line[phrase.start - 1].low == ",")
            named = line[end - 1].actor if end > low else -1
            if named >= 0 and self.actors[named].kind == "person":
                return Speaker(self.actors[named].name, named)
            owner = before(line, low, end)
            if owner and self.lex.compounds and not any(token.capital for token in line[owner.start : owner.end]):
                return self._last(phrase, _Wanted(frozenset({"m"} if "of" in first.tags else {"f"}), _PERSON))
            return self._once(owner, gender) if owner and "relative" not in line[owner.start].tags else NOBODY
        if phrase.end - phrase.start == 1 and not first.tags.isdisjoint(("pronoun", "possessive")):
            shown = {g for g in ("m", "f", "n", "pl") if not first.tags.isdisjoint((f"pronoun:{g}", f"possessive:{g}"))}
            shown = shown & {gender} or shown
            document = self._text_before(low) if shown == {"n"} else None
            return self._once(document, "") if document else self._meant(phrase, frozenset(shown))
        if self.lex.dropped and is_verb(first):
            return self._meant(phrase, frozenset({self.lex.gender(first.low)} - {""}))
        named = head(line, phrase, self.actors, self.lex)
        if named >= 0:
            return Speaker(self.actors[named].name, named)
        return self._described(phrase, gender)

    def _sentence_before(self, start: int) -> int:
        """The first token of the sentence before one that begins at `start`, also over the end of a paragraph."""
        last = start - 1
        while last > 0 and self.line[last].low == BREAK and start - last < _BREAKS:
            last -= 1
        return self.starts[max(0, last)]

    def _text_before(self, low: int) -> Range | None:
        """The subject of the sentence before, if it is a body or a text that is no actor."""
        subject = main_subject(self.line, self._sentence_before(low), max(0, low - 1))
        words = self.line[subject.start : subject.end] if subject else []
        if any(token.actor >= 0 for token in words) or not any("group" in token.tags for token in words):
            return None
        return subject

    def _last(self, phrase: Range, wanted: _Wanted) -> Speaker:
        """Who fits and was named or spoke last, what stands first in a sentence before what depends on others."""
        best: dict[Speaker, float] = {}
        dropped = self.lex.dropped and is_verb(self.line[phrase.start])
        topic = self._sentence_before(self.starts[phrase.start])
        for seen in reversed(self.seen[-_RECENT:]):
            if seen.at >= phrase.start:
                continue
            paragraphs = self.paragraph[phrase.start] - self.paragraph[seen.at]
            fits = self._fits(seen, wanted, dropped)
            if fits is None or paragraphs > 8:
                continue
            distance = (phrase.start - seen.at) / 25
            score = 10 + seen.weight + fits - distance - paragraphs * 0.3
            person = seen.speaker.actor in self.roles.known
            score += 1.5 * (topic <= seen.at and seen.weight > 0 and (person or seen.weight < _SAID))
            best[seen.speaker] = max(best.get(seen.speaker, -99.0), score)
        return max(best, key=lambda speaker: best[speaker]) if best else NOBODY

    def _fits(self, seen: _Seen, wanted: _Wanted, dropped: bool) -> float | None:
        actor = seen.speaker.actor
        kind = self.kinds[actor] if actor >= 0 else ""
        gender = self.genders[actor] if actor >= 0 else self.shown.get(seen.speaker.name, "")
        if kind not in wanted.kinds or (wanted.spoke and seen.weight != _SAID):
            return None
        if dropped and kind not in ("person", "") and seen.weight != _SAID:
            return None
        if not wanted.genders or wanted.spoke or (dropped and seen.weight == _SAID):
            return None if {gender, *wanted.genders} >= {"m", "f"} else 1.0
        if wanted.genders & {"m", "f"}:
            if actor < 0 and not gender and not self._person(seen.at, wanted.genders):
                return None
            if actor >= 0 and not kind and seen.weight != _SAID:
                return None
            if kind not in ("person", "") or (gender and gender not in wanted.genders):
                return None
            return 1.0 if gender else _UNSURE
        return None if kind == "person" or (actor >= 0 and kind in ("", "place") and wanted.genders == {"pl"}) else 0.0

    def _person(self, at: int, genders: frozenset[str]) -> bool:
        """Whether words that name no actor describe a person of one of some genders."""
        roles = {tag for token in self.line[at : at + _DESCRIBED] for tag in token.tags if tag.startswith("role")}
        if self.line[at].low in self.strangers and not roles:
            return True
        opens = self.starts[at] == at and not (at + 1 < len(self.line) and self.line[at + 1].capital)
        if "group" in self.line[at].tags or (opens and not roles):
            return False
        shown = {gender for gender in ("m", "f") if f"role:{gender}" in roles}
        if not roles:
            return self.lex.order != "v2" and self.line[at].capital and "determiner" not in self.line[at].tags
        return len(shown) != 1 or bool(shown & genders) or (shown == {"m"} and not self.lex.articles)

    def _fullest(self, phrase: Range) -> str:
        """The words of a phrase; of a single name that isn't an actor's, the fuller form used before it."""
        words = words_of(self.text, self.line, phrase).of(self.text)
        if phrase.end - phrase.start == 1 and words[0].isupper() and self.lex.order == "svo":
            low = self.line[phrase.start].low
            return self.strangers[low].name if low in self.strangers else self.full.get(low, words)
        return words

    def _strangers(self) -> dict[str, Speaker]:
        """The words of names that are no actor's but of somebody who speaks or is described → that person."""
        speakers = [self._named(clause.subject) for clause in self.clauses if clause.subject]
        names = {one.name for one in speakers if one and one.actor < 0}
        for at, token in enumerate(self.line):
            name = self.full.get(token.low) if token.capital and token.actor < 0 else None
            if name and name.lower().endswith(token.low) and self._introduced(at + 1):
                names.add(name)
        if self.lex.order == "svo":
            inner = {t.low for t, start in zip(self.line, self.starts, strict=True) if self._is_inner(t, start)}
            alone = {clause.subject.start for clause in self.clauses if clause.subject and _single(clause.subject)}
            names |= {words_of(self.text, self.line, Range(at, at + 1)).of(self.text)
                      for at in alone if self.line[at].low in inner and self.line[at].low not in self.full}  # fmt: skip
        return {word.lower(): Speaker(name, -1) for name in names for word in name.split()}

    def _is_inner(self, token: Token, start: int) -> bool:
        """Whether a word that nothing is known of is capitalised inside a sentence."""
        return token.capital and token.actor < 0 and not token.tags and token.start > self.line[start].start

    def _introduced(self, at: int) -> bool:
        """Whether what follows a name shows that it is a person's: “, 13,”, “, a retired pilot”."""
        line = self.line
        if at + 1 >= len(line) or line[at].low != ",":
            return False
        if line[at + 1].low.isdigit() and at + 2 < len(line):
            return len(line[at + 1].low) == 2 and line[at + 2].low == ","
        described = any("role" in token.tags for token in line[at + 2 : at + 7])
        return "determiner" in line[at + 1].tags and described

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
        apposed = self._apposed(phrase)
        if apposed:
            return apposed
        words = Speaker(self._fullest(phrase), -1)
        if "indefinite" in line[phrase.start].tags or (self.lex.articles and "definite" not in line[phrase.start].tags):
            return words
        last = line[phrase.end - 1].tags
        first = line[phrase.start].tags
        if self.lex.compounds and {"of", "determiner"} <= first and "role:f" not in last:
            gender = gender or "m"
        if self.lex.articles and "role:unnamed" in last and line[phrase.end - 1].low not in self.titled:
            return words
        actor, anybody = self.roles.meant(phrase, gender)
        if actor >= 0:
            return Speaker(self.actors[actor].name, actor)
        found = NOBODY
        if anybody and gender != "pl" and phrase.end - phrase.start <= 2:
            shown = {gender or self.roles.gender(phrase)} & {"m", "f"}
            found = self._last(phrase, _Wanted(frozenset(shown), frozenset({"person", ""})))
            if not any(seen.speaker.actor in self.roles.known for seen in self.seen):
                found = self._later(phrase, frozenset(shown))
        elif phrase.end - phrase.start <= 2 and "group" in last and "noun" not in last and gender != "pl":
            found = self._last(phrase, _Wanted(frozenset(), frozenset({"organization"}), True))
        if found.actor >= 0 and self.roles.other(phrase, found.actor):
            found = NOBODY
        if found.actor < 0 and "group" not in last and "possessive" not in line[phrase.start].tags:
            found = self._varied(phrase, gender, found.name.istitle()) or found
        return found if found.actor >= 0 or found.name.istitle() else words

    def _apposed(self, phrase: Range) -> Speaker | None:
        """The name between commas behind a description: “the mayor, X, said”."""
        line, at = self.line, phrase.end + 1
        described = any("role" in token.tags for token in line[phrase.start : phrase.end])
        if not described or line[phrase.end].low != "," or at >= len(line):
            return None
        if "person" not in line[at].tags or "case" in line[at].tags:
            end = at
            while end < len(line) and line[end].capital and line[end].actor < 0 and not line[end].tags:
                end += 1
            return Speaker(words_of(self.text, line, Range(at, end)).of(self.text), -1) if 1 < end - at < 5 else None
        return Speaker(self.actors[line[at].actor].name, line[at].actor)

    def _varied(self, phrase: Range, gender: str, found: bool) -> Speaker | None:
        """Who the sentence before is about, else, unless somebody was `found`, the only speaker never described."""
        start = self.starts[phrase.start]
        before = self._sentence_before(start)
        about = {seen.speaker for seen in self.seen[-_RECENT:] if before <= seen.at < start and seen.weight > 0}
        short = not found and phrase.end - phrase.start <= _SHORT and not self.roles.anybody(phrase)
        for some in ({speaker for speaker in about if speaker.actor in self.roles.known}, self.bare if short else ()):
            if len(some) == 1:
                one = next(iter(some))
                known = self.genders[one.actor] if one.actor >= 0 else ""
                if self.roles.may_be(phrase, one.actor, gender, known):
                    return one
        return None

    def _undescribed(self) -> frozenset[Speaker]:
        """The persons who speak in the text and of whom it says nothing but their names."""
        named = {self._named(clause.subject) for clause in self.clauses if clause.subject}
        return frozenset(one for one in named if one and (one.actor < 0 or self.roles.bare(one.actor)))

    def _named(self, phrase: Range) -> Speaker | None:
        """The person whom a phrase names, whether an actor or not."""
        at = head(self.line, phrase, self.actors, self.lex)
        if at >= 0:
            return Speaker(self.actors[at].name, at) if at in self.roles.known else None
        inside = self.line[phrase.start : phrase.end]
        name = all(token.capital and token.actor < 0 and not token.tags for token in inside)
        if not name or (self.starts[phrase.start] == phrase.start and len(inside) == 1):
            return None
        if self.lex.articles and len(inside) == 1 and inside[0].low not in self.full:
            return None
        return Speaker(self._fullest(phrase), -1)

    def _meant(self, phrase: Range, genders: frozenset[str]) -> Speaker:
        """Who is meant by a pronoun or a verb without a subject: somebody named before, else behind it."""
        found = self._last(phrase, _Wanted(genders))
        return found if found.name else self._later(phrase, genders)

    def _later(self, phrase: Range, genders: frozenset[str]) -> Speaker:
        """The first person who speaks after one whom the text hasn't named yet."""
        for clause in self.clauses[self.heard : self.heard + _AHEAD]:
            one = self._named(clause.subject) if clause.subject and clause.cue > phrase.end else None
            known = self.genders[one.actor] if one and one.actor >= 0 else ""
            if one and not {"m", "f"} <= {*genders, known}:
                return one
        return NOBODY
