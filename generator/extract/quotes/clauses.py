"""Stage 2 and 3: reporting clauses: the word that reports, and the noun phrase that is its subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.extract.quotes.lexicon import Lexicon
from generator.extract.quotes.phrases import Line, Range, after, before, called, is_verb, main_subject, nominal, skipped
from generator.extract.quotes.subjects import free_subject, quoted, source
from generator.extract.quotes.tokens import BREAK
from generator.extract.quotes.verbsecond import beside, better, ends_clause, finite, oblique, one_person

_DASHES = frozenset("-–—―")
_SPEAKERS = frozenset({"person", "pronoun", "relative", "role", "group", "organization"})
_CUES = frozenset({"say", "call", "particip", "quote", "impersonal", "according", "after", "noun"})
_BACK = 40
"""Tokens before a sentence among which is the text that “therein” means."""
_FAR = 120
"""Tokens of a sentence that are looked at on either side of a verb."""


class Clause(NamedTuple):
    cue: int
    """Place of its reporting word in the line of tokens."""
    kind: str
    """say, call, particip, impersonal, according, noun, colon or signature."""
    subject: Range | None
    own: bool = True
    """Whether the subject stands beside the cue, not in another clause of the sentence."""

    @property
    def start(self) -> int:
        return min(self.cue, self.subject.start) if self.subject and self.own else self.cue


def clauses(line: Line, starts: Sequence[int], lex: Lexicon) -> list[Clause]:
    """All reporting clauses of a text, in order of their cues."""
    found: list[Clause] = []
    ends = _ends(starts)
    for index, token in enumerate(line):
        if token.passage < 0 and token.tags.isdisjoint(_CUES) and (token.tags or not lex.endings):
            continue
        low, high = max(starts[index], index - _FAR), min(ends[index], index + _FAR)
        inside = [clause for clause in found[-4:] if clause.cue >= low and clause.kind not in ("noun", "according")]
        previous = next((clause for clause in reversed(inside) if clause.kind == "say"), inside[-1] if inside else None)
        clause = None
        if token.passage >= 0:
            clause = _colon(line, low, index, previous) or _signature(line, index)
        elif token.tags and "inside" not in token.tags and (token.actor < 0 or "according" in token.tags):
            clause = _clause(line, index, low, high, previous, lex)
        elif _unknown_verb(line, low, index, lex):
            subject = free_subject(line, low, index, high, True, lex) or Range(index, index + 1)
            clause = Clause(index, "say", subject)
        if clause:
            found.append(clause)
    return sorted(found)


def _unknown_verb(line: Line, low: int, index: int, lex: Lexicon) -> bool:
    """Whether a word right behind a passage shows by its ending that it is a verb."""
    token = line[index]
    if token.tags or token.capital or lex.gender(token.low) not in ("m", "f"):
        return False
    return _behind_passage(line, low, index)


def _ends(starts: Sequence[int]) -> list[int]:
    ends = [len(starts)] * len(starts)
    for index in range(len(starts) - 2, -1, -1):
        ends[index] = ends[index + 1] if starts[index] == starts[index + 1] else starts[index + 1]
    return ends


def _clause(line: Line, index: int, low: int, high: int, previous: Clause | None, lex: Lexicon) -> Clause | None:
    token = line[index]
    if "according" in token.tags and index > low and "possessive" in line[index - 1].tags:
        return Clause(index, "according", Range(index - 1, index))
    if "according" in token.tags:
        if "relative" in token.tags:
            return Clause(index, "according", Range(index, index + 1))
        start = index + token.length
        named = source(line, start, high) if lex.order == "free" else after(line, start, high, True, False)
        if not named and "particip" in token.tags:
            return _participle(line, index, low, previous)
        if "lead" not in token.tags or (named and _parenthetical(line, low, index, named.end)):
            return Clause(index, "according", named) if named or lex.order != "free" else None
    if "after" in token.tags:
        owner = index > low and "possessive" in line[index - 1].tags
        return Clause(index, "according", Range(index - 1, index) if owner else before(line, low, index))
    if "noun" in token.tags:
        speaker = _possessor(line, low, index, high)
        if speaker:
            return Clause(index, "noun", speaker)
    if {"noun", "particip"} <= token.tags:
        return _participle(line, index, low, previous) if index + 1 < high and line[index + 1].low in ",:" else None
    if not is_verb(token) or ("noun" in token.tags and not _verbal(line, low, index)):
        return None
    if lex.order == "svo" and index > low and "definite" in line[index - 1].tags:
        return None
    if lex.order == "v2" and token.capital and index > low:
        return None
    if "impersonal" in token.tags:
        return Clause(index, "impersonal", _text_named(line, index, low, high))
    if "quote" in token.tags:
        if lex.order == "free":
            return Clause(index, "say", quoted(line, low, index, high, lex))
        return _quoting(line, index, low, high)
    parted = "call" in token.tags and any("part" in other.tags for other in line[index + 1 : high])
    kind = "say" if "say" in token.tags or parted else "call" if "call" in token.tags else "particip"
    if kind == "particip":
        return _participle(line, index, low, previous)
    return _verb(line, index, low, high, previous, lex, kind)


def _verbal(line: Line, low: int, index: int) -> bool:
    """Whether a word that may be noun or verb (“claims”) follows what may be a subject."""
    if index == low or line[index - 1].passage >= 0:
        return True
    left = line[index - 1]
    if left.actor >= 0 or left.low in (",", ")") or (left.capital and nominal(left)):
        return True
    return not left.tags.isdisjoint(("role", "group", "pronoun", "relative", "skip")) and "ending" not in left.tags


def _shared(line: Line, low: int, index: int, previous: Clause | None) -> Range | None:
    """The subject of a verb that has none of its own: that of the clause before, else of the sentence."""
    main = main_subject(line, low, index)
    given = previous.subject if previous else None
    if not given or _relative(line, given):
        return main
    return given if not main or _named(line, given) or not _named(line, main) else main


def _parenthetical(line: Line, low: int, index: int, end: int) -> bool:
    """Whether a clause stands between commas, or behind a passage: “…, so Rice.”"""
    while end < len(line) and skipped(line[end]):
        end += 1
    if index == low or (end < len(line) and line[end].is_word and "preposition" not in line[end].tags):
        return False
    return line[index - 1].low == "," or line[index - 1].low in _DASHES or line[index - 1].passage >= 0


def _behind_passage(line: Line, low: int, index: int) -> bool:
    """Whether a passage stands before a word, with no more than a comma, a dash and adverbs between them."""
    at = index - 1
    while at > low and index - at < 4 and (line[at].low in (",", *_DASHES) or "skip" in line[at].tags):
        at -= 1
    return at >= low and line[at].passage >= 0 and not called(line, at)


def _led(line: Line, low: int, index: int) -> bool:
    """Whether nothing but adverbs stands between a verb and the word that opens its clause: “…, as said”."""
    at = index - 1
    while at > low and "skip" in line[at].tags and "lead" not in line[at].tags:
        at -= 1
    return at > low and "lead" in line[at].tags and line[at - 1].low in (",", *_DASHES)


def _relative(line: Line, phrase: Range) -> bool:
    return phrase.end - phrase.start == 1 and "relative" in line[phrase.start].tags


def _named(line: Line, phrase: Range) -> bool:
    return any(not token.tags.isdisjoint(("pronoun", "person")) for token in line[phrase.start : phrase.end])


def _speaker(line: Line, phrase: Range) -> bool:
    """Whether a phrase behind a verb may be its subject: not “described the impact as”."""
    return any(token.capital or not token.tags.isdisjoint(_SPEAKERS) for token in line[phrase.start : phrase.end])


def _participle(line: Line, index: int, low: int, previous: Clause | None) -> Clause | None:
    left = line[index - 1] if index > low else None
    if left and left.actor >= 0:
        name = index - 1
        while name > low and line[name - 1].actor == left.actor:
            name -= 1
        return Clause(index, "particip", Range(name, index))
    shared = _shared(line, low, index, previous)
    return Clause(index, "particip", shared, False) if shared else None


def _verb(
    line: Line, index: int, low: int, high: int, previous: Clause | None, lex: Lexicon, kind: str
) -> Clause | None:
    """The clause of a finite verb: in the passive by its agent, else by its subject, its own or one it shares."""
    behind = index + line[index].length
    by = behind < high and "by" in line[behind].tags
    if _passive(line, low, index):
        first = lex.order == "v2" and "by" in line[low].tags
        return _by_agent(line, index, behind + 1 if by else low + 1 if first else high, low, high, kind)
    if lex.order == "v2" and behind < high and "passive" in line[behind].tags:
        agent = next((k + 1 for k in range(index - 1, low, -1) if "by" in line[k].tags), None)
        if agent is not None:
            return _by_agent(line, index, agent, low, index, kind)
    if by and kind == "call":
        return None
    opens = index == low or _behind_passage(line, low, index) or (lex.dropped and _led(line, low, index))
    if lex.order == "free":
        subject = free_subject(line, low, index, high, opens, lex)
    else:
        subject = ends_clause(line, low, index, high) if lex.order == "v2" else None
        helper = finite(line, low, index, high) if lex.order == "v2" and not subject else None
        if helper is not None and "passive" in line[helper].tags:
            places = (low, *range(helper + 1, index))
            agent = next((k + 1 for k in places if "by" in line[k].tags), index)
            return _by_agent(line, index, agent, low, index, kind)
        if helper is not None:
            subject = beside(line, low, helper, helper + 1, index)
        subject = subject or _own(line, index, low, high, opens, lex, kind)
    if subject:
        return Clause(index, kind, subject)
    shared = None if opens and lex.dropped else _shared(line, low, index, previous)
    if lex.dropped and not (shared and any(is_verb(t) or t.tags & _SPEAKERS for t in line[shared.start : shared.end])):
        return Clause(index, kind, Range(index, index + 1))
    return Clause(index, kind, shared, False)


def _by_agent(line: Line, index: int, at: int, low: int, high: int, kind: str) -> Clause:
    """A clause in the passive, its agent beginning at `at`; else the text that says it is named, if any."""
    agent = after(line, at, high, True, False)
    if not agent:
        passage = next((k for k in range(index, min(high, index + 8)) if line[k].passage >= 0), high)
        if passage + 1 < high and "by" in line[passage + 1].tags:
            agent = after(line, passage + 2, high, True, False)
    return Clause(index, kind, agent) if agent else Clause(index, "impersonal", _text_named(line, index, low, high))


def _own(line: Line, index: int, low: int, high: int, opens: bool, lex: Lexicon, kind: str) -> Range | None:
    """The subject on the left of a verb or, where the language puts it there, on the right."""
    behind = index + line[index].length
    bare = index > low and "infinitive" in line[index - 1].tags
    left = None if opens or bare else before(line, low, index)
    late = left is None and index > low and line[index - 1].low == "," and kind == "say"
    joined = index > low and "and" in line[index - 1].tags
    inverted = opens or late or (lex.order == "v2" and not bare and not joined)
    right = after(line, behind, high, lex.order == "svo") if inverted else None
    plural = lex.order == "v2" and lex.shown(line[index].low) == "pl"
    if right and opens and lex.order == "svo" and "lead" in line[right.end].tags and not _speaker(line, right):
        right = None
    if opens and not right and behind < high and line[behind].passage >= 0:
        right = Range(behind, behind + 1)
    if lex.order == "v2" and left and (oblique(line, left) or (right and plural and one_person(line, left))):
        left = None
    if left and right and plural and one_person(line, right):
        right = None
    return better(line, low, left, right) if left and right else left or right


def _text_named(line: Line, index: int, low: int, high: int) -> Range | None:
    """The text or the source that a preposition names in a clause without a subject: “in the statement it is said”."""
    behind = index + line[index].length
    if behind < high and "by" in line[behind].tags:
        return after(line, behind + 1, high, True, False)
    for at, stop in ((low, index), (behind, high)):
        if at < stop and "preposition" in line[at].tags:
            named = after(line, at + line[at].length, stop, True, False)
            words = line[named.start : named.end] if named else ()
            if any(not token.tags.isdisjoint(("group", "noun", "organization")) for token in words):
                owned = named is not None and "possessive" in line[named.start].tags
                return Range(named.start, named.start + 1) if named and owned else named
            if named and at == behind and "within" in line[at].tags:
                return named
    if any("therein" in token.tags for token in line[low : behind + 2]):
        text = next((k for k in range(low - 1, max(-1, low - _BACK), -1) if "group" in line[k].tags), None)
        return before(line, max(0, low - _FAR), text + 1) if text is not None else None
    return None


def _quoting(line: Line, index: int, low: int, high: int) -> Clause:
    """“The paper quoted him as saying”: its object speaks; in the passive its subject."""
    passive = next((k for k in range(index - 1, max(low, index - 25) - 1, -1) if "passive" in line[k].tags), None)
    behind = index + line[index].length
    if passive is None and index > low and behind < high and "passive" in line[behind].tags:
        first = next((k for k in range(index - 1, low - 1, -1) if "lead" in line[k].tags), None)
        if first is not None:
            return Clause(index, "say", after(line, first + 1, index, True))
    if passive is None:
        source = behind < high and "preposition" in line[behind].tags and "within" not in line[behind].tags
        return Clause(index, "say", after(line, behind + source, high, True, False))
    return Clause(index, "say", beside(line, low, passive, passive + 1, index))


def _passive(line: Line, low: int, index: int) -> bool:
    at = index - 1
    while at >= low and skipped(line[at]):
        if "passive" in line[at].tags:
            return True
        at -= 1
    return False


def _possessor(line: Line, low: int, index: int, high: int) -> Range | None:
    """Whose words they are: “his words”, “Peskov’s words”, “the words of Peskov”."""
    at = index - 1
    while at >= low and index - at < 4 and nominal(line[at]) and line[at].actor < 0:
        at -= 1
    if at >= low and "possessive" in line[at].tags:
        return Range(at, at + 1)
    if at > low and "ending" in line[at].tags:
        return before(line, low, at) or _owner(line, low, at)
    following = index + line[index].length
    if following < high and "of" in line[following].tags:
        return after(line, following + line[following].length, high, True, False)
    return None


def _owner(line: Line, low: int, end: int) -> Range | None:
    """The name or noun phrase right before an ending of the genitive, whatever governs it: “in Peskov’s words”."""
    at = end
    while at > low and nominal(line[at - 1]):
        at -= 1
    return Range(at, end) if at < end else None


def _colon(line: Line, low: int, index: int, previous: Clause | None) -> Clause | None:
    """“Peskov: “…””: a sentence that is nothing but a name before the colon."""
    colon = index - 1
    if colon <= low or line[colon].low != ":" or previous or colon - low > 12:
        return None
    inside = line[low:colon]
    if not all(nominal(token) or token.low in "().,-" or "determiner" in token.tags for token in inside):
        return None
    named = any(token.actor >= 0 or "role" in token.tags or "group" in token.tags for token in inside)
    if not named:
        return None
    name = after(line, low, colon, True)
    return Clause(colon, "colon", name if name and line[name.end].is_word else Range(low, colon))


def _signature(line: Line, index: int) -> Clause | None:
    """“…” — Peskov: a passage, a dash and a name up to the end of the paragraph; or “…” (Peskov)."""
    dash = index + 1
    if dash + 2 < len(line) and line[dash].low == "(" and "person" in line[dash + 1].tags:
        name = after(line, dash + 1, len(line), True)
        return Clause(index, "signature", name) if name and line[name.end].low in (")", ",") else None
    if dash < len(line) and line[dash].low == BREAK:
        dash += 1
    if dash + 1 >= len(line) or line[dash].low not in _DASHES:
        return None
    name = after(line, dash + 1, len(line), True)
    if not name or line[name.start].actor < 0 or name.start > dash + 2:
        return None
    end = next((k for k in range(name.end, len(line)) if line[k].low not in (".", ",")), len(line))
    ends = end >= len(line) or line[end].low in (BREAK, "(", "@")
    return Clause(index, "signature", name) if ends else None
