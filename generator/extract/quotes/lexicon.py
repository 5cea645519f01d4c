"""The words with which a language reports speech: languages/<code>/speech.yaml, made ready for look-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from generator.languages import data

Tags = frozenset[str]
_NONE: Tags = frozenset()
_SKIP: Tags = frozenset({"skip"})
_GENDERS = ("m", "f", "n", "pl")
_MODIFIER, _NOUN = 3, 5
"""Letters of the shortest first and last part of a compound."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    order: str
    ordinals: bool
    """Whether a full stop behind a number makes it an ordinal."""
    dropped: bool
    articles: bool
    """Whether the language has definite articles: only a phrase with one means somebody who was named."""
    cases: bool
    compounds: bool
    """Whether nouns are capitalised and joined in one word, the last part telling what is meant (“Parteichef”)."""
    bent: Mapping[str, str]
    """Article → ending of an adjective after it that shows that the phrase is no subject (“der deutschen Presse”)."""
    words: Mapping[str, Tags]
    stems: Mapping[str, Tags]
    """Beginnings of words (entries with a trailing `*`)."""
    tails: Mapping[str, Tags]
    """Ends of words (entries with a leading `*`)."""
    begins: frozenset[str]
    """Stems cut to three letters: what a word begins with that has one; likewise `ends` for tails."""
    ends: frozenset[str]
    nouns: frozenset[str]
    """Likewise, five letters, for roles, bodies and titles: what the last part of a compound begins with."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    """First word (without `*`) → the further words of an entry and its tag."""
    endings: Mapping[str, str]
    """Ending of a verb form → gender or number."""
    longest: int
    """Letters of the longest of them."""
    plural: tuple[str, ...]
    """Endings of verb forms in the plural, where `endings` would take adjectives for verbs."""
    elisions: tuple[str, ...]
    openers: str
    """Marks that open where their surroundings don't tell; likewise `closers`."""
    closers: str

    def gender(self, verb: str) -> str:
        """Gender or number that a verb form shows: `m`, `f`, `n`, `pl` or nothing."""
        sizes = range(min(len(verb), self.longest), 0, -1)
        return next((self.endings[verb[-size:]] for size in sizes if verb[-size:] in self.endings), "")

    def shown(self, cue: str) -> str:
        """Gender or number that a word shows that is known to report speech."""
        return self.gender(cue) or ("pl" if cue.endswith(self.plural) else "")


def _entries(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every entry of a speech.yaml with its tag."""
    for kind, entries in raw.get("verbs", {}).items():
        yield from ((entry, kind) for entry in entries)
    according = raw.get("according", {})
    yield from ((entry, "according") for entry in according.get("before", ()))
    yield from ((entry, "after") for entry in according.get("after", ()))
    yield from ((entry, "of") for entry in raw.get("genitive", {}).get("of", ()))
    yield from ((entry, "ending") for entry in raw.get("genitive", {}).get("ending", ()))
    for name, tag in (("pronouns", "pronoun"), ("possessives", "possessive"), ("articles", "article")):
        for gender in _GENDERS:
            for entry in raw.get(name, {}).get(gender, ()):
                yield entry, tag
                yield entry, f"{tag}:{gender}"
    for role, entries in raw.get("roles", {}).items():
        for entry in entries:
            yield entry, "role"
            yield entry, f"role:{role}"
    for name, tag in (
        ("nouns", "noun"), ("relatives", "relative"), ("groups", "group"), ("determiners", "determiner"),
        ("links", "link"), ("prepositions", "preposition"), ("skip", "skip"), ("breaks", "break"),
        ("coordinators", "and"), ("oblique", "oblique"), ("titles", "title"), ("within", "within"),
        ("abbreviations", "abbreviation"), ("passive", "passive"), ("by", "by"), ("leads", "lead"),
        ("infinitive", "infinitive"), ("auxiliaries", "auxiliary"), ("reported", "reported"),
        ("definite", "definite"), ("self", "self"),
        ("parts", "part"), ("feminine", "feminine"), ("views", "view"),
        ("therein", "therein"), ("oral", "oral"), ("indefinite", "indefinite"), ("that", "that"),
    ):  # fmt: skip
        yield from ((entry, tag) for entry in raw.get(name, ()))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language; one without words where there is no data file."""
    raw, text = data(language, "speech"), data(language, "text")
    short = f"{text.get('abbreviations', '')} {text.get('maybe', '')}".split()
    words: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    tails: dict[str, set[str]] = {}
    for entry, tag in (*_entries(raw), *((word, "abbreviation") for word in short)):
        first, *rest = entry.split()
        if rest:
            phrases.setdefault(first.rstrip("*"), []).append((tuple(rest), tag))
            (stems if first.endswith("*") else words).setdefault(first.rstrip("*"), set()).add("first")
        elif entry.startswith("*"):
            tails.setdefault(entry[1:], set()).add(tag)
        elif entry.endswith("*"):
            stems.setdefault(entry[:-1], set()).add(tag)
        else:
            words.setdefault(entry, set()).add(tag)
    endings = {ending: gender for gender, some in raw.get("endings", {}).items() for ending in some}
    parts = (part for part, some in (*words.items(), *stems.items()) if len(part) >= _NOUN and _nouns(some))
    marks = raw.get("marks", {})
    return Lexicon(
        language=language,
        order=raw.get("order", "free"),
        ordinals=text.get("ordinals") == "yes",
        dropped=raw.get("dropped") == "yes",
        articles="definite" in raw,
        cases=raw.get("cases") == "yes",
        compounds=raw.get("compounds") == "yes",
        bent=raw.get("bent", {}),
        words={word: frozenset(tags) for word, tags in words.items()},
        stems={stem: frozenset(tags) for stem, tags in stems.items()},
        tails={tail: frozenset(some) for tail, some in tails.items()},
        begins=frozenset(stem[:3] for stem in stems),
        ends=frozenset(tail[-3:] for tail in tails),
        nouns=frozenset(part[:_NOUN] for part in parts),
        phrases={first: tuple(sorted(some, key=lambda p: -len(p[0]))) for first, some in phrases.items()},
        endings=endings,
        longest=max(map(len, endings), default=0),
        plural=tuple(raw.get("plural", ())),
        elisions=tuple(raw.get("elisions", ())),
        openers=marks.get("open", "“„«‘‚‹"),
        closers=marks.get("close", "”»’›"),
    )


@lru_cache(maxsize=20_000)
def tags(language: str, word: str, capital: bool = False) -> Tags:
    """What the lexicon says of a lower-cased word, by itself; a name (`capital`) is no adverb by its ending."""
    lex = lexicon(language)
    found = lex.words.get(word, _NONE)
    if word[:3] in lex.begins or word[:2] in lex.begins:
        for length in range(2, min(len(word), 24) + 1):
            found |= lex.stems.get(word[:length], _NONE)
    if word[-3:] in lex.ends or word[-2:] in lex.ends or word[-1:] in lex.ends:
        for length in range(1, min(len(word), 9)):
            found |= lex.tails.get(word[-length:], _NONE) - (_SKIP if capital else _NONE)
    return found or (_of_last_part(lex, word) if lex.compounds else _NONE)


def _of_last_part(lex: Lexicon, word: str) -> Tags:
    """What the longest known noun at the end of a compound says: a role, a body or a title."""
    for cut in range(_MODIFIER, len(word) - _NOUN + 1):
        if word[cut : cut + _NOUN] in lex.nouns:
            found = lex.words.get(word[cut:], _NONE)
            for length in range(_NOUN, len(word) - cut + 1):
                found |= lex.stems.get(word[cut : cut + length], _NONE)
            if nouns := _nouns(found):
                return nouns
    return _NONE


def _nouns(found: Iterable[str]) -> Tags:
    return frozenset(tag for tag in found if tag.startswith("role") or tag in ("group", "title"))


def _is(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def phrase(lex: Lexicon, words: list[str]) -> tuple[int, Tags]:
    """The longest entry of several words that `words` begin with: how many words, and its tags."""
    longest, found = 1, _NONE
    for rest, tag in _starting(lex.language, words[0]):
        if longest <= len(rest) + 1 <= len(words) and all(map(_is, words[1:], rest)):
            found = found | {tag} if len(rest) + 1 == longest else frozenset({tag})
            longest = len(rest) + 1
    return longest, found


@lru_cache(maxsize=4096)
def _starting(language: str, first: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The entries of several words that a word can open: their further words, and their tags."""
    lex = lexicon(language)
    heads = (first[:length] for length in range(1, len(first) + 1))
    return tuple(entry for head in heads if head == first or head in lex.stems for entry in lex.phrases.get(head, ()))
