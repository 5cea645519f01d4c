"""The values that flow through the program. All are frozen, and none points back to its owner."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["person", "organization", "place"]
KINDS: tuple[Kind, ...] = ("person", "organization", "place")


class Span(NamedTuple):
    """A stretch of a text, in code points: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of EDTF level 0 (ISO 8601-2): a year, a month of a year or a day; 0 where not stated.

    A month sorts before the days in it, a year before its months.
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2025`, `2025-02` or `2025-02-27`; raise ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
        if not match:
            raise ValueError(f"“{text}” is not a date of the form 2025, 2025-02 or 2025-02-27")
        year, month, day = (int(part or 0) for part in match.groups())
        if match[2] is not None and not 1 <= month <= 12:
            raise ValueError(f"“{text}” has no such month")
        if match[3] is not None:
            try:
                datetime.date(year, month, day)
            except ValueError:
                raise ValueError(f"“{text}” is not a day of the calendar") from None
        return cls(year, month, day)

    def __str__(self) -> str:
        month = f"-{self.month:02}" if self.month else ""
        return f"{self.year:04}{month}-{self.day:02}" if self.day else f"{self.year:04}{month}"


@dataclass(frozen=True, slots=True)
class Article:
    """A source text as read from content/articles/; never changed."""

    path: str
    """Relative to content/, with slashes: `articles/unn-minerals.txt`."""
    slug: str
    text: str
    """What is verified against; lines end in \\n, header lines and the `date` opening are taken off."""
    paragraphs: tuple[Span, ...]
    """In reading order; the ¶ number of a paragraph is its place here, from 1."""
    title: str = ""
    date: PartialDate | None = None
    language: str = ""
    """BCP 47, recognised from the text where not stated."""
    publisher: str = ""
    author: str = ""
    url: str = ""
    sha256: str = ""
    """Of the file's bytes, in hexadecimal."""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation or place of the authority file (content/actors.yaml)."""

    id: str
    """Unique, made of the name: part of permalinks."""
    name: str
    kind: Kind
    role: str = ""
    aliases: tuple[str, ...] = ()
    """Other spellings, in any language and script."""
    wikidata: str = ""
    gender: Literal["", "f", "m"] = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of content/topics.yaml or of the starter vocabulary."""

    id: str
    name: str
    description: str = ""
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language (BCP 47) → words or stems (a trailing * stands for any ending) that are evidence of it."""
    iptc: str = ""
    """The IPTC Media Topic it is aligned with, as `medtop:20000593`."""


# What extraction finds in one article. Spans are of the article's text.


@dataclass(frozen=True, slots=True)
class FoundActor:
    id: str
    """The same for the same actor in every article: the authority's id, else a key made of the name."""
    name: str
    """In the authority's spelling, else the base form (nominative, fullest form the article has)."""
    kind: Kind
    mentions: tuple[Span, ...]
    demonyms: tuple[Span, ...] = ()
    """“Belarusian”, “białoruski”: evidence of the place, kept apart from its mentions."""
    gender: Literal["", "f", "m"] = ""
    role: str = ""
    """As the article introduces them: “Kremlin spokesman”."""


@dataclass(frozen=True, slots=True)
class FoundQuote:
    span: Span
    """The quoted words, quotation marks left out."""
    kind: Literal["marked", "dialogue", "unmarked"]
    speaker: str = ""
    """The actor's name, else the article's words (“a senior official”); empty: unattributed."""
    actor: str = ""
    """Id of the FoundActor, empty when the speaker isn't one."""
    mention: Span | None = None
    """The words that name the speaker where the quote is attributed (“he”, “Peskov”)."""
    cue: str = ""
    """Why this speaker: the reporting words, or the rule that carried the speaker over."""
    key: bool = False
    """One of the few that a brief shows."""


@dataclass(frozen=True, slots=True)
class FoundTopic:
    id: str
    name: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FoundDate:
    date: PartialDate
    span: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that the generator finds in one article."""

    language: str
    title: str
    date: PartialDate | None
    actors: tuple[FoundActor, ...]
    quotes: tuple[FoundQuote, ...]
    summary: tuple[Span, ...]
    topics: tuple[FoundTopic, ...]
    dates: tuple[FoundDate, ...]


# A brief as it stands in content/briefs/.


@dataclass(frozen=True, slots=True)
class Quote:
    text: str
    """Verbatim, but for what stands in brackets; paragraphs are parted by an empty line."""
    speaker: str = ""
    by_editor: bool = False
    """Whether the brief says that the attribution is the editor's, not the article's."""
    original: str = ""
    """The words of the article, where `text` is a translation of them."""
    line: int = 0
    """Of the brief's file, from 1."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the article dates, for the timeline."""

    date: PartialDate
    text: str
    """A sentence, of the article or the editor's own."""


@dataclass(frozen=True, slots=True)
class Source:
    article: str
    """The article's path, relative to content/."""
    publisher: str = ""
    author: str = ""
    url: str = ""
    reliability: str = ""
    """Of the source, by the Admiralty code (NATO AJP-2.1): A, completely reliable, to F, can't be judged."""
    credibility: str = ""
    """Of the information, by the same: 1, confirmed, to 6, can't be judged."""


TLP = ("clear", "green", "amber", "amber+strict", "red")
"""Traffic Light Protocol 2.0 (FIRST), the widest audience first."""


@dataclass(frozen=True, slots=True)
class Brief:
    slug: str
    title: str
    date: PartialDate | None
    language: str
    source: Source
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    summary: str = ""
    """Markdown."""
    quotes: tuple[Quote, ...] = ()
    notes: str = ""
    """Markdown."""
    status: Literal["final", "draft"] = "final"
    tlp: str = ""
    """One of TLP; empty: the dossier's."""
    embargo: PartialDate | None = None
    """The day from which on the brief is published."""
    path: str = ""
    """Of its file, relative to the dossier's folder, for messages."""
    assessment: str = ""
    """Markdown: the analyst's own view, shown apart from what is sourced."""
    events: tuple[Event, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where each front matter field and section stands in the file, from 1."""
    digest: str = field(default="", compare=False)
    """Of the document that it was read from."""


# A dossier: briefs joined to what they name, proved against their articles. What is rendered.


@dataclass(frozen=True, slots=True)
class Passage:
    """Where something stands in an article."""

    article: str
    """The article's slug."""
    span: Span
    paragraph: int
    """¶ number, from 1."""
    anchor: str
    """Fragment of the passage on the article's source page."""


Proof = Literal["verbatim", "abridged", "translated"]
"""How a quote stands in its article: as it is; with words left out or put in, marked; in another language."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote that was found in its article."""

    text: str
    speaker: str
    """As the brief has it; empty: unattributed."""
    actor: Actor | None
    brief: str
    """The brief's slug."""
    date: PartialDate | None
    language: str
    passage: Passage | None
    """None where the words weren't found in the article; then `unproved` is set."""
    proof: Proof = "verbatim"
    by_editor: bool = False
    original: str = ""
    unproved: bool = False
    """Whether words or speaker aren't the article's, and the person publishes all the same: shown as such."""
    mentions: tuple[str, ...] = ()
    """Ids of actors of the brief, the speaker left out, who are named in it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A summary sentence: plain text, with its passage when it is the article's own."""

    text: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Dated:
    """An event with its passage."""

    date: PartialDate
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """A brief, joined to its article, actors, topics and quotations."""

    brief: Brief
    article: Article
    actors: tuple[Actor, ...]
    topics: tuple[Topic, ...]
    summary: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    events: tuple[Dated, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Actor id → how the article writes the name, as far as the generator found it."""
    everyone: tuple[Actor, ...] = ()
    """The actors of the brief and the speakers of its quotes, each once."""
    comparable: Mapping[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    """Actor id and language → the numbers, from 1, of the quotations that can be compared with those of other articles,
    after a stamp of all that is looked at then."""
    stamp: str = field(default="", compare=False)
    """Another for everything that it was made of: files, actors, topics; empty where that wasn't looked at."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Some of the quotations of an entry."""

    entry: Entry
    numbers: tuple[int, ...]
    """Their places among those of the brief, from 1."""

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        return tuple(self.entry.quotations[number - 1] for number in self.numbers)


@dataclass(frozen=True, slots=True)
class ActorIndex:
    """What the dossier has of one actor; briefs and quotations newest first."""

    entries: tuple[Entry, ...]
    said: tuple[Quotation, ...]
    mentioned: tuple[Quotation, ...]
    """Quotations of others in which the actor is named."""
    together: tuple[tuple[Actor, int], ...]
    """Actors of the same briefs with the number of those, most first."""
    spellings: tuple[str, ...]
    """How the articles write the name, most frequent first."""


@dataclass(frozen=True, slots=True)
class TopicIndex:
    entries: tuple[Entry, ...]
    quotations: tuple[Quotation, ...]
    actors: tuple[tuple[Actor, int], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement as one article reports it."""

    entry: Entry
    number: int
    """Place of the quotation among those of its brief, from 1."""
    marks: tuple[tuple[Span, Literal["differs", "beyond"]], ...] = ()
    """Runs of words of `text` that aren't in all reports: others have other words there, or don't quote as much."""

    @property
    def quotation(self) -> Quotation:
        return self.entry.quotations[self.number - 1]

    @property
    def text(self) -> str:
        """What is compared: the words of the article, not their translation."""
        return self.quotation.original or self.quotation.text

    @property
    def language(self) -> str:
        return self.entry.brief.language if self.quotation.original else self.quotation.language

    @property
    def differing(self) -> tuple[str, ...]:
        """The words for which others have others."""
        return tuple(span.of(self.text) for span, kind in self.marks if kind == "differs")

    @property
    def paragraphs(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The paragraphs of the text, in pieces with their mark; where there is none, it is empty."""
        paragraphs: list[list[tuple[str, str]]] = [[]]
        at = 0
        for span, kind in (*self.marks, (Span(len(self.text), len(self.text)), "")):
            first, *others = re.split(r"\n\s*\n", self.text[at : span.start])
            paragraphs[-1].append((first, ""))
            paragraphs += [[(other, "")] for other in others]
            paragraphs[-1].append((span.of(self.text), kind))
            at = span.end
        return tuple(tuple(piece for piece in paragraph if piece[0]) for paragraph in paragraphs)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one actor said, by the reports of several articles in one language."""

    actor: Actor
    wordings: tuple[Wording, ...]
    """Oldest first; where a date is only known to the month, after the days of that month."""

    @property
    def versions(self) -> tuple[tuple[Wording, ...], ...]:
        """The wordings, those together that are the same to the letter."""
        found: dict[str, tuple[Wording, ...]] = {}
        for wording in self.wordings:
            found[wording.text] = (*found.get(wording.text, ()), wording)
        return tuple(found.values())

    @property
    def anchor(self) -> str:
        return f"{self.wordings[0].entry.brief.slug}-q{self.wordings[0].number}"


@dataclass(frozen=True, slots=True)
class Overview:
    """content/dossier.md: what a reader needs when reading nothing else. Markdown."""

    bottom_line: str = ""
    judgements: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A PDF of a part of the dossier; what isn't stated doesn't narrow it down."""

    name: str
    """Of the file: build/<name>.pdf."""
    title: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None
    topics: tuple[str, ...] = ()
    """Names; a brief on any of them goes in."""
    actors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Of articles."""
    tlp: str = ""
    """One of TLP: what is marked more strictly is left out; the edition bears it."""
    paper: Literal["", "A4", "Letter"] = ""
    line: int = 0
    """Of site.yaml."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """`topics`, `actors` or `languages`, a blank, and one of them → its line of site.yaml."""


@dataclass(frozen=True, slots=True)
class Config:
    """site.yaml."""

    title: str
    language: str = "en"
    subtitle: str = ""
    description: str = ""
    notice: str = ""
    """Shown on the home page and the cover: a fiction note, a disclaimer."""
    author: str = ""
    url: str = ""
    """The address the site will have; needed by feeds, never by links."""
    paper: Literal["A4", "Letter"] = "A4"
    tlp: str = ""
    """One of TLP: the marking of the whole dossier; empty: none."""
    duplex: bool = False
    """Whether the PDF is printed on both sides of the paper: room for binding lies on either side by turns."""
    archival: bool = False
    """Whether the PDF is PDF/A-3u, with articles, briefs and data in it."""
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that site and PDF show, in the order in which they show it."""

    config: Config
    entries: tuple[Entry, ...]
    """Newest first."""
    actors: tuple[Actor, ...]
    """Those that occur, by name in the dossier's language."""
    topics: tuple[Topic, ...]
    articles: tuple[Article, ...]
    """Those that a brief stands on, oldest first: their place, from 1, is their number in print."""
    by_actor: Mapping[str, ActorIndex]
    """Actor id → index."""
    by_topic: Mapping[str, TopicIndex]
    statements: tuple[Statement, ...] = ()
    """Those that several articles report, newest first."""
    overview: Overview = field(default_factory=Overview)
    moved: Mapping[str, str] = field(default_factory=dict)
    """Actor id of a permalink that once was → the id it leads to now."""
    built: PartialDate | None = None
    """The day of the build, where one was stated: never taken from the clock."""
