"""The few quotes of an article that a brief shows."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence

from generator.model import FoundActor, FoundQuote
from generator.text import words

_LEAST, _MOST = 6, 80
"""Words of a quote that says something and can be taken in."""
_PART = 3
"""Words of a part that belongs to an utterance: fewer are a title or a scare quote."""
_APART = 60
"""Code points: parts of one utterance stand no further apart than a reporting clause is long."""
_STEM = 6
_COMPARED = 50
"""Utterances that are looked at more closely."""
_FURTHER = 0.8
_REPEATED = 0.5


def key_quotes(
    text: str, quotes: tuple[FoundQuote, ...], actors: tuple[FoundActor, ...], limit: int = 5
) -> tuple[FoundQuote, ...]:
    """The same quotes, those of the utterances that matter with `key` set: at most `limit` utterances.

    An utterance is a quote, or the parts of one that a reporting clause splits. It counts when it is
    attributed and has 6 to 80 words in all (up to 120 for half its score). It scores by who speaks (the
    speaker's share of the article's mentions and quotes), how much it says (the logarithm of its different
    longer words) and how central that is (how often these words occur in the article). A speaker's further
    utterances weigh less and less, and one that repeats another (half of its words) is passed over. About one
    utterance in two is chosen.
    """
    lengths = {utterance: _length(text, quotes, utterance) for utterance in _utterances(text, quotes)}
    utterances = [utterance for utterance, length in lengths.items() if _LEAST <= length <= 1.5 * _MOST]
    said = [set(_stems(" ".join(quotes[n].span.of(text) for n in utterance))) for utterance in utterances]
    weight = _prominence(quotes, actors)
    frequency = Counter(_stems(text) if utterances else ())
    scores = [
        weight[quotes[utterance[0]].speaker]
        * math.log(1 + len(stems))
        * _centrality(stems, frequency)
        * (1 if lengths[utterance] <= _MOST else 0.5)
        for utterance, stems in zip(utterances, said, strict=True)
    ]
    speakers = [quotes[utterance[0]].speaker for utterance in utterances]
    wanted = min(limit, max(math.ceil(len(utterances) / 2), min(3, len(utterances))))
    chosen = {number for best in _best(scores, said, speakers, wanted) for number in utterances[best]}
    return tuple(dataclasses.replace(quote, key=number in chosen) for number, quote in enumerate(quotes))


_Utterance = tuple[int, ...]
"""Places of its parts among the quotes."""


def _utterances(text: str, quotes: Sequence[FoundQuote]) -> list[_Utterance]:
    """Attributed quotes, parts of a split one together."""
    joined: list[list[int]] = []
    for number, quote in enumerate(quotes):
        if not quote.speaker or len(quote.span.of(text).split()) < _PART:
            continue
        if joined:
            before = quotes[joined[-1][-1]]
            between = text[before.span.end : quote.span.start]
            if before.speaker == quote.speaker and len(between) <= _APART and "\n" not in between:
                joined[-1].append(number)
                continue
        joined.append([number])
    return [tuple(parts) for parts in joined]


def _length(text: str, quotes: Sequence[FoundQuote], utterance: _Utterance) -> int:
    return sum(len(quotes[number].span.of(text).split()) for number in utterance)


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in words(text) if len(word) > 3]


def _best(scores: Sequence[float], said: Sequence[set[str]], speakers: Sequence[str], wanted: int) -> list[int]:
    """Places of the best utterances, none that repeats a better one."""
    chosen: list[int] = []
    left = set(sorted(range(len(scores)), key=lambda number: -scores[number])[:_COMPARED])

    def value(number: int) -> tuple[float, int]:
        before = sum(speakers[other] == speakers[number] for other in chosen)
        return scores[number] * _FURTHER**before, -number

    while left and len(chosen) < wanted:
        best = max(left, key=value)
        left.remove(best)
        if not any(_repeats(said[best], said[other]) for other in chosen):
            chosen.append(best)
    return chosen


def _repeats(one: set[str], other: set[str]) -> bool:
    return len(one & other) > _REPEATED * min(len(one), len(other))


def _prominence(quotes: Sequence[FoundQuote], actors: Sequence[FoundActor]) -> dict[str, float]:
    """Speaker → from 0.5 to 2, by whether they are an actor and their share of mentions and quotes."""
    mentions = Counter({actor.id: len(actor.mentions) for actor in actors})
    quoted = Counter(quote.speaker for quote in quotes if quote.speaker)
    most = max((mentions[quote.actor] for quote in quotes), default=0) or 1
    return {
        quote.speaker: (0.5 + 0.5 * mentions[quote.actor] / most if quote.actor else 0.0)
        + 0.5 * (1 + quoted[quote.speaker] / len(quotes))
        for quote in quotes
    }


def _centrality(stems: set[str], frequency: Counter[str]) -> float:
    """The mean logarithm of how often an utterance's words occur in the article."""
    return sum(math.log(1 + frequency[stem]) for stem in stems) / max(1, len(stems))
