"""What can be found: records of the dossier, as an index for served pages (Pagefind) and as a script for files.

Both find the same: a record is found by words that begin with the words asked for, in its own text or in the
spellings of the actors it names. Words are folded here for Pagefind, and by the same rules in `search.js`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from generator import pagefind
from generator.addresses import permalink
from generator.brief import markdown_text
from generator.gazetteer import starter
from generator.model import Actor, Dossier, Entry, PartialDate, Quotation
from generator.pagefind import Document

SCRIPT_LIMIT = 3_000_000
"""Bytes of search-data.js beyond which the text of the sources stays out of it."""
_SHARD = 32
"""Records in a file of `search/`, or up to sixteen times fewer."""


class Part(NamedTuple):
    """A place of a page, and what it says."""

    fragment: str
    """Of the place; empty: the page."""
    text: str
    language: str = ""
    """BCP 47, where it isn't the record's."""
    note: str = ""
    """The interface word for how a quote stands to its article, where it isn't simply its words."""


@dataclass(frozen=True, slots=True)
class Record:
    """Something to be found as a whole: an actor, a brief, what one says in a brief, a source."""

    kind: Literal["actor", "brief", "quote", "source"]
    address: str
    """Of its page, relative to the site."""
    title: str
    """Actor, title of the brief or source, speaker; empty: unattributed."""
    parts: tuple[Part, ...]
    origin: str = ""
    """What is shown beside it, and not searched: publisher, title of a quote's brief."""
    language: str = ""
    """BCP 47, of title and parts."""
    date: PartialDate | None = None
    speaker: str = ""
    """Id of the actor who says it."""
    actors: tuple[str, ...] = ()
    """Ids of those who are named."""
    topics: tuple[str, ...] = ()


def records(dossier: Dossier) -> Iterator[Record]:
    """All records in the order in which they are found: by kind, the newest first, actors by name."""
    for actor in dossier.actors:
        parts = (Part("", actor.role),) if actor.role else ()
        yield Record("actor", permalink("actor", actor.id), actor.name, parts, actors=(actor.id,))
    yield from map(_brief, dossier.entries)
    named = _named(dossier)
    for entry in dossier.entries:
        yield from _statements(entry, named)
    yield from _sources(dossier)


def _brief(entry: Entry) -> Record:
    brief = entry.brief
    parts = (
        Part("", " ".join(sentence.text for sentence in entry.summary)),
        Part("", ", ".join(topic.name for topic in entry.topics)),
        Part("assessment", markdown_text(brief.assessment)),
        Part("notes", markdown_text(brief.notes)),
    )
    speakers = (quotation.actor for quotation in entry.quotations)
    return Record(
        "brief",
        permalink("brief", brief.slug),
        brief.title,
        tuple(part for part in parts if part.text),
        entry.article.publisher,
        brief.language,
        brief.date,
        actors=_ids([*entry.actors, *speakers]),
        topics=tuple(topic.id for topic in entry.topics),
    )


def _ids(actors: Iterable[Actor | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor.id for actor in actors if actor))


def _named(dossier: Dossier) -> dict[int, list[str]]:
    """Identity of a quotation → ids of the actors whom it mentions."""
    named: dict[int, list[str]] = {}
    for actor in dossier.actors:
        for quotation in dossier.by_actor[actor.id].mentioned:
            named.setdefault(id(quotation), []).append(actor.id)
    return named


def _statements(entry: Entry, named: dict[int, list[str]]) -> Iterator[Record]:
    """The quotes of a brief, those of one speaker together: fewer records, and one's words stay in context."""
    brief = entry.brief
    groups: dict[str, list[tuple[int, Quotation]]] = {}
    for number, quotation in enumerate(entry.quotations, 1):
        groups.setdefault(quotation.speaker, []).append((number, quotation))
    for speaker, group in groups.items():
        parts: list[Part] = []
        for number, quotation in group:
            foreign = quotation.language if quotation.language != brief.language else ""
            parts.append(Part(f"q{number}", quotation.text, foreign, _note(quotation)))
            if quotation.original:
                parts.append(Part(f"q{number}", quotation.original, "", "original"))
        actor = group[0][1].actor
        mentioned = (key for _, quotation in group for key in named.get(id(quotation), ()))
        yield Record(
            "quote",
            permalink("brief", brief.slug),
            speaker,
            tuple(parts),
            brief.title,
            brief.language,
            brief.date,
            actor.id if actor else "",
            tuple(dict.fromkeys([*_ids([actor]), *mentioned])),
            tuple(topic.id for topic in entry.topics),
        )


def _note(quotation: Quotation) -> str:
    if quotation.unproved:
        return "unproved"
    if quotation.by_editor:
        return "by_editor"
    return "" if quotation.proof == "verbatim" else quotation.proof


def _sources(dossier: Dossier) -> Iterator[Record]:
    made_of: dict[str, list[Entry]] = {}
    for entry in dossier.entries:
        made_of.setdefault(entry.article.slug, []).append(entry)
    for article in reversed(dossier.articles):
        entries = made_of.get(article.slug, [])
        origin = ", ".join(filter(None, (article.publisher, article.author)))
        paragraphs = [Part(f"p{n}", span.of(article.text)) for n, span in enumerate(article.paragraphs, 1)]
        yield Record(
            "source",
            permalink("source", article.slug),
            article.title or entries[-1].brief.title,
            (*paragraphs, *([Part("", origin)] if origin else [])),
            article.publisher,
            article.language,
            article.date,
            actors=_ids(actor for entry in entries for actor in entry.actors),
            topics=tuple(dict.fromkeys(topic.id for entry in entries for topic in entry.topics)),
        )


# Folding


_LETTERS = dict(zip("łđðøħŧæœßþıςґ", "l d d o h t ae oe ss th i σ г".split(), strict=True))
"""Those that Unicode doesn't decompose; the same as in search.js."""


class _Folding(dict[int, str | None]):
    """What becomes of a character of text in compatibility decomposition, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code).lower()
        category = unicodedata.category(letter[0])
        if category[0] == "M":
            made: str | None = None
        elif category[0] not in "LN" or letter == "ʼ":
            made = " "
        elif 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF:
            made = f" {letter} "  # kana and ideographs, which stand without spaces
        else:
            made = _LETTERS.get(letter, letter)
        self[code] = made
        return made


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The words of a text without case, diacritics and marks, parted by single spaces: “łódź-1” → “lodz 1”."""
    return " ".join(unicodedata.normalize("NFKD", text).translate(_FOLDING).split())


def spellings(dossier: Dossier, actor: Actor) -> tuple[str, ...]:
    """All ways in which an actor is written, the name first, each folded form once.

    Those of the starter authority are among them, so that a name is found in scripts that no article here has.
    """
    known = _starter(dossier.config.language).get(actor.name, ())
    found: dict[str, str] = {}
    for form in (actor.name, *actor.aliases, *dossier.by_actor[actor.id].spellings, *known):
        found.setdefault(fold(form), form)
    return tuple(found.values())


@cache
def _starter(language: str) -> dict[str, tuple[str, ...]]:
    return {actor.name: actor.aliases for actor in starter(language)}


def other_words(actor: Actor, spellings: Iterable[str]) -> str:
    """The words of an actor's aliases and of how articles write the name that the name doesn't have, each once."""
    own = fold(actor.name).split()
    words = fold(" ".join((*actor.aliases, *spellings))).split()
    return " ".join(dict.fromkeys(word for word in words if word not in own))


# For pages opened as files


def script(dossier: Dossier) -> bytes:
    """search-data.js: all names and records, without the text of the sources where that would exceed SCRIPT_LIMIT."""
    complete = sum(len(article.text) for article in dossier.articles) < SCRIPT_LIMIT
    rows = [_row(record) for record in records(dossier) if complete or record.kind != "source"]
    made = _script(dossier, rows, complete)
    if complete and len(made) > SCRIPT_LIMIT:
        made = _script(dossier, [row for row in rows if row["kind"] != "source"], complete=False)
    return made


def _script(dossier: Dossier, rows: Sequence[dict[str, Any]], complete: bool) -> bytes:
    return b"var searchData = " + _json({**_names(dossier), "complete": complete, "records": rows}) + b";\n"


def _names(dossier: Dossier) -> dict[str, Any]:
    """What ids stand for: actors with all spellings, topics."""
    return {
        "actors": {actor.id: spellings(dossier, actor) for actor in dossier.actors},
        "topics": {topic.id: topic.name for topic in dossier.topics},
    }


def _row(record: Record) -> dict[str, Any]:
    """A record as search.js gets it; what is empty is left out."""
    fields = {name: getattr(record, name) for name in Record.__slots__}
    fields["date"] = str(record.date or "")
    fields["parts"] = [part if part.language or part.note else part[:2] for part in record.parts]
    return {name: value for name, value in fields.items() if value}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# For served pages


def write_index(dossier: Dossier, site: Path) -> bool:
    """Write `pagefind/`, the index, and `search/`, the records, into the folder of a site.

    False, and nothing is written, where there is nothing to find or Pagefind doesn't run on this platform.
    """
    program = pagefind.program()
    found = list(records(dossier))
    if program is None or not found:
        return False
    ids = pagefind.write_index(program, _documents(dossier, found), site / "pagefind")
    digits = _digits(len(found))
    shards: dict[str, dict[str, object]] = {"names": {**_names(dossier), "digits": digits}}
    for key, record in zip(ids, found, strict=True):
        digest = key.rpartition("_")[2]
        shards.setdefault(digest[:digits], {})[digest] = _row(record)
    (site / "search").mkdir()
    for name, shard in shards.items():
        (site / f"search/{name}.json").write_bytes(_json(shard))
    return True


def _digits(records: int) -> int:
    """How many hexadecimal digits of their ids part records into files of at most _SHARD, more or less."""
    digits = 1
    while 16**digits * _SHARD < records:
        digits += 1
    return digits


def _documents(dossier: Dossier, found: Iterable[Record]) -> Iterator[Document]:
    names = {actor.id: fold(" ".join(spellings(dossier, actor))) for actor in dossier.actors}
    for record in found:
        own = fold("\n".join((record.title, *(part.text for part in record.parts))))
        filters = {
            "kind": (record.kind,),
            "language": (record.language,) * bool(record.language),
            "year": (str(record.date.year),) if record.date else (),
            "speaker": (record.speaker,) * bool(record.speaker),
            "actor": record.actors,
            "topic": record.topics,
        }
        words = " ".join(filter(None, (own, *(names[key] for key in record.actors))))
        yield Document(words or record.kind, filters)  # Pagefind drops what has no words
