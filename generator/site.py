"""Dossier → pages → files: a site that needs neither a server nor JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment

from generator import __version__, cite, exports, feeds, search, sitemap, social
from generator.addresses import is_web_address, permalink, site_root
from generator.errors import DossierError, Problem
from generator.figures import count, cut_off
from generator.linked import linked_data
from generator.model import Dossier, PartialDate
from generator.pages import SECTIONS, Page, is_connected, months, pages
from generator.pagination import by_year
from generator.render import Compiled, environment, render
from generator.stamps import Later

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
_SCRIPTED = "; script-src 'self'"
_LIVE = "; connect-src 'self' ws:"


def write_site(
    dossier: Dossier,
    templates: tuple[Path, ...],
    out: Path,
    downloads: tuple[Path, ...] = (),
    live: bool = False,
    indexed: bool = False,
    last: Path | None = None,
) -> None:
    """Write all pages and assets into the folder `out`, which is made where it doesn't exist.

    `templates` are searched in order, file by file. `downloads` are files that the home page offers, copied into the
    site. `live` is for the preview: pages may reload themselves. `indexed`: the index of `search` is there already.
    `last` is the site as it was made before: its pictures are kept where they say the same.
    Raises DossierError for mistakes in templates, and for two pages that would have one address.
    """
    shared = common(dossier) | {
        "downloads": _offered(dossier, downloads),
        "search_index": "pagefind" if indexed else "script",
    }
    press = _Press(dossier, templates, shared, live)
    listed: dict[str, PartialDate | None] = {}
    for page in _distinct(pages(dossier, "/" if live else dossier.config.url)):
        _write(out / page.path, press.rendered(page))
        if sitemap.is_listed(page.template):
            listed[page.path] = page.newest
    files = chain(
        cite.files(dossier),
        exports.files(dossier),
        feeds.files(dossier),
        [("search-data.js", search.script(dossier))],
        sitemap.files(dossier, listed),
        () if live else social.files(dossier, last),
        ((file.name, file.read_bytes()) for file in downloads),
        ((f"assets/{name}", content) for name, content in _assets(templates).items()),
    )
    for path, content in files:
        _write(out / path, content)


def _offered(dossier: Dossier, downloads: tuple[Path, ...]) -> list[tuple[str, str, int]]:
    """File name, title of the edition (none: the whole dossier) and bytes of each PDF, the whole dossier first."""
    titles = {f"{edition.name}.pdf": edition.title or edition.name for edition in dossier.config.editions}
    found = [(file.name, titles.get(file.name, ""), file.stat().st_size) for file in downloads]
    return sorted(found, key=lambda offered: (bool(offered[1]), offered[0]))


class _Press:
    """Templates of the site with what all pages get; an environment for each depth of pages, whose links it makes."""

    def __init__(self, dossier: Dossier, templates: tuple[Path, ...], shared: Mapping[str, Any], live: bool) -> None:
        self._dossier = dossier
        self._templates = templates
        self._shared = shared
        self._live = live
        self._by_root: dict[str, Environment] = {}
        self._compiled = Compiled()

    def rendered(self, page: Page) -> bytes:
        policy = _POLICY + _SCRIPTED * bool(self._live or page.scripts) + (_LIVE if self._live else page.policy)
        own = {"path": page.path, "here": page.section, "scripts": page.scripts, "policy": policy}
        context = {key: value.now() if isinstance(value, Later) else value for key, value in page.context.items()}
        root = str(context.get("root", "../" * page.path.count("/")))
        if root not in self._by_root:
            self._by_root[root] = self._environment(root)
        return render(self._by_root[root], page.template, context | own).encode()

    def _environment(self, root: str) -> Environment:
        made = environment(self._templates, self._dossier.config.language, self._compiled)
        months = self._shared["months"]
        made.globals.update(
            self._shared,
            root=root,
            href=lambda kind, name, fragment="": root + permalink(kind, name, fragment),
            month_address=lambda month: root + months[month],
            permalink=permalink,
            canonical=sitemap.canonical,
            linked_data=linked_data,
            citation=lambda entry: cite.citation(entry, self._dossier, made.globals),
            other_words=search.other_words,
            mainstays={address for _, address in self._shared["sections"]} | {"search.html"},
            once=cache(lambda macro, *arguments: macro(*arguments)),
        )
        made.filters["by_year"] = by_year
        made.tests["web_address"] = is_web_address
        return made


def _distinct(found: Iterable[Page]) -> Iterator[Page]:
    """The pages; two at one address are a DossierError."""
    taken: set[str] = set()
    for page in found:
        if page.path.casefold() in taken:
            raise DossierError([Problem(page.path, 0, "another page has this address")])
        taken.add(page.path.casefold())
        yield page


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


def common(dossier: Dossier) -> dict[str, Any]:
    """What every template of the site gets."""
    return {
        "dossier": dossier,
        "config": dossier.config,
        "counts": count(dossier),
        "cut_off": cut_off(dossier),
        "sections": [section for section in SECTIONS.items() if dossier.statements or section[0] != "statements"],
        "months": months(dossier),
        "connected": is_connected(dossier),
        "site_root": site_root(dossier.config),
        "public": sitemap.is_public(dossier.config),
        "version": __version__,
    }
