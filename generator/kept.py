"""What was read and made before, kept in build/kept.sqlite, so that only what changed is read and made again.

The file may be deleted at any time; it is begun anew where it is broken or another version of the program, of Python
or of a library wrote it. Only values of `model` and of `store` are read from it, so that it can't do anything.
"""

from __future__ import annotations

import io
import os
import pickle
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import is_dataclass
from functools import cache
from hashlib import blake2b
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from generator.model import Actor, Topic
from generator.resources import files

FILE = Path("build/kept.sqlite")
T = TypeVar("T")
_OURS = ("generator.model", "generator.store", "generator.verify")
"""Modules whose values are kept."""
_UNREADABLE = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, LookupError, TypeError, ValueError)
_SETTLED = 2_000_000_000
"""Nanoseconds. A file that changed just now may change again without its time showing it."""
_Name = tuple[str, str]
_TABLE = """
CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, stamp TEXT, value BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID
"""


class Kept:
    """Values by kind and key, each with the stamp of what it was made of."""

    def __init__(self, connection: sqlite3.Connection | None = None) -> None:
        """Without a connection, nothing is there, and nothing will be."""
        self._connection = connection
        self._read: dict[str, dict[str, tuple[str, Any]]] = {}
        """Kind → key → stamp and value, of what was read or made since; those who keep this open build again."""
        self._stamps: dict[str, dict[str, str]] = {}
        """Kind → key → stamp, of what has no value."""

    def through(
        self,
        kind: str,
        wanted: Mapping[str, str],
        make: Callable[[Sequence[str]], Iterable[tuple[str, T]]],
        named: Iterable[Actor | Topic] = (),
    ) -> dict[str, T]:
        """Key → value: as it was kept where its stamp is as `wanted`, else made anew.

        `make` gets the keys of what isn't there, and may leave some out. What isn't wanted is forgotten; an empty
        stamp is that of a value that isn't to be kept; `make` may still empty it. Of actors and topics, only the ids
        are kept: the values in question are those `named`.
        """
        if not self._connection:
            return dict(make([*wanted]))
        if kind not in self._read:
            self._read[kind] = self._standing(kind, wanted, {_name(value): value for value in named})
        read = self._read[kind]
        found = {key: read[key][1] for key, stamp in wanted.items() if stamp and read.get(key, ("",))[0] == stamp}
        missing = [key for key in wanted if key not in found]
        made = dict(make(missing)) if missing else {}
        self._forget(kind, read.keys() - found.keys())
        self._keep(kind, ((key, wanted[key], _written(value)) for key, value in made.items() if wanted[key]))
        found |= made
        self._read[kind] = {key: (wanted[key], value) for key, value in found.items()}
        return found

    def _standing(
        self, kind: str, wanted: Mapping[str, str], named: Mapping[_Name, Actor | Topic]
    ) -> dict[str, tuple[str, Any]]:
        """All that is kept of a kind; of what isn't wanted, and of what can't be read, the key alone."""
        assert self._connection
        found: dict[str, tuple[str, Any]] = {}
        rows = self._connection.execute("SELECT key, stamp, value FROM kept WHERE kind = ?", (kind,))
        for key, stamp, value in rows:
            found[key] = "", None
            if stamp and wanted.get(key) == stamp:
                with suppress(*_UNREADABLE):
                    found[key] = stamp, _Reader(value, named).load()
        return found

    def stamps(self, kind: str) -> dict[str, str]:
        """Key → stamp of all that is kept of a kind without values."""
        if self._connection and kind not in self._stamps:
            rows = self._connection.execute("SELECT key, stamp FROM kept WHERE kind = ?", (kind,))
            self._stamps[kind] = dict(rows)
        return self._stamps.get(kind, {})

    def keep_stamps(self, kind: str, now: Mapping[str, str]) -> None:
        """Let the stamps of a kind be these."""
        before = self.stamps(kind)
        self._forget(kind, before.keys() - now.keys())
        self._keep(kind, ((key, stamp, b"") for key, stamp in now.items() if before.get(key) != stamp))
        self._stamps[kind] = dict(now)

    def _keep(self, kind: str, rows: Iterable[tuple[str, str, bytes]]) -> None:
        self._write("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", ((kind, *row) for row in rows))

    def _forget(self, kind: str, keys: Iterable[str]) -> None:
        self._write("DELETE FROM kept WHERE kind = ? AND key = ?", ((kind, key) for key in keys))

    def _write(self, statement: str, rows: Iterable[tuple[str, ...] | tuple[str, str, str, bytes]]) -> None:
        """On a full disk nothing more is kept, and what was stays as it was."""
        try:
            if self._connection:
                self._connection.executemany(statement, rows)
        except sqlite3.Error:
            self.close()

    def commit(self) -> None:
        if self._connection:
            with suppress(sqlite3.Error):
                self._connection.commit()

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


@contextmanager
def kept(root: Path) -> Iterator[Kept]:
    """What is kept of the dossier in `root`. What is added stays only once it is committed. Raises OSError."""
    with closing(Kept(_opened(root / FILE))) as held:
        yield held


def _opened(path: Path) -> sqlite3.Connection | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        connection = sqlite3.connect(path, check_same_thread=False)  # the preview builds in a thread of its own
        try:
            connection.execute("PRAGMA synchronous = OFF")  # what the disk loses is made again
            connection.execute(_TABLE)
            connection.execute("INSERT OR IGNORE INTO kept VALUES ('', 'version', ?, '')", (version(),))
            found = connection.execute("SELECT stamp FROM kept WHERE kind = '' AND key = 'version'").fetchone()
            if found == (version(),):
                connection.commit()
                return connection
        except sqlite3.DatabaseError:
            pass
        connection.close()
        for name in (path, path.with_name(f"{path.name}-journal")):
            name.unlink(missing_ok=True)
    return None


@cache
def version() -> str:
    """What all that is made depends on beside the dossier: our files, libraries and Python."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    for path, stat in sorted(files([Path(__file__).parent])):
        digest.update(f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    for folder in filter(os.path.isdir, sys.path):
        digest.update("\n".join(sorted(found.name for found in Path(folder).glob("*-info"))).encode())
    return digest.hexdigest()


def in_folder(folder: Path, ending: str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, none where there is no such folder."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if entry.name.endswith(ending)), key=attrgetter("name"))


def state(file: Path | os.DirEntry[str]) -> str:
    """By which a file that wasn't touched is known again; empty where that can't be told."""
    try:
        stat = file.stat()
    except OSError:
        return ""
    if max(stat.st_mtime_ns, stat.st_ctime_ns) > time.time_ns() - _SETTLED:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


def _name(value: Actor | Topic) -> _Name:
    return type(value).__name__, value.id


class _Writer(pickle.Pickler):
    def persistent_id(self, value: Any) -> _Name | None:
        return _name(value) if type(value) is Actor or type(value) is Topic else None

    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        if kind.__module__ in _OURS and is_dataclass(value):
            return restored, (kind, *(getattr(value, name) for name in kind.__slots__))
        return NotImplemented  # by which pickle is told to go its own way


def restored(kind: Any, *values: object) -> Any:
    """A frozen value of slots as it was written: several times as fast as what dataclasses do."""
    made = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _setters(kind: Any) -> tuple[Callable[[object, object], None], ...]:
    return tuple(kind.__dict__[name].__set__ for name in kind.__slots__)


def _written(value: object) -> bytes:
    out = io.BytesIO()
    _Writer(out, 5).dump(value)
    return out.getvalue()


class _Reader(pickle.Unpickler):
    """Reads plain values, and those of ours."""

    def __init__(self, value: bytes, named: Mapping[_Name, Actor | Topic]) -> None:
        super().__init__(io.BytesIO(value))
        self._named = named

    def persistent_load(self, name: _Name) -> Actor | Topic:
        return self._named[name]

    def find_class(self, module: str, name: str) -> Any:
        return _ours(module, name)


@cache
def _ours(module: str, name: str) -> Any:
    if (module, name) == (__name__, restored.__name__):
        return restored
    if module in _OURS and "." not in name:
        found = getattr(import_module(module), name)
        if isinstance(found, type) and found.__module__ == module:
            return found
    raise pickle.UnpicklingError(f"{module}.{name} isn't kept")
