"""Whether a PDF of a dossier is complete: read with poppler and qpdf, which had no part in making it.

The texts of a dossier have to stand where the document says that they stand, every link has to lead somewhere, and
every number of a page that is printed has to be that of the page.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf

from generator.model import Dossier, Entry
from generator.pdf.parts import Parts
from generator.resources import templates

_TABLES = 3
"""From here on, parts of a document are tables: a cell ends before the next begins."""


class Printed:
    """A PDF as its reader finds it."""

    def __init__(self, path: Path) -> None:
        self.letters = _texts(path, "-raw")
        """Of each page, in the order in which they were painted: cell by cell."""
        self.lines = _texts(path, "-layout")
        """Of each page, in the order in which they stand: line by line."""
        with pikepdf.open(path) as pdf:
            numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
            dests = list(pdf.Root.Names.Dests.Names)
            self.anchors = {str(name): numbers[place[0].objgen]
                            for name, place in zip(dests[::2], dests[1::2], strict=True)}  # fmt: skip
            self.links = [
                (number, str(link.get("/Dest", "")), str(link.get("/Contents", "")), "/A" in link)
                for number, page in enumerate(pdf.pages, start=1)
                for link in page.get("/Annots", ())
            ]
            with pdf.open_outline() as outline:
                self.outline = [(str(item.title), numbers[item.destination[0].objgen]) for item in _below(outline.root)]

    def between(self, first: str, after: Iterable[str], texts: list[str]) -> str:
        """The texts of the pages from that of an anchor to the next one's, without the numbers of these pages."""
        start = self.anchors[first]
        ends = [self.anchors[anchor] for anchor in after if self.anchors.get(anchor, 0) > start]
        pages = range(start, min(ends, default=len(texts) + 1))
        return "".join(texts[number - 1].replace(f"{number}/{len(texts)}", "") for number in pages)


def _texts(path: Path, order: str) -> list[str]:
    text = subprocess.run(["pdftotext", order, path, "-"], check=True, capture_output=True, text=True).stdout
    return [letters(page) for page in text.split("\f")[:-1]]


def _below(items: Iterable[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from _below(item.children)


def letters(text: str) -> str:
    """A text without spaces, hyphens, and marks of direction: what setting it in lines may change."""
    return re.sub("[\\s\u00ad\u2010\u200b\u202a-\u202e\u2066-\u2069\ufffe-]", "", text)


def check(dossier: Dossier, path: Path) -> None:
    """Print what was checked; ends the program with a message where something is missing or wrong."""
    printed = Printed(path)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for what, problem in _found(dossier, printed):
        counts[what] += 1
        if problem:
            wrong.append(problem)
    print("checked: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    if wrong:
        raise SystemExit("\n".join([f"the PDF is not complete: {len(wrong)} problems", *wrong[:20]]))


def _found(dossier: Dossier, printed: Printed) -> Iterator[tuple[str, str]]:
    """What was looked at, and what is wrong with it, if anything is."""
    for anchor, words in Parts(dossier, (templates(),)).expected():
        yield "named places", "" if anchor in printed.anchors else f"{words} has no place"
    yield from _pages(printed)
    yield from _links(printed)
    briefs = [f"brief-{entry.brief.slug}" for entry in dossier.entries]
    for entry, after in zip(dossier.entries, [*briefs[1:], "who_is_who"], strict=True):
        yield from _brief(entry, printed, after)
    yield from _indexes(dossier, printed)


def _pages(printed: Printed) -> Iterator[tuple[str, str]]:
    total = len(printed.letters)
    for number, page in enumerate(printed.letters[1:], start=2):
        yield "pages with their number", "" if f"{number}/{total}" in page else f"page {number} doesn't show its number"


def _links(printed: Printed) -> Iterator[tuple[str, str]]:
    for number, dest, words, outside in printed.links:
        lands = outside or dest in printed.anchors
        yield "links", "" if lands else f"a link on page {number} leads to {dest!r}, which is nowhere"
        if words.isdigit() and lands and not outside:
            told = int(words) == printed.anchors[dest]
            yield "links that tell a page", "" if told else f"page {number} tells page {words} of {dest}"


def _brief(entry: Entry, printed: Printed, after: str) -> Iterator[tuple[str, str]]:
    slug, title = entry.brief.slug, letters(entry.brief.title)
    start = printed.anchors[f"brief-{slug}"]
    text = printed.between(f"brief-{slug}", [after], printed.letters)
    yield "briefs", "" if title in printed.letters[start - 1] else f"{slug} isn't on page {start}, where it should be"
    marked = start in {page for words, page in printed.outline if letters(words) == title}
    yield "bookmarks of briefs", "" if marked else f"{slug} has no bookmark to page {start}"
    for sentence in entry.summary:
        yield "sentences", "" if letters(sentence.text) in text else f"{slug} lacks {sentence.text!r}"
    for number, quotation in enumerate(entry.quotations, start=1):
        page = printed.anchors[f"quote-{slug}-{number}"]
        there = "".join(printed.letters[page - 1 : page + 1])
        said = all(letters(part) in there for part in quotation.text.split("\n\n"))
        yield "quotes", "" if said else f"quote {number} of {slug} isn't on page {page}, where it should be"


def _indexes(dossier: Dossier, printed: Printed) -> Iterator[tuple[str, str]]:
    """Contents, timeline, who's who, indexes and sources, each with the real pages behind its words. That of topics
    follows that of actors on its last page, and how it was made follows the sources."""
    order = ["contents", "timeline", f"brief-{dossier.entries[0].brief.slug}", "who_is_who", "statements",
             "index_actors", "sources"]  # fmt: skip
    text = {name: printed.between(name, order[place + 1 :], printed.lines if place < _TABLES else printed.letters)
            for place, name in enumerate(order) if name in printed.anchors}  # fmt: skip

    def pages(anchors: Iterable[str]) -> str:
        return ",".join(str(printed.anchors[anchor]) for anchor in anchors)

    for entry in dossier.entries:
        line = letters(entry.brief.title) + pages([f"brief-{entry.brief.slug}"])
        yield "entries of the contents", "" if line in text["contents"] else f"the contents lack {line}"
        for event in entry.events:
            line = re.escape(letters(event.sentence.text)) + ".{0,40}?" + pages([f"brief-{entry.brief.slug}"])
            found = re.search(line, text["timeline"])
            yield "entries of the timeline", "" if found else f"the timeline lacks {event.sentence.text!r}"
    for actor in dossier.actors:
        line = letters(actor.name) + pages(_places(dossier, actor.id))
        yield "entries of the index of actors", "" if line in text["index_actors"] else f"an index lacks {line}"
        known = letters(actor.name) in text["who_is_who"] and pages(_places(dossier, actor.id)) in text["who_is_who"]
        yield "entries of who's who", "" if known else f"who's who lacks {line}"
    for topic in dossier.topics:
        shown = pages(f"brief-{entry.brief.slug}" for entry in dossier.by_topic[topic.id].entries)
        line = letters(topic.name + topic.description) + shown
        yield "entries of the index of topics", "" if line in text["index_actors"] else f"an index lacks {line}"
    for article in dossier.articles:
        line = letters(article.path)
        yield "sources", "" if line in text["sources"] else f"the sources lack {article.path}"


def _places(dossier: Dossier, actor: str) -> Iterator[str]:
    """Where an index sends its reader: of each brief the first quote by an actor, else its beginning."""
    for entry in dossier.by_actor[actor].entries:
        slug = entry.brief.slug
        said = (n for n, quotation in enumerate(entry.quotations, start=1)
                if quotation.actor and quotation.actor.id == actor)  # fmt: skip
        first = next(said, None)
        yield f"quote-{slug}-{first}" if first else f"brief-{slug}"
