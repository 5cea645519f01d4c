"""The language of a text, by its function words and letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from generator.languages import LANGUAGES, data

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000


def recognise(text: str) -> str:
    """The code of the language (one of LANGUAGES) whose common words and own letters the text has most of.

    Looks at the first 20,000 characters; a text without any known word or letter is taken for English.
    Method: function-word counting (Grefenstette 1995, "Comparing two language identification schemes"),
    a word that several languages share counting for each by its share.
    """
    scores = _scores(text)
    return max(LANGUAGES, key=lambda language: scores[language])


def familiarity(text: str) -> float:
    """How much a text looks like its language; of several decodings of bytes the right one has most."""
    return max(_scores(text).values(), default=0.0)


def _scores(text: str) -> Mapping[str, float]:
    scores: dict[str, float] = defaultdict(float)
    words, letters = _evidence()
    sample = text[:_SAMPLE].lower()
    for word in _WORD.findall(sample):
        for language in words.get(word, ()):
            scores[language] += 1 / len(words[word])
    for letter in set(sample) & letters.keys():
        for language in letters[letter]:
            scores[language] += sample.count(letter) / (10 * len(letters[letter]))
    return scores


@cache
def _evidence() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Which languages have a word among their function words, a letter among their own."""
    words = {language: data(language, "text").get("common", "").split() for language in LANGUAGES}
    letters = {language: tuple(data(language, "text").get("letters", "")) for language in LANGUAGES}
    return _inverted(words), _inverted(letters)


def _inverted(entries: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    inverted: dict[str, tuple[str, ...]] = {}
    for language, items in entries.items():
        for item in set(items):
            inverted[item] = (*inverted.get(item, ()), language)
    return inverted
