"""Downloads: equal to the dossier, valid by their schemas, and schemas that know what the program accepts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import jsonschema
import pytest
import yaml

from generator import brief, exports
from generator.authority import _ACTOR_KEYS, _TOPIC_KEYS
from generator.config import _EDITION
from generator.exports import SCHEMAS, schema
from generator.languages import INTERFACE_LANGUAGES
from generator.model import (
    KINDS,
    TLP,
    Config,
    Dossier,
    Event,
    Overview,
    PartialDate,
    Quote,
    Span,
    Statement,
    Wording,
)
from tests.sample import BRIEFS, TEXTS, sample

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


def full() -> Dossier:
    """The sample with everything that can be stated."""
    dated = replace(BRIEFS[0], events=(Event(PartialDate(2031, 9), "The line opens again."),))
    return replace(sample(briefs=(dated, *BRIEFS[1:])), built=PartialDate(2031, 4, 1))


def exported(dossier: Dossier) -> Any:
    return json.loads(dict(exports.files(dossier))["data/dossier.json"])


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema(name)))


def table(dossier: Dossier, name: str) -> list[dict[str, str]]:
    text = dict(exports.files(dossier))[f"data/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# JSON


def test_schemas_are_schemas() -> None:
    for name in SCHEMAS:
        jsonschema.Draft202012Validator.check_schema(json.loads(schema(name)))


@pytest.mark.parametrize("dossier", [full(), replace(sample(briefs=()), config=Config("Empty"), overview=Overview())])
def test_the_dossier_is_valid_by_its_schema(dossier: Dossier) -> None:
    validator("dossier").validate(exported(dossier))


def test_the_schema_refuses_what_is_missing_or_unknown() -> None:
    whole = exported(sample())
    assert not validator("dossier").is_valid({**whole, "more": 1})
    del whole["briefs"][0]["quotes"][0]["proof"]
    assert not validator("dossier").is_valid(whole)


def test_passages_are_places_of_the_texts() -> None:
    whole = exported(sample())
    texts = {article["slug"]: article["text"] for article in whole["articles"]}
    assert texts == dict(TEXTS)
    found = 0
    for item in whole["briefs"]:
        for quote in item["quotes"]:
            if quote["proof"] != "abridged":
                place = quote["passage"]
                assert texts[item["article"]][place["start"] : place["end"]] == (quote["original"] or quote["text"])
                found += 1
    assert found == 12
    sentence = whole["briefs"][1]["summary"][0]
    assert sentence["text"] == texts["ferry-talks"][sentence["passage"]["start"] : sentence["passage"]["end"]]


def test_paragraphs_are_numbered_as_on_the_pages() -> None:
    whole = exported(sample())
    article = next(article for article in whole["articles"] if article["slug"] == "ferry-talks")
    start, end = article["paragraphs"][whole["briefs"][1]["quotes"][0]["passage"]["paragraph"] - 1]
    assert article["text"][start:end].startswith("“We have waited")


def test_ids_lead_to_what_they_name() -> None:
    whole = exported(sample())
    ids = {kind: {item["id"] for item in whole[kind]} for kind in ("actors", "topics")}
    for item in whole["briefs"]:
        assert set(item["actors"]) <= ids["actors"]
        assert set(item["topics"]) <= ids["topics"]
        assert {quote["actor"] for quote in item["quotes"]} - {None} <= ids["actors"]
    assert {item["slug"] for item in whole["briefs"]} == {brief.slug for brief in BRIEFS}


def test_a_statement_names_the_quotes_that_report_it() -> None:
    dossier = sample()
    polish, english = dossier.entries[:2]
    said = Statement(polish.actors[0], (Wording(english, 2, ((Span(0, 6), "differs"),)), Wording(polish, 1)))
    whole = exported(replace(dossier, statements=(said,)))
    validator("dossier").validate(whole)
    assert whole["statements"] == [
        {
            "id": "no-ferry-before-autumn-q2",
            "actor": "mira-valden",
            "quotes": [
                {"brief": "no-ferry-before-autumn", "id": "q2", "differing": ["Nobody"]},
                {"brief": "prom-z-portu-selin", "id": "q1", "differing": []},
            ],
        }
    ]


def test_what_is_not_stated_is_null_or_empty() -> None:
    whole = exported(sample())
    item = next(item for item in whole["briefs"] if item["slug"] == "abbara")
    assert (item["date"], item["publisher"], item["topics"], item["tlp"]) == (None, "", [], "")
    assert whole["built"] is None
    unattributed = next(item for item in whole["briefs"] if item["slug"] == "what-the-crews-say")["quotes"][0]
    assert (unattributed["speaker"], unattributed["actor"]) == ("", None)


def test_each_record_has_its_line() -> None:
    lines = dict(exports.files(sample()))["data/dossier.json"].decode().split("\n")
    assert sum(line.startswith('{"slug": ') for line in lines) == len(BRIEFS) + len(TEXTS)


# Tables


def test_quotes_are_read_back() -> None:
    dossier = full()
    rows = table(dossier, "quotes")
    quotations = [quotation for entry in dossier.entries for quotation in entry.quotations]
    assert [(row["text"], row["speaker"], row["original"], row["proof"], row["date"]) for row in rows] == [
        (q.text, q.speaker, q.original, q.proof, str(q.date or "")) for q in quotations]  # fmt: skip
    assert [(int(row["start"]), int(row["end"])) for row in rows] == [q.passage.span for q in quotations if q.passage]
    assert {row["page"].partition("#")[0] for row in rows} == {
        f"https://example.org/team/dossier/briefs/{entry.brief.slug}.html" for entry in dossier.entries}  # fmt: skip
    assert [row["by_editor"] for row in rows].count("yes") == 1


def test_briefs_and_actors_are_read_back() -> None:
    dossier = replace(full(), config=Config("Ferry"))
    briefs = table(dossier, "briefs")
    assert [(row["slug"], row["title"], row["quotes"], row["page"]) for row in briefs] == [
        (e.brief.slug, e.brief.title, str(len(e.quotations)), f"briefs/{e.brief.slug}.html") for e in dossier.entries
    ]
    assert briefs[1]["topics"] == "Ferry; Fees & <i>tolls</i>"
    actors = table(dossier, "actors")
    assert [row["name"] for row in actors] == [actor.name for actor in dossier.actors]
    valden = next(row for row in actors if row["id"] == "mira-valden")
    assert (valden["briefs"], valden["said"], valden["spellings"]) == ("4", "7", "Мира Вальден")


def test_tables_are_as_spreadsheets_want_them() -> None:
    made = dict(exports.files(sample()))
    for name in ("quotes", "briefs", "actors"):
        content = made[f"data/{name}.csv"]
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}


def test_an_empty_dossier_has_tables_with_headings() -> None:
    made = dict(exports.files(sample(briefs=())))
    assert made["data/actors.csv"].decode("utf-8-sig") == (
        "id,name,kind,role,spellings,wikidata,briefs,said,mentioned,page\r\n"
    )
    assert made["data/quotes.csv"].count(b"\r\n") == made["data/briefs.csv"].count(b"\r\n") == 1


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_a_formula(text: str) -> None:
    wrong = replace(BRIEFS[0], title=text, quotes=(Quote(text),))
    dossier = sample(briefs=(wrong,), allow_unproved=True)
    assert table(dossier, "briefs")[0]["title"] == f"'{text}"
    assert table(dossier, "quotes")[0]["text"] == f"'{text}"
    assert exported(dossier)["briefs"][0]["title"] == text


# The schemas of what a person writes


def keys(name: str, *path: str) -> dict[str, Any]:
    found = json.loads(schema(name))
    for step in path:
        found = found[step]
    assert found["additionalProperties"] is False
    return found["properties"]  # type: ignore[no-any-return]


def test_schemas_know_the_keys_that_are_accepted() -> None:
    assert tuple(keys("brief")) == brief._KEYS
    assert tuple(keys("brief", "properties", "source")) == brief._SOURCE_KEYS
    assert tuple(keys("site")) == tuple(field.name for field in fields(Config))
    assert tuple(keys("site", "properties", "editions", "items")) == _EDITION
    assert tuple(keys("actors", "items")) == _ACTOR_KEYS
    assert tuple(keys("topics", "items")) == _TOPIC_KEYS


def test_schemas_know_the_words_that_are_accepted() -> None:
    assert keys("brief")["tlp"]["enum"] == keys("site")["tlp"]["enum"] == list(TLP)
    assert keys("site")["language"]["enum"] == list(INTERFACE_LANGUAGES)
    assert keys("actors", "items")["kind"]["enum"] == list(KINDS)
    whole = json.loads(schema("dossier"))
    assert whole["properties"]["tlp"]["enum"] == ["", *TLP]
    assert whole["$defs"]["actor"]["properties"]["kind"]["enum"] == list(KINDS)


FRONT = "title: A\nlanguage: en\nsource: {article: articles/a.txt}\n"


def cases() -> Iterator[tuple[str, str, bool]]:
    yield "brief", FRONT, True
    for date in ("2031", "2031-02", "2031-02-27"):
        yield "brief", f"{FRONT}date: {date}\nembargo: {date}\n", True
    for date in ("27.2.2031", "2031-13", "2031-2", "2031-02-32"):
        yield "brief", f"{FRONT}date: {date}\n", False
    yield "brief", f"{FRONT}actors: Mira Valden\ntopics: [Ferry, 112]\ntlp: amber+strict\nstatus: draft\n", True
    yield "brief", f"{FRONT}tlp: yellow\n", False
    yield "brief", f"{FRONT}titel: B\n", False
    yield "brief", "title: A\nlanguage: en\n", False
    yield "brief", "title: A\nlanguage: en\nsource: {article: a.txt, reliability: B, credibility: 2}\n", True
    yield "brief", "title: A\nlanguage: en\nsource: {article: a.txt, credibility: 7}\n", False
    yield "brief", FRONT.replace("en", "English"), False
    yield "site", "title: A\nurl: https://example.org/\nlanguage: uk\npaper: Letter\n", True
    yield "site", "title: A\nduplex: true\neditions: [{name: north, from: 2031, to: 2031-02, topics: [Ferry]}]\n", True
    yield "site", "title: A\neditions: [{name: North}]\n", False
    yield "site", "title: A\nurl: example.org\n", False
    yield "site", "language: uk\n", False
    yield "actors", "- {name: A, kind: person, aliases: [B], wikidata: Q184, gender: f}\n", True
    yield "actors", "- {name: A}\n", False
    yield "actors", "- {name: A, kind: person, wikidata: 184}\n", False
    yield "topics", "- {name: A, keywords: {en: [fee*], pl: opłata}, iptc: medtop:20000593}\n", True
    yield "topics", "- {name: A, keyword: [x]}\n", False


@pytest.mark.parametrize(("name", "text", "valid"), tuple(cases()))
def test_schemas_accept_what_a_person_may_write(name: str, text: str, valid: bool) -> None:
    """Read as editors read it: by the types of YAML 1.2, to which dates are texts."""
    kept = {key: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
            for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}  # fmt: skip
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": kept})
    assert validator(name).is_valid(yaml.load(text, Loader=loader)) is valid


def test_the_schemas_are_published() -> None:
    made = dict(exports.files(sample()))
    for name in SCHEMAS:
        assert made[f"schemas/{name}.schema.json"] == schema(name)
    assert exported(sample())["$schema"] == "../schemas/dossier.schema.json"
