"""Dossier → pages → files: a site that needs neither a server nor JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import pass_context
from jinja2.runtime import Context

from generator import __version__
from generator.errors import DossierError, Problem
from generator.figures import count, cut_off
from generator.model import Dossier, Entry, Quotation
from generator.pages import SECTIONS, pages
from generator.render import environment, render

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_SCRIPTED = "; script-src 'self'"
_LIVE = "; connect-src 'self' ws:"


def write_site(dossier: Dossier, templates: tuple[Path, ...], out: Path, live: bool = False) -> None:
    """Write all pages and assets into the folder `out`, which is made where it doesn't exist.

    `templates` are searched in order, file by file. `live` is for the preview: pages may reload themselves.
    Raises DossierError for mistakes in templates, and for two pages that would have one address.
    """
    made = environment(templates, dossier.config.language)
    made.globals["href"] = _href
    made.filters["by_brief"] = _by_brief
    made.tests["web_address"] = _is_web_address
    common = _common(dossier)
    written: set[str] = set()
    for page in pages(dossier, "/" if live else dossier.config.url):
        if page.path.casefold() in written:
            raise DossierError([Problem(page.path, 0, "another page has this address")])
        written.add(page.path.casefold())
        context = {**common, **page.context, "path": page.path, "here": page.section, "scripts": page.scripts}
        context["policy"] = _POLICY + _SCRIPTED * bool(live or page.scripts) + _LIVE * live
        context.setdefault("root", "../" * page.path.count("/"))
        _write(out / page.path, render(made, page.template, context).encode())
    for name, content in _assets(templates).items():
        _write(out / "assets" / name, content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _assets(templates: tuple[Path, ...]) -> dict[str, bytes]:
    """The files of `site/assets` in all template folders; the first that has a file wins."""
    found: dict[str, bytes] = {}
    for folder in reversed([folder / "site" / "assets" for folder in templates]):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


@pass_context
def _href(context: Context, kind: str, name: str, fragment: str = "") -> str:
    """The address of a `brief`, `actor`, `topic` or `source`, relative to the page that is rendered."""
    address = f"{context['root']}{kind}s/{quote(name)}.html"
    return f"{address}#{quote(fragment)}" if fragment else address


@pass_context
def _by_brief(context: Context, quotations: Iterable[Quotation]) -> list[tuple[Entry, list[Quotation]]]:
    """Quotations with their briefs, which they come sorted by."""
    return [(context["briefs"][slug], list(found)) for slug, found in groupby(quotations, attrgetter("brief"))]


def _is_web_address(url: str) -> bool:
    return bool(re.match(r"https?://[^\s/]", url, re.IGNORECASE))


def _common(dossier: Dossier) -> dict[str, Any]:
    """What every template of the site gets."""
    briefs = {entry.brief.slug: entry for entry in dossier.entries}
    return {
        "dossier": dossier,
        "config": dossier.config,
        "briefs": briefs,
        "titles": _titles(dossier),
        "counts": count(dossier),
        "cut_off": cut_off(dossier),
        "sections": SECTIONS.items(),
        "version": __version__,
    }


def _titles(dossier: Dossier) -> dict[str, str]:
    """Article slug → the article's title, else that of a brief made of it."""
    titles = {entry.article.slug: entry.brief.title for entry in reversed(dossier.entries)}
    return titles | {article.slug: article.title for article in dossier.articles if article.title}
