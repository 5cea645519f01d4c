"""The files that an archival PDF holds: articles, briefs and the data."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

from generator import exports
from generator.model import Dossier
from generator.pdf.metadata import Attached

_KINDS = mimetypes.MimeTypes()
"""Those that Python knows itself, the same on any machine."""


def attached(root: Path, dossier: Dossier) -> tuple[Attached, ...]:
    """Of a dossier in the folder `root`: name by name, each file as it stands there."""
    return tuple(sorted(_files(root, dossier), key=lambda file: file.name))


def _files(root: Path, dossier: Dossier) -> Iterator[Attached]:
    for path in sorted({f"content/{article.path}" for article in dossier.articles}):
        yield Attached(path, (root / path).read_bytes(), _kind(path), "Source")
    for entry in dossier.entries:
        yield Attached(entry.brief.path, (root / entry.brief.path).read_bytes(), "text/markdown", "Source")
    data = dict(exports.files(dossier))
    yield Attached("dossier.json", data["data/dossier.json"], "application/json", "Data")


def _kind(path: str) -> str:
    return "text/markdown" if path.endswith(".md") else _KINDS.guess_type(path)[0] or "text/plain"
