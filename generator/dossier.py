"""All that a dossier is made of: read, proved and joined into one Dossier, or refused with every problem named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.article import read_articles
from generator.authority import Authority, fold, read_actors, read_topics
from generator.brief import BY_EDITOR, markdown_text, read_briefs, read_overview
from generator.config import read_config
from generator.errors import DossierError, Problem, gather
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
from generator.statements import statements
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


def read_inputs(root: Path) -> tuple[Inputs, tuple[Problem, ...]]:
    """Read the dossier in `root`, and name what couldn't be read; what has a problem is left out."""
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
        records = read_records(content)
    with gather(problems):
        roll = read_roll(content)
    with gather(problems):
        briefs = read_briefs(content)
    with gather(problems):
        overview = read_overview(content)
    articles, unread = read_articles(content)
    return Inputs(config, articles, actors, topics, briefs, records, overview, roll), (*problems, *unread)


def assemble(inputs: Inputs, today: PartialDate | None = None, allow_unproved: bool = False) -> Dossier:
    """Prove every brief against its article and compute all indexes; briefs under embargo after `today` are left out.

    Raises DossierError naming each unknown article, actor and topic and each quote that isn't in its article.
    """
    roll = inputs.roll.caught_up(inputs.actors)
    join = _Join(inputs, roll)
    due = [brief for brief in inputs.briefs if not (today and brief.embargo and brief.embargo > today)]
    entries = tuple(sorted(map(join.entry, due), key=_newest_first))
    problems = [*join.problems, *(() if allow_unproved else join.unproved)]
    if problems:
        raise DossierError(problems)
    articles = {entry.article.path: entry.article for entry in reversed(entries)}
    order = sort_key(inputs.config.language)
    actors = {actor.id: actor for entry in entries for actor in _everyone(entry)}
    topics = {topic.id: topic for entry in entries for topic in entry.topics}
    return Dossier(
        config=inputs.config,
        entries=entries,
        actors=tuple(sorted(actors.values(), key=lambda actor: (order(actor.name), actor.id))),
        topics=tuple(sorted(topics.values(), key=lambda topic: (order(topic.name), topic.id))),
        articles=tuple(sorted(articles.values(), key=lambda article: (_day(article.date), article.slug))),
        by_actor=_index_actors(entries, inputs, join.authority),
        by_topic=_index_topics(entries),
        statements=statements(entries),
        overview=inputs.overview,
        moved=_moved(roll, join.authority, actors),
    )


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


def _everyone(entry: Entry) -> tuple[Actor, ...]:
    """The actors of a brief and the speakers of its quotes, each once."""
    speakers = (quotation.actor for quotation in entry.quotations if quotation.actor)
    return tuple({actor.id: actor for actor in (*entry.actors, *speakers)}.values())


_FULL_NAME = "write the full name"


class _Join:
    """Briefs joined to what they name; what can't be joined is added to `problems`."""

    def __init__(self, inputs: Inputs, roll: Roll) -> None:
        self.problems: list[Problem] = []
        self.unproved: list[Problem] = []
        """Quotes that aren't in their article, and speakers whom it doesn't name."""
        self.authority = Authority(inputs.actors, roll.former)
        self._removed = set(map(fold, roll.removed))
        self._articles = {article.path: article for article in inputs.articles}
        self._records = inputs.records
        self._language = inputs.config.language
        self._tlp = inputs.config.tlp
        self._topics = {fold(topic.name): topic for topic in inputs.topics}

    def entry(self, brief: Brief) -> Entry:
        article = self._articles.get(brief.source.article)
        if article is None:
            self._report(brief, "source", f"there is no article “{brief.source.article}” in content/",
                         suggestion(brief.source.article, self._articles) or "put it back, or remove the brief")
            article = Article(brief.source.article, "", "", ())
        article = _as_described(article, brief)
        actors = (self._actor(brief, name) for name in brief.actors)
        topics = (self._topic(brief, name) for name in brief.topics)
        self._check_marking(brief)
        return Entry(
            brief=brief,
            article=article,
            actors=tuple({actor.id: actor for actor in actors if actor}.values()),
            topics=tuple({topic.id: topic for topic in topics if topic}.values()),
            summary=tuple(_summary(brief, article)),
            quotations=tuple(self._quotation(brief, quote, article) for quote in brief.quotes if article.slug),
            events=tuple(Dated(event.date, _sentence(event.text, article)) for event in brief.events),
        )

    def _report(self, brief: Brief, place: str | int, message: str, hint: str = "") -> None:
        line = place if isinstance(place, int) else brief.lines.get(place, 1)
        self.problems.append(Problem(brief.path, line, message, hint))

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
            self.unproved.append(Problem(brief.path, quote.line, "the quote is not in its article", hint))
        actor = self.authority.resolve(quote.speaker) if quote.speaker else None
        unnamed = () if quote.by_editor else tuple(self._check_speaker(brief, quote, actor, article))
        self.unproved += unnamed
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
        forms = _forms(article, self._records, self.authority).get(actor.id, ())
        return is_named(article.text, forms) or is_named_inflected(article.text, (actor.name, *actor.aliases))

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
    return replace(article, publisher=source.publisher or article.publisher, author=source.author or article.author,
                   url=source.url or article.url)


def _summary(brief: Brief, article: Article) -> Iterable[Sentence]:
    text = markdown_text(brief.summary)
    for span in sentences(text, brief.language):
        yield _sentence(span.of(text), article)


def _sentence(words: str, article: Article) -> Sentence:
    found = locate_sentence(words, article)
    return Sentence(words, passage(found, article) if found else None)


def _index_actors(entries: tuple[Entry, ...], inputs: Inputs, authority: Authority) -> dict[str, ActorIndex]:
    of: dict[str, list[Entry]] = defaultdict(list)
    said: dict[str, list[Quotation]] = defaultdict(list)
    named: dict[str, list[Quotation]] = defaultdict(list)
    together: dict[str, Counter[str]] = defaultdict(Counter)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    people: dict[str, Actor] = {}
    for entry in entries:
        everyone = _everyone(entry)
        people.update((actor.id, actor) for actor in everyone)
        forms = _forms(entry.article, inputs.records, authority)
        for actor in everyone:
            of[actor.id].append(entry)
            together[actor.id].update(other.id for other in everyone if other is not actor)
            spellings[actor.id].update(forms.get(actor.id, ()))
        for quotation in entry.quotations:
            if quotation.actor:
                said[quotation.actor.id].append(quotation)
            for actor in everyone:
                names = forms.get(actor.id, (actor.name, *actor.aliases))
                if actor is not quotation.actor and is_named(quotation.text, names):
                    named[actor.id].append(quotation)
    return {
        key: ActorIndex(
            entries=tuple(of[key]),
            said=tuple(said[key]),
            mentioned=tuple(named[key]),
            together=_most(together[key], people),
            spellings=tuple(form for form, _ in sorted(spellings[key].items(), key=lambda item: (-item[1], item[0]))),
        )
        for key in people
    }


def _forms(article: Article, records: Mapping[str, Record], authority: Authority) -> dict[str, tuple[str, ...]]:
    """Actor id → the forms of the name that the generator found in the article."""
    record = records.get(article.path)
    found = ((authority.resolve(name), forms) for name, forms in record.actors.items()) if record else ()
    return {actor.id: forms for actor, forms in found if actor}


def _most(counts: Counter[str], actors: Mapping[str, Actor]) -> tuple[tuple[Actor, int], ...]:
    pairs = ((actors[key], count) for key, count in counts.items())
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], fold(pair[0].name), pair[0].id)))


def _index_topics(entries: tuple[Entry, ...]) -> dict[str, TopicIndex]:
    of: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for topic in entry.topics:
            of[topic.id].append(entry)
    indexes = {}
    for key, members in of.items():
        people = {actor.id: actor for entry in members for actor in _everyone(entry)}
        counts = Counter(actor.id for entry in members for actor in _everyone(entry))
        quotations = tuple(quotation for entry in members for quotation in entry.quotations)
        indexes[key] = TopicIndex(tuple(members), quotations, _most(counts, people))
    return indexes
