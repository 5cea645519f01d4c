"""Dossier → pages → files: a site that needs neither a server nor JavaScript."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

from generator import __version__, cite, exports, feeds, search, sitemap, social
from generator.addresses import site_root
from generator.figures import count, cut_off
from generator.forks import forked
from generator.kept import Kept
from generator.listing import KnownPage, Listing
from generator.mirror import mirrored
from generator.model import Dossier
from generator.pagemaker import PageMaker
from generator.pages import SECTIONS, Page, groups, is_connected
from generator.stamps import Stamps


def write_site(
    dossier: Dossier,
    templates: tuple[Path, ...],
    out: Path,
    downloads: tuple[Path, ...] = (),
    live: bool = False,
    index: Path | None = None,
    last: Path | None = None,
    kept: Kept | None = None,
    jobs: int = 1,
    data: bool = True,
) -> None:
    """Write all pages and assets into the folder `out`.

    `templates` are searched in order, file by file. `downloads` are files that the home page offers, copied into the
    site. `live` is for the preview, which is at the root of a server and shared by nobody. `index` is a folder with
    the files of `search.write_index`. `last` is the site as it was made before: what didn't change is a link to its
    files, which keep their times, and `out` has nothing else afterwards. A page is made again when something that it
    was made of, by what is `kept`, changed; by `jobs` processes. Without `data`, what machines read stays as it was.
    Raises DossierError for mistakes in templates, and for two pages that would have one address.
    """
    kept = kept or Kept()
    shared = common(dossier) | {
        "downloads": _offered(dossier, downloads),
        "search_index": "pagefind" if index else "script",
    }
    stamps = Stamps()
    maker = PageMaker(dossier, templates, shared, stamps)
    listing = Listing(groups(dossier, "/" if live else dossier.config.url), stamps, kept)
    rests = maker.stamps({page.template for page in listing.pages}, kept)
    now = {page.path: f"{rests[page.template]} {page.stamp}" for page in listing.pages}
    machines = dict(_data(dossier, listing.pages, last, live)) if data else {}
    copies = _assets(templates) | {file.name: file for file in downloads} | (_below(index) if index else {})
    if data:
        kept.keep_stamps("data", dict.fromkeys(machines, ""))
    folder = _Folder(out, last, {*now, *copies, *kept.stamps("data")})
    before = kept.stamps("page") if last and _identity(last) == kept.stamps("site").get("") else {}
    due = listing.whole({path for path, stamp in now.items() if before.get(path) != stamp or path not in folder.there})

    def make(share: Sequence[Page]) -> None:
        for page in share:
            folder.put(page.path, maker.html(page))

    forked(make, due, jobs)
    for path, file in copies.items():
        folder.put(path, file.read_bytes())
    for path, content in machines.items():
        folder.put(path, content)
    kept.keep_stamps("page", now)
    kept.keep_stamps("site", {"": _identity(out)})


def _data(dossier: Dossier, made: Iterable[KnownPage], last: Path | None, live: bool) -> Iterator[tuple[str, bytes]]:
    """What machines read: path in the site, content."""
    yield from cite.files(dossier)
    yield from exports.files(dossier)
    yield from feeds.files(dossier)
    yield "search-data.js", search.script(dossier)
    yield from sitemap.files(dossier, {page.path: page.newest for page in made if sitemap.is_listed(page.template)})
    if not live:
        yield from social.files(dossier, last)


class _Folder:
    """The site that is being written; it begins as the last one, without what it isn't to have."""

    def __init__(self, folder: Path, last: Path | None, wanted: Collection[str]) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.there = set(mirrored(last, folder)) if last else set()
        """Paths of files of the last site that are wanted."""
        for path in self.there.difference(wanted):
            (folder / path).unlink()
            with suppress(OSError):  # others are left in it
                for parent in [*PurePath(path).parents][:-1]:
                    (folder / parent).rmdir()
        self.there.intersection_update(wanted)

    def put(self, path: str, content: bytes) -> None:
        """Write a file where it doesn't say the same; the last site, which may have the same one, stays as it was."""
        target = self._folder / path
        with suppress(FileNotFoundError):
            if target.read_bytes() == content:
                return
            target.unlink()
        try:
            target.write_bytes(content)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _identity(folder: Path) -> str:
    """Of a folder, which keeps it when it is moved; another one in its place hasn't the same."""
    stat = folder.stat()
    return f"{stat.st_dev} {stat.st_ino} {stat.st_mtime_ns}"


def _offered(dossier: Dossier, downloads: tuple[Path, ...]) -> list[tuple[str, str, int]]:
    """File name, title of the edition (none: the whole dossier) and bytes of each PDF, the whole dossier first."""
    titles = {f"{edition.name}.pdf": edition.title or edition.name for edition in dossier.config.editions}
    found = [(file.name, titles.get(file.name, ""), file.stat().st_size) for file in downloads]
    return sorted(found, key=lambda offered: (bool(offered[1]), offered[0]))


def _assets(templates: tuple[Path, ...]) -> dict[str, Path]:
    """The files of `site/assets` in all template folders; the first that has a file wins."""
    found: dict[str, Path] = {}
    for folder in reversed(templates):
        found |= {path: file for path, file in _below(folder / "site").items() if path.startswith("assets/")}
    return dict(sorted(found.items()))


def _below(folder: Path) -> dict[str, Path]:
    """Path relative to the folder, with slashes → file."""
    return {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}


def common(dossier: Dossier) -> dict[str, Any]:
    """What every template of the site gets."""
    return {
        "dossier": dossier,
        "config": dossier.config,
        "counts": count(dossier),
        "cut_off": cut_off(dossier),
        "sections": [section for section in SECTIONS.items() if dossier.statements or section[0] != "statements"],
        "connected": is_connected(dossier),
        "site_root": site_root(dossier.config),
        "public": sitemap.is_public(dossier.config),
        "version": __version__,
    }
