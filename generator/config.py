"""site.yaml → Config; strict: an unknown key is an error with a suggestion."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from generator import yamlfile
from generator.errors import DossierError, Problem
from generator.languages import INTERFACE_LANGUAGES
from generator.model import TLP, Config, Edition

FILE = "site.yaml"
PAPERS = ("A4", "Letter")
_CHOSEN_BY = ("topics", "actors", "languages")
_EDITION = ("name", "title", "from", "to", *_CHOSEN_BY, "tlp", "paper")


def read_config(root: Path) -> Config:
    """Read `root`/site.yaml; raise DossierError naming each wrong line."""
    try:
        text = yamlfile.read(root / FILE, FILE)
    except FileNotFoundError:
        raise DossierError([Problem(FILE, 0, f"there is no {FILE} in {root.resolve()}",
                                    "`dossier init DIR` makes a new dossier; -C DIR names an existing one")]) from None
    problems: list[Problem] = []
    keys = [field.name for field in dataclasses.fields(Config)]
    fields = yamlfile.Fields(yamlfile.parse(text, FILE), FILE, keys, problems)
    choices = {"language": INTERFACE_LANGUAGES, "paper": PAPERS, "tlp": TLP}
    values: dict[str, Any] = {}
    for field in dataclasses.fields(Config):
        if field.name == "editions":
            values["editions"] = _editions(fields, problems)
        elif field.type == "bool":
            values[field.name] = fields.choice(field.name, ("true", "false"), "false") == "true"
        elif field.name in choices:
            values[field.name] = fields.choice(field.name, choices[field.name], str(field.default))
        else:
            values[field.name] = fields.text(field.name, required=field.name == "title")
    if values["url"] and not values["url"].startswith(("https://", "http://")):
        fields.report(fields.line_of("url"), f"“{values['url']}” is not an address of the web",
                      "as in: https://example.org/dossier/")
    if problems:
        raise DossierError(problems)
    return Config(**values)


def _editions(fields: yamlfile.Fields, problems: list[Problem]) -> tuple[Edition, ...]:
    editions = [_edition(value, problems) for value in fields.items("editions")]
    for place, edition in enumerate(editions):
        if edition.name in ("dossier", *(other.name for other in editions[:place])):
            problems.append(Problem(FILE, edition.line, f"two editions can't both be “{edition.name}”",
                                    "“dossier” is the whole dossier" if edition.name == "dossier" else ""))
    return tuple(editions)


def _edition(value: yamlfile.Value, problems: list[Problem]) -> Edition:
    fields = yamlfile.Fields(value, FILE, _EDITION, problems)
    name = fields.text("name", required=True)
    if name and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        fields.report(fields.line_of("name"), f"“{name}” can't be the name of an edition",
                      "small letters of a to z, digits and hyphens, for the file: northern-gates")
    since, until = fields.date("from"), fields.date("to")
    if since and until and str(until) < str(since) and not str(since).startswith(str(until)):
        fields.report(fields.line_of("to"), f"“to” ({until}) is before “from” ({since})")
    rest: dict[str, Any] = {key: fields.texts(key) for key in _CHOSEN_BY} | {"lines": _lines(fields)}
    rest |= {"tlp": fields.choice("tlp", TLP, ""), "paper": fields.choice("paper", PAPERS, "")}
    return Edition(name=name, title=fields.text("title"), since=since, until=until, line=value.line, **rest)


def _lines(fields: yamlfile.Fields) -> dict[str, int]:
    """As `Edition.lines` has them."""
    found = [(key, fields.values[key]) for key in _CHOSEN_BY if key in fields.values]
    items = [(key, item) for key, value in found
             for item in (value.content if isinstance(value.content, list) else [value])]
    return {f"{key} {item.content.strip()}": item.line for key, item in items if isinstance(item.content, str)}
