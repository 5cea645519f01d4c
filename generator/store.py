"""Files that are written so that no edit is lost and none is ever half there.

content/.generated/ holds, one JSON file an article, what the generator last made of it: the document of the brief
as it was written, the article's hash, and all that was found. It is committed with the dossier: it is the base
with which a person's edits are told from the generator's words.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from generator.authority import ACTORS_FILE, Authority
from generator.errors import DossierError, Problem
from generator.kept import Kept, in_folder, state
from generator.model import Actor
from generator.slugs import slug

GENERATED = ".generated"
_ROLL = "actors.json"
_LONGEST = 200
"""Bytes of a name that can get endings: file systems allow for 255."""


def write_atomically(path: Path, content: str | bytes) -> None:
    """Put a file in place whole or not at all; text as UTF-8 with \\n line ends. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = path.name.encode("utf-8", "surrogateescape")
    beside = path.with_name(f".{path.name[:40]}.{crc32(name):x}.tmp")  # the next write takes over what a kill left
    try:
        with beside.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_both(target: Path, text: str, record: Path, note: str) -> None:
    """Put a file that a person edits in place together with the record of it; both are there afterwards, or neither.

    The text waits beside the record, and so does the note; the rename that puts the text in its place makes both
    count. Wherever the process is cut off, whether the text still waits tells what was reached: a file that isn't
    there was never written, or was deleted by the person, and the two are never mistaken for one another.
    """
    _tidy(record)
    waiting, following = _beside(record)
    write_atomically(waiting, text)
    write_atomically(following, note)
    if target.exists():
        waiting.chmod(target.stat().st_mode & 0o777)
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting.replace(target)
    following.replace(record)


def _beside(record: Path) -> tuple[Path, Path]:
    """Where the text and the note of `write_both` wait."""
    return record.with_suffix(".text"), record.with_suffix(".next")


def _tidy(record: Path) -> None:
    """Finish, or undo, what was cut off."""
    waiting, following = _beside(record)
    if following.exists() and not waiting.exists():
        following.replace(record)
    following.unlink(missing_ok=True)
    waiting.unlink(missing_ok=True)


def _standing(record: Path) -> Path:
    """The file that holds a record now."""
    waiting, following = _beside(record)
    return following if following.exists() and not waiting.exists() else record


@dataclass(frozen=True, slots=True)
class Record:
    """What the generator last made of one article."""

    article: str
    """The article's path, relative to content/."""
    sha256: str = ""
    """Of the article's file, as it was extracted."""
    generator: str = ""
    """Version of the generator."""
    brief: str = ""
    """Slug of the brief."""
    document: str = ""
    """The brief as the generator wrote it: the base of a three-way merge."""
    actors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of each actor found → the forms in which the article has it, most frequent first."""
    quotes: tuple[Mapping[str, Any], ...] = ()
    """All quotes found, key or not."""
    dates: tuple[Mapping[str, Any], ...] = ()
    """Dates mentioned, with their sentence."""
    offer: str = ""
    """What the generator would write now, where a person's edits kept it from doing so."""
    article_changed: bool = False
    """Whether the article has changed since `document` was made of it."""
    removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a person took out of the brief: `quotes`, `actors`, `topics` → words and names, never written again."""


def record_path(content: Path, article: str) -> Path:
    """Where the record of an article stands: `articles/a.txt` → content/.generated/a.txt.json.

    Where the name is long, or the article stands in a folder of its own, it is made short and distinct.
    """
    name = Path(article).name
    if article != f"articles/{name}" or len(name.encode()) > _LONGEST:
        name = f"{slug(name)}-{hashlib.sha256(article.encode()).hexdigest()[:8]}"
    return content / GENERATED / f"{name}.json"


def write_record(content: Path, record: Record) -> None:
    path = record_path(content, record.article)
    _tidy(path)
    write_atomically(path, _as_json(record))


def write_brief_and_record(content: Path, path: Path, document: str, record: Record) -> None:
    """Put a brief in its place, at `path`, and the record of its article, as `write_both` does."""
    write_both(path, document, record_path(content, record.article), _as_json(record))


def _as_json(value: Record | Roll) -> str:
    return json.dumps(asdict(value), ensure_ascii=False, indent=1, default=dict) + "\n"


def read_records(content: Path, kept: Kept | None = None) -> dict[str, Record]:
    """Article path → its record; what is `kept` of files that weren't touched isn't read again.

    Raises DossierError for records that are broken.
    """
    problems: list[Problem] = []
    folder = content / GENERATED
    there = {entry.name: entry for entry in in_folder(folder, "")}
    stems = {name[:-5] for name in there.keys() - {_ROLL, f"{_ROLL[:-5]}.next"} if name.endswith((".json", ".next"))}
    unfinished = {stem for stem in stems if f"{stem}.next" in there and f"{stem}.text" not in there}
    standing = sorted(f"{s}.next" if s in unfinished else f"{s}.json" for s in stems)
    states = {name: state(there[name]) for name in standing if name in there}

    def read(names: Sequence[str]) -> Iterator[tuple[str, Record]]:
        for name in names:
            try:
                yield name, _record(json.loads((folder / name).read_text(encoding="utf-8")))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                problems.append(Problem(f"content/{GENERATED}/{name}", 0, f"can't be read: {error}",
                                        "restore it from version control, or delete it: it is made again"))

    records = (kept or Kept()).through("record", states, read)
    if problems:
        raise DossierError(problems)
    return {records[name].article: records[name] for name in states if name in records}


def _record(fields: dict[str, Any]) -> Record:
    fields |= {key: {name: tuple(items) for name, items in fields.get(key, {}).items()}
               for key in ("actors", "removed")}
    fields |= {key: tuple(fields[key]) for key in ("quotes", "dates")}
    return Record(**fields)


def _renamed(seen: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    """Name as it was → name as it is, of entries that stand in one place; of more or fewer, those that share a word."""
    renamed: dict[str, str] = {}
    for tag, a, b, c, d in difflib.SequenceMatcher(None, seen, now, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:
            renamed |= dict(zip(seen[a:b], now[c:d], strict=True))
        elif tag == "replace":
            alike = [(old, new) for old in seen[a:b] for new in now[c:d] if {*old.split()} & {*new.split()}]
            renamed |= {old: new for old, new in alike if [pair[0] for pair in alike].count(old) == 1}
    return renamed


@dataclass(frozen=True, slots=True)
class Roll:
    """What the generator knows of actors.yaml from before."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Key of each actor that it ever enrolled → the name it was given."""
    seen: tuple[str, ...] = ()
    """The names of the entries, in their order, as they stood last."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Name that an entry once had → the name of the entry that it leads to now."""
    removed: tuple[str, ...] = ()
    """Names that once stood there and lead to no entry now: a person took them out."""

    def caught_up(self, actors: tuple[Actor, ...]) -> Roll:
        """The roll as it is once a person has edited the entries to be `actors`.

        A renamed entry is known again by its place among those that didn't change, one that was merged by its name
        among the other's aliases.
        """
        register = Authority(actors)
        now = tuple(actor.name for actor in actors)
        former = {old: new for old, new in self.former.items() if old not in now}
        merged = {old: actor.name for old in self.seen if old not in now and (actor := register.resolve(old))}
        former |= merged | _renamed([name for name in self.seen if name not in merged], now)
        led = {old: former.get(new, new) for old, new in former.items()}
        former = {old: new for old, new in led.items() if new in now}
        everyone = {*self.removed, *self.seen, *self.former, *self.names.values()}
        known = Authority(actors, former)
        return Roll(self.names, now, former, tuple(sorted(n for n in everyone if not known.candidates(n))))


def read_roll(content: Path) -> Roll:
    """The roll of a dossier, empty when there is none; raises DossierError when it is broken."""
    try:
        fields = json.loads(_standing(content / GENERATED / _ROLL).read_text(encoding="utf-8"))
        return Roll(dict(fields["names"]), tuple(fields["seen"]), dict(fields["former"]),
                    tuple(fields.get("removed", ())))
    except FileNotFoundError:
        return Roll()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DossierError([Problem(f"content/{GENERATED}/{_ROLL}", 0, f"can't be read: {error}",
                                    "restore it from version control, or delete it")]) from None


def write_roll(content: Path, roll: Roll) -> None:
    _tidy(content / GENERATED / _ROLL)
    write_atomically(content / GENERATED / _ROLL, _as_json(roll))


def append_entries(content: Path, entries: Iterable[str], heading: str, roll: Roll) -> None:
    """Add entries at the end of actors.yaml, which keeps every character it has, and write the roll with them.

    `heading` opens the file when it doesn't exist yet. As in `write_both`, both are written or neither.
    """
    path = content / ACTORS_FILE
    old = path.read_bytes().decode("utf-8") if path.exists() else heading
    text = old + ("" if old.endswith("\n") or not old else "\n") + "".join(entries)
    write_both(path, text, content / GENERATED / _ROLL, _as_json(roll))
