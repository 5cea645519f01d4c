"""Which topics of a vocabulary an article is about, with the words that show it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.model import FoundTopic, Span, Topic
from generator.text import paragraphs, word_pattern

_OPENS = 4
"""Code points by which words that open no keyword are sorted out."""
_OPENING = 300
"""Code points: where an article says what it is about."""
_MOST = 6
_WEAKEST = 0.3
"""Share of the best topic's weight."""


def find_topics(text: str, language: str, vocabulary: tuple[Topic, ...]) -> tuple[FoundTopic, ...]:
    """Topics with evidence, most evident first, at most six; evidence spans in the order of the text.

    Rule: a topic counts when two different keywords of it occur, or one of the opening (the first paragraph,
    at least 300 code points) occurs again. A keyword weighs 1, a quarter more for each repetition up to four,
    and double when it is in the opening; topics with less than 30 % of the best one's weight are left out.
    """
    blocks = paragraphs(text)
    opening = max(_OPENING, blocks[0].end) if blocks else 0
    found = []
    for topic, hits in _hits(text, language, vocabulary).items():
        early = [spans[0].start < opening for spans in hits.values()]
        count = sum(map(len, hits.values()))
        if len(hits) > 1 or (any(early) and count > 1):
            repeats = (1 + min(len(spans) - 1, 4) / 4 for spans in hits.values())
            weight = sum(repeat * (1 + first) for repeat, first in zip(repeats, early, strict=True))
            evidence = tuple(sorted(span for spans in hits.values() for span in spans))
            named = vocabulary[topic]
            found.append((-weight, topic, FoundTopic(named.id, named.name, evidence)))
    found.sort()
    return tuple(entry for weight, _, entry in found[:_MOST] if weight <= _WEAKEST * found[0][0])


@dataclass(frozen=True, slots=True)
class _Keyword:
    topic: int
    parts: tuple[str, ...]
    """Its words in lower case, each perhaps ending in *."""


def _hits(text: str, language: str, vocabulary: Sequence[Topic]) -> Mapping[int, dict[str, list[Span]]]:
    """Topic (its place) → keyword → where it occurs; of a topic's keywords at one place the longest."""
    index = _index(language, tuple(topic.keywords.get(language, ()) for topic in vocabulary))
    matches = list(word_pattern(language).finditer(text))
    words = [match[1].lower() for match in matches]
    hits: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    taken: dict[int, int] = defaultdict(int)
    for place, word in enumerate(words):
        for entry in index.opening_with(word):
            last = place + len(entry.parts)
            if place >= taken[entry.topic] and _fits(words[place + 1 : last], entry.parts[1:]):
                span = Span(matches[place].start(1), matches[last - 1].end(1))
                hits[entry.topic][" ".join(entry.parts)].append(span)
                taken[entry.topic] = last
    return hits


def _fits(words: Sequence[str], parts: Sequence[str]) -> bool:
    return len(words) == len(parts) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for word, part in zip(words, parts, strict=True)
    )


class _Index:
    """Keywords by their first word or its stem."""

    def __init__(self, language: str, keywords: Iterable[tuple[int, str]]) -> None:
        self._entries: dict[str, list[_Keyword]] = defaultdict(list)
        part = re.compile(rf"{word_pattern(language).pattern}(\*?)", re.IGNORECASE)
        for topic, keyword in keywords:
            parts = tuple(f"{word}{star}" for word, star in part.findall(keyword.lower()))
            if parts:
                self._entries[parts[0]].append(_Keyword(topic, parts))
        self._openings = {first.rstrip("*")[:_OPENS] for first in self._entries}
        self.opening_with = lru_cache(10_000)(self._opening_with)

    def _opening_with(self, word: str) -> Sequence[_Keyword]:
        """The keywords whose first word `word` can be, those of most words first."""
        if not any(word[:length] in self._openings for length in range(1, _OPENS + 1)):
            return ()
        stems = (word, *(f"{word[:length]}*" for length in range(1, len(word) + 1)))
        entries = [entry for stem in stems if stem in self._entries for entry in self._entries[stem]]
        return sorted(entries, key=lambda entry: -len(entry.parts))


@lru_cache(maxsize=64)
def _index(language: str, keywords: tuple[tuple[str, ...], ...]) -> _Index:
    """The index of a language's keywords, topic by topic."""
    return _Index(language, ((topic, keyword) for topic, words in enumerate(keywords) for keyword in words))
