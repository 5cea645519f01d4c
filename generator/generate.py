"""Articles → briefs: what the generator writes into content/, and what it leaves alone.

A brief that stands as it was generated may be generated anew; one that a person touched, or removed, is theirs, and
what would be new is kept beside it as an offer.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Literal

from generator import __version__
from generator.authority import Authority
from generator.brief import FOLDER, escape, write_brief
from generator.dossier import Inputs
from generator.edition import edition
from generator.enrol import Names, enrol
from generator.extracted import Extracted, Found, extracted, forget, to_line
from generator.jobs import parallel_map
from generator.merge import removed, without
from generator.model import (
    Actor,
    Article,
    Brief,
    Event,
    Extraction,
    FoundActor,
    FoundQuote,
    PartialDate,
    Quote,
    Source,
    Span,
    Topic,
)
from generator.stamps import digest
from generator.store import Record, write_brief_and_record, write_record
from generator.text import sentences

Status = Literal["new", "same", "regenerated", "edited (kept)", "article changed", "article gone", "deleted (kept out)"]


MAX_EVENTS = 5
MAX_EVENT = 300
"""Characters of a sentence that goes into the timeline."""
MAX_SENTENCE = 2000
"""Code points of a sentence of a summary: a longer one is none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one brief."""

    brief: str
    """Its slug."""
    status: Status


def generate(
    content: Path, inputs: Inputs, jobs: int, progress: Callable[[int, int], None], scheduler: str = ""
) -> tuple[Outcome, ...]:
    """Write the briefs that are missing or may be written anew; returns what became of each, by slug.

    Articles that haven't changed since this version extracted them are left alone. What was found is kept article by
    article, and a brief is put in place together with the record of its article, so that a run that was cut off goes
    on where it stopped, and comes to the same. `jobs` and `scheduler` are those of `parallel_map`.
    """
    standing = _standing(inputs)
    due = articles_due(inputs)
    work = partial(_extract, authority=inputs.actors, vocabulary=inputs.topics)
    extract_all = partial(parallel_map, work, jobs=jobs, scheduler=scheduler,
                          named=lambda article: f"content/{article.path}")
    outcomes = list(_make(content, inputs, standing, due, extract_all, progress)) if due else []
    forget(content.parent)
    made = {article.path for article in due}
    rest = [article for article in inputs.articles if article.path not in made]
    outcomes += [_unchanged(inputs.records[article.path], standing.get(article.path)) for article in rest]
    present = {article.path for article in inputs.articles}
    outcomes += [Outcome(b.slug, "article gone") for b in inputs.briefs if b.source.article not in present]
    return tuple(sorted(outcomes, key=lambda outcome: outcome.brief))


def articles_due(inputs: Inputs) -> list[Article]:
    """Those that have to be read; without any, `generate` writes nothing."""
    standing = _standing(inputs)
    return [a for a in inputs.articles if _is_due(a, inputs.records.get(a.path), standing.get(a.path))]


def _make(
    content: Path,
    inputs: Inputs,
    standing: Mapping[str, Brief],
    due: Sequence[Article],
    extract_all: Callable[[Iterable[Article]], Iterator[str]],
    progress: Callable[[int, int], None],
) -> Iterator[Outcome]:
    """Extract from all that are due, then name the actors of all, then write brief by brief."""
    taken = {brief.slug for brief in inputs.briefs} | {record.brief for record in inputs.records.values()}

    def write(articles: Iterable[Article], names: Names) -> Iterator[Outcome]:
        for article in articles:
            record = inputs.records.get(article.path) or Record(article.path, brief=_free(article.slug, taken))
            taken.add(record.brief)
            yield _settle(content, article, found[article], names, record, standing.get(article.path))

    basis = _basis(inputs, inputs.actors)
    with extracted(content.parent, basis) as found:
        if found.names is not None:  # the last run was cut off while it wrote briefs
            former = inputs.roll.caught_up(inputs.actors).former
            yield from write((a for a in due if a in found), Names(found.names, Authority(inputs.actors, former)))
            due = [article for article in due if article not in found]
            found.begin(basis)
        missing = [article for article in due if article not in found]
        for done, (article, line) in enumerate(zip(missing, extract_all(missing), strict=True), 1):
            found.add(article, line)
            progress(len(due) - len(missing) + done, len(due))
        names = enrol(content, inputs.config.language, inputs.actors, _seen(found, due),
                      lambda names: found.settle(names.all, _basis(inputs, names.authority.actors)))
        yield from write(due, names)


def _basis(inputs: Inputs, actors: tuple[Actor, ...]) -> str:
    """A hash of what extraction depends on beside the article."""
    return hashlib.sha256(repr((edition(), actors, inputs.topics)).encode()).hexdigest()


def _seen(found: Extracted, articles: Iterable[Article]) -> Iterator[tuple[str, FoundActor]]:
    """The actors that the articles name, each with its article's language; what is equal is held in memory once."""
    kept: dict[tuple[str, FoundActor], tuple[str, FoundActor]] = {}
    for article in articles:
        extraction = found[article].extraction
        for actor in _named(extraction):
            pair = extraction.language, replace(actor, mentions=(), demonyms=())
            yield kept.setdefault(pair, pair)


def _standing(inputs: Inputs) -> dict[str, Brief]:
    """Article path → its brief; of several, the one that the generator made."""
    made = {(record.article, record.brief) for record in inputs.records.values()}
    briefs = sorted(inputs.briefs, key=lambda brief: (brief.source.article, brief.slug) in made)
    return {brief.source.article: brief for brief in briefs}


def _free(slug: str, taken: Collection[str]) -> str:
    """A slug that no brief has: a person may have given this one to another brief."""
    return next(name for name in chain([slug], (f"{slug}-{n}" for n in count(2))) if name not in taken)


def _is_due(article: Article, record: Record | None, brief: Brief | None) -> bool:
    if record is None or record.sha256 != article.sha256 or record.generator != __version__:
        return True
    reverted = brief is not None and record.offer and brief.digest == digest(record.document)
    return bool(reverted)


def _extract(article: Article, authority: tuple[Actor, ...], vocabulary: tuple[Topic, ...]) -> str:
    """What was found, and the dated sentences for the brief, as a line of the file that keeps it."""
    from generator.extract import extract  # a build with nothing new needs none of it

    found = extract(article.text, article.language, title=article.title, date=article.date, authority=authority,
                    vocabulary=vocabulary)
    return to_line(Found(found, tuple(_events(article.text, found))))


def _read(content: Path, brief: Brief) -> str:
    return (content.parent / brief.path).read_bytes().decode("utf-8")


def _unchanged(record: Record, brief: Brief | None) -> Outcome:
    if brief is None:
        return Outcome(record.brief, "deleted (kept out)")
    if brief.digest == digest(record.document):
        return Outcome(brief.slug, "same")
    return Outcome(brief.slug, "article changed" if record.article_changed else "edited (kept)")


def _settle(
    content: Path, article: Article, found: Found, names: Names, record: Record, brief: Brief | None
) -> Outcome:
    """Write what may be written for one article; `record` is what was last made of it, without a document if nothing.

    What the person took out is left out of what is written, and kept in what is offered: should they put it back,
    it is theirs.
    """
    text = _read(content, brief) if brief else None
    taken = removed(record.document, brief, record.removed) if brief and record.document else record.removed
    fresh = make_brief(article, found, names)
    document = write_brief(without(fresh, taken, names.now))
    made = _record(article, found.extraction, names, brief.slug if brief else record.brief, document, taken)
    changed = bool(record.document) and (record.sha256 != article.sha256 or record.article_changed)
    if text is None:
        status: Status = "deleted (kept out)" if record.document else "new"
    elif text == document:
        status = "same"
    elif text == record.document:
        status = "regenerated"
    else:
        status = "article changed" if changed else "edited (kept)"
        if record.document:
            made = replace(made, document=record.document, offer=write_brief(fresh), article_changed=changed)
    if status in ("new", "regenerated"):
        path = content.parent / brief.path if brief else content / FOLDER / f"{made.brief}.md"
        write_brief_and_record(content, path, document, made)
    else:
        write_record(content, made)
    return Outcome(made.brief, status)


def make_brief(article: Article, found: Found, names: Names) -> Brief:
    """The brief of an article as the generator writes it."""
    extraction = found.extraction
    actors = sorted(_named(extraction), key=_prominence)
    summary = [span for span in extraction.summary if span.end - span.start < MAX_SENTENCE]
    return Brief(
        slug=article.slug,
        title=extraction.title or article.slug,
        date=extraction.date,
        language=extraction.language,
        source=Source(article.path, article.publisher, article.author, article.url),
        actors=tuple(dict.fromkeys(name for actor in actors if (name := names.of(actor.id)))),
        topics=tuple(topic.name for topic in extraction.topics),
        summary=escape(_prose([" ".join(span.of(article.text).split()) for span in summary], extraction.language)),
        quotes=tuple(
            Quote(_quoted(quote.span.of(article.text)), names.of(quote.actor) or quote.speaker)
            for quote in extraction.quotes
            if quote.key
        ),
        events=tuple(Event(date, " ".join(span.of(article.text).split())) for date, span in found.events),
    )


def _prose(told: Sequence[str], language: str) -> str:
    """What is a sentence also by itself, as a paragraph; as one each, where they wouldn’t be told apart in it again."""
    whole = [words for words in told if len(sentences(words, language)) == 1]
    joined = " ".join(whole)
    apart = [span.of(joined) for span in sentences(joined, language)] == whole
    return joined if apart else "\n\n".join(whole)


def _events(text: str, extraction: Extraction) -> Iterator[tuple[PartialDate, Span]]:
    """The first MAX_EVENTS days and months that the article speaks of in its own words, each with its sentence."""
    from generator.extract.furniture import prose

    said = [quote.span for quote in extraction.quotes]
    told = [span for span in prose(text, extraction.language) if len(span.of(text)) <= MAX_EVENT]
    found: dict[PartialDate, Span] = {}
    for dated in extraction.dates:
        quoted = any(span.start <= dated.span.start < span.end for span in said)
        news = dated.date == extraction.date or not dated.date.month
        sentence = next((span for span in told if span.start <= dated.span.start < span.end), None)
        if sentence and not quoted and not news and sentence not in found.values():
            found.setdefault(dated.date, sentence)
    yield from sorted(sorted(found.items(), key=lambda item: item[1])[:MAX_EVENTS])


def _named(extraction: Extraction) -> tuple[FoundActor, ...]:
    """Actors that the article names: not places of which it has the adjective alone."""
    return tuple(actor for actor in extraction.actors if actor.mentions)


def _quoted(words: str) -> str:
    """The words without the comma that leads on to a reporting clause."""
    return words.rstrip(", ")


def _prominence(actor: FoundActor) -> tuple[int, int]:
    """Persons, then organisations, then places; in each the most mentioned first."""
    return ("person", "organization", "place").index(actor.kind), -len(actor.mentions)


def _record(article: Article, extraction: Extraction, names: Names, slug: str, document: str,
            taken: Mapping[str, tuple[str, ...]]) -> Record:
    return Record(
        article=article.path,
        sha256=article.sha256,
        generator=__version__,
        brief=slug,
        document=document,
        actors=_forms(article.text, _named(extraction), names),
        quotes=tuple({name: getattr(quote, name) for name in FoundQuote.__slots__} for quote in extraction.quotes),
        dates=tuple({"date": str(d.date), "span": d.span, "sentence": d.sentence} for d in extraction.dates),
        removed=taken,
    )


def _forms(text: str, actors: Iterable[FoundActor], names: Names) -> Mapping[str, tuple[str, ...]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for actor in actors:
        name = names.of(actor.id)
        if name:
            counts[name].update(" ".join(span.of(text).split()) for span in actor.mentions)
    return {name: tuple(form for form, _ in forms.most_common()) for name, forms in counts.items()}
