"""The same statement in several articles: found by its words, with the words in which the reports differ."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, NamedTuple

from generator.forks import forked
from generator.kept import Kept
from generator.model import Article, Brief, Entry, PartialDate, Quotation, Span, Statement, Wording
from generator.stamps import digest

MIN_WORDS = 4
"""A quote of fewer is no statement that could be known again."""
SAME = 0.75
"""The part of the shorter quote's words that the longer must have in the same order."""
CONTAINED = 0.1
"""The part of a quote's shingles that another must have, and be the first to have, for them to be compared at all."""
COMPARED = 5
"""Quotes that one is compared with word by word, those with the most shingles in common first."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’ʼ\u00ad\u0300-\u036f\u0610-\u065f](?=\w))*")
_EDITED = re.compile(r"\[[^\]]*\]|\((?:…|\.\.\.)\)")

_Kind = Literal["", "differs", "beyond"]
_Mark = tuple[Span, Literal["differs", "beyond"]]


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation and what it is compared by."""

    wording: Wording
    words: tuple[str, ...]

    @property
    def article(self) -> str:
        return self.wording.entry.article.path


class _Alignment(NamedTuple):
    """How a quote stands to a longer one."""

    places: dict[int, int]
    """Word of the quote → the same word of the longer one."""
    kinds: tuple[_Kind, ...]
    """Of each word of the longer one: in the quote too; other words there; beyond what the quote has."""


_Quote = tuple[Entry, int]
"""An entry, and the place of one of its quotations among those of its brief, from 1."""
_Found = tuple[tuple[str, int, tuple[_Mark, ...]], ...]
"""A statement as it is kept: slug of the brief, place of the quotation, marks; of each wording, oldest first."""


def statements(entries: Iterable[Entry], kept: Kept | None = None, jobs: int = 1) -> tuple[Statement, ...]:
    """What one actor said by the quotes of several articles in one language, newest first.

    Quotes are of one statement when the longest of them has SAME of their words in their order, nearly together.
    Words are compared without case, accents and punctuation. Candidates come from an index of word shingles, by
    containment (Broder 1997, “On the resemblance and containment of documents”); each quote is compared with the
    longest of a statement only, so that no chain of small differences joins what differs much. The quotes of one
    speaker are compared again when one of them changed; else what was found is `kept`.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.brief.slug):
        for key in entry.comparable:
            groups[key].append(entry)
    groups = {key: group for key, group in groups.items() if len({entry.article.path for entry in group}) > 1}
    stamps = {key: digest("".join(entry.comparable[key][0] for entry in group)) for key, group in groups.items()}

    def find(keys: Sequence[str]) -> Iterator[tuple[str, tuple[_Found, ...]]]:
        for share in forked(lambda share: [(key, _find(key, groups[key])) for key in share], keys, jobs):
            yield from share

    found = (kept or Kept()).through("statement", stamps, find)
    by_slug = {entry.brief.slug: entry for group in groups.values() for entry in group}
    wordings = [[Wording(by_slug[slug], n, marks) for slug, n, marks in one] for of in found.values() for one in of]
    made = (Statement(actor, tuple(one)) for one in wordings if (actor := one[0].quotation.actor))
    return tuple(sorted(made, key=_newest_first))


def comparable(
    brief: Brief, article: Article, quotations: Iterable[Quotation]
) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Which of a brief's quotations are compared with those of other articles, as `Entry.comparable` has them."""
    told: dict[str, list[str]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, quotation in enumerate(quotations, 1):
        if quotation.actor and quotation.passage and not quotation.unproved:
            language = brief.language if quotation.original else quotation.language
            key = f"{quotation.actor.id} {language.partition('-')[0].lower()}"
            numbers[key].append(number)
            told[key].append(repr((number, quotation.proof, quotation.text, quotation.original)))
    basis = f"{brief.slug} {brief.date} {article.path}"
    return {key: (digest("\n".join([basis, *told[key]])), tuple(found)) for key, found in numbers.items()}


def _find(key: str, group: Iterable[Entry]) -> tuple[_Found, ...]:
    quotes = ((entry, number) for entry in group for number in entry.comparable[key][1])
    said = sorted(_all_said(quotes), key=lambda said: _oldest_first(said.wording))
    clusters = (cluster for cluster in _clusters(said) if len({said.article for said in cluster}) > 1)
    return tuple(
        tuple((wording.entry.brief.slug, wording.number, wording.marks) for wording in _compared(cluster))
        for cluster in clusters
    )


def _all_said(group: Iterable[_Quote]) -> Iterator[_Said]:
    """Every quote that has words enough; each passage and each wording of an article once."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for entry, number in group:
        wording = Wording(entry, number)
        words = tuple(map(_folded, _WORD.findall(_bare(wording.text))))
        if len(words) >= MIN_WORDS and (entry.article.path, words) not in seen:
            seen.add((entry.article.path, words))
            yield _Said(wording, words)


def _bare(text: str) -> str:
    """The text with blanks in place of what an editor put in brackets."""
    return _EDITED.sub(lambda match: " " * len(match[0]), text) if "[" in text or "(" in text else text


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _oldest_first(wording: Wording) -> tuple[int, int, int, str, int]:
    """A date that isn't precise comes after all that it could be: no report is called earlier than is known."""
    date = wording.entry.brief.date or PartialDate(9999)
    return date.year, date.month or 99, date.day or 99, wording.entry.brief.slug, wording.number


def _newest_first(statement: Statement) -> tuple[int, int, int, str]:
    date = statement.wordings[0].entry.brief.date or PartialDate(0)
    return -date.year, -date.month, -date.day, statement.anchor


def _clusters(group: Sequence[_Said]) -> list[list[_Said]]:
    """Quotes of one speaker by statement; the longest of each stands first.

    A shingle leads to the first statement that has it; one that is no more than a part of others is found by them.
    """
    clusters: list[list[_Said]] = []
    exact: dict[tuple[str, ...], int] = {}
    index: dict[tuple[str, str, str], int] = {}
    for said in sorted(group, key=lambda said: -len(said.words)):
        new = len(clusters)
        owners = [index.setdefault(shingle, new) for shingle in _shingles(said.words)]
        place = exact.get(said.words)
        if place is None:
            place = _nearest(said, clusters, Counter(owner for owner in owners if owner != new))
        if place is None:
            clusters.append([said])
        else:
            clusters[place].append(said)
            index.update((shingle, place) for shingle in _shingles(said.words) if index[shingle] == new)
        exact.setdefault(said.words, new if place is None else place)
    return clusters


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each three words that follow one another."""
    return zip(words, words[1:], words[2:], strict=False)


def _nearest(said: _Said, clusters: Sequence[Sequence[_Said]], shared: Counter[int]) -> int | None:
    """The place of the statement whose longest quote has the most of the words, if those are enough.

    `shared` are the shingles in common, by the statement's place.
    """
    best, most = None, max(MIN_WORDS, SAME * len(said.words))
    for place in sorted(shared, key=lambda place: (-shared[place], place))[:COMPARED]:
        if shared[place] < CONTAINED * (len(said.words) - 2):
            break
        longest = clusters[place][0]
        if sum(word in longest.words for word in said.words) < most:
            continue  # no alignment could match enough
        matched = len(_align(longest, said).places)
        if matched >= most:
            best, most = place, matched + 0.5
    return best


def _align(longest: _Said, said: _Said) -> _Alignment:
    """Match the words of a quote with those of the longest around the place where they have most in common.

    Beyond half the quote's length around it only a quote that leaves words out (“[…]”) is looked for.
    """
    abridged = said.wording.quotation.proof == "abridged"
    slack = len(longest.words) if abridged else len(said.words) // 2 + 1
    core = SequenceMatcher(None, longest.words, said.words, autojunk=False).find_longest_match()
    start = max(0, core.a - core.b - slack)
    window = longest.words[start : core.a - core.b + len(said.words) + slack]
    places: dict[int, int] = {}
    kinds: list[_Kind] = ["beyond"] * len(longest.words)
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, window, said.words, autojunk=False).get_opcodes():
        left_out = abridged and tag == "delete"
        at_edge = (a1 == 0 or a2 == len(window)) and a2 - a1 > b2 - b1
        kind: _Kind = "" if tag == "equal" else "beyond" if at_edge or left_out else "differs"
        kinds[start + a1 : start + a2] = [kind] * (a2 - a1)
        if tag == "equal":
            places.update(zip(range(b1, b2), range(start + a1, start + a2), strict=True))
    return _Alignment(places, tuple(kinds))


def _compared(cluster: Sequence[_Said]) -> list[Wording]:
    """The wordings of a statement with their marks, oldest first."""
    alignments = [_align(cluster[0], said) for said in cluster]
    kinds = _in_all(cluster, alignments)
    wordings = [_marked(said, alignment, kinds) for said, alignment in zip(cluster, alignments, strict=True)]
    return sorted(wordings, key=_oldest_first)


def _in_all(cluster: Sequence[_Said], alignments: Sequence[_Alignment]) -> tuple[_Kind, ...]:
    """Of each word of the longest quote, how the articles have it: an article may have it in any of its quotes."""
    articles: dict[str, list[tuple[_Kind, ...]]] = defaultdict(list)
    for said, alignment in zip(cluster, alignments, strict=True):
        articles[said.article].append(alignment.kinds)
    by_article = [[min(kinds, key=_BEST) for kinds in zip(*found, strict=True)] for found in articles.values()]
    return tuple(max(kinds, key=_WORST) for kinds in zip(*by_article, strict=True))


_BEST = ("", "differs", "beyond").index
_WORST = ("", "beyond", "differs").index


def _marked(said: _Said, alignment: _Alignment, kinds: Sequence[_Kind]) -> Wording:
    """The wording with its marks; neighbouring words that have the same one share it."""
    marks: list[_Mark] = []
    text, last = said.wording.text, -2
    for number, match in enumerate(_WORD.finditer(_bare(text))):
        span = Span(*match.span())
        kind: _Kind = kinds[alignment.places[number]] if number in alignment.places else "differs"
        if not kind:
            continue
        if last == number - 1 and marks[-1][1] == kind and "\n" not in text[marks[-1][0].end : span.start]:
            marks[-1] = (Span(marks[-1][0].start, span.end), kind)
        else:
            marks.append((span, kind))
        last = number
    return replace(said.wording, marks=tuple(marks))
