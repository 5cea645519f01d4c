"""What is kept between builds: what is used again, what isn't, and that a strange file does nothing."""

import os
import pickle
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generator import kept as module
from generator.kept import FILE, Kept, kept, state
from generator.model import Actor, Edition, PartialDate, Quotation, Span, Topic

MIRA = Actor("mira", "Mira Valden", "person")
FERRY = Topic("ferry", "Ferry", keywords={"en": ("boat*",)})
SAID = Quotation("We wait.", "Mira Valden", MIRA, "ferry", PartialDate(2031, 2), "en", None)


def through(held: Kept, wanted: dict[str, str], **values: object) -> tuple[dict[str, object], list[str]]:
    """What comes back, and what was made for it."""
    made: list[str] = []

    def make(keys: Sequence[str]) -> Iterator[tuple[str, object]]:
        made.extend(keys)
        yield from ((key, values[key]) for key in keys if key in values)

    return held.through("things", wanted, make, [MIRA, FERRY]), made


def test_only_what_changed_is_made(tmp_path: Path) -> None:
    with kept(tmp_path) as held:
        assert through(held, {"a": "1", "b": "1"}, a=SAID, b=[Span(1, 2)]) == ({"a": SAID, "b": [(1, 2)]}, ["a", "b"])
        assert through(held, {"a": "1", "b": "2"}, b="new") == ({"a": SAID, "b": "new"}, ["b"])
        held.commit()
    with kept(tmp_path) as held:
        found, made = through(held, {"a": "1", "b": "2"})
        assert (found, made) == ({"a": SAID, "b": "new"}, [])
        assert found["a"].actor is MIRA  # type: ignore[attr-defined]


def test_what_is_not_committed_is_not_kept(tmp_path: Path) -> None:
    with kept(tmp_path) as held:
        through(held, {"a": "1"}, a="one")
    with kept(tmp_path) as held:
        assert through(held, {"a": "1"}, a="two") == ({"a": "two"}, ["a"])


def test_what_has_no_stamp_or_is_left_out_is_not_kept(tmp_path: Path) -> None:
    with kept(tmp_path) as held:
        assert through(held, {"a": "", "b": "1"}, a="one") == ({"a": "one"}, ["a", "b"])
        assert through(held, {"a": "", "b": "1"}, a="two", b="three") == ({"a": "two", "b": "three"}, ["a", "b"])
        through(held, {})
        assert through(held, {"b": "1"}, b="four") == ({"b": "four"}, ["b"])


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / FILE).write_bytes(content)
    for expected in (["a"], []):
        with kept(tmp_path) as held:
            assert through(held, {"a": "1"}, a="one") == ({"a": "one"}, expected)
            held.commit()


def test_another_version_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept(tmp_path) as held:
        through(held, {"a": "1"}, a="one")
        held.commit()
    monkeypatch.setattr(module, "version", lambda: "another")
    with kept(tmp_path) as held:
        assert through(held, {"a": "1"}, a="two") == ({"a": "two"}, ["a"])


class Hostile:
    """Runs a command when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> object:
        return os.system, (f"touch {self.path}",)


STRANGE = [
    b"cgenerator.store\nos.system\n(S'touch RAN'\ntR.",
    b"\x80\x04\x8c\x0fgenerator.store\x8c\tos.system\x93\x8c\ttouch RAN\x85R.",
    b"csubprocess\ncall\n((lS'touch'\naS'RAN'\natR.",
    b"cbuiltins\neval\n(S'1'\ntR.",
    b"garbage",
    pickle.dumps(subprocess.run),
]


@pytest.mark.parametrize("number", range(len(STRANGE) + 1))
def test_nothing_strange_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.chdir(tmp_path)
    value = [*STRANGE, pickle.dumps(Hostile(tmp_path / "RAN"))][number]
    with kept(tmp_path) as held:
        through(held, {"a": "1"}, a="one")
        held.commit()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE kept SET value = ? WHERE kind = 'things'", (value,))
    with kept(tmp_path) as held:
        assert through(held, {"a": "1"}, a="made") == ({"a": "made"}, ["a"])
    assert not (tmp_path / "RAN").exists()


def test_a_full_disk_keeps_what_was(tmp_path: Path) -> None:
    with kept(tmp_path) as held:
        through(held, {"a": "1"}, a="one")
        held.commit()
        held._connection.execute("PRAGMA max_page_count = 3")  # type: ignore[union-attr]
        assert through(held, {"a": "1", "b": "1"}, b="x" * 1_000_000)[0]["b"] == "x" * 1_000_000
        assert through(held, {"c": "1"}, c="three") == ({"c": "three"}, ["c"])
        held.commit()
    with kept(tmp_path) as held:
        assert through(held, {"a": "1"}) == ({"a": "one"}, [])


def test_a_file_is_known_again_once_it_is_at_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_text("one", encoding="utf-8")
    assert state(file) == "", "it may change again before its time shows it"
    assert state(tmp_path / "none") == ""
    monkeypatch.setattr(module, "_SETTLED", 0)
    before = state(file)
    os.utime(file, (1, 1))
    assert before
    assert state(file) not in ("", before)


def test_all_values_come_back_as_they_were(tmp_path: Path) -> None:
    values = {"topic": FERRY, "edition": Edition("a", lines={"topics b": 3}), "tuple": (SAID, Span(3, 4)), "none": None}
    wanted = dict.fromkeys(values, "1")
    with kept(tmp_path) as held:
        through(held, wanted, **values)
        held.commit()
    with kept(tmp_path) as held:
        assert through(held, wanted) == (values, [])
