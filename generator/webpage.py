"""The article in a saved web page, by trafilatura, with a date no more precise than the page states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.model import PartialDate

_STATED = re.compile(r"\s*([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?![0-9-])")
_META = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
    "dcterms.date", "dcterms.issued", "og:published_time", "parsely-pub-date", "pubdate", "publishdate",
    "publish-date", "sailthru.date", "citation_publication_date",
)  # fmt: skip
_TAG = re.compile("<[a-zA-Z][^<>]*")
_MOST_ATTRIBUTES = 1000
"""Of one tag: libxml2 takes minutes over 100,000."""


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    metadata: dict[str, str]
    """Those of title, date, author, publisher and url that the page states."""


def read_page(html: str) -> Page:
    """The main text of a page, its paragraphs parted by empty lines, and what the page says of it."""
    import trafilatura
    from lxml import html as lxml_html

    if any(tag.count("=") > _MOST_ATTRIBUTES for tag in _TAG.findall(html)):
        return Page("", {})
    found = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    if not isinstance(found, trafilatura.settings.Document):
        return Page("", {})
    tree = lxml_html.fromstring(html.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    lines = (line.strip() for line in (found.text or "").split("\n"))
    values = {
        "title": found.title,
        "date": str(_date(tree, html, found.date) or ""),
        "author": found.author,
        "publisher": found.sitename,
        "url": found.url,
    }
    stated = {key: " ".join(value.split()) for key, value in values.items() if value and value.strip()}
    return Page("\n\n".join(line for line in lines if line), stated)


def _date(tree: Any, html: str, recognised: str | None) -> PartialDate | None:
    """What the page's metadata state; else the day that htmldate recognised, as far as the page has it.

    htmldate pads a month to its first day and a year to January: a first day counts only when it is written.
    """
    for value in _stated(tree):
        match = _STATED.match(value)
        if match:
            try:
                return PartialDate.parse(match[1])
            except ValueError:
                continue
    if not recognised:
        return None
    date = PartialDate.parse(recognised)
    numeric = rf"{date.year}[-/.]0?{date.month}[-/.]0?1\b"
    in_words = rf"\b0?1(?:st|er|º|\.)?\W.{{0,15}}{date.year}|\b1,? {date.year}"
    if date.day != 1 or re.search(f"{numeric}|{in_words}", html):
        return date
    return PartialDate(date.year, date.month) if date.month != 1 else PartialDate(date.year)


def _stated(tree: Any) -> Iterator[str]:
    """Publication dates in metadata, the most reliable first."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            yield from _published(json.loads(script.text or ""))
        except (ValueError, RecursionError):
            continue
    metas: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), meta.get("content") or "")
    yield from (metas[name] for name in _META if name in metas)
    for time in tree.iterfind(".//time[@datetime]"):
        yield time.get("datetime")


def _published(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _published(item)
    elif isinstance(value, dict):
        date = value.get("datePublished")
        if isinstance(date, str):
            yield date
        yield from _published(value.get("@graph"))
