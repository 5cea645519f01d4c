"""Finding quotations and telling who said them.

In named stages on spans, after BBC Citron (Newell et al., LREC 2018): content (marks, dialogue), reporting cue,
source, attribution, coreference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from generator.extract.quotes.attribute import Attribution, attribute
from generator.extract.quotes.clauses import clauses
from generator.extract.quotes.coreference import Resolver
from generator.extract.quotes.dialogue import mended, spoken
from generator.extract.quotes.heads import words_of
from generator.extract.quotes.lexicon import Lexicon, lexicon
from generator.extract.quotes.marks import Passage, marked
from generator.extract.quotes.names import is_label, is_name
from generator.extract.quotes.tokens import Token, narration, sentence_starts, tokens
from generator.model import FoundActor, FoundQuote, Span
from generator.text import paragraphs

__all__ = ["find_quotes"]

_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"[^\W\d_][\w.’'-]+(?: [^\W\d_][\w.’'-]*){0,3}: (?=\S)")
"""Words before a colon; a name in a transcript when in capitals."""
_GUESSED = frozenset(("", "subject", "before", "continued"))
"""Cues that are no words of speech."""
_REPEATED = 3
"""Words of the shortest quotation that is known again."""
_HEADLINES = 4
"""Quotations at the beginning of a text that may be parts of others."""


def find_quotes(text: str, language: str, actors: tuple[FoundActor, ...]) -> tuple[FoundQuote, ...]:
    """All quotations of a text in order, with their speakers.

    `actors` are those found in the same text. A quotation that nobody can be shown to have said has an empty
    speaker and no mention. Offsets are code points; spans don't overlap. Linear in the length of the text.
    """
    lex = lexicon(language)
    blocks = paragraphs(text)
    found = tokens(text, blocks, actors, lex)
    passages = _passages(text, found, blocks, actors, lex)
    line = narration(found, [Span(p.start, p.end) for p in passages])
    starts = sentence_starts(text, line, lex)
    reports = clauses(line, starts, lex)
    given = attribute(text, line, starts, reports, passages, lex)
    resolver = Resolver(text, line, starts, actors, reports, lex)
    places = [index for index, token in enumerate(line) if token.passage >= 0]
    sources = {at for attribution in given if attribution.subject for at in range(*attribution.subject)}
    quotes = [
        _quote(passage, attribution, resolver, actors)
        for at, passage, attribution in zip(places, passages, given, strict=True)
        if _is_speech(passage, attribution, line)
        and (
            passage.kind != "marked"
            or (at not in sources and not is_name(text, line, starts[at], at, attribution, lex.compounds))
        )
    ]
    return _repeated(text, quotes)


def _repeated(text: str, quotes: list[FoundQuote]) -> tuple[FoundQuote, ...]:
    """The quotations; one without a word of speech has the speaker whom the same words have elsewhere in the text.

    What a headline quotes may be a part of what is quoted below it.
    """
    words = [" ".join(_WORD.findall(quote.span.of(text).lower())) for quote in quotes]
    backwards = [pair for pair in zip(reversed(words), reversed(quotes), strict=True) if pair[1].actor]
    said = dict(sorted(backwards, key=lambda pair: pair[1].cue not in _GUESSED))
    result = []
    for nth, (what, quote) in enumerate(zip(words, quotes, strict=True)):
        if quote.cue in _GUESSED and what.count(" ") >= _REPEATED - 1:
            wholes = (other for whole, other in said.items() if what in whole) if nth < _HEADLINES else iter(())
            same = said.get(what) or next(wholes, None)
            if same and (same.cue not in _GUESSED or not quote.actor):
                mention = same.mention if quote.actor else quote.mention or same.mention
                quote = replace(quote, speaker=same.speaker, actor=same.actor, mention=mention,
                                cue=quote.cue or "repeated")  # fmt: skip
        result.append(quote)
    return tuple(result)


def _is_speech(passage: Passage, given: Attribution, line: list[Token]) -> bool:
    """Whether a person says it.

    What nothing sets off and a body reports (“… - the agency writes”) is no quotation, nor are words in single
    marks that nobody is said to have spoken (a heading).
    """
    if passage.single and not given.subject:
        return False
    if passage.kind != "unmarked":
        return True
    speaker = line[given.subject.start : given.subject.end] if given.subject else []
    return bool(speaker) and not any({"organization", "place", "group"} & token.tags for token in speaker[:1])


def _passages(
    text: str, found: list[Token], blocks: tuple[Span, ...], actors: tuple[FoundActor, ...], lex: Lexicon
) -> list[Passage]:
    """Marked passages and speech between dashes, in order; of two that overlap the one that begins first."""
    named = {span for actor in actors for span in actor.mentions}
    starts = [token.start for token in found]
    inside = [
        p for p in marked(text, blocks, lex)
        if not is_label(text, p.start, p.end, found[max(0, bisect_left(starts, p.start) - 2)], named)
    ]  # fmt: skip
    speech = [Passage(*s.span, s.opened, False, False, "dialogue" if s.opened else "unmarked")
              for s in spoken(text, found, inside)]  # fmt: skip
    kept: list[Passage] = []
    for passage in sorted(_trimmed(text, _unlabelled(text, p)) for p in (*mended(found, inside), *speech)):
        if passage.start < passage.end and (not kept or kept[-1].end <= passage.start):
            kept.append(passage)
    return kept


def _unlabelled(text: str, passage: Passage) -> Passage:
    """A passage without the name that opens it in a transcript: “WALLACE: …”."""
    label = _LABEL.match(text, passage.start, passage.end)
    return passage._replace(start=label.end()) if label and label.group().isupper() else passage


def _trimmed(text: str, passage: Passage) -> Passage:
    piece = text[passage.start : passage.end]
    start = passage.start + len(piece) - len(piece.lstrip())
    return passage._replace(start=start, end=start + len(piece.strip()))


def _quote(passage: Passage, given: Attribution, resolver: Resolver, actors: tuple[FoundActor, ...]) -> FoundQuote:
    span = Span(passage.start, passage.end)
    if not given.subject:
        return FoundQuote(span, passage.kind)
    line = resolver.line
    shown = resolver.lex.shown(given.cue.split(" ")[0])
    speaker = resolver.resolve(given.subject, shown)
    resolver.said(given.subject, speaker, shown)
    mention = words_of(resolver.text, line, given.subject)
    actor = actors[speaker.actor].id if speaker.actor >= 0 else ""
    return FoundQuote(span, passage.kind, speaker.name, actor, mention, given.cue)
