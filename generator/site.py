"""Dossier → pages → files: a site that needs neither a server nor JavaScript."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from generator import __version__, cite, exports, feeds, search, sitemap, social
from generator.addresses import site_root
from generator.errors import DossierError, Problem
from generator.figures import count, cut_off
from generator.forks import forked
from generator.kept import Kept
from generator.model import Dossier
from generator.pagemaker import PageMaker
from generator.pages import SECTIONS, Page, is_connected, months, pages


def write_site(
    dossier: Dossier,
    templates: tuple[Path, ...],
    out: Path,
    downloads: tuple[Path, ...] = (),
    live: bool = False,
    indexed: bool = False,
    last: Path | None = None,
    kept: Kept | None = None,
    jobs: int = 1,
    data: bool = True,
) -> None:
    """Write all pages and assets into the folder `out`, which is made where it doesn't exist.

    `templates` are searched in order, file by file. `downloads` are files that the home page offers, copied into the
    site. `live` is for the preview: pages may reload themselves. `indexed`: the index of `search` is there already.
    `last` is the site as it was made before: what didn't change is linked to its files, which keep their times. A
    page is made again when something that it was made of, by what is `kept`, changed; by `jobs` processes. Without
    `data`, what machines read stays as it was.
    Raises DossierError for mistakes in templates, and for two pages that would have one address.
    """
    shared = common(dossier) | {
        "downloads": _offered(dossier, downloads),
        "search_index": "pagefind" if indexed else "script",
    }
    maker = PageMaker(dossier, templates, shared, live)
    folder = _Folder(out, last)
    made = tuple(_distinct(pages(dossier, "/" if live else dossier.config.url)))
    stamps = maker.stamps(made, kept) if kept else {}
    before = kept.stamps("page") if kept and folder.is_last(kept) else {}
    due = [page for page in made if not (page.path in stamps and before.get(page.path) == stamps[page.path]
                                         and folder.take(page.path))]

    def make(share: Sequence[Page]) -> None:
        for page in share:
            folder.put(page.path, maker.html(page))

    forked(make, due, jobs)
    for name, content in _assets(templates).items():
        folder.put(f"assets/{name}", content)
    for file in downloads:
        folder.put(file.name, file.read_bytes())
    if data:
        written = []
        for path, content in _data(dossier, made, last, live):
            folder.put(path, content)
            written.append(path)
    else:
        written = [path for path in (kept.stamps("data") if kept else ()) if folder.take(path)]
    if kept:
        kept.keep_stamps("page", stamps)
        kept.keep_stamps("data", dict.fromkeys(written, ""))
        folder.remember(kept)


def _data(dossier: Dossier, made: Iterable[Page], last: Path | None, live: bool) -> Iterator[tuple[str, bytes]]:
    """What machines read: path in the site, content."""
    yield from cite.files(dossier)
    yield from exports.files(dossier)
    yield from feeds.files(dossier)
    yield "search-data.js", search.script(dossier)
    yield from sitemap.files(dossier, {page.path: page.newest for page in made if sitemap.is_listed(page.template)})
    if not live:
        yield from social.files(dossier, last)


class _Folder:
    """The site that is being written, and the last one, whose files stay where they say the same."""

    def __init__(self, new: Path, last: Path | None) -> None:
        self._new = new
        self._last = last if last and last.is_dir() else None

    def put(self, path: str, content: bytes) -> None:
        """Write a file, or take the last one where that is the same."""
        try:
            same = self._last is not None and (self._last / path).read_bytes() == content
        except OSError:
            same = False
        if not (same and self.take(path)):
            target = self._new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def take(self, path: str) -> bool:
        """Let a file be that of the last site; False where there is none, or the file system has no links."""
        if self._last is None:
            return False
        try:
            os.link(self._last / path, self._new / path)
        except FileNotFoundError:
            (self._new / path).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self._last / path, self._new / path)
            except OSError:
                return False
        except OSError:
            return False
        return True

    def is_last(self, kept: Kept) -> bool:
        """Whether the last site is the one that what is `kept` tells of."""
        return self._last is not None and kept.stamps("site").get("") == _identity(self._last)

    def remember(self, kept: Kept) -> None:
        kept.keep_stamps("site", {"": _identity(self._new)})


def _identity(folder: Path) -> str:
    """Of a folder, which keeps it when it is moved; another one in its place hasn't the same."""
    stat = folder.stat()
    return f"{stat.st_dev} {stat.st_ino} {stat.st_mtime_ns}"


def _offered(dossier: Dossier, downloads: tuple[Path, ...]) -> list[tuple[str, str, int]]:
    """File name, title of the edition (none: the whole dossier) and bytes of each PDF, the whole dossier first."""
    titles = {f"{edition.name}.pdf": edition.title or edition.name for edition in dossier.config.editions}
    found = [(file.name, titles.get(file.name, ""), file.stat().st_size) for file in downloads]
    return sorted(found, key=lambda offered: (bool(offered[1]), offered[0]))


def _distinct(found: Iterable[Page]) -> Iterator[Page]:
    """The pages; two at one address are a DossierError."""
    taken: set[str] = set()
    for page in found:
        if page.path.casefold() in taken:
            raise DossierError([Problem(page.path, 0, "another page has this address")])
        taken.add(page.path.casefold())
        yield page


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
