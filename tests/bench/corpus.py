"""A made-up dossier of any size, the same to the byte for the same size and seed: `python -m tests.bench.corpus DIR N`.

A report is an article of about 480 words and its brief of about as many: title, date, source, two to six actors, one
to three of 30 topics, three summary sentences, five quotes and two dated sentences that stand in the article, and
notes in Markdown. There is an actor for every ten reports: the first is in half of all briefs, every other one in
ten at least, and the more the lower its number, as Zipf has it. Dates lie evenly over eight years. One report in
forty repeats a quote of an earlier one, so that there are statements to compare.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import accumulate, product
from pathlib import Path

from generator import __version__
from generator.authority import ACTORS_FILE, TOPICS_FILE, actor_entry
from generator.brief import write_brief
from generator.model import Actor, Brief, Event, FoundQuote, Kind, PartialDate, Quote, Source, Span, Topic
from generator.slugs import slug
from generator.store import GENERATED, Record, Roll, record_path, write_roll

TITLE = "The gates of Selin"
QUOTES = 5
TOPICS = 30
_FIRST_DAY, _DAYS = datetime.date(2018, 1, 1), 8 * 365

_FIRST = "Mira Pavel Ines Tomas Edda Yorik Salma Viktor Lene Oskar Ruta Anselm Dagny Emeric Fenna Goran".split()
_ONSETS = "Bar Cor Den Dor Fal Gar Hol Jel Kes Lom Mar Nav Ost Pel Quil Ras Sor Tal Ul Var Wes Yel Zan Bren".split()
_MIDDLES = "a e i o an en in or al el il ar er ur is as".split()
_ENDS = "ban dell gar kin lov mar nay per rick sen tov vick wen zar lind mont rova shek".split()
_ROLES = "minister mayor judge engineer ambassador commissioner auditor surveyor".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday".split()
_SAID = ("said", "told reporters", "warned", "insisted", "told the committee")
_ADJECTIVES = """
    northern southern early late costly quiet public narrow broad former second third joint local distant recent
    steady open closed heavy light revised draft annual hidden shared sudden patient common missing
""".split()
_NOUNS = """
    council gate reservoir harbour ferry bridge archive survey ledger tribunal commission orchard quarry pipeline
    lighthouse market bakery library railway tunnel dyke canal pump station school clinic workshop garrison border
    treaty letter report budget inquiry warning promise tariff licence permit contract delay repair channel
""".split()
_VERBS = """
    accepted refused measured described postponed examined repaired questioned approved withdrew inspected followed
    answered mentioned replaced supported opposed recorded corrected financed abandoned reopened
""".split()
_ENDINGS = """
    before the winter;after long talks;without any notice;at the second attempt;for the third time;in plain words;
    against all advice;with great care;under new rules;in front of everyone;by a narrow vote;on the same evening;
    despite the rain;until further notice;along the whole river;from the first day
""".replace("\n", " ").split(";")
_PUBLISHERS = """
    Harbour Post,Inland Wire,Selin Courier,The Sluice,Gazette of Ostmark,River Agency,Northern Mirror,The Evening Dyke
""".strip().split(",")


@dataclass(frozen=True, slots=True)
class Said:
    """A quote of a report."""

    text: str
    speaker: Actor
    paragraph: int
    """Where it stands in the article, from 1."""
    mentioned: Actor | None = None
    """Whom it names."""


@dataclass(frozen=True, slots=True)
class Report:
    """An article and its brief: what every program that is measured gets, each in its own form."""

    paragraphs: tuple[str, ...]
    brief: Brief
    said: tuple[Said, ...]
    actors: tuple[Actor, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    actors: tuple[Actor, ...]
    topics: tuple[Topic, ...]
    reports: tuple[Report, ...]
    """Oldest first."""


def corpus(size: int, seed: int = 1) -> Corpus:
    source = random.Random(seed)
    actors = tuple(_actors(source, max(10, size // 10)))
    names = (f"{adjective} {noun}".capitalize() for adjective, noun in zip(_ADJECTIVES, _NOUNS, strict=False))
    topics = tuple(Topic(slug(name), name, f"All that was reported on it: {_sentence(source)}") for name in names)
    reports: list[Report] = []
    for number in range(size):
        earlier = reports[-source.randint(1, min(9, number))].said[0] if number and number % 40 == 0 else None
        day = _FIRST_DAY + datetime.timedelta(days=number * _DAYS // size)
        reports.append(_report(source, number, day, actors, topics[:TOPICS], earlier))
    return Corpus(actors, topics[:TOPICS], tuple(reports))


def another(found: Corpus, turn: int) -> Report:
    """A report to be added to a corpus, newer than all; another one for each `turn`, from 0."""
    day = _FIRST_DAY + datetime.timedelta(days=_DAYS + turn)
    return _report(random.Random(turn), len(found.reports) + turn, day, found.actors, found.topics, None)


def _actors(source: random.Random, number: int) -> Iterator[Actor]:
    """Persons, and of eight one place and two organisations; no two share a word that tells them apart."""
    names = ["".join(parts) for parts in product(_ONSETS, _MIDDLES, _ENDS)]
    for place, name in enumerate(source.sample(names, number)):
        kinds: dict[int, tuple[str, Kind]] = {
            5: (f"{name} Water Board", "organization"), 6: (f"{name} Institute", "organization"),
            7: (f"Port {name}", "place"),
        }  # fmt: skip
        full, kind = kinds.get(place % 8, (f"{source.choice(_FIRST)} {name}", "person"))
        role = f"{source.choice(_ROLES)} of {source.choice(names)}" if kind == "person" else ""
        yield Actor(slug(full), full, kind, role)


def _report(
    source: random.Random, number: int, day: datetime.date, actors: tuple[Actor, ...], topics: tuple[Topic, ...],
    repeated: Said | None,
) -> Report:  # fmt: skip
    named = _drawn(source, actors, number, source.randint(3, 6), repeated.speaker if repeated else None)
    drawn = source.choices(topics, cum_weights=_zipf(len(topics)), k=source.randint(1, 3))
    about = tuple({topic.id: topic for topic in drawn}.values())
    date = PartialDate(day.year, day.month, day.day)
    told = f"On {day.day} {day:%B} {day.year} {_clause(source)}."
    planned = f"From {day:%B} {day.year + 1} {_clause(source)}."
    paragraphs = [f"{_sentence(source)} {told} {' '.join(_sentence(source) for _ in range(2))}"]
    said = []
    speakers = [actor for actor in named if actor.kind != "place"] or [actors[0]]
    for turn in range(QUOTES):
        one = _said(source, speakers[turn % len(speakers)], named, 2 * turn + 2)
        if repeated and not turn:
            one = replace(repeated, paragraph=2)
        said.append(one)
        verb, weekday = source.choice(_SAID), source.choice(_WEEKDAYS)
        paragraphs.append(f"{one.speaker.name} {verb} on {weekday}: “{one.text}.” {_sentence(source)}")
        paragraphs.append(" ".join(_sentence(source) for _ in range(4)))
    others = ", ".join(actor.name for actor in named)
    paragraphs.append(f"{planned} The report names {others}. {_sentence(source)}")
    title = f"{_clause(source).capitalize()}, report {number}"
    key = f"report-{number:06}"
    address = f"https://{slug(_PUBLISHERS[number % 8])}.example/{key}"
    brief = Brief(
        slug=key, title=title, date=date, language="en",
        source=Source(f"articles/{key}.txt", _PUBLISHERS[number % 8], "", address),
        actors=tuple(actor.name for actor in named), topics=tuple(topic.name for topic in about),
        summary=" ".join(text[: text.index(".") + 1] for text in (paragraphs[0], paragraphs[2], paragraphs[4])),
        quotes=tuple(Quote(one.text, one.speaker.name) for one in said),
        events=(Event(date, told), Event(PartialDate(day.year + 1, day.month), planned)),
        notes=_notes(source, address),
    )  # fmt: skip
    return Report(tuple(paragraphs), brief, tuple(said), named, about)


def _drawn(
    source: random.Random, actors: tuple[Actor, ...], number: int, wanted: int, speaker: Actor | None
) -> tuple[Actor, ...]:
    """Actors of a brief: each by turns, so that all occur; the first in half of all; the rest by their weight."""
    first = {actor.id: actor for actor in (speaker, actors[number % len(actors)]) if actor}
    if number % 2:
        first[actors[0].id] = actors[0]
    rest = {actor.id: actor for actor in source.choices(actors[1:], cum_weights=_zipf(len(actors) - 1), k=wanted + 2)}
    return tuple((first | rest).values())[: max(wanted, len(first))]


@cache
def _zipf(number: int) -> tuple[float, ...]:
    """The weights of that many ranks, summed up."""
    return tuple(accumulate(1 / rank for rank in range(1, number + 1)))


def _said(source: random.Random, speaker: Actor, named: tuple[Actor, ...], paragraph: int) -> Said:
    text = f"{_clause(source).capitalize()}, and {_clause(source)}"
    other = source.choice(named)
    if other is speaker or source.random() > 0.2:
        return Said(text, speaker, paragraph)
    return Said(f"{text}, as {other.name} knows", speaker, paragraph, other)


def _sentence(source: random.Random) -> str:
    return _clause(source).capitalize() + "."


def _clause(source: random.Random) -> str:
    """Eleven words or so."""
    choice = source.choice
    return (
        f"the {choice(_ADJECTIVES)} {choice(_NOUNS)} {choice(_VERBS)} the {choice(_ADJECTIVES)} "
        f"{choice(_NOUNS)} {choice(_ENDINGS).strip()}"
    )


def _notes(source: random.Random, address: str) -> str:
    """Some 250 words of Markdown."""

    def text(number: int) -> str:
        return " ".join(_sentence(source) for _ in range(number))

    points = "\n".join(f"- **{source.choice(_NOUNS).capitalize()}**: {text(1)}" for _ in range(4))
    return f"{text(5)} See [the *first* print]({address}).\n\n{text(4)}\n\n{points}\n\n{text(6)}"


def write_dossier(folder: Path, size: int, seed: int = 1) -> None:
    """Make a dossier of that many reports in `folder`."""
    write_corpus(folder, corpus(size, seed))


def write_corpus(folder: Path, found: Corpus) -> None:
    """Make a dossier in `folder`, briefs and the records of their making included."""
    content = folder / "content"
    for name in ("articles", "briefs", GENERATED):
        (content / name).mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(f"title: {TITLE}\nlanguage: en\n", encoding="utf-8")
    topics = "".join(f'- name: {topic.name}\n  description: "{topic.description}"\n' for topic in found.topics)
    (content / TOPICS_FILE).write_text(topics, encoding="utf-8")
    (content / ACTORS_FILE).write_text("\n".join(map(actor_entry, found.actors)), encoding="utf-8")
    write_roll(content, Roll({actor.id: actor.name for actor in found.actors}, tuple(a.name for a in found.actors)))
    for report in found.reports:
        add_to_dossier(folder, report)


def add_to_dossier(folder: Path, report: Report) -> None:
    """Write article, brief and the record of what the generator made, as if it had made them."""
    content, brief = folder / "content", report.brief
    header = f"title: {brief.title}\ndate: {brief.date}\npublisher: {brief.source.publisher}\nlanguage: en\n"
    article = (header + f"url: {brief.source.url}\n\n" + "\n\n".join(report.paragraphs) + "\n").encode()
    document = write_brief(brief)
    record = Record(
        article=brief.source.article,
        sha256=hashlib.sha256(article).hexdigest(),
        generator=__version__,
        brief=brief.slug,
        document=document,
        actors={actor.name: (actor.name,) for actor in report.actors},
    )
    (content / brief.source.article).write_bytes(article)
    (content / f"briefs/{brief.slug}.md").write_text(document, encoding="utf-8")
    path = record_path(content, record.article)
    fields = asdict(record) | {"quotes": [asdict(_found(one, report)) for one in report.said]}
    path.write_text(json.dumps(fields, ensure_ascii=False) + "\n", encoding="utf-8")


def _found(said: Said, report: Report) -> FoundQuote:
    start = sum(len(text) + 2 for text in report.paragraphs[: said.paragraph - 1])
    start += report.paragraphs[said.paragraph - 1].index("“") + 1
    return FoundQuote(Span(start, start + len(said.text)), "marked", said.speaker.name, said.speaker.id, key=True)


if __name__ == "__main__":
    write_dossier(Path(sys.argv[1]), int(sys.argv[2]))
