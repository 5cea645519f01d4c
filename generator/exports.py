"""Everything that the site shows, for other programs: one JSON file, three tables, and the schemas.

docs/data.md says what each field is; `schemas/dossier.schema.json` says it to programs.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from importlib.resources import files as resources
from typing import Any

from generator import __version__
from generator.addresses import permalink, site_root
from generator.figures import cut_off
from generator.model import Actor, Article, Dossier, Entry, Passage, Quotation, Sentence, Statement, Topic

SCHEMAS = ("dossier", "brief", "site", "actors", "topics")
Record = dict[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = "\ufeff"
_BRIEFS = (
    "slug title date language status tlp article publisher author url reliability credibility actors topics summary"
    " quotes page"
)
_QUOTES = (
    "brief id date speaker actor by_editor text language original proof unproved article publisher paragraph start end"
    " page"
)
_ACTORS = "id name kind role spellings wikidata briefs said mentioned page"


def files(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of each file."""
    root = site_root(dossier.config)
    yield "data/dossier.json", _json(record(dossier))
    yield "data/briefs.csv", _table(_BRIEFS, (_brief_row(entry, root) for entry in dossier.entries))
    yield "data/quotes.csv", _table(_QUOTES, _quote_rows(dossier, root))
    yield "data/actors.csv", _table(_ACTORS, (_actor_row(actor, dossier, root) for actor in dossier.actors))
    for name in SCHEMAS:
        yield f"schemas/{name}.schema.json", schema(name)


def schema(name: str) -> bytes:
    """One of SCHEMAS, in JSON Schema 2020-12."""
    return (resources(__package__) / "schemas" / f"{name}.schema.json").read_bytes()


# JSON


def _json(whole: Record) -> bytes:
    """A line for each brief, actor, topic and article, for people who look into it and for programs that compare."""
    lines = []
    for key, value in whole.items():
        if isinstance(value, list):
            items = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f'"{key}": [\n{items}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def record(dossier: Dossier) -> Record:
    """The dossier as plain values: every key always there, a date null and a text empty where none is stated."""
    config, overview = dossier.config, dossier.overview
    return {
        "$schema": "../schemas/dossier.schema.json",
        "generator": f"Dossier {__version__}",
        "title": config.title,
        "subtitle": config.subtitle,
        "description": config.description,
        "notice": config.notice,
        "author": config.author,
        "language": config.language,
        "url": config.url,
        "tlp": config.tlp,
        "as_of": _text(cut_off(dossier)),
        "built": _text(dossier.built),
        "bottom_line": overview.bottom_line,
        "key_judgements": overview.judgements,
        "briefs": [_brief(entry) for entry in dossier.entries],
        "actors": [_actor(actor, dossier) for actor in dossier.actors],
        "topics": [_topic(topic) for topic in dossier.topics],
        "statements": [_statement(statement) for statement in dossier.statements],
        "articles": [_article(article) for article in dossier.articles],
    }


def _text(date: object) -> str | None:
    return str(date) if date else None


def _brief(entry: Entry) -> Record:
    brief = entry.brief
    return {
        "slug": brief.slug,
        "page": permalink("brief", brief.slug),
        "title": brief.title,
        "date": _text(brief.date),
        "language": brief.language,
        "status": brief.status,
        "tlp": brief.tlp,
        "article": entry.article.slug,
        "publisher": entry.article.publisher,
        "author": entry.article.author,
        "url": entry.article.url,
        "reliability": brief.source.reliability,
        "credibility": brief.source.credibility,
        "actors": [actor.id for actor in entry.actors],
        "topics": [topic.id for topic in entry.topics],
        "summary": [_sentence(sentence) for sentence in entry.summary],
        "quotes": [_quote(quotation, number) for number, quotation in enumerate(entry.quotations, 1)],
        "dates": [{"date": str(event.date), **_sentence(event.sentence)} for event in entry.events],
        "assessment": brief.assessment,
        "notes": brief.notes,
    }


def _sentence(sentence: Sentence) -> Record:
    return {"text": sentence.text, "passage": _passage(sentence.passage)}


def _quote(quotation: Quotation, number: int) -> Record:
    return {
        "id": f"q{number}",
        "text": quotation.text,
        "speaker": quotation.speaker,
        "actor": quotation.actor.id if quotation.actor else None,
        "by_editor": quotation.by_editor,
        "language": quotation.language,
        "original": quotation.original,
        "proof": quotation.proof,
        "unproved": quotation.unproved,
        "passage": _passage(quotation.passage),
    }


def _passage(passage: Passage | None) -> Record | None:
    if not passage:
        return None
    return {
        "start": passage.span.start,
        "end": passage.span.end,
        "paragraph": passage.paragraph,
        "page": permalink("source", passage.article, passage.anchor),
    }


def _actor(actor: Actor, dossier: Dossier) -> Record:
    return {
        "id": actor.id,
        "page": permalink("actor", actor.id),
        "name": actor.name,
        "kind": actor.kind,
        "role": actor.role,
        "aliases": list(actor.aliases),
        "spellings": list(dossier.by_actor[actor.id].spellings),
        "wikidata": actor.wikidata,
    }


def _topic(topic: Topic) -> Record:
    return {
        "id": topic.id,
        "page": permalink("topic", topic.id),
        "name": topic.name,
        "description": topic.description,
    }


def _statement(statement: Statement) -> Record:
    return {
        "id": statement.anchor,
        "actor": statement.actor.id,
        "quotes": [
            {"brief": wording.entry.brief.slug, "id": f"q{wording.number}", "differing": list(wording.differing)}
            for wording in statement.wordings
        ],
    }


def _article(article: Article) -> Record:
    return {
        "slug": article.slug,
        "page": permalink("source", article.slug),
        "file": article.path,
        "sha256": article.sha256,
        "title": article.title,
        "date": _text(article.date),
        "language": article.language,
        "publisher": article.publisher,
        "author": article.author,
        "url": article.url,
        "text": article.text,
        "paragraphs": [list(span) for span in article.paragraphs],
    }


# Tables


def _table(columns: str, rows: Iterable[Record]) -> bytes:
    """CSV by RFC 4180, in UTF-8 with the mark that spreadsheets know it by."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns.split())
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return (_BOM + out.getvalue()).encode()


def _cell(value: object) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _brief_row(entry: Entry, root: str) -> Record:
    whole = _brief(entry)
    return {
        **{key: whole[key] for key in _BRIEFS.split() if key in whole},
        "actors": "; ".join(actor.name for actor in entry.actors),
        "topics": "; ".join(topic.name for topic in entry.topics),
        "summary": " ".join(sentence.text for sentence in entry.summary),
        "quotes": len(entry.quotations),
        "page": root + whole["page"],
    }


def _quote_rows(dossier: Dossier, root: str) -> Iterator[Record]:
    for entry in dossier.entries:
        for number, quotation in enumerate(entry.quotations, 1):
            passage = quotation.passage
            yield {
                "brief": entry.brief.slug,
                "id": f"q{number}",
                "date": _text(quotation.date),
                "speaker": quotation.speaker,
                "actor": quotation.actor.id if quotation.actor else "",
                "by_editor": "yes" if quotation.by_editor else "no",
                "text": quotation.text,
                "language": quotation.language,
                "original": quotation.original,
                "proof": quotation.proof,
                "unproved": "yes" if quotation.unproved else "no",
                "article": entry.article.slug,
                "publisher": entry.article.publisher,
                "paragraph": passage.paragraph if passage else "",
                "start": passage.span.start if passage else "",
                "end": passage.span.end if passage else "",
                "page": root + permalink("brief", entry.brief.slug, f"q{number}"),
            }


def _actor_row(actor: Actor, dossier: Dossier, root: str) -> Record:
    index = dossier.by_actor[actor.id]
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "role": actor.role,
        "spellings": "; ".join(dict.fromkeys((*actor.aliases, *index.spellings))),
        "wikidata": actor.wikidata,
        "briefs": len(index.entries),
        "said": len(index.said),
        "mentioned": len(index.mentioned),
        "page": root + permalink("actor", actor.id),
    }
