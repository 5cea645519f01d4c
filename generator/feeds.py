"""Feeds of briefs, as Atom (RFC 4287) and JSON Feed 1.1: of the dossier, of each actor and of each topic.

Feeds need absolute addresses, so there are none where site.yaml doesn't state the site's. An item is known by the
address of its brief. Feeds want a moment for each item; it is the first, in UTC, of the stated day, month or year,
and the item itself begins with the date as it is stated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import builder, tostring

from generator.addresses import is_web_address, permalink, site_root
from generator.lookalikes import shown
from generator.model import Dossier, Entry, PartialDate, Quotation
from generator.render import foreign_attributes, quoted_paragraphs, vocabulary

NEWEST = 20
"""Briefs in a feed."""
UNDATED = "1970-01-01T00:00:00Z"
"""In Atom, where a moment must be given, that of a brief without a date."""
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """A brief in both forms."""

    moment: str
    atom: Any
    json: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feed:
    path: str
    """In the site, without its ending."""
    page: str
    """The page in the site that it goes with."""
    title: str
    items: tuple[Item, ...]


def files(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of each feed."""
    root = site_root(dossier.config)
    if not root:
        return
    words = vocabulary(dossier.config.language)
    items = {entry.brief.slug: _item(entry, root, words) for entry in dossier.entries}
    for path, page, title, entries in _subjects(dossier):
        feed = Feed(path, page, title, tuple(items[entry.brief.slug] for entry in entries[:NEWEST]))
        yield f"{path}.xml", _atom(feed, dossier, root)
        yield f"{path}.json", _json(feed, dossier, root)


def _subjects(dossier: Dossier) -> Iterator[tuple[str, str, str, tuple[Entry, ...]]]:
    """Path, page, title and briefs of each feed."""
    title = dossier.config.title
    yield "feed", "", title, dossier.entries
    for actor in dossier.actors:
        page = permalink("actor", actor.id)
        yield f"actors/{actor.id}", page, f"{actor.name} · {title}", dossier.by_actor[actor.id].entries
    for topic in dossier.topics:
        page = permalink("topic", topic.id)
        yield f"topics/{topic.id}", page, f"{topic.name} · {title}", dossier.by_topic[topic.id].entries


def first_moment(date: PartialDate) -> str:
    """RFC 3339, in UTC."""
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}T00:00:00Z"


# Items


def _item(entry: Entry, root: str, words: dict[str, Any]) -> Item:
    brief, date = entry.brief, entry.brief.date
    address = root + permalink("brief", brief.slug)
    content = _content(entry, root, words)
    source = entry.article.url if is_web_address(entry.article.url) else ""
    made = {
        "id": address,
        "url": address,
        "external_url": source,
        "title": shown(_xml(brief.title)),
        "content_html": content,
        "summary": entry.summary[0].text if entry.summary else "",
        "date_published": first_moment(date) if date else "",
        "tags": [topic.name for topic in entry.topics],
        "language": brief.language,
    }
    atom = etree.Element(f"{{{_ATOM}}}entry", {f"{_XML}lang": brief.language}, nsmap={None: _ATOM})
    _add(atom, "id", address)
    _add(atom, "title", shown(_xml(brief.title)))
    _add(atom, "updated", first_moment(date) if date else UNDATED)
    if date:
        _add(atom, "published", first_moment(date))
    _add(atom, "link", rel="alternate", type="text/html", href=address)
    if source:
        _add(atom, "link", rel="via", href=source)
    for topic in entry.topics:
        _add(atom, "category", term=topic.id, label=topic.name)
    _add(atom, "content", content, type="html")
    return Item(first_moment(date) if date else UNDATED, atom, {key: value for key, value in made.items() if value})


def _content(entry: Entry, root: str, words: dict[str, Any]) -> str:
    """HTML: date, publisher and marking, then the summary, quotes with their speakers, and the way to the source."""
    t, brief = words["t"], entry.brief
    state = [
        words["date"](brief.date) if brief.date else t("undated"),
        entry.article.publisher or t("unknown_publisher"),
        t("draft") if brief.status == "draft" else "",
        f"TLP:{brief.tlp.upper()}" if brief.tlp else "",
    ]
    parts = [builder.P(_xml(" · ".join(filter(None, state))))]
    if entry.summary:
        edited = f" [{t('edited')}]"
        summary = " ".join(sentence.text + edited * (sentence.passage is None) for sentence in entry.summary)
        parts.append(builder.P(_xml(summary), **foreign_attributes(brief.language)))
    parts += [part for quotation in entry.quotations for part in _quotation(quotation, brief.language, t)]
    source = root + permalink("source", entry.article.slug)
    parts.append(builder.P(builder.A(t("read_source", len(entry.article.paragraphs)), href=source)))
    return "".join(tostring(part, encoding="unicode") for part in parts)


def _quotation(quotation: Quotation, language: str, t: Any) -> Iterator[Any]:
    """`language` is that of the article, for the original of a translation."""
    yield _block(quotation.text, quotation.language)
    marks = ["by_editor"] * quotation.by_editor + ["unproved"] * quotation.unproved
    marks += [quotation.proof] * (quotation.proof != "verbatim")
    notes = [quotation.speaker or t("unattributed"), *map(t, marks)]
    yield builder.P("— " + _xml(" · ".join(notes)))
    if quotation.original:
        yield builder.P(t("original"))
        yield _block(quotation.original, language)


def _block(text: str, language: str) -> Any:
    paragraphs = [builder.P(_xml(part)) for part in quoted_paragraphs(text)]
    return builder.BLOCKQUOTE(*paragraphs, **foreign_attributes(language))


def _xml(text: str) -> str:
    """Without the control characters that XML has no way to write."""
    return _NOT_XML.sub("", text)


# The two forms


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    values = {key: _xml(value) for key, value in attributes.items()}
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", values)
    if text:
        child.text = _xml(text)
    return child


def _atom(feed: Feed, dossier: Dossier, root: str) -> bytes:
    config = dossier.config
    tree = etree.Element(f"{{{_ATOM}}}feed", {f"{_XML}lang": config.language}, nsmap={None: _ATOM})
    _add(tree, "id", f"{root}{feed.path}.xml")
    _add(tree, "title", feed.title)
    if config.subtitle:
        _add(tree, "subtitle", config.subtitle)
    _add(tree, "updated", max((item.moment for item in feed.items), default=UNDATED))
    _add(_add(tree, "author"), "name", config.author or config.title)
    _add(tree, "link", rel="self", type="application/atom+xml", href=f"{root}{feed.path}.xml")
    _add(tree, "link", rel="alternate", type="text/html", href=root + feed.page)
    if config.tlp:
        _add(tree, "rights", f"TLP:{config.tlp.upper()}")
    tree.extend(deepcopy(item.atom) for item in feed.items)
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return made


def _json(feed: Feed, dossier: Dossier, root: str) -> bytes:
    config = dossier.config
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": config.description,
        "home_page_url": root + feed.page,
        "feed_url": f"{root}{feed.path}.json",
        "language": config.language,
        "authors": [{"name": config.author}] if config.author else [],
        "items": [item.json for item in feed.items],
    }
    kept = {key: value for key, value in made.items() if value or key == "items"}
    return json.dumps(kept, ensure_ascii=False).encode()
