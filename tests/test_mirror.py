"""A folder that begins as another: linked, never copied, and right whatever was there before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator import mirror
from generator.mirror import mirrored
from tests.golden import files


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "below/deep").mkdir(parents=True)
    for path in ("a", "b", "below/c", "below/deep/d"):
        (folder / path).write_text(path, encoding="utf-8")
    return folder


def test_all_files_are_links(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "new/target"
    assert sorted(mirrored(source, target)) == ["a", "b", "below/c", "below/deep/d"]
    assert files(target) == files(source)
    assert all((target / path).samefile(source / path) for path in files(source))


def test_what_is_the_same_is_not_touched(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "target"
    list(mirrored(source, target))
    (source / "a").unlink()
    (source / "a").write_text("a again", encoding="utf-8")
    linked: list[str] = []
    link = os.link
    monkeypatch.setattr(os, "link", lambda old, new, **also: (linked.append(new.name), link(old, new, **also)))
    assert sorted(mirrored(source, target)) == ["a", "b", "below/c", "below/deep/d"]
    assert linked == ["a"]
    assert files(target) == files(source)


def test_nothing_else_is_left(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    (target / "a/was a folder").mkdir(parents=True)
    (target / "a/was a folder/file").write_text("", encoding="utf-8")
    (target / "below").write_text("was a file", encoding="utf-8")
    (target / "gone/deep").mkdir(parents=True)
    (target / "gone/file").write_text("", encoding="utf-8")
    (target / "b").symlink_to(source / "a")
    list(mirrored(source, target))
    assert files(target) == files(source)
    assert not (target / "gone").exists()
    assert (target / "b").samefile(source / "b")


def test_what_cannot_be_linked_is_left_out(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "target").mkdir()
    (tmp_path / "target/a").write_text("another a", encoding="utf-8")
    assert list(mirrored(source, tmp_path / "target")) == []
    assert files(tmp_path / "target") == {}


class Entry:
    """A file whose folder has one number for it, and which itself has another."""

    def __init__(self, listed: int, own: int) -> None:
        self.listed, self.own = listed, own

    def inode(self) -> int:
        return self.listed

    def stat(self, **_: object) -> os.stat_result:
        return os.stat_result((0, self.own, *[0] * 8))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(Entry(5, 5), Entry(5, 5), True), (Entry(5, 5), Entry(6, 6), False), (Entry(-1, 5), Entry(-1, 6), False),
     (Entry(-1, 5), Entry(-1, 5), True)],
)  # fmt: skip
def test_a_folder_that_does_not_know_its_files(one: Entry, other: Entry, same: bool) -> None:
    assert mirror._is_same(one, other) is same  # type: ignore[arg-type]
