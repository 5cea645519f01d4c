"""Which pages a site has, where each stands, and what its template gets.

Pages are listed in groups, each by a pure function of what its pages show, so that a group is only listed anew where
that changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TypeVar
from urllib.parse import urlsplit

from generator import passages, pictures
from generator.figures import cut_off
from generator.languages.collation import sort_key
from generator.model import (
    KINDS,
    Actor,
    ActorIndex,
    Article,
    Brief,
    Dated,
    Dossier,
    Entry,
    Heard,
    PartialDate,
    Quotation,
    Statement,
    Topic,
    TopicIndex,
)
from generator.pagination import Part, by_date, by_letter, grouped_by_month
from generator.slugs import slug
from generator.stamps import Later

SECTIONS = {
    "briefs": "briefs/index.html",
    "timeline": "timeline.html",
    "actors": "actors/index.html",
    "topics": "topics/index.html",
    "statements": "statements.html",
    "sources": "sources/index.html",
}
"""The statements only where there are any."""
NEWEST = 8
"""Briefs on the home page."""
RANKED = 10
"""Actors, and topics, on the home page."""
# What a page holds of a list; with more, the rest goes to pages by year, month or letter, of PART briefs each.
CARDS = 40
ROWS = 50
QUOTES = 30
PART = 20
MOMENTS = 100
NAMES = 250
ARTICLES = 120
STATEMENTS = 20
TOGETHER = 100
"""Actors that an actor or a topic is named with."""

T = TypeVar("T")
_Addresses = Mapping[PartialDate | None, str]
"""Month of the timeline → where it begins, relative to the site."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site, not yet rendered."""

    path: str
    """Relative to the site, with slashes: `briefs/minerals-deal.html`."""
    template: str
    context: Mapping[str, object]
    """What its template gets besides what all get: no more than it shows, for when that changes, it is made again."""
    section: str = ""
    """The key in SECTIONS that it belongs to."""
    scripts: tuple[str, ...] = ()
    """Files of `assets/` that it runs, in this order; every page can be read without them."""
    policy: str = ""
    """What is added to its Content-Security-Policy."""
    newest: PartialDate | None = None
    """The newest date of what it shows."""


def groups(dossier: Dossier, url: str) -> Iterator[tuple[str, Later]]:
    """Every page of the site, which will be at `url` if that isn't empty: key of each group, its pages.

    The address of a page depends on nothing but the slug or id of what it shows.
    """
    yield "404.html", Later(_missing, url)
    whole, by_month = cut_off(dossier), months(dossier)
    yield "home", Later(_home, dossier, by_month, whole)
    yield "timeline", Later(_timeline, dossier, by_month, whole)
    for name in _OVERVIEWS:
        yield name, Later(_overview, name, dossier, whole)
    yield from _of_briefs(dossier)
    for actor in dossier.actors:
        yield f"actors/{actor.id}", Later(_actor_pages, actor, dossier.by_actor[actor.id], by_month)
    yield "moved", Later(_moved, dossier.moved, dossier.actors)
    for topic in dossier.topics:
        yield f"topics/{topic.id}", Later(_topic_pages, topic, dossier.by_topic[topic.id], by_month)
    yield from _of_sources(dossier)


def _missing(url: str) -> Iterator[Page]:
    """A server shows 404.html at any depth: its links begin at the server's root, if we know where we are."""
    yield Page("404.html", "site/404.html", {"root": urlsplit(url).path.rstrip("/") + "/"} if url else {})


def _overview(name: str, dossier: Dossier, newest: PartialDate | None) -> Iterator[Page]:
    """Pages that are about nothing less than the dossier."""
    return (replace(page, newest=newest) for page in _OVERVIEWS[name](dossier))


def _home(dossier: Dossier, by_month: _Addresses, newest: PartialDate | None) -> Iterator[Page]:
    actors = sorted(dossier.actors, key=lambda actor: _weight(dossier, actor), reverse=True)
    topics = sorted(dossier.topics, key=lambda topic: len(dossier.by_topic[topic.id].entries), reverse=True)
    dates = [entry.brief.date for entry in dossier.entries if entry.brief.date]
    context = {
        "newest": NEWEST,
        "covers": (min(dates), max(dates)) if dates else None,
        "as_of": newest,
        "activity": _activity(dossier.entries, by_month),
        "ranked_actors": [(actor, _weight(dossier, actor)[0]) for actor in actors[:RANKED]],
        "ranked_topics": [(topic, len(dossier.by_topic[topic.id].entries)) for topic in topics[:RANKED]],
    }
    yield Page("index.html", "site/index.html", context, newest=newest)


def _about(_: Dossier) -> Iterator[Page]:
    yield Page("about.html", "site/about.html", {})
    scripts = ("fold.js", "indexes.js", "search.js")
    yield Page("search.html", "site/search.html", {}, "", scripts, "; connect-src 'self'")


def _topic_list(dossier: Dossier) -> Iterator[Page]:
    topics = [(topic, len(dossier.by_topic[topic.id].entries)) for topic in dossier.topics]
    context = {"topics": topics, "matrix": pictures.matrix(dossier)}
    yield Page(SECTIONS["topics"], "site/topics.html", context, "topics")


def _network(dossier: Dossier) -> Iterator[Page]:
    if is_connected(dossier):
        narrow, most = pictures.NARROW
        networks = {
            "network": Later(pictures.network, pictures.connected(dossier)),
            "narrow": Later(pictures.network, pictures.connected(dossier, most), narrow),
        }
        yield Page("network.html", "site/network.html", networks, "actors")


def _weight(dossier: Dossier, actor: Actor) -> tuple[int, int]:
    index = dossier.by_actor[actor.id]
    return len(index.entries), len(index.said)


def _activity(entries: Iterable[Entry], by_month: _Addresses) -> Later:
    """Briefs by month, as a picture."""
    found = pictures.months(entries)
    return Later(pictures.bars, found, {month: by_month[month] for month, _ in found})


def _brief_lists(dossier: Dossier) -> Iterator[Page]:
    parts = _parts(dossier.entries, _dated, CARDS)
    context: dict[str, object] = {"total": len(dossier.entries), "parts": _signs(parts)}
    yield Page(SECTIONS["briefs"], "site/briefs.html", {**context, "entries": dossier.entries[:CARDS]}, "briefs")
    for part in parts:
        held = {**context, "entries": part.items, "part": part.sign}
        yield Page(f"briefs/by-date/{part.name}.html", "site/briefs.html", held, "briefs")


def _of_briefs(dossier: Dossier) -> Iterator[tuple[str, Later]]:
    later: Brief | None = None
    reported = _reported(dossier)
    for entry, earlier in zip(dossier.entries, [*dossier.entries[1:], None], strict=False):
        of_entry = reported.get(entry.brief.slug, {})
        yield f"briefs/{entry.brief.slug}", Later(_brief_page, entry, earlier and earlier.brief, later, of_entry)
        later = entry.brief


def _brief_page(
    entry: Entry, earlier: Brief | None, later: Brief | None, reported: Mapping[int, tuple[Statement, str]]
) -> Iterator[Page]:
    context = {"entry": entry, "earlier": earlier, "later": later, "reported": reported}
    yield Page(f"briefs/{entry.brief.slug}.html", "site/brief.html", context, "briefs", newest=entry.brief.date)


def _parts(items: tuple[T, ...], date: Callable[[T], PartialDate | None], limit: int) -> tuple[Part[T], ...]:
    """None where all fit on one page."""
    return by_date(items, date, limit) if len(items) > limit else ()


def _signs(parts: Iterable[Part[T]]) -> tuple[Part[T], ...]:
    """Parts for those who only lead to them."""
    return tuple(part.sign for part in parts)


def _dated(entry: Entry) -> PartialDate | None:
    return entry.brief.date


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline: a report, or something that a report dates."""

    date: PartialDate | None
    entry: Entry
    number: int = 0
    """Of the event among those of the brief, from 1; 0: it was reported."""

    @property
    def event(self) -> Dated | None:
        return self.entry.events[self.number - 1] if self.number else None

    @property
    def fragment(self) -> str:
        """Of the event's place on the brief's page."""
        return f"d{self.number}"


def moments(dossier: Dossier) -> tuple[Moment, ...]:
    """Everything that has a date, newest first; what has none comes last. Of one day, events come before reports."""
    found = [Moment(entry.brief.date, entry) for entry in dossier.entries]
    for entry in dossier.entries:
        found += [Moment(event.date, entry, n) for n, event in enumerate(entry.events, 1)]
    return tuple(sorted(found, key=_place_in_time, reverse=True))


def _place_in_time(moment: Moment) -> tuple[int, int, int, bool, str, int]:
    date = moment.date or PartialDate(0)
    return date.year, date.month, date.day, not moment.number, moment.entry.brief.slug, moment.number


_dated_moment = attrgetter("date")


def _timeline(dossier: Dossier, by_month: _Addresses, newest: PartialDate | None) -> Iterator[Page]:
    found = moments(dossier)
    parts = _parts(found, _dated_moment, MOMENTS)
    context = {"activity": _activity(dossier.entries, by_month), "parts": _signs(parts)}
    pages: Iterable[tuple[str, Part[Moment] | None, tuple[Moment, ...]]] = [
        (SECTIONS["timeline"], None, parts[0].items if parts else found),
        *((f"timeline/{part.name}.html", part, part.items) for part in parts),
    ]
    for path, part, items in pages:
        grouped = [*grouped_by_month(_oldest_first(items), _dated_moment)]
        held = {**context, "part": part and part.sign, "by_month": grouped}
        yield Page(path, "site/timeline.html", held, "timeline", newest=newest)


def months(dossier: Dossier) -> _Addresses:
    """Each month of the timeline (a year, where no month is stated) → where it begins, relative to the site."""
    found = moments(dossier)
    parts = _parts(found, _dated_moment, MOMENTS)
    pages = [(f"timeline/{part.name}.html", part.items) for part in parts] or [(SECTIONS["timeline"], found)]
    dated = ((path, month) for path, items in pages for month, _ in grouped_by_month(items, _dated_moment))
    return {month: f"{path}#m-{month}" for path, month in dated}


def _oldest_first(items: tuple[Moment, ...]) -> Iterator[Moment]:
    yield from (moment for moment in reversed(items) if moment.date)
    yield from (moment for moment in items if not moment.date)


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor in a list of actors."""

    actor: Actor
    spellings: tuple[str, ...]
    """How the articles write the name."""
    briefs: int
    quotes: int


def _listed(dossier: Dossier, actors: Iterable[Actor]) -> tuple[Listed, ...]:
    indexes = ((actor, dossier.by_actor[actor.id]) for actor in actors)
    return tuple(Listed(actor, index.spellings, len(index.entries), len(index.said)) for actor, index in indexes)


def _actor_lists(dossier: Dossier) -> Iterator[Page]:
    actors = sorted(dossier.actors, key=lambda actor: _weight(dossier, actor), reverse=True)[:NAMES]
    language = dossier.config.language
    letters = by_letter(dossier.actors, attrgetter("name"), NAMES, language) if len(dossier.actors) > NAMES else ()
    everyone = actors if letters else dossier.actors
    by_kind = [(kind, _listed(dossier, (actor for actor in everyone if actor.kind == kind))) for kind in KINDS]
    shared: dict[str, object] = {"letters": _signs(letters)}
    scripts = ("fold.js", "filter.js")
    context = {**shared, "by_kind": [(kind, found) for kind, found in by_kind if found]}
    yield Page(SECTIONS["actors"], "site/actors.html", context, "actors", scripts)
    context = {**shared, "by_kind": [("", _listed(dossier, actors))]}
    yield Page("actors/by-number.html", "site/actors.html", context, "actors", scripts)
    for part in letters:
        context = {**shared, "by_kind": [("", _listed(dossier, part.items))], "part": part.sign}
        yield Page(f"actors/by-name/{part.name}.html", "site/actors.html", context, "actors", scripts)


def _actor_pages(actor: Actor, index: ActorIndex, by_month: _Addresses) -> Iterator[Page]:
    spellings = dict.fromkeys((*index.spellings, *actor.aliases))
    context = {
        "actor": actor,
        "spellings": [spelling for spelling in spellings if spelling != actor.name],
        "together": index.together[:TOGETHER],
    }
    page = Page(f"actors/{actor.id}.html", "site/actor.html", context, "actors")
    quotations = {"said": index.said, "mentioned": index.mentioned}
    yield from _with_parts(page, {"actor": actor}, index.entries, quotations, by_month)


def _moved(moved: Mapping[str, str], actors: Iterable[Actor]) -> Iterator[Page]:
    named = {actor.id: actor for actor in actors}
    for former, current in moved.items():
        if current in named:
            yield Page(f"actors/{former}.html", "site/moved.html", {"actor": named[current]}, "actors")


def _topic_pages(topic: Topic, index: TopicIndex, by_month: _Addresses) -> Iterator[Page]:
    context = {"topic": topic, "actors": index.actors[:TOGETHER]}
    page = Page(f"topics/{topic.id}.html", "site/topic.html", context, "topics")
    yield from _with_parts(page, {"topic": topic}, index.entries, {"quotes": index.quotations}, by_month)


def is_connected(dossier: Dossier) -> bool:
    """Whether any two actors are named together."""
    return any(index.together for index in dossier.by_actor.values())


def _statement_parts(dossier: Dossier) -> list[tuple[str, Part[Statement] | None, tuple[Statement, ...]]]:
    """The pages of statements: path, what part it is, statements; the first holds the newest."""
    parts = _parts(dossier.statements, lambda statement: statement.wordings[0].entry.brief.date, STATEMENTS)
    of_parts = [(f"statements/{part.name}.html", part, part.items) for part in parts]
    return [(SECTIONS["statements"], None, dossier.statements[:STATEMENTS]), *of_parts]


def _statement_pages(dossier: Dossier) -> Iterator[Page]:
    pages = _statement_parts(dossier) if dossier.statements else []
    signs = _signs(part for _, part, _ in pages if part)
    for path, part, statements in pages:
        context = {"statements": statements, "part": part and part.sign, "parts": signs}
        yield Page(path, "site/statements.html", context, "statements")


def _reported(dossier: Dossier) -> dict[str, dict[int, tuple[Statement, str]]]:
    """Slug of a brief → number of a quote that others report, too → the statement, and where it stands in the site."""
    places = {
        (passage.article, passage.anchor): (statement, f"{path}#{statement.anchor}")
        for path, _, statements in _statement_parts(dossier)
        for statement in statements
        for wording in statement.wordings
        if (passage := wording.quotation.passage)
    }
    found: dict[str, dict[int, tuple[Statement, str]]] = defaultdict(dict)
    reporting = {article for article, _ in places}
    for entry in dossier.entries:
        for n, quotation in enumerate(entry.quotations, 1) if entry.article.slug in reporting else ():
            passage = quotation.passage
            if passage and (place := places.get((passage.article, passage.anchor))):
                found[entry.brief.slug][n] = place
    return found


def _with_parts(
    page: Page, subject: Mapping[str, object], entries: tuple[Entry, ...],
    quotations: Mapping[str, tuple[Quotation, ...]], by_month: _Addresses,
) -> Iterator[Page]:
    """The page with the newest of its lists, and where that isn't all, pages with the rest by date.

    Templates get `entries`, `quotations` (words of a heading → those of each brief), `parts` and the numbers of all.
    """
    whole = len(entries) <= ROWS and all(len(found) <= QUOTES for found in quotations.values())
    parts = () if whole else by_date(entries, _dated, PART)
    signs = _signs(parts)
    shown = {name: set(map(id, found[:QUOTES])) for name, found in quotations.items()}
    newest = {
        **page.context,
        "activity": _activity(entries, by_month),
        "totals": {"briefs": len(entries), **{name: len(found) for name, found in quotations.items()}},
        "entries": entries[:ROWS],
        "quotations": {name: _heard(entries, ids) for name, ids in shown.items()},
        "parts": signs,
    }
    dates = [entry.brief.date for entry in entries if entry.brief.date]
    yield replace(page, context=newest, newest=max(dates, default=None))
    every = {name: set(map(id, found)) for name, found in quotations.items()} if parts else {}
    for part in parts:
        held = {name: _heard(part.items, ids) for name, ids in every.items()}
        context = {**subject, "part": part.sign, "parts": signs, "entries": part.items, "quotations": held}
        path = f"{page.path.removesuffix('.html')}/{part.name}.html"
        dated = [entry.brief.date for entry in part.items if entry.brief.date]
        yield replace(page, path=path, template="site/part.html", context=context, newest=max(dated, default=None))


def _heard(entries: Iterable[Entry], chosen: set[int]) -> tuple[Heard, ...]:
    """Those quotations of the entries whose identity is among the `chosen`."""
    numbered = ((entry, enumerate(entry.quotations, 1)) for entry in entries)
    found = ((entry, tuple(n for n, quotation in numbers if id(quotation) in chosen)) for entry, numbers in numbered)
    return tuple(Heard(entry, numbers) for entry, numbers in found if numbers)


def _source_lists(dossier: Dossier) -> Iterator[Page]:
    publishers: dict[str, list[Article]] = {}
    for article in dossier.articles:
        publishers.setdefault(article.publisher, []).append(article)
    key = sort_key(dossier.config.language)
    in_order = sorted(publishers.items(), key=lambda pair: (not pair[0], key(pair[0])))
    names = _names(publishers)
    titles = titles_of(dossier)
    context: dict[str, object] = {"grades": _grades(dossier), "names": names}
    if len(dossier.articles) <= ARTICLES:
        context |= {"by_publisher": in_order, "titles": titles}
        yield Page(SECTIONS["sources"], "site/sources.html", context, "sources")
        return
    numbers = [(publisher, len(articles)) for publisher, articles in in_order]
    yield Page(SECTIONS["sources"], "site/publishers.html", {**context, "by_publisher": numbers}, "sources")
    for publisher, articles in in_order:
        newest = tuple(sorted(articles, key=lambda a: a.date or PartialDate(0), reverse=True))
        parts = _parts(newest, attrgetter("date"), ARTICLES)
        signs = _signs(parts)
        folder = f"sources/by-publisher/{names[publisher]}"
        pages: list[tuple[str, Part[Article] | None, tuple[Article, ...]]] = [
            (f"{folder}.html", None, newest[:ARTICLES]),
            *((f"{folder}/{part.name}.html", part, part.items) for part in parts),
        ]
        for path, part, held in pages:
            shown = {
                **context, "parts": signs, "part": part and part.sign, "publisher": publisher,
                "by_publisher": [(publisher, held)], "titles": {article.slug: titles[article.slug] for article in held},
            }
            yield Page(path, "site/sources.html", shown, "sources")


def titles_of(dossier: Dossier) -> dict[str, str]:
    """Article slug → the article's title, else that of a brief made of it."""
    titles = {entry.article.slug: entry.brief.title for entry in reversed(dossier.entries)}
    return titles | {article.slug: article.title for article in dossier.articles if article.title}


def _names(publishers: Iterable[str]) -> dict[str, str]:
    """Publisher → its part of an address."""
    names: dict[str, str] = {}
    for publisher in publishers:
        name = slug(publisher) if publisher else "unknown"
        taken = [other for other in names.values() if other == name or other.startswith(f"{name}-")]
        names[publisher] = f"{name}-{len(taken) + 1}" if taken else name
    return names


def _grades(dossier: Dossier) -> dict[str, list[str]]:
    """Publisher → the grades of reliability that briefs give it, best first."""
    grades: dict[str, set[str]] = defaultdict(set)
    for entry in dossier.entries:
        if entry.brief.source.reliability:
            grades[entry.article.publisher].add(entry.brief.source.reliability)
    return {publisher: sorted(found) for publisher, found in grades.items()}


def _of_sources(dossier: Dossier) -> Iterator[tuple[str, Later]]:
    made_of: dict[str, list[Entry]] = defaultdict(list)
    for entry in dossier.entries:
        made_of[entry.article.slug].append(entry)
    titles = titles_of(dossier)
    for article in dossier.articles:
        yield f"sources/{article.slug}", Later(_source_page, article, made_of[article.slug], titles[article.slug])


def _source_page(article: Article, entries: Sequence[Entry], title: str) -> Iterator[Page]:
    context: dict[str, object] = {
        "article": article,
        "entries": entries,
        "titles": {article.slug: title},
        "reading": Later(passages.reading, article, entries),
    }
    yield Page(f"sources/{article.slug}.html", "site/source.html", context, "sources", newest=article.date)


_OVERVIEWS: Mapping[str, Callable[[Dossier], Iterator[Page]]] = {
    "about": _about,
    "briefs": _brief_lists,
    "actors": _actor_lists,
    "topics": _topic_list,
    "network": _network,
    "statements": _statement_pages,
    "sources": _source_lists,
}
"""Key of a group → its pages."""
