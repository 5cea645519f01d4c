"""`dossier extract --json`: JSON lines in, one line out for each, in the same order.

In: {"id", "text", optional "language", "date", "title"}. Out, with offsets in code points of `text`: {"id",
"language", "title", "date", "actors": [{"id", "name", "kind", "role", "gender", "mentions", "demonyms"}],
"quotes": [{"start", "end", "kind", "speaker", "actor", "mention", "cue", "key"}], "summary": [[start, end]],
"topics": [{"id", "name", "evidence"}], "dates": [{"date", "start", "end", "sentence"}]}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from generator.article import is_language
from generator.authority import read_actors, read_topics, starter_topics
from generator.errors import Problem
from generator.extract import extract
from generator.extracted import as_json
from generator.jobs import parallel_map
from generator.languages.recognise import recognise
from generator.model import Actor, PartialDate, Topic


@dataclass(frozen=True, slots=True)
class _Line:
    path: str
    number: int
    text: str


def extract_lines(files: Sequence[str], out: TextIO, root: Path | None, jobs: int, scheduler: str = "") -> int:
    """Write the extraction of each input line to `out`; returns the exit code.

    `root` is the dossier whose actors and topics to use, if any. A line that can't be taken is reported to standard
    error and left out; the others go on, and the exit code is 1.
    """
    actors = read_actors(root / "content") if root else ()
    topics = read_topics(root / "content") if root else starter_topics()
    work = partial(_answer, authority=actors, vocabulary=topics)
    failed = False
    for answer in parallel_map(work, _lines(files), jobs, scheduler=scheduler,
                               named=lambda line: f"{line.path}:{line.number}"):
        if isinstance(answer, Problem):
            print(answer, file=sys.stderr)
            failed = True
        else:
            out.write(answer + "\n")
    return int(failed)


def _lines(files: Sequence[str]) -> Iterator[_Line]:
    if not files:
        yield from _numbered("<stdin>", sys.stdin)
    for path in files:
        with Path(path).open(encoding="utf-8") as file:
            yield from _numbered(path, file)


def _numbered(path: str, file: Iterable[str]) -> Iterator[_Line]:
    return (_Line(path, number, line) for number, line in enumerate(file, 1) if line.strip())


def _answer(line: _Line, authority: tuple[Actor, ...], vocabulary: tuple[Topic, ...]) -> str | Problem:
    try:
        asked = _asked(line.text)
    except ValueError as error:
        return Problem(line.path, line.number, str(error))
    text = asked["text"]
    found = extract(
        text,
        asked.get("language") or recognise(text),
        title=asked.get("title") or "",
        date=PartialDate.parse(asked["date"]) if asked.get("date") else None,
        authority=authority,
        vocabulary=vocabulary,
    )
    return json.dumps({"id": asked["id"], **as_json(found)}, ensure_ascii=False)


def _asked(line: str) -> dict[str, str]:
    asked = json.loads(line)
    if not isinstance(asked, dict):
        raise ValueError("a JSON object is expected on each line")
    for key in ("id", "text"):
        if key not in asked:
            raise ValueError(f"“{key}” is missing")
    if not isinstance(asked["text"], str):
        raise ValueError("“text” must be a text")
    for key in ("language", "date", "title"):
        if not isinstance(asked.get(key) or "", str):
            raise ValueError(f"“{key}” must be a text")
    if not is_language(asked.get("language") or ""):
        raise ValueError(f"“{asked['language']}” is not the code of a language")
    if asked.get("date"):
        PartialDate.parse(asked["date"])
    return asked
