"""A folder made the same as another by hard links, which costs only what differs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def mirrored(source: Path, target: Path, below: str = "") -> Iterator[str]:
    """Let the folder `target` have the files of `source` and no others; yields their paths in it, with slashes.

    A file that is one and the same in both isn't touched. What can't be linked is left out. Raises OSError.
    """
    target.mkdir(parents=True, exist_ok=True)
    others = {entry.name: entry for entry in os.scandir(target)}
    folders = []
    for entry in os.scandir(source):
        other = others.pop(entry.name, None)
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.name)
            if other and not other.is_dir(follow_symlinks=False):
                _remove(other)
        elif (other and _is_same(entry, other)) or _linked(entry, other, target / entry.name):
            yield f"{below}{entry.name}"
    for other in others.values():
        _remove(other)
    for name in folders:
        yield from mirrored(source / name, target / name, f"{below}{name}/")


def _is_same(entry: os.DirEntry[str], other: os.DirEntry[str]) -> bool:
    """Not every file system says in a folder which file is meant; then each is asked for itself."""
    number = entry.stat(follow_symlinks=False).st_ino
    return number == (other.inode() if number == entry.inode() else other.stat(follow_symlinks=False).st_ino)


def _linked(entry: os.DirEntry[str], other: os.DirEntry[str] | None, path: Path) -> bool:
    if other:
        _remove(other)
    with suppress(OSError):
        os.link(entry, path, follow_symlinks=False)
        return True
    return False


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry)
    else:
        Path(entry).unlink()
