"""Dossier → pages → files: a site that needs neither a server nor JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from generator import __version__, cite, exports, feeds, search, sitemap, social
from generator.addresses import is_web_address, permalink, site_root
from generator.errors import DossierError, Problem
from generator.figures import count, cut_off
from generator.linked import linked_data
from generator.model import Dossier, Entry, PartialDate, Quotation
from generator.pages import SECTIONS, Page, is_connected, months, pages
from generator.pagination import by_year
from generator.render import environment, render

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
    made = _environment(dossier, templates)
    shared = common(dossier) | {
        "downloads": _offered(dossier, downloads),
        "search_index": "pagefind" if indexed else "script",
    }
    listed: dict[str, PartialDate | None] = {}
    for page in _distinct(pages(dossier, "/" if live else dossier.config.url)):
        _write(out / page.path, _rendered(made, page, shared, live))
        if sitemap.is_listed(page.template):
            listed[page.path] = sitemap.last_change(page.context, dossier)
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


def _environment(dossier: Dossier, templates: tuple[Path, ...]) -> Environment:
    """What templates of the site can call, beside the vocabulary of `render`."""
    made = environment(templates, dossier.config.language)
    made.globals.update(
        href=_href,
        month_address=_month_address,
        permalink=permalink,
        canonical=sitemap.canonical,
        linked_data=linked_data,
        citation=lambda entry: cite.citation(entry, dossier, made.globals),
    )
    made.filters.update(
        by_brief=_by_brief, by_year=by_year, other_words=lambda actor: search.other_words(dossier, actor)
    )
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


def _rendered(made: Environment, page: Page, shared: Mapping[str, object], live: bool) -> bytes:
    policy = _POLICY + _SCRIPTED * bool(live or page.scripts) + (_LIVE if live else page.policy)
    own = {"path": page.path, "here": page.section, "scripts": page.scripts, "policy": policy}
    root = "../" * page.path.count("/")
    return render(made, page.template, {"root": root, **shared, **page.context, **own}).encode()


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
    return f"{context['root']}{permalink(kind, name, fragment)}"


@pass_context
def _month_address(context: Context, month: PartialDate) -> str:
    """Where the timeline has the briefs of a month, or those of a year whose month isn't known."""
    return f"{context['root']}{context['months'][month]}"


@pass_context
def _by_brief(context: Context, quotations: Iterable[Quotation]) -> list[tuple[Entry, list[Quotation]]]:
    """Quotations with their briefs, which they come sorted by."""
    return [(context["briefs"][slug], list(found)) for slug, found in groupby(quotations, attrgetter("brief"))]


def common(dossier: Dossier) -> dict[str, Any]:
    """What every template of the site gets."""
    briefs = {entry.brief.slug: entry for entry in dossier.entries}
    return {
        "dossier": dossier,
        "config": dossier.config,
        "briefs": briefs,
        "titles": _titles(dossier),
        "counts": count(dossier),
        "cut_off": cut_off(dossier),
        "sections": [section for section in SECTIONS.items() if dossier.statements or section[0] != "statements"],
        "months": months(dossier),
        "connected": is_connected(dossier),
        "site_root": site_root(dossier.config),
        "public": sitemap.is_public(dossier.config),
        "version": __version__,
    }


def _titles(dossier: Dossier) -> dict[str, str]:
    """Article slug → the article's title, else that of a brief made of it."""
    titles = {entry.article.slug: entry.brief.title for entry in reversed(dossier.entries)}
    return titles | {article.slug: article.title for article in dossier.articles if article.title}
