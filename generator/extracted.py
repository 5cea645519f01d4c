"""What was found in articles, kept until their briefs are written, so that a run that was cut off goes on from there.

build/extracted.jsonl: lines of a key, a tab and JSON. The first tells what extraction depended on beside the article;
then comes what was found, an article a line; then, before actors.yaml gets new entries, the names of all actors. The
file may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from generator.model import Article, Extraction, FoundActor, FoundDate, FoundQuote, FoundTopic, PartialDate, Span

FILE = Path("build/extracted.jsonl")
_BASIS = "basis"
_NAMES = "names"


def as_json(found: Extraction) -> dict[str, Any]:
    """An extraction in JSON's types; offsets are code points of the article's text."""
    return {
        "language": found.language,
        "title": found.title,
        "date": str(found.date) if found.date else None,
        "actors": [
            {"id": a.id, "name": a.name, "kind": a.kind, "role": a.role, "gender": a.gender, "mentions": a.mentions,
             "demonyms": a.demonyms}
            for a in found.actors
        ],
        "quotes": [
            {"start": q.span.start, "end": q.span.end, "kind": q.kind, "speaker": q.speaker or None,
             "actor": q.actor or None, "mention": q.mention, "cue": q.cue, "key": q.key}
            for q in found.quotes
        ],
        "summary": found.summary,
        "topics": [{"id": t.id, "name": t.name, "evidence": t.evidence} for t in found.topics],
        "dates": [{"date": str(d.date), "start": d.span.start, "end": d.span.end, "sentence": d.sentence}
                  for d in found.dates],
    }  # fmt: skip


def from_json(fields: Mapping[str, Any]) -> Extraction:
    """The extraction of which `as_json` made `fields`; raises ValueError, TypeError or KeyError for others."""
    return Extraction(
        language=fields["language"],
        title=fields["title"],
        date=PartialDate.parse(fields["date"]) if fields["date"] else None,
        actors=tuple(
            FoundActor(a["id"], a["name"], a["kind"], _spans(a["mentions"]), _spans(a["demonyms"]), a["gender"],
                       a["role"])
            for a in fields["actors"]
        ),
        quotes=tuple(
            FoundQuote(Span(q["start"], q["end"]), q["kind"], q["speaker"] or "", q["actor"] or "",
                       Span(*q["mention"]) if q["mention"] else None, q["cue"], q["key"])
            for q in fields["quotes"]
        ),
        summary=_spans(fields["summary"]),
        topics=tuple(FoundTopic(t["id"], t["name"], _spans(t["evidence"])) for t in fields["topics"]),
        dates=tuple(
            FoundDate(PartialDate.parse(d["date"]), Span(d["start"], d["end"]), Span(*d["sentence"]))
            for d in fields["dates"]
        ),
    )  # fmt: skip


class Found(NamedTuple):
    """What is kept of an article."""

    extraction: Extraction
    events: tuple[tuple[PartialDate, Span], ...]
    """Dates of the brief, each with its sentence."""


def to_line(found: Found) -> str:
    """As JSON, without a line end."""
    events = [(str(date), span) for date, span in found.events]
    return json.dumps({**as_json(found.extraction), "events": events}, ensure_ascii=False)


def _from_line(line: str | bytes) -> Found:
    fields = json.loads(line)
    events = tuple((PartialDate.parse(date), Span(*span)) for date, span in fields["events"])
    return Found(from_json(fields), events)


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


class Extracted:
    """The file of one run; `names` are those of a run that was cut off while it wrote briefs, None otherwise."""

    def __init__(self, path: Path, basis: str) -> None:
        """`basis` stands for what extraction depends on beside the article; what was found by another is dropped."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        self._places: dict[str, int] = {}
        self.names: Mapping[str, str] | None = None
        if not self._read(basis):
            self.begin(basis)

    def begin(self, basis: str) -> None:
        """Forget everything."""
        self._places, self.names = {}, None
        self._file.truncate(0)
        self._append(_BASIS, json.dumps(basis))

    def __contains__(self, article: Article) -> bool:
        return _key(article) in self._places

    def __getitem__(self, article: Article) -> Found:
        self._file.seek(self._places[_key(article)])
        return _from_line(self._file.readline().partition(b"\t")[2])

    def add(self, article: Article, found: str) -> None:
        """Keep what was found, as `to_line` wrote it."""
        self._places[_key(article)] = self._append(_key(article), found)

    def settle(self, names: Mapping[str, str], basis: str) -> None:
        """Keep the names of all actors, for when extraction, by the new entries of actors.yaml, depends on `basis`."""
        self._append(_NAMES, json.dumps({_BASIS: basis, _NAMES: names}, ensure_ascii=False))
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    def _append(self, key: str, line: str) -> int:
        """Add a line; returns where it begins."""
        place = self._file.seek(0, os.SEEK_END)
        self._file.write(f"{key}\t{line}\n".encode())
        self._file.flush()
        return place

    def _read(self, basis: str) -> bool:
        """Read what an earlier run left; False where it is of no use. What can't be read, and all after it, goes."""
        began = settled = ""
        place = self._file.seek(0)
        for line in self._file:
            try:
                key, _, text = line.decode().partition("\t")
                if not text.endswith("\n"):
                    break
                if key == _BASIS:
                    began = json.loads(text)
                elif key == _NAMES:
                    settled, self.names = itemgetter(_BASIS, _NAMES)(json.loads(text))
                else:
                    _from_line(text)
                    self._places[key] = place
            except (ValueError, TypeError, KeyError, AttributeError):
                break
            place += len(line)
        self._file.truncate(place)
        if began == basis:
            self.names = None
        return basis in (began, settled)


def _key(article: Article) -> str:
    """All of an article on which extraction depends."""
    facts = json.dumps([article.text, article.language, article.title, str(article.date)], ensure_ascii=False)
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@contextmanager
def extracted(root: Path, basis: str) -> Iterator[Extracted]:
    """The file of the dossier in `root`."""
    found = Extracted(root / FILE, basis)
    try:
        yield found
    finally:
        found.close()


def forget(root: Path) -> None:
    """Remove the file, when all briefs are written."""
    (root / FILE).unlink(missing_ok=True)
