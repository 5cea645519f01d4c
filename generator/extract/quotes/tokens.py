"""A text as words, punctuation and passages of speech, with what the lexicon and the actors say of each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from generator.extract.quotes.cases import inflected
from generator.extract.quotes.lexicon import Lexicon, Tags, phrase, tags
from generator.model import FoundActor, Span

BREAK = "\n"
MARKS = frozenset('"“”„‟«»‹›‘‚‛＂〝〞')
_HYPHENS = "‐‑‒"
_NONE: Tags = frozenset()
_STOPS = frozenset((".", "!", "?", "…", "...", ""))
"""What may end a sentence: a passage of speech too."""


class Token(NamedTuple):
    start: int
    end: int
    low: str
    """Lower-cased; a line break for the end of a paragraph, empty for a passage of speech."""
    tags: Tags = _NONE
    length: int = 1
    """Tokens of the lexicon's entry that begins here."""
    actor: int = -1
    """Place of the actor that is named here."""
    passage: int = -1
    """Place of the passage that stands here."""
    capital: bool = False

    @property
    def is_word(self) -> bool:
        return self.low[:1].isalnum() or (self.low[:1] in ("'", "’") and len(self.low) > 1)


@cache
def _pattern(elisions: tuple[str, ...]) -> re.Pattern[str]:
    elided = "|".join(re.escape(word).replace("'", "['’]") for word in sorted(elisions, key=len, reverse=True))
    return re.compile(
        (rf"\b(?i:{elided})(?=\w)|" if elided else "")
        + r"[^\W_]+(?:(?:[-‑.&]|['’ʼ`](?![sS]\b))[^\W_]+)*|['’][sS]\b|\.{2,}|\(\.\.\.\)|[@#$€£]?[^\W_]+|\n|[^\w\s]|_"
    )


class _Form(NamedTuple):
    """What a word or mark is by itself, wherever it stands."""

    low: str
    tags: Tags
    capital: bool
    lower: bool
    word: bool


_BREAK = _Form(BREAK, _NONE, False, False, False)


@lru_cache(20_000)
def _form(written: str, language: str, inside: bool) -> _Form:
    """`inside`: whether it follows another word, where a capital shows a name."""
    low = written.lower()
    low = low.replace("’", "'") if len(low) > 1 else "-" if low in _HYPHENS else low
    capital = written[0].isupper()
    word = written[0].isalnum() or (low[0] in "'’" and len(low) > 1)
    return _Form(low, tags(language, low, capital and inside), capital, written[0].islower(), word)


def tokens(text: str, blocks: Sequence[Span], actors: Sequence[FoundActor], lex: Lexicon) -> list[Token]:
    """All words and punctuation of the paragraphs, a break after each paragraph."""
    pattern = _pattern(lex.elisions)
    mentions = _mentions(text, actors, lex)
    (first, last), actor, named, basic = next(mentions)
    found: list[Token] = []
    for block in blocks:
        before = _BREAK
        for match in pattern.finditer(text, *block):
            start, end = match.span()
            while last <= start:
                (first, last), actor, named, basic = next(mentions)
            form = _form(match.group(), lex.language, before.word)
            if form.low == BREAK and text[start - 1] not in '.!?…:”“"»)':
                continue
            if form.lower and form.low.endswith(lex.bent.get(before.low, BREAK)):
                found[-1] = found[-1]._replace(tags=found[-1].tags | {"oblique"})
            if first < end:
                said = form.tags - {"oblique"} if form.low in basic else form.tags
                found.append(Token(start, end, form.low, said | named, 1, actor, -1, form.capital))
            else:
                found.append(Token(start, end, form.low, form.tags, 1, -1, -1, form.capital))
            before = form
        found.append(Token(block.end, block.end, BREAK))
    _mark_phrases(found, lex)
    return found


class _Mention(NamedTuple):
    span: Span
    actor: int
    tags: Tags
    basic: frozenset[str]
    """Words that show no case here: those of a person's name, where it isn't inflected."""


def _mentions(text: str, actors: Sequence[FoundActor], lex: Lexicon) -> Iterator[_Mention]:
    """All mentions in order; at last one behind the text."""
    found: list[_Mention] = []
    for place, actor in enumerate(actors):
        tags = frozenset({actor.kind, actor.gender})
        basic = frozenset(actor.name.lower().split() if actor.kind == "person" else ())
        cases = inflected(text, actor) if lex.cases else frozenset()
        for span in actor.mentions:
            bent = span in cases
            found.append(_Mention(span, place, tags | {"case"} if bent else tags, _NONE if bent else basic))
    yield from sorted(found, key=itemgetter(0))
    yield _Mention(Span(len(text) + 1, len(text) + 1), -1, _NONE, _NONE)


def _mark_phrases(found: list[Token], lex: Lexicon) -> None:
    for index, token in enumerate(found):
        if "first" in token.tags:
            length, more = phrase(lex, [other.low for other in found[index : index + 6]])
            if length > 1:
                found[index] = token._replace(tags=token.tags | more, length=length)
                for inner in range(index + 1, index + length):
                    found[inner] = found[inner]._replace(tags=more | {"inside"})


def narration(found: Sequence[Token], passages: Sequence[Span]) -> list[Token]:
    """The tokens outside the passages, each passage being one token."""
    kept: list[Token] = []
    words = [token for token in found if token.low not in MARKS]
    starts, ends = [token.start for token in words], [token.end for token in words]
    at = 0
    for number, passage in enumerate(passages):
        stop = bisect_right(ends, passage.start, at)
        kept += words[at:stop]
        kept.append(Token(*passage, "", passage=number))
        at = bisect_left(starts, passage.end, stop)
    return kept + words[at:]


def sentence_starts(text: str, line: Sequence[Token], lex: Lexicon) -> list[int]:
    """For every token the index of the first token of its sentence. Passages belong to the sentence around them."""
    starts: list[int] = []
    start = 0
    for index, token in enumerate(line):
        starts.append(start)
        if token.low == BREAK or (token.low in _STOPS and index + 1 < len(line) and _ends(text, line, index, lex)):
            start = index + 1
    return starts


def _ends(text: str, line: Sequence[Token], index: int, lex: Lexicon) -> bool:
    token, following = line[index], line[index + 1]
    if token.passage >= 0:
        last = text[token.start : token.end].rstrip()[-1:]
        return last in (".", "…") and following.low[:1].isalnum() and following.capital
    if not text[token.end : token.end + 1].isspace():
        return False
    if following.low[:1].isalnum() and not following.capital and not following.low[0].isdigit():
        return False
    before = line[index - 1] if index else token
    if token.low != ".":
        return True
    if "abbreviation" in before.tags or (len(before.low) == 1 and before.low.isalpha()):
        return False
    ordinal = lex.ordinals and before.low.isdigit() and len(before.low) < 3
    return not ordinal or not following.tags.isdisjoint(("preposition", "determiner"))
