"""Language data: one folder a language, one YAML file a concern, nothing about a language in code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "pl", "de", "es", "fr", "ru", "uk", "cs", "sl", "bg", "it", "pt")
"""Languages of articles."""
INTERFACE_LANGUAGES = ("en", "pl", "de", "es", "fr", "uk", "ru")
"""Languages that a dossier can be published in."""


@cache
def data(language: str, concern: str) -> Mapping[str, Any]:
    """The data file of a language (`pl`, `speech`), all scalars as strings; empty where there is none."""
    file = Path(__file__).parent / language / f"{concern}.yaml"
    if language not in LANGUAGES or not file.is_file():
        return {}
    import yaml  # `dossier --help` needs no language

    loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return loaded if isinstance(loaded, dict) else {}
