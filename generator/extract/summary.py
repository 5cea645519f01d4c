"""The sentences of an article that tell what happened."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain, combinations, islice
from operator import mul

from generator.extract.furniture import headline, prose
from generator.languages import data
from generator.model import FoundActor, FoundQuote, Span
from generator.text import content_words, quotations, words

_CONSIDERED = 30
"""Sentences looked at: news tells what happened in its first ones."""
_STEM = 6
"""Code points of a word that are compared: truncation does nearly as well as stemming in inflected languages
(McNamee and Mayfield 2004, “Character n-gram tokenization for European language text retrieval”)."""
_DAMPING = 0.6
_ROUNDS = 10
_LEAD = 3
"""The first fit one of so many opening sentences is always taken."""
_WEAKEST = 0.3
"""A further sentence has at least this share of the score of the first."""
_REPEATED = 0.5
"""Two sentences with a greater share of common stems tell the same."""
_QUOTED = 0.25
"""A sentence with a greater share of quoted words is speech."""


def summarise(
    text: str,
    language: str,
    quotes: tuple[FoundQuote, ...],
    actors: tuple[FoundActor, ...],
    title: str,
) -> tuple[Span, ...]:
    """One to three whole sentences of the article, in its order, verbatim; none when it has no sentence.

    Method: LexRank (Erkan and Radev 2004: PageRank over the similarity of sentences) that restarts at, and is
    weighed by, a prior for early sentences, those that share stems with the title (or the article's own
    headline) and those that name the main actors. The first sentence that can stand alone opens the summary.
    Speech, fragments and sentences that lean on one left out come last; near-repeats are passed over.
    """
    spans = tuple(islice(prose(text, language), _CONSIDERED))
    if not spans:
        return ()
    own = headline(text, language)
    wanted = frozenset(_stems(title or (own.of(text) if own else ""), language))
    stems = [Counter(_stems(span.of(text), language)) for span in spans]
    prior = _prior(spans, stems, actors, wanted)
    fitness = [_fitness(text, span, quotes) for span in spans]
    ranks = _lexrank(stems, prior)
    scores = [rank * (0.4 + early) * fit for rank, early, fit in zip(ranks, prior, fitness, strict=True)]
    leaning = [bool(_anaphora(language).match(text, span.start, span.end)) for span in spans]
    alone = (number for number, fit in enumerate(fitness[:_LEAD]) if fit == 1 and not leaning[number])
    first = next(alone, scores.index(max(scores)))
    return tuple(spans[number] for number in sorted(_chosen(stems, scores, leaning, first)))


def _chosen(stems: Sequence[Counter[str]], scores: Sequence[float], leaning: Sequence[bool], first: int) -> list[int]:
    """`first` and the best others, as long as they add something."""
    chosen = [first]
    left = set(range(len(scores))) - {first}

    def value(number: int) -> tuple[float, int]:
        alone = leaning[number] and number - 1 not in chosen
        return scores[number] * (0.5 if alone else 1), -number

    while left and len(chosen) < min(3, 1 + len(scores) // 4):
        best = max(left, key=value)
        if value(best)[0] < _WEAKEST * scores[first]:
            break
        left.remove(best)
        if all(_overlap(stems[best], stems[other]) < _REPEATED for other in chosen):
            chosen.append(best)
    return chosen


def _stems(sentence: str, language: str) -> list[str]:
    return [word[:_STEM] for word in content_words(sentence, language)]


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return len(one.keys() & other.keys()) / max(1, min(len(one), len(other)))


def _prior(
    spans: Sequence[Span], stems: Sequence[Counter[str]], actors: Sequence[FoundActor], wanted: frozenset[str]
) -> list[float]:
    """How likely each sentence is to tell what happened, from 0 to about 2, apart from its centrality."""
    main = [sorted(actor.mentions) for actor in sorted(actors, key=lambda actor: -len(actor.mentions))[:4]]
    prior = []
    for number, span in enumerate(spans):
        early = 1 / (1 + number / 6)
        titled = len(wanted & stems[number].keys()) / len(wanted) if wanted else 0.0
        named = sum(_names(span, mentions) for mentions in main)
        prior.append(early + 0.5 * titled + 0.15 * named)
    return prior


def _names(span: Span, mentions: Sequence[Span]) -> bool:
    place = bisect_left(mentions, (span.start, 0))
    return place < len(mentions) and mentions[place].start < span.end


def _fitness(text: str, span: Span, quotes: Sequence[FoundQuote]) -> float:
    """From 0 to 1: whether a sentence is prose that can stand in a summary."""
    first, last = text[span.start], text[span.end - 1]
    length = len(words(span.of(text)))
    fitness = 1.0
    if _is_speech(text, span, quotes) or last in "?,:":
        fitness *= 0.1
    if first.islower() or last.isalnum():
        fitness *= 0.3
    if length < 7:
        fitness *= 0.2
    return fitness * (0.5 if length > 50 else 1)


def _is_speech(text: str, span: Span, quotes: Sequence[FoundQuote]) -> bool:
    """Whether a sentence is dialogue, opens a quotation that goes on, or has too many quoted words."""
    marked = tuple(quotations(text, span))
    if text[span.start] in "–—-" or (text[span.start] in '“„«"' and not marked):
        return True
    for spans in (marked, [quote.span for quote in quotes]):
        overlaps = (min(span.end, other.end) - max(span.start, other.start) for other in spans)
        if sum(overlap for overlap in overlaps if overlap > 0) > _QUOTED * (span.end - span.start):
            return True
    return False


@cache
def _anaphora(language: str) -> re.Pattern[str]:
    """Openings of sentences that lean on the one before: “he”, “however”."""
    words: str = data(language, "text").get("anaphora", "")
    openings = (re.escape(word).replace("_", r"\s").replace(r"\*", r"[^\W\d_]+") for word in words.split())
    return re.compile(rf"(?:{'|'.join(openings) or '(?!)'})\b", re.IGNORECASE)


def _lexrank(stems: Sequence[Counter[str]], prior: Sequence[float]) -> list[float]:
    """PageRank over the cosine similarity of TF-IDF vectors, restarting by `prior`; the mean is 1."""
    size = len(stems)
    frequency = Counter(chain.from_iterable(stems))
    idf = {stem: math.log(1 + size / count) for stem, count in frequency.items()}
    norms = [math.hypot(*(count * idf[stem] for stem, count in bag.items())) or 1.0 for bag in stems]
    holders: dict[str, list[tuple[int, float]]] = {stem: [] for stem, count in frequency.items() if count > 1}
    for number, bag in enumerate(stems):
        for stem in bag.keys() & holders.keys():
            holders[stem].append((number, bag[stem] * idf[stem] / norms[number]))
    links = [[0.0] * size for _ in stems]
    for holding in holders.values():
        for (i, one), (j, other) in combinations(holding, 2):
            links[i][j] += one * other
            links[j][i] += one * other
    total = sum(prior)
    restart = [(1 - _DAMPING) * weight / total for weight in prior]
    shares = [[_DAMPING * link / (sum(row) or 1.0) for link in row] for row in links]
    flows = list(zip(*shares, strict=True))
    ranks = [weight / total for weight in prior]
    for _ in range(_ROUNDS):
        ranks = [start + sum(map(mul, flow, ranks)) for start, flow in zip(restart, flows, strict=True)]
    return [rank * size for rank in ranks]
