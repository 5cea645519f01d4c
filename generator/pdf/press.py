"""WeasyPrint with our fonts and stylesheet: a part's HTML → a PDF that can be joined with others."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.errors import DossierError, Problem, Unavailable
from generator.fonts import SCHEME, font, font_faces
from generator.pdf import inner
from generator.pdf.piece import Piece, dump
from generator.pdf.portions import Portion, fitting
from generator.pdf.tidy import FOLIO, tidy
from generator.pdf.typefaces import Typeface, told

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

INSTALL = (
    "install Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 | dnf install pango"
    " | pacman -S pango | brew install pango"
)
_SPARSE = 0.3
"""A page on which no text stands below this part of its height has few lines."""
_HALF = 0.42
"""Up to this part, a page may be saved by setting what comes before it as close as can well be read."""
_FEW = 4
"""Pages, in the whole of which there may be room for a few lines more."""
_COLLECTED = 5
"""Portions after which garbage is looked for."""
Keep = Callable[[str, bytes], None]
"""Puts a file of a name into the cache, if it isn't there."""


@cache
def press(templates: tuple[Path, ...], paper: str) -> Press:
    """One a process: reading the stylesheet and cutting the fonts take as long as two briefs.

    It is let go before the process ends, or WeasyPrint couldn't take away the fonts that it put into a folder. One
    that was there before the process was forked is kept, for its folder is still the parent's.
    """
    made = Press(templates, paper)
    _own.append((os.getpid(), made))
    Finalize(None, _let_go, exitpriority=0)
    return made


_own: list[tuple[int, Press]] = []
"""Every press with the process that made it."""


def _let_go() -> None:
    press.cache_clear()
    _own[:] = [pair for pair in _own if pair[0] != os.getpid()]
    gc.collect()


class Press:
    """WeasyPrint with our fonts and stylesheet."""

    def __init__(self, templates: tuple[Path, ...], paper: str) -> None:
        library = weasyprint()
        sheet = first(templates, "print/print.css")
        added = f"{font_faces()}\n@page {{ size: {paper} }}\n.folio {{ position: running(folio) }}\n"
        css = added + sheet.read_text(encoding="utf-8")
        self._base = sheet.as_uri()
        self._fetcher = fetcher(templates)
        self._printed = 0
        self._fonts = library.text.fonts.FontConfiguration()
        with _refused():
            self._styles = library.CSS(
                string=css, base_url=self._base, url_fetcher=self._fetcher, font_config=self._fonts
            )

    def print(self, portion: Portion, keep: Keep) -> tuple[bytes, dict[str, Any], list[str]]:
        """The piece of a portion, the other fields of its Fragment but for the name, and the files of its fonts."""
        with _refused(), _quiet(), self._uncollected():
            document = self._rendered(portion)
            pages, entries = _full(document, portion)
            piece, fields, uses = _painted(document.copy(pages))
        files = {use.face.key: _kept_file(use.face, keep) for use in uses if use.shareable}
        fields["used"] = entries
        fields["fonts"] = {use.face.key: told(use.face, files[use.face.key]) for use in uses if use.shareable}
        fields["missing"] = "".join(sorted({character for use in uses for character in use.missing}))
        fields["anchors"] = {
            name: (number, *_points(page, *place[:2]))
            for number, page in reversed([*enumerate(pages)])
            for name, place in page.anchors.items()
            if name != FOLIO and not name.startswith(".")
        }
        fields["bookmarks"] = [
            (level, label, number, *_points(page, *place))
            for number, page in enumerate(pages)
            for level, label, place, _ in page.bookmarks
        ]
        return dump(piece), fields, sorted(files.values())

    @contextmanager
    def _uncollected(self) -> Iterator[None]:
        """Garbage is looked for after some portions, rather than again and again while one is being laid out: that took
        a fifth of the time."""
        enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            self._printed += 1
            if self._printed % _COLLECTED == 0:
                gc.collect()
            if enabled:
                gc.enable()

    def _rendered(self, portion: Portion) -> Any:
        """Where a few lines stand alone on the last page, and fit on the one before when set closer, they are."""
        document = self._laid_out(portion.html)
        pages = len(document.pages)
        if portion.whole:
            for manner in _closer(pages, inner.filled(document.pages[-1])):
                closer = self._laid_out(portion.html.replace("<body", f'<body class="{manner}"', 1))
                if len(closer.pages) < pages:
                    return closer
        return document

    def _laid_out(self, html: str) -> Any:
        made = weasyprint().HTML(string=html, base_url=self._base, url_fetcher=self._fetcher)
        return made.render(stylesheets=[self._styles], font_config=self._fonts)


def _closer(pages: int, filled: float) -> Iterator[str]:
    """Classes of a body that might save the last of so many pages, which is filled to some part of its height."""
    if 1 < pages <= _FEW and filled < _SPARSE:
        yield "tight"
    if pages == 2 and filled < _HALF:
        yield "tight tighter"


def _painted(document: Any) -> tuple[Piece, dict[str, Any], list[inner.Use]]:
    """The piece of a document, what `tidy` tells of it, and its fonts."""
    taken: list[tuple[Piece, dict[str, Any], list[inner.Use]]] = []

    def take(painted: Any, pdf: Any) -> None:
        uses = inner.uses(painted)
        taken.append((*tidy(pdf, [use.face.key for use in uses if use.shareable]), uses))
        del pdf.objects[1:]  # all is in the piece: there is nothing to write

    with inner.painting():
        document.write_pdf(pdf_variant="pdf/ua-1", finisher=take)
    return taken[0]


def _full(document: Any, portion: Portion) -> tuple[list[Any], int]:
    """The pages of a portion that are to be kept, and how many entries stand on them."""
    starts = {name: (number, place[1]) for number, page in reversed([*enumerate(document.pages)])
              for name, place in page.anchors.items()}  # fmt: skip
    found = None
    if not portion.last:
        found = fitting([starts.get(name) for name in portion.entries], lambda page: inner.top(document.pages[page]))
    pages, entries = found or (len(document.pages), len(portion.entries))
    return document.pages[:pages], entries


def first(templates: tuple[Path, ...], name: str) -> Path:
    """The file of that name in the first folder that has it."""
    return next(path.resolve() for folder in templates if (path := folder / name).is_file())


def _points(page: Any, x: float, y: float) -> tuple[float, float]:
    """A place in CSS pixels from the top left in points from the foot."""
    return round(x * 0.75, 2), round((page.height - y) * 0.75, 2)


def _kept_file(face: Typeface, keep: Keep) -> str:
    """Put the file of a face beside the fragments, for the cut that serves all of them."""
    name = f"font-{hashlib.sha256(face.data).hexdigest()[:32]}"
    keep(name, face.data)
    return name


def weasyprint() -> Any:
    """The library; raises Unavailable where it doesn't find Pango."""
    try:
        import weasyprint
        import weasyprint.text.fonts
    except OSError as error:
        missing = str(error).partition(":")[0]
        message = f"WeasyPrint doesn't find its system libraries ({missing})"
        raise Unavailable([Problem("build/dossier.pdf", 0, message, INSTALL)]) from error
    return weasyprint


def fetcher(templates: tuple[Path, ...]) -> URLFetcher:
    """Gives WeasyPrint our fonts and the files beside the print templates; anything else ends the rendering."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    folders = [(folder / "print").resolve() for folder in templates]

    class Fetcher(URLFetcher):
        def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
            if url.startswith(SCHEME):
                return URLFetcherResponse(url, font(url))
            path = Path(URLFetcherResponse(url).path or "/").resolve()
            if not any(path.is_relative_to(folder) for folder in folders):
                raise ValueError(f"{url} is not beside the print templates")
            return URLFetcherResponse(url, path.read_bytes())

    return Fetcher(fail_on_errors=True)


@contextmanager
def _refused() -> Iterator[None]:
    """Turns the end of a rendering by the fetcher into a DossierError."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as error:
        hint = "print templates can use files of their own folder only"
        raise DossierError([Problem("templates/print", 0, f"{error.__cause__ or error}", hint)]) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps WeasyPrint from telling of missing glyphs: that is told with the place where they stand."""

    def other(record: logging.LogRecord) -> bool:
        return ".notdef" not in record.msg

    logger = logging.getLogger("weasyprint")
    logger.addFilter(other)
    try:
        yield
    finally:
        logger.removeFilter(other)
