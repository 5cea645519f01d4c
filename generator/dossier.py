"""All that a dossier is made of: read, proved and joined into one Dossier, or refused with every problem named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

from generator.article import read_articles
from generator.authority import Authority, fold, read_actors, read_topics
from generator.brief import BY_EDITOR, markdown_text, read_briefs, read_overview
from generator.config import read_config
from generator.errors import DossierError, Problem, gather
from generator.forks import forked
from generator.kept import Kept
from generator.languages.collation import sort_key
from generator.model import (
    TLP,
    Actor,
    ActorIndex,
    Article,
    Brief,
    Config,
    Dated,
    Dossier,
    Entry,
    Overview,
    PartialDate,
    Quotation,
    Quote,
    Sentence,
    Topic,
    TopicIndex,
)
from generator.slugs import slug
from generator.stamps import Stamps, digest
from generator.statements import comparable, statements
from generator.store import Record, Roll, read_records, read_roll
from generator.text import sentences
from generator.verify import closest, is_named, is_named_inflected, locate, locate_sentence, passage, prove
from generator.yamlfile import suggestion


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a person keeps in site.yaml and content/, as read."""

    config: Config
    articles: tuple[Article, ...]
    actors: tuple[Actor, ...]
    topics: tuple[Topic, ...]
    briefs: tuple[Brief, ...]
    records: Mapping[str, Record]
    """Article path → what the generator last made of it."""
    overview: Overview = field(default_factory=Overview)
    roll: Roll = field(default_factory=Roll)


def read_inputs(root: Path, kept: Kept | None = None, jobs: int = 1) -> tuple[Inputs, tuple[Problem, ...]]:
    """Read the dossier in `root`, and name what couldn't be read; what has a problem is left out.

    What is `kept` of files that weren't touched isn't read again.
    """
    content = root / "content"
    problems: list[Problem] = []
    config, actors, topics, briefs = Config(title=""), tuple[Actor, ...](), tuple[Topic, ...](), tuple[Brief, ...]()
    records: Mapping[str, Record] = {}
    overview, roll = Overview(), Roll()
    with gather(problems):
        config = read_config(root)
    with gather(problems):
        actors = read_actors(content)
    with gather(problems):
        topics = read_topics(content)
    with gather(problems):
        records = read_records(content, kept)
    with gather(problems):
        roll = read_roll(content)
    with gather(problems):
        briefs = read_briefs(content, kept, jobs)
    with gather(problems):
        overview = read_overview(content)
    articles, unread = read_articles(content, kept, jobs)
    return Inputs(config, articles, actors, topics, briefs, records, overview, roll), (*problems, *unread)


def assemble(
    inputs: Inputs,
    today: PartialDate | None = None,
    allow_unproved: bool = False,
    kept: Kept | None = None,
    jobs: int = 1,
) -> Dossier:
    """Prove every brief against its article and compute all indexes; briefs under embargo after `today` are left out.

    A brief whose proof is `kept` is proved again when it, its article or anything that it names changed.
    Raises DossierError naming each unknown article, actor and topic and each quote that isn't in its article.
    """
    roll = inputs.roll.caught_up(inputs.actors)
    join = _Join(inputs, roll)
    due = [brief for brief in inputs.briefs if not (today and brief.embargo and brief.embargo > today)]
    kept = kept or Kept()
    entries = tuple(sorted(_proved(join, due, allow_unproved, kept, jobs), key=_newest_first))
    articles = {entry.article.path: entry.article for entry in reversed(entries)}
    order = sort_key(inputs.config.language)
    actors = _in_ranks({actor.id: actor for entry in entries for actor in entry.everyone}.values())
    topics = {topic.id: topic for entry in entries for topic in entry.topics}
    return Dossier(
        config=inputs.config,
        entries=entries,
        actors=tuple(sorted(actors.values(), key=lambda actor: (order(actor.name), actor.id))),
        topics=tuple(sorted(topics.values(), key=lambda topic: (order(topic.name), topic.id))),
        articles=tuple(sorted(articles.values(), key=lambda article: (_day(article.date), article.slug))),
        by_actor=_index_actors(entries, actors),
        by_topic=_index_topics(entries, actors),
        statements=statements(entries, kept, jobs),
        overview=inputs.overview,
        moved=_moved(roll, join.authority, actors),
    )


def _proved(
    join: _Join, briefs: Sequence[Brief], allow_unproved: bool, kept: Kept, jobs: int
) -> Iterator[Entry]:
    """The entries of the briefs; raises DossierError with the problems of all."""
    due = {brief.slug: brief for brief in briefs}
    stamps = {key: join.stamp(brief) for key, brief in due.items()}
    problems: dict[str, list[Problem]] = {}

    def prove(slugs: Sequence[str]) -> Iterator[tuple[str, _Proof]]:
        for share in forked(lambda share: [join.prove(due[key]) for key in share], slugs, jobs):
            for key, proof, wrong, unproved in share:
                problems[key] = [*wrong, *(() if allow_unproved else unproved)]
                if wrong or unproved:
                    stamps[key] = ""
                yield key, proof

    proofs = kept.through("proof", stamps, prove, join.named)
    if found := [problem for key in due for problem in problems.get(key, ())]:
        raise DossierError(found)
    for brief in briefs:
        yield join.entry(brief, proofs[brief.slug], stamps[brief.slug])


def _moved(roll: Roll, authority: Authority, actors: Mapping[str, Actor]) -> dict[str, str]:
    """Ids that actors had under former names → the ids they have."""
    names = {*roll.names.values(), *roll.former}
    found = {slug(name): authority.resolve(name) for name in sorted(names)}
    return {old: actor.id for old, actor in found.items() if actor and actor.id in actors and old not in actors}


def _day(date: PartialDate | None) -> PartialDate:
    return date or PartialDate(0)


def _newest_first(entry: Entry) -> tuple[int, int, int, str]:
    date = _day(entry.brief.date)
    return -date.year, -date.month, -date.day, entry.brief.slug


def _everyone(actors: Iterable[Actor], quotations: Iterable[Quotation]) -> tuple[Actor, ...]:
    """The actors of a brief and the speakers of its quotes, each once."""
    speakers = (quotation.actor for quotation in quotations if quotation.actor)
    return tuple({actor.id: actor for actor in (*actors, *speakers)}.values())


_FULL_NAME = "write the full name"


_Proof = tuple[
    tuple[Actor, ...], tuple[Topic, ...], tuple[Sentence, ...], tuple[Quotation, ...], tuple[Dated, ...],
    Mapping[str, tuple[str, ...]], tuple[Actor, ...], Mapping[str, tuple[str, tuple[int, ...]]],
]  # fmt: skip
"""What an entry has beside its brief and article, in the order of its fields."""


class _Join:
    """Briefs joined to what they name."""

    def __init__(self, inputs: Inputs, roll: Roll) -> None:
        self.authority = Authority(inputs.actors, roll.former)
        self._problems: list[Problem] = []
        self._unproved: list[Problem] = []
        """Of the brief being proved: what keeps it from being joined; quotes that aren't in their article, and
        speakers whom it doesn't name."""
        self._removed = set(map(fold, roll.removed))
        self._articles = {article.path: article for article in inputs.articles}
        self._records = inputs.records
        self._language = inputs.config.language
        self._tlp = inputs.config.tlp
        self._topics = {fold(topic.name): topic for topic in inputs.topics}
        self.named: tuple[Actor | Topic, ...] = (*inputs.actors, *inputs.topics)
        self._stamps = Stamps()
        self._called = cache(self._stamp_of_name)

    def stamp(self, brief: Brief) -> str:
        """Another for everything that a brief's entry is made of; empty where that can't be told."""
        article, record = self._articles.get(brief.source.article), self._records.get(brief.source.article)
        if article is None or not brief.digest:
            return ""
        names = (*brief.actors, *(quote.speaker for quote in brief.quotes), *(record.actors if record else ()))
        topics = [self._topics.get(fold(topic)) for topic in brief.topics]
        return digest("\n".join([
            brief.path, brief.digest, article.path, article.slug, article.sha256, self._language, self._tlp,
            repr(record and dict(record.actors)), *map(self._called, names), self._stamps.stamp(topics),
        ]))  # fmt: skip

    def _stamp_of_name(self, name: str) -> str:
        return f"{self._stamps.stamp(self.authority.candidates(name))}{fold(name) in self._removed}"

    def prove(self, brief: Brief) -> tuple[str, _Proof, list[Problem], list[Problem]]:
        """The brief's slug, what its entry is made of, what keeps it from being joined, and what isn't proved."""
        self._problems, self._unproved = [], []
        article = self._article(brief)
        if article is None:
            self._report(brief, "source", f"there is no article “{brief.source.article}” in content/",
                         suggestion(brief.source.article, self._articles) or "put it back, or remove the brief")
            article = Article(brief.source.article, "", "", ())
        forms = self._forms(article)
        actors, topics = self._named(brief)
        self._check_marking(brief)
        quotations = tuple(self._quotation(brief, quote, article) for quote in brief.quotes if article.slug)
        everyone = _everyone(actors, quotations)
        proof = (
            actors,
            topics,
            tuple(_summary(brief, article)),
            tuple(replace(quotation, mentions=_mentions(quotation, everyone, forms)) for quotation in quotations),
            tuple(Dated(event.date, _sentence(event.text, article)) for event in brief.events),
            forms,
            everyone,
            comparable(brief, article, quotations),
        )
        return brief.slug, proof, self._problems, self._unproved

    def entry(self, brief: Brief, proof: _Proof, stamp: str) -> Entry:
        article = self._article(brief)
        assert article
        return Entry(brief, article, *proof, stamp)

    def _article(self, brief: Brief) -> Article | None:
        article = self._articles.get(brief.source.article)
        return article and _as_described(article, brief)

    def _named(self, brief: Brief) -> tuple[tuple[Actor, ...], tuple[Topic, ...]]:
        actors = (self._actor(brief, name) for name in brief.actors)
        topics = (self._topic(brief, name) for name in brief.topics)
        return (
            tuple({actor.id: actor for actor in actors if actor}.values()),
            tuple({topic.id: topic for topic in topics if topic}.values()),
        )

    def _report(self, brief: Brief, place: str | int, message: str, hint: str = "") -> None:
        line = place if isinstance(place, int) else brief.lines.get(place, 1)
        self._problems.append(Problem(brief.path, line, message, hint))

    def _check_marking(self, brief: Brief) -> None:
        """A brief may go to no wider audience than its own marking allows."""
        if brief.tlp and (not self._tlp or TLP.index(brief.tlp) > TLP.index(self._tlp)):
            marked = f"TLP:{self._tlp.upper()}" if self._tlp else "not marked"
            self._report(brief, "tlp", f"TLP:{brief.tlp.upper()} can't go into a dossier that is {marked}",
                         f"put “tlp: {brief.tlp}” into site.yaml, or leave the brief out")

    def _actor(self, brief: Brief, name: str) -> Actor | None:
        found = self.authority.candidates(name)
        if not found and fold(name) in self._removed:
            return None
        if not found:
            names = [actor.name for actor in self.authority.actors]
            self._report(brief, "actors", f"unknown actor “{name}”",
                         f"{suggestion(name, names)} Else add an entry to content/actors.yaml.".strip())
        elif len(found) > 1:
            options = ", ".join(actor.name for actor in found)
            self._report(brief, "actors", f"“{name}” can be any of {options}", _FULL_NAME)
        return found[0] if len(found) == 1 else None

    def _topic(self, brief: Brief, name: str) -> Topic | None:
        topic = self._topics.get(fold(name))
        if topic is None:
            names = [topic.name for topic in self._topics.values()]
            self._report(brief, "topics", f"unknown topic “{name}”",
                         f"{suggestion(name, names)} Else add an entry to content/topics.yaml.".strip())
        return topic

    def _quotation(self, brief: Brief, quote: Quote, article: Article) -> Quotation:
        words = quote.original or quote.text
        proved = prove(words, article)
        if proved is None:
            near = closest(words, article)
            hint = (f"nearest there, with [-the quote's-] and {{+the article's+}} words:\n    {near}" if near
                    else f"it has none of these words: {brief.source.article}")
            self._unproved.append(Problem(brief.path, quote.line, "the quote is not in its article", hint))
        actor = self.authority.resolve(quote.speaker) if quote.speaker else None
        unnamed = () if quote.by_editor else tuple(self._check_speaker(brief, quote, actor, article))
        self._unproved += unnamed
        return Quotation(
            text=quote.text,
            speaker=actor.name if actor else quote.speaker,
            actor=actor,
            brief=brief.slug,
            date=brief.date,
            language=self._language if quote.original else brief.language,
            passage=passage(proved.span, article) if proved else None,
            proof="translated" if quote.original else proved.proof if proved else "verbatim",
            by_editor=quote.by_editor,
            original=quote.original,
            unproved=proved is None or bool(unnamed),
        )

    def _is_named(self, actor: Actor, article: Article) -> bool:
        """By the forms that the generator found in the article, or by the spellings of actors.yaml."""
        forms = self._forms(article).get(actor.id, ())
        return is_named(article.text, forms) or is_named_inflected(article.text, (actor.name, *actor.aliases))

    def _forms(self, article: Article) -> dict[str, tuple[str, ...]]:
        """Actor id → the forms of the name that the generator found in the article."""
        record = self._records.get(article.path)
        found = ((self.authority.resolve(name), forms) for name, forms in record.actors.items()) if record else ()
        return {actor.id: forms for actor, forms in found if actor}

    def _check_speaker(self, brief: Brief, quote: Quote, actor: Actor | None, article: Article) -> Iterator[Problem]:
        if not quote.speaker:
            return
        several = self.authority.candidates(quote.speaker)
        if len(several) > 1:
            options = ", ".join(actor.name for actor in several)
            yield Problem(brief.path, quote.line, f"the speaker “{quote.speaker}” can be any of {options}", _FULL_NAME)
        elif actor is None and locate(quote.speaker, article) is None:
            names = [actor.name for actor in self.authority.actors]
            hint = suggestion(quote.speaker, names) or "take a name of actors.yaml, or the article's words"
            message = f"the speaker “{quote.speaker}” is no known actor, and not in the article"
            yield Problem(brief.path, quote.line, message, hint)
        elif actor and not self._is_named(actor, article):
            hint = (f"add the article's spelling to the actor's aliases, mend the speaker, or write\n"
                    f"    “— {quote.speaker} {BY_EDITOR}”")
            message = f"the article doesn't name the speaker “{quote.speaker}”"
            yield Problem(brief.path, quote.line, message, hint)


def _as_described(article: Article, brief: Brief) -> Article:
    """The article with what its brief says of its origin, which a person may have corrected."""
    source = brief.source
    said = (source.publisher or article.publisher, source.author or article.author, source.url or article.url)
    if said == (article.publisher, article.author, article.url):
        return article
    return replace(article, publisher=said[0], author=said[1], url=said[2])


def _summary(brief: Brief, article: Article) -> Iterable[Sentence]:
    text = markdown_text(brief.summary)
    for span in sentences(text, brief.language):
        yield _sentence(span.of(text), article)


def _sentence(words: str, article: Article) -> Sentence:
    found = locate_sentence(words, article)
    return Sentence(words, passage(found, article) if found else None)


def _mentions(
    quotation: Quotation, actors: Iterable[Actor], forms: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    others = (actor for actor in actors if actor is not quotation.actor)
    named = (a for a in others if is_named(quotation.text, forms.get(a.id, (a.name, *a.aliases))))
    return tuple(actor.id for actor in named)


def _in_ranks(actors: Iterable[Actor]) -> dict[str, Actor]:
    """Id → actor, in the order of those who are named equally often."""
    return {actor.id: actor for actor in sorted(actors, key=lambda actor: (fold(actor.name), actor.id))}


def _index_actors(entries: Iterable[Entry], actors: Mapping[str, Actor]) -> dict[str, ActorIndex]:
    of: dict[str, list[Entry]] = defaultdict(list)
    together: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    spellings: dict[str, list[str]] = defaultdict(list)
    said: dict[str, list[Quotation]] = defaultdict(list)
    named: dict[str, list[Quotation]] = defaultdict(list)
    for entry in entries:
        ids = tuple(actor.id for actor in entry.everyone)
        for key in ids:
            of[key].append(entry)
            together[key].append(ids)
            spellings[key] += entry.spellings.get(key, ())
        for quotation in entry.quotations:
            if quotation.actor:
                said[quotation.actor.id].append(quotation)
            for key in quotation.mentions:
                named[key].append(quotation)
    places = {key: place for place, key in enumerate(actors)}
    return {
        key: ActorIndex(
            entries=tuple(of[key]),
            said=tuple(said[key]),
            mentioned=tuple(named[key]),
            together=tuple((actors[other], n) for other, n in _most(together[key], places) if other != key),
            spellings=tuple(form for form, _ in sorted(Counter(spellings[key]).items(), key=lambda f: (-f[1], f[0]))),
        )
        for key in of
    }


def _most(found: Iterable[tuple[str, ...]], places: Mapping[str, int]) -> list[tuple[str, int]]:
    """Each with how often it was found, the most frequent first; of others, by their `places`."""
    return sorted(Counter(chain.from_iterable(found)).items(), key=lambda item: (-item[1], places[item[0]]))


def _index_topics(entries: Iterable[Entry], actors: Mapping[str, Actor]) -> dict[str, TopicIndex]:
    of: dict[str, list[Entry]] = defaultdict(list)
    named: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for entry in entries:
        ids = tuple(actor.id for actor in entry.everyone)
        for topic in entry.topics:
            of[topic.id].append(entry)
            named[topic.id].append(ids)
    places = {key: place for place, key in enumerate(actors)}
    return {
        key: TopicIndex(
            entries=tuple(members),
            quotations=tuple(quotation for entry in members for quotation in entry.quotations),
            actors=tuple((actors[other], n) for other, n in _most(named[key], places)),
        )
        for key, members in of.items()
    }
