"""What was made last, and of which files: so that a run with nothing to do ends at once, without reading any."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from generator import __version__
from generator.resources import files, templates
from generator.turn import SITE

PDF = Path("build/dossier.pdf")
_STATE = Path("build/state.json")
_EMBARGO = "next embargo"
"""Key in the state: the first day on which a brief that was left out is due."""


def mark_of(root: Path, allow_unproved: bool = False) -> str:
    """What site and PDF are made of: all files, and the day that the build states."""
    return f"{fingerprint(root)} built {stated_day()}{' with unproved quotes' * allow_unproved}"


def fingerprint(root: Path) -> str:
    """A hash of the names, sizes and times of all files that a build is made of."""
    package = Path(__file__).parent
    sources = (root / "site.yaml", root / "content", *template_folders(root), package)
    lines = sorted(f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}" for path, stat in files(sources))
    return hashlib.sha256("\n".join([__version__, *lines]).encode("utf-8", "surrogateescape")).hexdigest()


def template_folders(root: Path) -> tuple[Path, ...]:
    """Where templates are looked for: the dossier's own folder first, then ours."""
    own = root / "templates"
    ours = templates()
    return (own, ours) if own.is_dir() and own.resolve() != ours.resolve() else (ours,)


def today() -> str:
    """As in 2031-04-01. The only use of the clock: whether an embargo has ended."""
    return datetime.date.today().isoformat()


def stated_day() -> str:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org), seconds since 1970 in UTC; empty where none is stated."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date().isoformat() if seconds.isdigit() else ""


def is_current(root: Path, mark: str) -> bool:
    """Whether site and PDF stand in build/, were made with this mark, and no embargo has ended since."""
    state = _state(root)
    made = all((root / product).exists() and state.get(str(product)) == mark for product in (SITE, PDF))
    embargo = state.get(_EMBARGO, "")
    return made and not (embargo and embargo <= today())


def pdf_is_current(root: Path, mark: str) -> bool:
    """Whether the PDF was made with this mark."""
    return (root / PDF).exists() and _state(root).get(str(PDF)) == mark


def note(root: Path, mark: str, embargo: str) -> None:
    """Remember with which mark site and PDF were made, and the first day on which what was left out is due."""
    _remember(root, {_EMBARGO: embargo, str(SITE): mark, str(PDF): mark})


def note_pdf(root: Path, mark: str) -> None:
    """Remember with which mark the PDF was made; take it before making it."""
    _remember(root, {str(PDF): mark})


def _remember(root: Path, facts: Mapping[str, str]) -> None:
    from generator.store import write_atomically

    write_atomically(root / _STATE, json.dumps({**_state(root), **facts}, indent=1) + "\n")


def _state(root: Path) -> dict[str, str]:
    try:
        state = json.loads((root / _STATE).read_text(encoding="utf-8"))
        return state if isinstance(state, dict) else {}
    except (OSError, ValueError):
        return {}
