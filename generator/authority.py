"""The authority files: content/actors.yaml and content/topics.yaml, which a person curates.

Both are lists of entries. A name, in any of its spellings, leads to one entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast

from generator import yamlfile
from generator.errors import DossierError, Problem
from generator.model import KINDS, Actor, Kind, Topic
from generator.slugs import slug

ACTORS_FILE = "actors.yaml"
TOPICS_FILE = "topics.yaml"
_ACTOR_KEYS = ("name", "kind", "role", "aliases", "wikidata", "gender")
_TOPIC_KEYS = ("name", "description", "keywords", "iptc")


def fold(name: str) -> str:
    """The form in which names are compared: case, white space and Unicode composition don't count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Authority:
    """Actors with the names that lead to them; `former` leads from names that entries had to those they have."""

    def __init__(self, actors: Iterable[Actor], former: Mapping[str, str] | None = None) -> None:
        self.actors = tuple(actors)
        self._by_name = {fold(actor.name): actor for actor in self.actors}
        self._by_alias: dict[str, list[Actor]] = {}
        for actor in self.actors:
            for alias in {fold(alias) for alias in actor.aliases}:
                self._by_alias.setdefault(alias, []).append(actor)
        for old, new in (former or {}).items():
            if fold(new) in self._by_name:
                self._by_alias.setdefault(fold(old), [self._by_name[fold(new)]])

    def candidates(self, name: str) -> tuple[Actor, ...]:
        """Whom `name` can mean: the actor so named, else all that have it as an alias."""
        key = fold(name)
        if key in self._by_name:
            return (self._by_name[key],)
        return tuple(self._by_alias.get(key, ()))

    def resolve(self, name: str) -> Actor | None:
        """The one actor whom `name` means; None when there is none or more than one."""
        found = self.candidates(name)
        return found[0] if len(found) == 1 else None


def read_actors(content: Path) -> tuple[Actor, ...]:
    """The entries of content/actors.yaml, none when there is no such file; raises DossierError."""
    text = _text(content / ACTORS_FILE)
    return parse_actors(text, f"content/{ACTORS_FILE}") if text else ()


def read_topics(content: Path) -> tuple[Topic, ...]:
    """content/topics.yaml, then those topics of the starter vocabulary whose name isn't in it."""
    text = _text(content / TOPICS_FILE)
    own = parse_topics(text, f"content/{TOPICS_FILE}") if text else ()
    taken = {topic.id for topic in own}
    return own + tuple(topic for topic in starter_topics() if topic.id not in taken)


@cache
def starter_topics() -> tuple[Topic, ...]:
    """The vocabulary that comes with the program."""
    return parse_topics((files(__package__) / "data" / TOPICS_FILE).read_text(encoding="utf-8"), TOPICS_FILE)


def parse_actors(text: str, path: str) -> tuple[Actor, ...]:
    """Read the text of an actors file; raises DossierError with every wrong line."""
    problems: list[Problem] = []
    actors: list[Actor] = []
    lines: dict[str, int] = {}
    for entry in _entries(text, path, problems):
        fields = yamlfile.Fields(entry, path, _ACTOR_KEYS, problems)
        name = fields.text("name", required=True)
        kind = fields.choice("kind", KINDS, "person")
        if "kind" not in fields.values:
            fields.report(fields.line, f"“{name}” has no kind", f"add “kind: …”, one of {', '.join(KINDS)}")
        gender = fields.choice("gender", ("f", "m"), "")
        wikidata = fields.text("wikidata")
        if wikidata and not re.fullmatch(r"Q[1-9][0-9]*", wikidata):
            fields.report(fields.line_of("wikidata"), f"“{wikidata}” is not a Wikidata item", "as in: Q184")
        actor = Actor(slug(name), name, cast(Kind, kind), fields.text("role"), fields.texts("aliases"), wikidata,
                      "f" if gender == "f" else "m" if gender == "m" else "")
        _report_twin(fields, actor.id, name, lines)
        actors.append(actor)
    if problems:
        raise DossierError(problems)
    return tuple(actors)


def parse_topics(text: str, path: str) -> tuple[Topic, ...]:
    """Read the text of a topics file; raises DossierError with every wrong line."""
    problems: list[Problem] = []
    topics: list[Topic] = []
    lines: dict[str, int] = {}
    for entry in _entries(text, path, problems):
        fields = yamlfile.Fields(entry, path, _TOPIC_KEYS, problems)
        name = fields.text("name", required=True)
        topic = Topic(slug(name), name, fields.text("description"), _keywords(fields, path, problems),
                      fields.text("iptc"))
        _report_twin(fields, topic.id, name, lines)
        topics.append(topic)
    if problems:
        raise DossierError(problems)
    return tuple(topics)


def _entries(text: str, path: str, problems: list[Problem]) -> list[yamlfile.Value]:
    document = yamlfile.parse(text, path)
    if isinstance(document.content, list):
        return document.content
    if document.content:
        problems.append(Problem(path, document.line, "a list of entries is expected here",
                                "start each entry with “- name: …”"))
    return []


def _report_twin(fields: yamlfile.Fields, key: str, name: str, lines: dict[str, int]) -> None:
    if name and key in lines:
        fields.report(fields.line, f"“{name}” and the entry on line {lines[key]} would have the same permalink",
                      "merge the two entries, or tell the names apart, as in “John Smith (minister)”")
    lines.setdefault(key, fields.line)


def _keywords(fields: yamlfile.Fields, path: str, problems: list[Problem]) -> Mapping[str, tuple[str, ...]]:
    value = fields.values.get("keywords")
    if value is None:
        return {}
    languages = yamlfile.Fields(value, path, value.content if isinstance(value.content, dict) else (), problems)
    return {language: languages.texts(language) for language in languages.values}


def _text(path: Path) -> str:
    with suppress(FileNotFoundError):
        return yamlfile.read(path, f"content/{path.name}")
    return ""


def actor_entry(actor: Actor) -> str:
    """The lines of an entry of actors.yaml for `actor`, ending in a line end."""
    lines = [f"- name: {scalar(actor.name)}", f"  kind: {actor.kind}"]
    if actor.role:
        lines.append(f"  role: {scalar(actor.role)}")
    if actor.aliases:
        lines.append(f"  aliases: [{', '.join(scalar(alias, flow=True) for alias in actor.aliases)}]")
    if actor.wikidata:
        lines.append(f"  wikidata: {actor.wikidata}")
    if actor.gender:
        lines.append(f"  gender: {actor.gender}")
    return "\n".join(lines) + "\n"


_PLAIN = re.compile(r"[^\W_][^\n]*")


def scalar(text: str, flow: bool = False) -> str:
    """`text` as a YAML scalar on one line: plain where that is safe (`flow`: inside […] too), else quoted."""
    text = " ".join(text.split())
    safe = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and not text.endswith(":")
    if safe and not (flow and re.search(r"[,\[\]{}]", text)) and text.isprintable():
        return text
    escaped = "".join(f"\\u{ord(c):04x}" if not c.isprintable() and ord(c) < 0x10000 else c
                      for c in text.replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{escaped}"'
