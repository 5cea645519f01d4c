"""Language data: one folder a language, one YAML file a concern, nothing about a language in code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("en", "pl", "de", "es", "fr", "ru", "uk", "cs", "sl", "bg", "it", "pt")
"""Languages of articles."""
INTERFACE_LANGUAGES = ("en", "pl", "de", "es", "fr", "uk", "ru")
"""Languages that a dossier can be published in."""


@cache
def data(language: str, concern: str) -> Mapping[str, Any]:
    """The data file of a language (`pl`, `speech`), all scalars as strings; empty where there is none."""
    file = files(__package__) / language / f"{concern}.yaml"
    if not file.is_file():
        return {}
    loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return loaded if isinstance(loaded, dict) else {}
