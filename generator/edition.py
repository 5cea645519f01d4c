"""Which Dossier this is, to the letter: what two machines, or two runs, must share for their results to be the same."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

from generator import __version__

_LIBRARIES = ("pymorphy3", "morfeusz2", "simplemma", "dawg2")
"""That decide what is found in an article."""


@cache
def edition() -> str:
    """What our results depend on beside the input: our code and data, libraries, and Python, in words for people."""
    digest = hashlib.sha256()
    ours = (file for kind in ("py", "txt", "yaml") for file in Path(__file__).parent.rglob(f"*.{kind}"))
    for file in sorted(file for file in ours if "_templates" not in file.parts):
        digest.update(file.read_bytes())
    folders = (Path(folder) for folder in sys.path if Path(folder).is_dir())
    held = {file.stem for folder in folders for file in folder.glob("*.dist-info") if _decides(file.name)}
    python = ".".join(map(str, sys.version_info[:2]))
    return ", ".join([f"dossier {__version__} ({digest.hexdigest()[:8]})", f"Python {python}", *sorted(held)])


def _decides(name: str) -> bool:
    return name.lower().startswith(_LIBRARIES)
