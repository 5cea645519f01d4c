"""Finding quotations and telling who said them.

In named stages on spans, after BBC Citron (Newell et al., LREC 2018): content (marks, dialogue), reporting cue,
source, attribution, coreference.
"""

from __future__ import annotations

from bisect import bisect_left

from generator.extract.quotes.attribute import Attribution, attribute
from generator.extract.quotes.clauses import clauses
from generator.extract.quotes.coreference import Resolver, words_of
from generator.extract.quotes.dialogue import mended, spoken
from generator.extract.quotes.lexicon import Lexicon, lexicon
from generator.extract.quotes.marks import Passage, marked
from generator.extract.quotes.names import is_label, is_name
from generator.extract.quotes.tokens import Token, narration, sentence_starts, tokens
from generator.model import FoundActor, FoundQuote, Span
from generator.text import paragraphs

__all__ = ["find_quotes"]


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
    sources = {attribution.subject.start for attribution in given if attribution.subject}
    return tuple(
        _quote(passage, attribution, resolver, actors)
        for at, passage, attribution in zip(places, passages, given, strict=True)
        if _is_speech(passage, attribution, line)
        and (
            passage.kind != "marked"
            or (at not in sources and not is_name(text, line, starts[at], at, attribution, lex.compounds))
        )
    )


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
    for passage in sorted(_trimmed(text, p) for p in (*mended(found, inside), *speech)):
        if passage.start < passage.end and (not kept or kept[-1].end <= passage.start):
            kept.append(passage)
    return kept


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
