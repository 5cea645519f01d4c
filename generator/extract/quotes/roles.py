"""Stage 5, continued: who a description means (“the head of state”, “rosyjski prezydent”)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from generator.extract.quotes.lexicon import Lexicon, lexicon, phrase, tags
from generator.extract.quotes.phrases import Line, Range, nominal
from generator.extract.quotes.tokens import Token
from generator.gazetteer import known_actors, starter
from generator.model import FoundActor
from generator.slugs import slug

_STEM = 5
_GENERAL = frozenset({"role:any", "role:m", "role:f"})
_OF_MANY = frozenset(
    {"role:unnamed", "role:spokesman", "role:doctor", "role:professor", "role:lawyer", "role:journalist"}
)
"""Classes of persons of whom an article may quote several without naming them."""
_BESIDES = frozenset(f"role:{name}" for name in (
    "candidate", "commissioner", "professor", "writer", "journalist", "lawyer", "businessman", "doctor", "engineer",
    "manager",
))  # fmt: skip
"""What somebody may be besides another role."""
_TOP = frozenset({"role:president", "role:premier", "role:minister"})
"""Who is called nobody's representative."""
_PARTED = _OF_MANY | {"role:commissioner", "role:agent"}
"""Classes in which another body is another person."""
_STATED = 0.75
"""How much a role counts that the article doesn't tell itself."""
_REACH = 8
"""Words before a name that may introduce it."""
_APPOSITION = 12
_SOON = 6
"""Words of an apposition among which its first role or country stands."""


@cache
def _seats() -> Mapping[str, str]:
    """Id of an institution → id of its country: the Kremlin, the White House."""
    described = [known for known in known_actors() if known.kind == "organization" and known.role]
    return {known.id: slug(known.role[0].rpartition(", ")[2]) for known in described if ", " in known.role[0]}


@cache
def _offices(language: str) -> Mapping[str, str]:
    """Id of a person of world news → office and country, in words of a language."""
    return {actor.id: actor.role for actor in starter(language) if actor.kind == "person"}


class Description(NamedTuple):
    """What a noun phrase, or all that stands beside a name, says of a person."""

    roles: frozenset[str]
    stems: frozenset[str]
    """First letters of all words but names, so that cases don't matter."""
    more: frozenset[str]
    """The stems that are no roles: what tells one minister from another."""
    places: frozenset[int]
    """Countries and organisations that are named, or that a demonym stands for."""
    proper: frozenset[str] = frozenset()
    """The stems of capitalised words, where not all nouns are: “Republican”."""


class Roles:
    """The descriptions that a text gives of the persons it names."""

    def __init__(self, line: Line, actors: Sequence[FoundActor], lex: Lexicon) -> None:
        self.line, self.actors, self.lex = line, actors, lex
        self.demonyms = {span.start: index for index, actor in enumerate(actors) for span in actor.demonyms}
        self.countries = {token.low: self.demonyms[token.start] for token in line if token.start in self.demonyms}
        ids = {actor.id: index for index, actor in enumerate(actors) if actor.kind == "place"}
        self.seats = {index: ids[_seats()[a.id]] for index, a in enumerate(actors) if _seats().get(a.id) in ids}
        self.bodies = {word[:_STEM] for word, tags in lex.words.items() if "group" in tags}
        self.places: dict[int, list[int]] = {}
        for at, token in enumerate(line):
            self.places.setdefault(token.actor, []).append(at)
        self.known = self._introductions()
        known = _offices(lex.language)
        self.stated = {i: self._of(f"{actors[i].role} {known.get(actors[i].id, '')}".lower()) for i in self.known}

    def meant(self, words: Range, gender: str) -> tuple[int, bool]:
        """The person that some words describe, or -1; and whether they fit anybody, as “the politician” does.

        `gender` is what the verb shows, or nothing.
        """
        said = self._describe(self.line[at] for at in range(words.start, words.end))
        last = self.line[words.end - 1].tags
        if not said.roles or ("group" in last and "role" not in last):
            return -1, False
        best, top = -1, 1.0
        for index, intro in self.known.items():
            score = max(self._score(said, intro), _STATED * self._score(said, self.stated[index]))
            score += self._near(index, words.start) - self._against(said, gender, self.actors[index].gender)
            # who is called by a form for women is hardly one whom the article calls by another
            score -= bool(intro.roles) and "role:f" in said.roles - intro.roles and "role:m" not in said.roles
            if score > top:
                best, top = index, score
        return best, best < 0 and len(said.stems) < 3 and ("role:any" in said.roles or not said.roles & _OF_MANY)

    def may_be(self, words: Range, actor: int, verb: str, gender: str) -> bool:
        """Whether some words that fit nobody's introduction can be another description of a person.

        `verb` is the gender that the verb shows, `gender` that of the person; `actor` is -1 for a mere name.
        """
        said = self._describe(self.line[at] for at in range(words.start, words.end))
        many = said.roles & _OF_MANY and "role:any" not in said.roles
        if not said.roles or many or self._against(said, verb, gender):
            return False
        one = said.roles - _GENERAL
        for known in (self.known.get(actor), self.stated.get(actor)):
            held = known.roles - _GENERAL if known else frozenset()
            if held and one and one.isdisjoint(held) and "role:any" not in one and not (one | held) & _BESIDES:
                return False
            if known and self._apart(said, known):
                return False
        return True

    def other(self, words: Range, actor: int) -> bool:
        """Whether some words describe somebody else than a person who is introduced by other roles."""
        said = self._describe(self.line[at] for at in range(words.start, words.end))
        known = self.known[actor].roles if actor in self.known else frozenset()
        ours, theirs = said.roles - _GENERAL - {"role:any"}, known - _GENERAL - {"role:any"}
        return "role:any" not in said.roles and bool(ours) and bool(theirs) and ours.isdisjoint(theirs)

    def anybody(self, words: Range) -> bool:
        """Whether words fit any person, or any man or woman."""
        roles = {tag for token in self.line[words.start : words.end] for tag in token.tags if tag.startswith("role:")}
        return roles <= _GENERAL

    def bare(self, actor: int) -> bool:
        """Whether nothing is known of a person but the name."""
        return not (self.known[actor].roles | self.stated[actor].roles)

    def _apart(self, one: Description, other: Description) -> bool:
        """Whether two descriptions name different countries."""
        countries = [{at for at in said.places if self.actors[at].kind == "place"} for said in (one, other)]
        return all(countries) and countries[0].isdisjoint(countries[1])

    def _score(self, said: Description, intro: Description) -> float:
        near = bool(said.places & intro.places)
        shared = (said.roles & intro.roles) - _GENERAL
        if not said.stems & intro.stems:
            shared -= {"role:unnamed"}
        acts = near and "role:agent" in said.roles and bool(intro.roles) and not intro.roles & _TOP
        if not shared and not acts and said.roles - _GENERAL and "role:any" not in said.roles:
            return 0.0
        score = 1.2 * bool(shared or acts) + 0.5 * len(said.stems & intro.stems)
        if said.proper - intro.stems and intro.proper - said.stems and not near:
            score -= 1.5
        if near:
            score += 1.0
        elif self._apart(said, intro):
            score -= 2.0
        elif said.more and not said.more & intro.stems:
            other = (said.more - self.bodies) and (intro.more or intro.places)
            score -= 1.4 if other and shared and shared <= _PARTED else 0.4
        return score

    def _near(self, index: int, at: int) -> float:
        """A little more for who was named shortly before."""
        places = self.places[index]
        last = bisect_left(places, at) - 1
        return 0.3 * max(0.0, 1 - (at - places[last]) / 400) if last >= 0 else 0.0

    def shown(self, said: Description) -> str:
        """The gender that a description shows; without articles, a noun for men may mean a woman too."""
        shown = {"role:m", "role:f"} & said.roles
        return "f" if shown == {"role:f"} else "m" if self.lex.articles and shown == {"role:m"} else ""

    def _against(self, said: Description, verb: str, gender: str) -> float:
        if verb in ("m", "f") and gender in ("m", "f") and verb != gender:
            return 9.0
        if gender in ("m", "f") and self.shown(said) not in ("", gender):
            return 9.0
        return 9.0 if verb == "pl" else 0.0

    def gender(self, words: Range) -> str:
        """The gender that the words of a description show, or nothing."""
        return self.shown(self._describe(self.line[at] for at in range(words.start, words.end)))

    def _describe(self, words: Iterable[Token]) -> Description:
        roles: set[str] = set()
        stems, more, places, proper = set(), set(), set(), set()
        for token in words:
            roles.update(f"role:{gender}" for gender in "mf" if f"article:{gender}" in token.tags)
            if token.length == 1 and (token.actor < 0 or "inside" in token.tags):
                roles.update(tag for tag in token.tags if tag.startswith("role:"))
            if token.actor >= 0:
                places |= {token.actor, self.seats.get(token.actor, token.actor)}
            if token.low in self.countries:
                places.add(self.countries[token.low])
            if token.actor >= 0:
                continue
            if token.start in self.demonyms:
                places.add(self.demonyms[token.start])
            elif nominal(token) and "determiner" not in token.tags:
                stems.add(token.low[:_STEM])
                if "role" not in token.tags:
                    more.add(token.low[:_STEM])
                if token.capital and not self.lex.compounds:
                    proper.add(token.low[:_STEM])
        return Description(frozenset(roles), frozenset(stems), frozenset(more), frozenset(places), frozenset(proper))

    def _of(self, role: str) -> Description:
        """The description that an actor's role is, in the article's language or English (“president of Belarus”)."""
        words = role.replace(",", " ").split()
        roles = {
            tag
            for language in (self.lex.language, "en")
            for at, word in enumerate(words)
            for tag in tags(language, word) | phrase(lexicon(language), words[at:])[1]
            if tag.startswith("role:")
        }
        named = {i for i, other in enumerate(self.actors) if other.kind != "person" and other.name.lower() in role}
        named |= {place for word, place in self.countries.items() if word in words}
        places = frozenset({*named, *(self.seats.get(i, i) for i in named)})
        return Description(frozenset(roles), frozenset(), frozenset(), places)

    def _introductions(self) -> Mapping[int, Description]:
        result: dict[int, Description] = {}
        line = self.line
        for at, token in enumerate(line):
            if "person" not in token.tags or (at and line[at - 1].actor == token.actor):
                continue
            said = self._describe([*self._leading(at), *self._apposition(at)])
            if token.actor in result:
                old = result[token.actor]
                said = Description(
                    old.roles | said.roles, old.stems | said.stems, old.more | said.more, old.places | said.places,
                    old.proper | said.proper,
                )  # fmt: skip
            result[token.actor] = said
        return result

    def _leading(self, at: int) -> list[Token]:
        """The words before a name, back to what cannot belong to its phrase: “the head of X, Y” too."""
        near: list[Token] = []
        comma = at > 0 and self.line[at - 1].low == ","
        aside = False
        for token in reversed(self.line[max(0, at - _REACH) : at - comma]):
            if token.low in "()":
                aside = token.low == ")"
            elif not aside:
                if not self._inside(token):
                    break
                near.append(token)
        described = any("role" in token.tags for token in near)
        return near if described or not comma else []

    def _apposition(self, at: int) -> list[Token]:
        """The words after a name and a comma or bracket."""
        line, near = self.line, []
        after = at
        while after < len(line) and line[after].actor == line[at].actor:
            after += 1
        if after < len(line) and line[after].low in (",", "(", "-", "–", "—"):
            for token in line[after + 1 : after + 1 + _APPOSITION]:
                if not self._inside(token) and "determiner" not in token.tags:
                    break
                near.append(token)
        while near and near[-1].actor < 0 and "role" not in near[-1].tags and not near[-1].capital:
            near.pop()
        return near if any("role" in token.tags or token.actor >= 0 for token in near[:_SOON]) else []

    def _inside(self, token: Token) -> bool:
        if token.actor >= 0:
            return self.actors[token.actor].kind != "person"
        if not token.tags.isdisjoint(("role", "group", "link", "inside")):
            return True
        return nominal(token) and not (self.lex.gender(token.low) and not token.capital)
