"""The parts of which a PDF is made, as HTML: what stands before the briefs, each brief, what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from generator import __version__
from generator.changes import Changes
from generator.figures import count, cut_off
from generator.model import KINDS, Actor, ActorIndex, Dossier, Overview
from generator.pdf.fragments import Part
from generator.pdf.press import first
from generator.pdf.tidy import SCHEME
from generator.pictures import bars, connected, matrix, months, network
from generator.render import environment, render

_WIDTH = 457
"""Of pictures, in CSS pixels: that of the text."""
_COLUMNS = 16
_MANY = 999
"""Pages, as long as they aren't counted."""
_RUN = 1000
"""So many letters without a space are no word: to divide such a run, WeasyPrint sets all that is left of it again for
each line."""
_TAG_OR_RUN = re.compile(rf"<[^>]*>|[^\s<>\u2e80-\uffef]{{{_RUN},}}")
_PIECE = re.compile(r"(?:&#?\w+;|[^&]){30}")
_NOWHERE = re.compile(f' href="{SCHEME}(?:actor|topic)-[^"]*"')
"""Links of a brief that is handed out alone."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the document that an index sends its reader to."""

    anchor: str
    quoted: bool
    """Whether it is a quote by the actor, rather than a brief that names the actor."""


class Parts:
    """The parts of one dossier. Numbers of pages are written in when the parts are joined: in HTML they are noughts.

    `whole` is false for a brief that is handed out alone: then nothing stands before it, and only its source after.
    """

    def __init__(
        self, dossier: Dossier, templates: tuple[Path, ...], whole: bool = True, changes: Changes | None = None
    ) -> None:
        self._dossier = dossier
        self._whole = whole
        self._made = environment(templates, dossier.config.language)
        self._made.globals.update(href=_href)
        self._context = {**_context(dossier), **_pictures(dossier, templates), "changes": changes}

    def before(self) -> list[Part]:
        """Cover and overview, contents, what changed, timeline: numbers of pages have a fixed place in them."""
        if not self._whole:
            return []
        there = {"changes": self._context["changes"], "timeline": self._context["has_timeline"]}
        groups = [("cover", "overview"), ("contents",), *((name,) for name, shown in there.items() if shown)]
        return [self._part(group[0], {}, group=group) for group in groups]

    def briefs(self) -> list[Part]:
        """One part a brief; none of them tells a page."""
        return [
            Part(entry.brief.path, self._html("brief", {}, entry=entry, opens=not place))
            for place, entry in enumerate(self._dossier.entries)
        ]

    def after(self, pages: Mapping[str, int]) -> list[Part]:
        """Who's who, statements, indexes, sources and how it was made; those of one group begin no new page.

        Room is left for as many figures as the `pages` of anchors, from 1, have.
        """
        groups = (("who_is_who",), ("statements",), ("index_actors", "index_topics"), ("sources", "about"))
        told = [[name for name in group if name in self._context["parts"]] for group in groups]
        if not self._whole:
            told = [["sources", "about"]]
        return [self._part(group[0], pages, group=group) for group in told if group]

    def expected(self) -> Iterator[tuple[str, str]]:
        """What must be found in the finished document: anchor, and what it is in words."""
        for entry in self._dossier.entries:
            yield f"brief-{entry.brief.slug}", f"the brief {entry.brief.path}"
            for number, _ in enumerate(entry.quotations, start=1):
                yield f"quote-{entry.brief.slug}-{number}", f"quote {number} of {entry.brief.path}"
        for article in self._dossier.articles:
            yield f"source-{article.slug}", f"the source {article.path}"
        if self._whole:
            yield from ((f"actor-{actor.id}", f"the actor {actor.name}") for actor in self._dossier.actors)
            yield from ((f"topic-{topic.id}", f"the topic {topic.name}") for topic in self._dossier.topics)

    def _part(self, name: str, pages: Mapping[str, int], **more: object) -> Part:
        return Part(f"templates/print/{name}.html", self._html(name, pages, **more))

    def _html(self, name: str, pages: Mapping[str, int], **more: object) -> str:
        own = {"part": name, "group": (), "page_link": lambda *told: _page_link(pages, *told), **more}
        html = render(self._made, "print/document.html", {**self._context, "whole": self._whole, **own})
        return _divided(html if self._whole else _NOWHERE.sub("", html))


def _context(dossier: Dossier) -> dict[str, Any]:
    """What the print templates get besides the vocabulary of `render`."""
    titles = {entry.article.slug: entry.brief.title for entry in reversed(dossier.entries)}
    users: dict[str, list[object]] = {}
    for entry in dossier.entries:
        users.setdefault(entry.article.slug, []).append(entry)
    return {
        "dossier": dossier,
        "config": dossier.config,
        "counts": count(dossier),
        "version": __version__,
        "opening": _opening(dossier.overview),
        "parts": _names(dossier),
        "kinds": KINDS,
        "shortened": _shortened,
        "cut_off": cut_off(dossier),
        "numbers": {article.slug: number for number, article in enumerate(dossier.articles, start=1)},
        "titles": {article.slug: article.title or titles[article.slug] for article in dossier.articles},
        "users": users,
        "reported": {
            wording.quotation.passage: statement.wordings
            for statement in dossier.statements
            for wording in statement.wordings
        },
        "references": {actor.id: _references(actor, dossier.by_actor[actor.id]) for actor in dossier.actors},
    }


def _pictures(dossier: Dossier, templates: tuple[Path, ...]) -> dict[str, Any]:
    """What is drawn, and how; and what is dated."""
    events = [(entry, event) for entry in reversed(dossier.entries) for event in entry.events]
    activity = bars(months(dossier.entries))
    return {
        "activity": activity,
        "topics_by_date": matrix(dossier, _COLUMNS),
        "connections": network(connected(dossier), _WIDTH),
        "events": sorted(events, key=lambda pair: pair[1].date),
        "has_timeline": bool(events) or len(activity.bars) > 1,
        "picture_style": Markup(first(templates, "print/pictures.css").read_text(encoding="utf-8")),
    }


def _opening(overview: Overview) -> list[tuple[str, str]]:
    """What stands before the contents: the words of a heading, a text in Markdown."""
    parts = [("bottom_line", overview.bottom_line), ("key_judgements", overview.judgements)]
    return [part for part in parts if part[1]]


def _names(dossier: Dossier) -> list[str]:
    """The parts after the briefs that have something to say."""
    parts = {
        "who_is_who": dossier.actors,
        "statements": dossier.statements,
        "index_actors": dossier.actors,
        "index_topics": dossier.topics,
        "sources": dossier.articles,
        "about": dossier.entries,
    }
    return [name for name, content in parts.items() if content]


def _href(kind: str, name: str, _fragment: str = "") -> str:
    """Where a link leads: a source's passages lead to its entry, for print has no page a source."""
    return f"{SCHEME}{kind}-{name}"


def _divided(html: str) -> str:
    """HTML in which a run of letters without end may be divided at many places."""
    if len(max(html.split(), key=len)) < _RUN:
        return html
    return _TAG_OR_RUN.sub(lambda found: found[0] if found[0][0] == "<" else _PIECE.sub("\\g<0>\u200b", found[0]), html)


def _page_link(pages: Mapping[str, int], anchor: str, kind: str = "") -> Markup:
    """A link that shows on which page an anchor stands: `kind` is added to its class."""
    noughts = "0" * len(str(pages.get(anchor, _MANY)))
    return Markup(f'<a class="page {kind}" href="{SCHEME}{escape(anchor)}" data-number>{noughts}</a>')


def _shortened(text: str, width: int) -> str:
    """The beginning of a text, no wider than so many Latin letters, at the end of a word where words are short.

    Ideographs are twice as wide.
    """
    widths = accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text)
    fitting = sum(reached <= width for reached in widths)
    cut = text[: fitting - 1].rstrip()
    words = cut.rpartition(" ")[0]
    short = words if 2 * len(words) > len(cut) else cut
    return text if fitting == len(text) else short.rstrip(" ,;:.–—") + "…"


def _references(actor: Actor, index: ActorIndex) -> tuple[Reference, ...]:
    """One place a brief, in the order of pages: the first quote by the actor, else the brief's beginning."""
    references = []
    for entry in index.entries:
        slug = entry.brief.slug
        said = (n for n, quotation in enumerate(entry.quotations, start=1) if quotation.actor == actor)
        first = next(said, None)
        references.append(Reference(f"quote-{slug}-{first}" if first else f"brief-{slug}", first is not None))
    return tuple(references)
