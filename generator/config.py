"""site.yaml → Config; strict: an unknown key is an error with a suggestion."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from generator import yamlfile
from generator.errors import DossierError, Problem
from generator.languages import INTERFACE_LANGUAGES
from generator.model import TLP, Config

FILE = "site.yaml"


def read_config(root: Path) -> Config:
    """Read `root`/site.yaml; raise DossierError naming each wrong line."""
    try:
        text = (root / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DossierError([Problem(FILE, 0, f"there is no {FILE} in {root.resolve()}",
                                    "`dossier init DIR` makes a new dossier; -C DIR names an existing one")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DossierError([Problem(FILE, 0, f"can't be read: {error}")]) from None
    problems: list[Problem] = []
    keys = [field.name for field in dataclasses.fields(Config)]
    fields = yamlfile.Fields(yamlfile.parse(text, FILE), FILE, keys, problems)
    choices = {"language": INTERFACE_LANGUAGES, "paper": ("A4", "Letter"), "tlp": TLP}
    values: dict[str, Any] = {}
    for field in dataclasses.fields(Config):
        if field.name in choices:
            values[field.name] = fields.choice(field.name, choices[field.name], str(field.default))
        else:
            values[field.name] = fields.text(field.name, required=field.name == "title")
    if values["url"] and not values["url"].startswith(("https://", "http://")):
        fields.report(fields.line_of("url"), f"“{values['url']}” is not an address of the web",
                      "as in: https://example.org/dossier/")
    if problems:
        raise DossierError(problems)
    return Config(**values)
