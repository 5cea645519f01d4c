"""Files: those that travel with the program, and all that a folder holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder of the templates: inside the package when installed, beside it in a source checkout."""
    installed = _PACKAGE / "_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def files(paths: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    """All files that these are or hold, with what the system knows of them; compiled Python is none."""
    for path in paths:
        if path.is_dir():
            yield from _below(str(path))
        elif path.exists():
            yield str(path), path.stat()


def _below(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path, entry.stat()
            elif entry.name != "__pycache__":
                yield from _below(entry.path)
