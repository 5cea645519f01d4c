"""Which saves concern a dossier: a change of content/, templates/ or site.yaml, made by a person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

from generator.config import FILE

_FOLDERS = ("content", "templates")
_STEP = 20
"""Milliseconds of quiet that end a burst of saves."""
_LONGEST = 400
"""Milliseconds after which a burst counts as ended although more is being saved."""
_LOOK = 100
"""Milliseconds after which a look at everything is asked for, should nothing be saved meanwhile."""


def saves(root: Path, stop: Event) -> Iterator[frozenset[Path]]:
    """The files saved, a set for each burst, relative to `root`; an empty set: look at everything.

    The first set is empty. What is saved while the caller works on a set comes with the next one. Ends when
    `stop` is set.
    """
    from watchfiles import watch

    root = root.resolve()
    changed: frozenset[Path] = frozenset()
    anew = True
    while not stop.is_set():
        watched = folders(root)
        with suppress(FileNotFoundError):  # a folder that has gone meanwhile
            for changes in watch(
                *watched,
                recursive=False,  # the root has build/ and more beside what is ours
                watch_filter=lambda _, name: concerns(Path(name).relative_to(root)),
                step=_STEP,
                debounce=_LONGEST,
                rust_timeout=_LOOK,
                yield_on_timeout=True,
                stop_event=stop,
            ):
                changed = frozenset(Path(name).relative_to(root) for _, name in changes)
                if changed or anew:
                    yield changed
                anew = False
                if any((root / path).is_dir() or root / path in watched for path in changed):
                    break
        anew = True


def folders(root: Path) -> set[Path]:
    """The folders whose files concern the dossier: those below content/ and templates/, and the root."""
    found = {root}
    for name in _FOLDERS:
        for folder, below, _ in os.walk(root / name):
            found.add(Path(folder))
            below[:] = [child for child in below if not child.startswith(".")]
    return found


def concerns(path: Path) -> bool:
    """Whether a file with this path, relative to the root, is one that a person edits.

    Hidden files and the temporary files of editors aren't.
    """
    if path.parts[0] not in (*_FOLDERS, FILE):
        return False
    name = path.name
    return not (
        any(part.startswith(".") for part in path.parts)
        or name.endswith(("~", ".tmp", ".swp", ".part", "___jb_tmp___"))
        or name.startswith("#")
        or name == "4913"  # Vim's question whether it may write here
    )
