"""Which pages a site has, where each stands, and what its template gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlsplit

from generator import passages
from generator.languages.collation import sort_key
from generator.model import KINDS, Actor, Article, Dossier, Entry, PartialDate

SECTIONS = {
    "briefs": "briefs/index.html",
    "timeline": "timeline.html",
    "actors": "actors/index.html",
    "topics": "topics/index.html",
    "sources": "sources/index.html",
}
NEWEST = 8
"""Briefs on the home page."""
RANKED = 10
"""Actors, and topics, on the home page."""
MAX_BARS = 60

@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site, not yet rendered."""

    path: str
    """Relative to the site, with slashes: `briefs/minerals-deal.html`."""
    template: str
    context: Mapping[str, object]
    section: str = ""
    """The key in SECTIONS that it belongs to."""
    scripts: tuple[str, ...] = ()
    """Files of `assets/` that it runs; every page can be read without them."""


@dataclass(frozen=True, slots=True)
class Activity:
    """How many briefs each month has, or each year where there would be more than MAX_BARS months."""

    bars: tuple[tuple[PartialDate, int], ...]
    left_out: int
    """Briefs whose date isn't that precise."""


def pages(dossier: Dossier, url: str) -> Iterator[Page]:
    """Every page of the site, which will be at `url` if that isn't empty.

    The address of a page depends on nothing but the slug or id of what it shows.
    """
    yield _home(dossier)
    yield Page("about.html", "site/about.html", {})
    yield Page("404.html", "site/404.html", _root_of_missing(url))
    yield Page(SECTIONS["briefs"], "site/briefs.html", {}, "briefs")
    yield from _brief_pages(dossier)
    yield _timeline(dossier)
    yield from _actor_pages(dossier)
    yield Page(SECTIONS["topics"], "site/topics.html", {}, "topics")
    for topic in dossier.topics:
        index = dossier.by_topic[topic.id]
        context = {"topic": topic, "index": index, "activity": activity(index.entries)}
        yield Page(f"topics/{topic.id}.html", "site/topic.html", context, "topics")
    yield from _source_pages(dossier)


def _root_of_missing(url: str) -> dict[str, object]:
    """A server shows 404.html at any depth: its links begin at the server's root, if we know where we are."""
    return {"root": urlsplit(url).path.rstrip("/") + "/"} if url else {}


def _home(dossier: Dossier) -> Page:
    actors = sorted(dossier.actors, key=lambda actor: _weight(dossier, actor), reverse=True)
    topics = sorted(dossier.topics, key=lambda topic: len(dossier.by_topic[topic.id].entries), reverse=True)
    context = {
        "newest": NEWEST,
        "activity": activity(dossier.entries),
        "ranked_actors": [(actor, _weight(dossier, actor)[0]) for actor in actors[:RANKED]],
        "ranked_topics": [(topic, len(dossier.by_topic[topic.id].entries)) for topic in topics[:RANKED]],
    }
    return Page("index.html", "site/index.html", context)


def _weight(dossier: Dossier, actor: Actor) -> tuple[int, int]:
    index = dossier.by_actor[actor.id]
    return len(index.entries), len(index.said)


def _brief_pages(dossier: Dossier) -> Iterator[Page]:
    later: Entry | None = None
    for entry, earlier in zip(dossier.entries, [*dossier.entries[1:], None], strict=False):
        context = {"entry": entry, "earlier": earlier, "later": later}
        yield Page(f"briefs/{entry.brief.slug}.html", "site/brief.html", context, "briefs")
        later = entry


def _timeline(dossier: Dossier) -> Page:
    dated = [entry for entry in reversed(dossier.entries) if entry.brief.date]
    undated = [entry for entry in reversed(dossier.entries) if not entry.brief.date]
    by_month = [(month, list(group)) for month, group in groupby(dated, key=_month)]
    if undated:
        by_month.append((None, undated))
    context = {"by_month": by_month, "activity": activity(dossier.entries)}
    return Page(SECTIONS["timeline"], "site/timeline.html", context, "timeline")


def _month(entry: Entry) -> PartialDate | None:
    date = entry.brief.date
    return date and PartialDate(date.year, date.month)


def activity(entries: Iterable[Entry]) -> Activity:
    """Count briefs by month from the first to the last that has one, months without any included."""
    dates = [entry.brief.date for entry in entries if entry.brief.date]
    months = Counter(date.year * 12 + date.month - 1 for date in dates if date.month)
    if months and max(months) - min(months) < MAX_BARS:
        span = range(min(months), max(months) + 1)
        bars = tuple((PartialDate(month // 12, month % 12 + 1), months[month]) for month in span)
        return Activity(bars, len(dates) - months.total())
    years = Counter(date.year for date in dates)
    span = range(min(years), max(years) + 1) if years else range(0)
    return Activity(tuple((PartialDate(year), years[year]) for year in span), 0)


def _actor_pages(dossier: Dossier) -> Iterator[Page]:
    by_kind = [(kind, [actor for actor in dossier.actors if actor.kind == kind]) for kind in KINDS]
    context: dict[str, object] = {"by_kind": [(kind, actors) for kind, actors in by_kind if actors]}
    yield Page(SECTIONS["actors"], "site/actors.html", context, "actors")
    named = {actor.id: actor for actor in dossier.actors}
    for actor in dossier.actors:
        index = dossier.by_actor[actor.id]
        spellings = dict.fromkeys((*index.spellings, *actor.aliases))
        context = {
            "actor": actor,
            "index": index,
            "spellings": [spelling for spelling in spellings if spelling != actor.name],
            "activity": activity(index.entries),
        }
        yield Page(f"actors/{actor.id}.html", "site/actor.html", context, "actors")
    for former, current in dossier.moved.items():
        if current in named:
            yield Page(f"actors/{former}.html", "site/moved.html", {"actor": named[current]}, "actors")


def _source_pages(dossier: Dossier) -> Iterator[Page]:
    publishers: dict[str, list[Article]] = {}
    for article in dossier.articles:
        publishers.setdefault(article.publisher, []).append(article)
    key = sort_key(dossier.config.language)
    in_order = sorted(publishers.items(), key=lambda pair: (not pair[0], key(pair[0])))
    yield Page(SECTIONS["sources"], "site/sources.html", {"by_publisher": in_order}, "sources")
    made_of: dict[str, list[Entry]] = {}
    for entry in dossier.entries:
        made_of.setdefault(entry.article.slug, []).append(entry)
    for article in dossier.articles:
        entries = made_of.get(article.slug, [])
        used = passages.uses(entries)
        paragraphs = passages.paragraphs(article, used)
        context: dict[str, object] = {
            "article": article,
            "entries": entries,
            "paragraphs": paragraphs,
            "uses": {anchor: list(group) for anchor, group in groupby(used, attrgetter("passage.anchor"))},
            "groups": {anchor: n for n, anchor in enumerate(passages.in_pieces(paragraphs), 1)},
        }
        yield Page(f"sources/{article.slug}.html", "site/source.html", context, "sources")
