"""Texts that try to become something else, and a dossier in which each stands wherever text can stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from generator.authority import scalar
from generator.brief import escape, write_brief
from generator.model import Brief, Event, PartialDate, Quote, Source

FOLDER = Path(__file__).parent
_ESCAPE = re.compile(r"\\(n|t|\\|u[0-9a-f]{4}|U[0-9a-f]{8})")
_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\"}
BREAKING = """"'><script>alert(1)</script>{{ 7 * 7 }}</title></script><!--"""


@cache
def payloads() -> tuple[str, ...]:
    """The texts of payloads.txt."""
    lines = (FOLDER / "payloads.txt").read_text(encoding="utf-8").split("\n")
    kept = (line for line in lines if line and not line.startswith(("# ", "== ")))
    return tuple(_ESCAPE.sub(lambda m: _ESCAPED.get(m[1]) or chr(int(m[1][1:], 16)), line) for line in kept)


def allowed() -> dict[str, set[str]]:
    """Element → attributes that pages have of themselves, of allowed.txt."""
    lines = (FOLDER / "allowed.txt").read_text(encoding="utf-8").splitlines()
    return {words[0]: set(words[1:]) for words in map(str.split, lines)}


def line(text: str) -> str:
    return " ".join(text.split())


def name(payload: str, number: int) -> str:
    """A name that is a payload, and unlike all others: ids are made of letters and digits alone."""
    return line(f"{payload} n{number}")


def write_dossier(root: Path, texts: Iterable[str]) -> None:
    """For each text an article, a brief, an actor and a topic, which have it in every field; and in site.yaml."""
    texts = tuple(texts)
    for folder in ("articles", "briefs"):
        (root / "content" / folder).mkdir(parents=True)
    actors, topics = [], []
    for number, payload in enumerate(texts):
        named = name(payload, number)
        _write(root / f"content/articles/a{number}.txt", _article(payload, named))
        _write(root / f"content/briefs/b{number}.md", _brief(payload, named, number))
        words = scalar(line(payload)) if line(payload) else '"-"'
        actors.append(f"- name: {scalar(named)}\n  kind: person\n  role: {words}\n  aliases: [{_flow(payload)}]\n")
        topics.append(f"- name: {scalar(named)}\n  description: {words}\n")
    _write(root / "content/actors.yaml", "".join(actors))
    _write(root / "content/topics.yaml", "".join(topics))
    every = scalar(line(" · ".join(texts)))
    fields = {"title": scalar(BREAKING), "notice": scalar(BREAKING), "author": scalar(BREAKING), "subtitle": every,
              "description": every, "url": scalar("https://example.org/x\"'<y>/")}
    _write(root / "site.yaml", "".join(f"{key}: {value}\n" for key, value in fields.items()))
    blocks = "\n\n".join(block(payload) for payload in texts)
    _write(root / "content/dossier.md", f"## Bottom line\n\n{blocks}\n\n## Key judgements\n\n{blocks}\n")


def block(payload: str) -> str:
    """A payload as the Markdown that a person wrote; it may not begin a section of the document, which is an error."""
    return payload.replace("\n---", "\n- - -").replace("## ", "### ")


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _flow(payload: str) -> str:
    return scalar(line(payload), flow=True) if line(payload) else '"-"'


def _article(payload: str, named: str) -> str:
    payload, named = payload.replace("\0", ""), named.replace("\0", "")  # an article with zero bytes isn't read
    header = "".join(f"{key}: {line(payload)}\n" for key in ("title", "publisher", "author", "url"))
    text = payload.strip()
    return f"{header}date: 2031-03-04\n\n{named} said: “{text}” of it.\n\n{text}\n\nThe end of it."


def _brief(payload: str, named: str, number: int) -> str:
    day = PartialDate(2031, 1 + number % 12, 1 + number % 28)
    source = Source(f"articles/a{number}.txt", line(payload), line(payload), line(payload))
    brief = Brief(
        f"b{number}", named, day, "en", source, (named,), (named,), f"{escape(line(payload))} Then it went on.",
        (Quote(f"{payload.strip()}” of it", named), Quote("of it", line(payload) or "-")),
        f"Text {block(payload)}\n\n{block(payload)}", events=(Event(day, f"It was {line(payload)}"),),
    )  # fmt: skip
    view = f"## Assessment\n\nText {block(payload)}\n\n{block(payload)}\n\n## Notes\n"
    return write_brief(brief).replace("## Notes\n", view)
