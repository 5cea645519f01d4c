"""Whether a site shows the whole corpus: the same briefs, quotes, actors and lists, whoever made it."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import Corpus, Report

_LINK = re.compile(r'href="([^"#]*)')
_TAG = re.compile(r"<[^>]*>")


class _Pages:
    """Some pages of a site, as one."""

    def __init__(self, site: Path, *patterns: str) -> None:
        files = {path for pattern in patterns for path in site.glob(pattern)}
        self.code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))
        self.pieces = {html.unescape(piece).strip() for piece in _TAG.split(self.code)}
        self.text = html.unescape(_TAG.sub("", self.code))
        self.links = {address.lstrip("./") for address in _LINK.findall(self.code)}
        """From the root of the site."""

    def lacks(self, *texts: str) -> list[str]:
        return [text for text in texts if text not in self.pieces and text not in self.text]

    def lacks_links(self, *addresses: str) -> list[str]:
        """A page links to its neighbours by name alone."""
        return [address for address in addresses if not {address, address.partition("/")[2]} & self.links]


def differences(site: Path, corpus: Corpus) -> list[str]:
    """What a site lacks of the corpus, one line each; none: it shows all of it."""
    return [line for found in (_own(site, corpus), _lists(site, corpus)) for line in found]


def _own(site: Path, corpus: Corpus) -> Iterator[str]:
    """Each brief and each article has its page."""
    for report in corpus.reports:
        slug = report.brief.slug
        page = _Pages(site, f"briefs/{slug}.html")
        quotes = [said.text for said in report.said]
        sentences = report.brief.summary.replace(". ", ".|").split("|")
        dates = [event.text for event in report.brief.events]
        told = page.lacks(report.brief.title, *sentences, *quotes, *dates)
        links = [f"actors/{actor.id}.html" for actor in report.actors]
        links += [f"topics/{topic.id}.html" for topic in report.topics] + [f"sources/{slug}.html"]
        article = _Pages(site, f"sources/{slug}.html")
        anchors = [f'id="p{number}"' for number in range(1, len(report.paragraphs) + 1)]
        unanchored = [anchor for anchor in anchors if anchor not in article.code]
        for missing in (*told, *page.lacks_links(*links), *article.lacks(*report.paragraphs), *unanchored):
            yield f"{slug}: {missing}"


def _lists(site: Path, corpus: Corpus) -> Iterator[str]:
    """Each actor and topic has all its briefs and quotes; each brief stands in the list of all and in the timeline."""
    of: dict[str, list[Report]] = defaultdict(list)
    for report in corpus.reports:
        for place in (*(f"actors/{actor.id}" for actor in report.actors), *(f"topics/{t.id}" for t in report.topics)):
            of[place].append(report)
    for place, reports in of.items():
        pages = _Pages(site, f"{place}.html", f"{place}/**/*.html")
        quotes = [
            said.text
            for report in reports
            for said in report.said
            if place.startswith("topics") or said.speaker.id == place.removeprefix("actors/")
        ]
        for missing in (*pages.lacks(*quotes), *pages.lacks_links(*_addresses(reports))):
            yield f"{place}: {missing}"
    newest = corpus.reports[-1:]
    for name, reports, patterns in (
        ("home", newest, ["index.html"]),
        ("all briefs", corpus.reports, ["briefs.html", "briefs/[!r]*.html", "briefs/*/**/*.html"]),
        ("timeline", corpus.reports, ["timeline.html", "timeline/*.html", "years/*.html"]),
    ):
        for missing in _Pages(site, *patterns).lacks_links(*_addresses(reports)):
            yield f"{name}: {missing}"


def _addresses(reports: tuple[Report, ...] | list[Report]) -> list[str]:
    return [f"briefs/{report.brief.slug}.html" for report in reports]
