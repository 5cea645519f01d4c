"""WeasyPrint with our fonts and stylesheet: a part's HTML → a PDF that can be joined with others."""

from __future__ import annotations

import gc
import hashlib
import io
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

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

INSTALL = (
    "install Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 | dnf install pango"
    " | pacman -S pango | brew install pango"
)
_SPARSE = 0.35
"""A page on which no text stands below this part of its height has few lines."""
_FEW = 4
"""Pages, in the whole of which there may be room for a few lines more."""
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
        self._fonts = library.text.fonts.FontConfiguration()
        with _refused():
            self._styles = library.CSS(
                string=css, base_url=self._base, url_fetcher=self._fetcher, font_config=self._fonts
            )

    def print(self, html: str, keep: Keep) -> tuple[bytes, dict[str, Any]]:
        """The tidied PDF of a part, and the other fields of its Fragment but for the name.

        Where a few lines stand alone on the last page, and fit on the one before when set a little closer, they are.
        """
        pdf, fields = self._print(html, keep)
        if 1 < len(fields["folios"]) <= _FEW and fields["filled"] < _SPARSE:
            closer = self._print(html.replace("<body", '<body class="tight"', 1), keep)
            if len(closer[1]["folios"]) < len(fields["folios"]):
                pdf, fields = closer
        del fields["filled"]
        return pdf, fields

    def _print(self, html: str, keep: Keep) -> tuple[bytes, dict[str, Any]]:
        import pikepdf

        from generator.pdf import inner
        from generator.pdf.tidy import FOLIO, tidy

        uses: list[inner.Use] = []
        with _refused(), _quiet(), inner.speaking_tags():
            document = weasyprint().HTML(string=html, base_url=self._base, url_fetcher=self._fetcher).render(
                stylesheets=[self._styles], font_config=self._fonts
            )
            pdf = document.write_pdf(
                pdf_variant="pdf/ua-1", pdf_identifier=b"-", finisher=lambda made, _: uses.extend(inner.uses(made))
            )
        shared = {use.key: _whole(use, keep) for use in uses if use.shareable}
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            fields = tidy(opened, shared)
            written = io.BytesIO()
            opened.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        fields["fonts"] = shared
        fields["missing"] = "".join(sorted({character for use in uses for character in use.missing}))
        fields["anchors"] = {
            name: (number, *_points(page, *place[:2]))
            for number, page in reversed([*enumerate(document.pages)])
            for name, place in page.anchors.items()
            if name != FOLIO
        }
        fields["bookmarks"] = [
            (level, label, number, *_points(page, *place))
            for number, page in enumerate(document.pages)
            for level, label, place, _ in page.bookmarks
        ]
        return written.getvalue(), fields


def first(templates: tuple[Path, ...], name: str) -> Path:
    """The file of that name in the first folder that has it."""
    return next(path.resolve() for folder in templates if (path := folder / name).is_file())


def _points(page: Any, x: float, y: float) -> tuple[float, float]:
    """A place in CSS pixels from the top left in points from the foot."""
    return round(x * 0.75, 2), round((page.height - y) * 0.75, 2)


def _whole(use: Any, keep: Keep) -> dict[str, Any]:
    """What is used of a font; its file is put beside the fragments, for the cut that serves all of them."""
    name = f"font-{hashlib.sha256(use.data).hexdigest()[:32]}"
    keep(name, use.data)
    known = ("name", "family", "flags", "ascent", "descent", "index", "widths", "texts")
    return {"file": name, **{field: getattr(use, field) for field in known}}


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
