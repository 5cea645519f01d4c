"""A text as words, punctuation and passages of speech, with what the lexicon and the actors say of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from generator.extract.quotes.cases import inflected
from generator.extract.quotes.lexicon import Lexicon, Tags, phrase, tags
from generator.model import FoundActor, Span

BREAK = "\n"
MARKS = frozenset('"“”„‟«»‹›‘‚‛＂〝〞')
_NONE: Tags = frozenset()


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
        (rf"\b(?:{elided})(?=\w)|" if elided else "")
        + r"[^\W_]+(?:(?:[-‑.&]|['’ʼ`](?!s\b))[^\W_]+)*|['’]s\b|\.{2,}|\(\.\.\.\)|[@#$€£]?[^\W_]+|\n|[^\w\s]|_",
        re.IGNORECASE,
    )


def tokens(text: str, blocks: Sequence[Span], actors: Sequence[FoundActor], lex: Lexicon) -> list[Token]:
    """All words and punctuation of the paragraphs, a break after each paragraph."""
    pattern = _pattern(lex.elisions)
    mentions = sorted((span, index) for index, actor in enumerate(actors) for span in actor.mentions)
    cases = [inflected(text, actor) if lex.cases else frozenset() for actor in actors]
    mentions.append((Span(len(text) + 1, len(text) + 1), -1))
    at = 0
    found: list[Token] = []
    for block in blocks:
        for match in pattern.finditer(text, *block):
            start, end = match.span()
            while mentions[at][0].end <= start:
                at += 1
            low = match.group().lower()
            low = low.replace("’", "'") if len(low) > 1 else low
            actor = mentions[at][1] if mentions[at][0].start < end else -1
            if low == BREAK and text[start - 1] not in '.!?…:”“"»)':
                continue
            name = text[start].isupper() and bool(found) and found[-1].is_word
            said = tags(lex.language, low, name)
            if actor >= 0:
                said |= {actors[actor].kind, actors[actor].gender}
                if mentions[at][0] in cases[actor]:
                    said |= {"case"}
            if lex.bent and found and low.endswith(lex.bent.get(found[-1].low, BREAK)) and text[start].islower():
                found[-1] = found[-1]._replace(tags=found[-1].tags | {"oblique"})
            found.append(Token(start, end, low, said, 1, actor, -1, text[start].isupper()))
        found.append(Token(block.end, block.end, BREAK))
    _mark_phrases(found, lex)
    return found


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
    at = 0
    for token in found:
        while at < len(passages) and passages[at].end <= token.start:
            kept.append(Token(*passages[at], "", passage=at))
            at += 1
        if token.low not in MARKS and (at == len(passages) or token.end <= passages[at].start):
            kept.append(token)
    kept.extend(Token(*passages[index], "", passage=index) for index in range(at, len(passages)))
    return kept


def sentence_starts(text: str, line: Sequence[Token], lex: Lexicon) -> list[int]:
    """For every token the index of the first token of its sentence. Passages belong to the sentence around them."""
    starts: list[int] = []
    start = 0
    for index, token in enumerate(line):
        starts.append(start)
        if token.low == BREAK or (index + 1 < len(line) and _ends(text, line, index, lex)):
            start = index + 1
    return starts


def _ends(text: str, line: Sequence[Token], index: int, lex: Lexicon) -> bool:
    token, following = line[index], line[index + 1]
    if token.passage >= 0:
        last = text[token.start : token.end].rstrip()[-1:]
        return last in (".", "…") and following.low[:1].isalnum() and following.capital
    if token.low not in (".", "!", "?", "…", "...") or not text[token.end : token.end + 1].isspace():
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
