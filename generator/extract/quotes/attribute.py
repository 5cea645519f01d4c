"""Stage 4: which reporting clause attributes which passage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.extract.quotes.clauses import Clause
from generator.extract.quotes.lexicon import Lexicon
from generator.extract.quotes.marks import Passage
from generator.extract.quotes.phrases import Line, Range, after, main_subject
from generator.extract.quotes.tokens import BREAK

_DASHES = frozenset("-–—―")
_LEADS = frozenset((",", "-", "–", "—", "―", "…"))
_ENDS = frozenset((".", "!", "?", "…", BREAK))
_LEAST = 2.0
_JOINED = 5.0
"""The score of a passage that has its speaker from the one it is coordinated with."""
_LEFT = {
    "say": 8.0, "particip": 8.0, "call": 7.0, "according": 7.5, "impersonal": 7.0, "noun": 6.5, "colon": 9.0,
    "signature": 9.5,
    # what a clause before the passage gains or loses
    "near": 1.0, "shared": -0.3, "text": 1.0, "parted": -1.0, "relative": -0.8, "far": -0.5, "inner": -2.5,
}  # fmt: skip
"""For each kind of clause before a passage its score, and what the features of `_features` add."""
_FADING = {
    "say": 0.06, "particip": 0.06, "call": 0.3, "according": 0.06, "impersonal": 0.2, "noun": 0.8, "colon": 0.06,
    "signature": 0.0,
}  # fmt: skip
"""What each token between cue and passage takes from the score."""
_RIGHT = {"say": 10.0, "according": 9.0, "call": 5.0, "noun": 5.0, "impersonal": 9.0}
_SPEAKERS = frozenset(("person", "pronoun", "role"))
_ANYBODY = _SPEAKERS | {"group", "organization"}
_FAR = 120
"""Tokens of a sentence that are looked at on either side of a passage."""


class Attribution(NamedTuple):
    """Why a passage has its speaker. The highest score wins; the scale is ours, 10 the surest."""

    score: float
    subject: Range | None
    """None: the passage isn't anybody's."""
    cue: str


_NOBODY = Attribution(0.0, None, "")


class _Text(NamedTuple):
    text: str
    line: Line
    starts: Sequence[int]
    """For every token the first of its sentence."""
    clauses: Sequence[Clause]
    cues: Sequence[int]
    lex: Lexicon

    def within(self, low: int, high: int) -> Sequence[Clause]:
        return self.clauses[bisect_left(self.cues, low) : bisect_left(self.cues, high)]

    def words(self, clause: Clause) -> str:
        token = self.line[clause.cue]
        if token.passage >= 0:
            return "—"
        return " ".join(other.low for other in self.line[clause.cue : clause.cue + token.length])

    def end(self, at: int) -> int:
        """After the last token of a sentence."""
        stop = min(at + _FAR, len(self.line))
        return next((k for k in range(at + 1, stop) if self.starts[k] != self.starts[at]), stop)


def attribute(text: str, line: Line, starts: Sequence[int], clauses: Sequence[Clause],
              passages: Sequence[Passage], lex: Lexicon) -> list[Attribution]:  # fmt: skip
    """For every passage its best attribution; one that scores less than 2 names nobody."""
    whole = _Text(text, line, starts, clauses, [clause.cue for clause in clauses], lex)
    places = [index for index, token in enumerate(line) if token.passage >= 0]
    result: list[Attribution] = []
    for nth, at in enumerate(places):
        low = max(starts[at], at - _FAR)
        options = _left(whole, low, at)
        told = any(option.score > 6 and option.subject for option in options)
        options += [_right(whole, clause, at, told) for clause in whole.within(at + 1, whole.end(at))[:3]]
        options.append(_introduced(whole, at))
        if nth:
            options.append(_carried(whole, places[nth - 1], at, result[-1], passages[nth - 1]))
        options.append(_preceding(whole, low, at))
        options.append(_beside(whole, at))
        options.append(_reported(whole, low, at))
        options.append(_resumed(whole, at))
        options.append(_subject(whole, low, at))
        best = max(options, key=lambda option: option.score)
        result.append(best if best.score >= _LEAST else _NOBODY)
    for nth in range(len(places) - 2, -1, -1):
        if result[nth].score < _JOINED <= result[nth + 1].score and (
            _joined(line, places[nth], places[nth + 1])
            or (not passages[nth].closed and _next_paragraph(line, places[nth], places[nth + 1]))
        ):
            result[nth] = result[nth + 1]._replace(score=_JOINED)
    return result


def _next_paragraph(line: Line, at: int, following: int) -> bool:
    """Whether a passage opens the paragraph after one that is nothing but a passage: speech that goes on."""
    return following == at + 2 and line[at + 1].low == BREAK


def _joined(line: Line, at: int, following: int) -> bool:
    """Whether two passages are coordinated: “A” and “B” said X."""
    between = line[at + 1 : following]
    return 0 < len(between) < 4 and ("and" in between[0].tags or (between[0].low == "," and len(between) == 1))


def _left(whole: _Text, low: int, at: int) -> list[Attribution]:
    """By clauses before the passage in its sentence: the nearer, the surer, but speech goes before its report."""
    clauses = whole.within(low, at + 1)[-4:]
    options = []
    for nth, clause in enumerate(clauses):
        colon = whole.line[at - 1].low == ":"
        fading = _FADING["say" if colon and clause.kind == "call" else clause.kind]
        features = sum(_LEFT[feature] for feature in _features(whole.line, clause, clauses[:nth], at, colon))
        score = _LEFT[clause.kind] + features - (at - clause.cue) * fading
        options.append(Attribution(score, clause.subject, whole.words(clause)))
    return options


def _features(line: Line, clause: Clause, earlier: Sequence[Clause], at: int, colon: bool) -> Iterator[str]:
    """What tells for and against a clause before the passage at `at`; `earlier` are those before it."""
    distance = at - clause.cue
    if distance <= 3 or colon:
        yield "near"
    if not clause.own:
        yield "shared"
    if clause.kind == "impersonal" and clause.subject:
        yield "text"
    if any(line[k].passage >= 0 for k in range(max(clause.cue, at - 30), at - 5)):
        yield "parted"
    if not clause.own or not clause.subject:
        return
    subject = line[clause.subject.start]
    left = line[clause.subject.start - 1].tags if clause.subject.start else frozenset()
    outer = any(
        other.kind in ("say", "particip")
        and other.subject
        and ("break" in left or not any(token.passage >= 0 for token in line[other.cue : clause.cue]))
        for other in earlier
    )
    alone = clause.subject.end - clause.subject.start == 1
    if alone and "relative" in subject.tags:
        yield from ("inner",) if outer else ("relative", "far") if distance > 6 else ("relative",)
    elif alone and "pronoun" in subject.tags and outer and ("and" not in left or clause.kind == "call"):
        yield "inner"


def _right(whole: _Text, clause: Clause, at: int, told: bool) -> Attribution:
    """By a clause after the passage: right behind it, or closing its sentence.

    Where a clause before the passage has `told` who speaks, a body behind it only relays (“…”, the agency reports).
    """
    line = whole.line
    if told and clause.subject and not {"organization", "group"}.isdisjoint(line[clause.subject.start].tags):
        return _NOBODY
    if clause.kind in ("particip", "colon") or not clause.own or not clause.subject:
        return _NOBODY
    between = line[at + 1 : clause.start]
    score = 0.0
    if all(token.low in _LEADS or "skip" in token.tags or "lead" in token.tags for token in between):
        score = _RIGHT.get(clause.kind, 0.0)
        comma = whole.text[line[at].start : line[at].end].rstrip()[-1:] in ",?!—-…" or line[at + 1].low in _LEADS
        leads = any("lead" in token.tags for token in between)
        score += comma - 4 * (leads and not comma)
    elif clause.kind in ("say", "according", "impersonal") and not any(token.passage >= 0 for token in between):
        end = max(clause.cue + line[clause.cue].length, clause.subject.end)
        closes = end >= len(line) or line[end].low in _ENDS or line[end].low == ","
        score = 7.2 if closes and line[clause.start - 1].low in _LEADS else 3.0
    return Attribution(score, clause.subject, whole.words(clause))


def _subject(whole: _Text, low: int, at: int) -> Attribution:
    """By a sentence that has no word of speech: its subject, surely so before a colon."""
    line = whole.line
    fixed = whole.lex.order == "svo"
    colon = line[at - 1].low == ":"
    if colon:
        low = next((k + 1 for k in range(at - 1, low - 1, -1) if line[k].passage >= 0), low)
    subject = main_subject(line, low, at, not fixed)
    if colon and subject and "possessive" in line[subject.start].tags:
        subject = Range(subject.start, subject.start + 1)
    kinds = _ANYBODY if fixed else _SPEAKERS
    speaks = subject is not None and _speaks(line, subject, kinds)
    if not speaks and whole.lex.order != "free":
        named = _named(line, low, at, colon)
        subject, speaks = named or subject, named is not None
    who = next((k for k in range(at - 1, low, -1) if line[k].low == "," or "relative" in line[k].tags), low)
    if fixed and not colon and speaks and who > low and "relative" in line[who].tags:
        subject = Range(who, who + 1)
    if not subject or (not colon and (whole.lex.order == "free" or not speaks)):
        return _NOBODY
    return Attribution(7.5 if colon else 2.5, subject, ":" if colon else "subject")


def _named(line: Line, low: int, at: int, colon: bool) -> Range | None:
    """Whose view it is, or before a colon, by whom it comes: “For X it was “…””, “Criticism came from X: “…””."""
    for k in range(low, at):
        begins = k == low or not line[k - 1].tags.isdisjoint(("auxiliary", "passive", "break"))
        if ("view" in line[k].tags and begins) or (colon and "by" in line[k].tags):
            named = after(line, k + 1, at, True, False)
            if named and _speaks(line, named, _ANYBODY):
                return named
    return None


def _beside(whole: _Text, at: int) -> Attribution:
    """By a name or pronoun right behind a passage that a comma ends, before or after a word that isn't known."""
    line = whole.line
    start = at + 1
    while start < len(line) and line[start].low in _LEADS:
        start += 1
    if whole.text[line[at].start : line[at].end].rstrip()[-1:] != "," and start == at + 1:
        return _NOBODY
    for behind in (start, start + 1):
        if behind + 1 >= len(line):
            break
        inverted = behind > start and whole.lex.order == "v2" and line[behind].is_word
        if inverted or not line[behind].tags.isdisjoint(("person", "pronoun")):
            named = after(line, behind, min(behind + 8, len(line)), True)
            return Attribution(6.5, named, "beside") if named and _speaks(line, named, _ANYBODY) else _NOBODY
        if line[behind].tags or line[behind].capital or not line[behind].is_word:
            break
    return _NOBODY


def _reported(whole: _Text, low: int, at: int) -> Attribution:
    """By the last reporting clause before a sentence whose verb shows that reported speech goes on."""
    tokens = whole.line[low:at], whole.line[at + 1 : whole.end(at)]
    if not any("reported" in token.tags for side in tokens for token in side):
        return _NOBODY
    earlier = [clause for clause in whole.within(max(0, low - _FAR), low) if clause.kind in ("say", "according")]
    if not earlier or any(token.low == BREAK for token in whole.line[earlier[-1].cue : low]):
        return _NOBODY
    return Attribution(5.0, earlier[-1].subject, "reported")


def _resumed(whole: _Text, at: int) -> Attribution:
    """By the sentence behind, when it takes up what was said: “That X said …”."""
    start = whole.end(at)
    if start >= len(whole.line) or "that" not in whole.line[start].tags:
        return _NOBODY
    end = whole.end(start)
    told = [c for c in whole.within(start, end) if c.kind == "say" and c.subject and c.subject.start > start]
    if not told or any(token.passage >= 0 for token in whole.line[start:end]):
        return _NOBODY
    return Attribution(6.0, told[0].subject, whole.words(told[0]))


def _introduced(whole: _Text, at: int) -> Attribution:
    """By the last sentence of the paragraph before, when it ends in a colon."""
    line = whole.line
    end = at - 2
    if end < 0 or line[at - 1].low != BREAK or line[end].low != ":":
        return _NOBODY
    low = max(whole.starts[end], end - _FAR)
    inside = [clause for clause in whole.within(low, end + 1) if clause.subject]
    if inside:
        return Attribution(9.0, inside[-1].subject, whole.words(inside[-1]))
    subject = main_subject(line, low, end)
    return Attribution(6.0, subject, ":") if subject else _NOBODY


def _carried(whole: _Text, last: int, at: int, given: Attribution, passage: Passage) -> Attribution:
    """From the passage before, when the speech goes on after its reporting clause."""
    line, starts = whole.line, whole.starts
    if not given.subject or at - last > _FAR:
        return _NOBODY
    breaks = sum(token.low == BREAK for token in line[last + 1 : at])
    score = 0.0
    reach = 20 if line[at - 1].low in _DASHES else 5 if "say" in line[given.subject.start].tags else 4
    if breaks == 0 and starts[at] == at:
        near = starts[at - 1] <= max(last, given.subject.start)
        alone = at + 1 >= len(line) or line[at + 1].low in _ENDS or line[at + 1].passage >= 0 or starts[at + 1] > at
        score = (8.5 if alone else 6.5) if near else 4.0
    elif breaks == 0 and last < given.subject.start and at - last < reach:
        score = 9.0
    elif breaks == 0:
        score = 8.0 if at - last <= 2 else 2.2
    elif breaks == 1 and at - last == 2:
        score = 5.0 if passage.closed else 9.0
    elif breaks == 1 and line[at - 1].low == BREAK:
        score = 2.1
    return Attribution(score, given.subject, "continued")


def _preceding(whole: _Text, low: int, at: int) -> Attribution:
    """By the sentence before one that the passage begins."""
    line = whole.line
    end = at - 1
    far = end >= 0 and line[end].low == BREAK
    end -= far
    if low != at or end < 0 or line[end].low == BREAK:
        return _NOBODY
    start = max(whole.starts[end], end - _FAR)
    if any(token.passage >= 0 for token in line[start:end]):
        return _NOBODY
    subject = main_subject(line, start, end)
    says = [c for c in whole.within(start, end) if c.kind in ("say", "according") and c.subject]
    if says:
        first = says[0].subject if says[0].own else subject
        return Attribution(4.5 - far, first, whole.words(says[0]))
    if not subject or not _speaks(line, subject, _ANYBODY):
        return _NOBODY
    return Attribution((4.0 if _speaks(line, subject, _SPEAKERS) else 3.0) - far, subject, "before")


def _speaks(line: Line, phrase: Range, kinds: frozenset[str]) -> bool:
    """Whether a phrase names somebody who can speak."""
    inside = line[phrase.start : phrase.end]
    return any(not t.tags.isdisjoint(kinds) and "pronoun:n" not in t.tags for t in inside)
