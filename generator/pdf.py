"""A dossier as a PDF: print templates, laid out by WeasyPrint."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import __version__
from generator.errors import DossierError, Problem, Unavailable
from generator.figures import count, cut_off
from generator.fonts import SCHEME, font, font_faces
from generator.model import KINDS, Actor, ActorIndex, Dossier, Overview
from generator.render import environment, render
from generator.store import write_atomically

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

Progress = Callable[[str], None]

INSTALL = (
    "install Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 | dnf install pango"
    " | pacman -S pango | brew install pango"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the document that an index sends its reader to."""

    anchor: str
    quoted: bool
    """Whether it is a quote by the actor, rather than a brief that names the actor."""


def write_pdf(dossier: Dossier, templates: tuple[Path, ...], out: Path, progress: Progress) -> None:
    """Write the dossier to `out`, whole or not at all; the same dossier gives the same bytes on any day.

    Raises DossierError for a mistake in a template and for a file that one asks for outside its folder, Unavailable
    where WeasyPrint's system libraries are missing.
    """
    weasyprint = _weasyprint()
    progress("the PDF is being made")
    sheet = _first(templates, "print/print.css")
    html = document(dossier, templates)
    css = f"{font_faces()}\n@page {{ size: {dossier.config.paper} }}\n{sheet.read_text(encoding='utf-8')}"
    fetcher = _fetcher(templates)
    fonts = weasyprint.text.fonts.FontConfiguration()
    with _reported(progress), _refused():
        styles = weasyprint.CSS(string=css, base_url=sheet.as_uri(), url_fetcher=fetcher, font_config=fonts)
        pdf = weasyprint.HTML(string=html, base_url=sheet.as_uri(), url_fetcher=fetcher).write_pdf(
            stylesheets=[styles],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256((css + html).encode()).hexdigest()[:32].encode(),
        )
    write_atomically(out, pdf)


def document(dossier: Dossier, templates: tuple[Path, ...]) -> str:
    """The HTML of the PDF; raises DossierError for a mistake in a template."""
    made = environment(templates, dossier.config.language)
    return render(made, "print/document.html", _context(dossier))


def _weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.text.fonts
    except OSError as error:
        missing = str(error).partition(":")[0]
        message = f"WeasyPrint doesn't find its system libraries ({missing})"
        raise Unavailable([Problem("build/dossier.pdf", 0, message, INSTALL)]) from error
    return weasyprint


def _context(dossier: Dossier) -> dict[str, object]:
    """What the print templates get besides the vocabulary of `render`."""
    titles = {entry.article.slug: entry.brief.title for entry in reversed(dossier.entries)}
    return {
        "dossier": dossier,
        "config": dossier.config,
        "counts": count(dossier),
        "version": __version__,
        "opening": _opening(dossier.overview),
        "parts": _parts(dossier),
        "kinds": KINDS,
        "href": _href,
        "cut_off": cut_off(dossier),
        "numbers": {article.slug: number for number, article in enumerate(dossier.articles, start=1)},
        "titles": {article.slug: article.title or titles[article.slug] for article in dossier.articles},
        "references": {actor.id: _references(actor, dossier.by_actor[actor.id]) for actor in dossier.actors},
    }


def _opening(overview: Overview) -> list[tuple[str, str]]:
    """What stands before the contents: the words of a heading, a text in Markdown."""
    parts = [("bottom_line", overview.bottom_line), ("key_judgements", overview.judgements)]
    return [part for part in parts if part[1]]


def _parts(dossier: Dossier) -> list[str]:
    """The parts after the briefs that have something to say."""
    parts = {
        "who_is_who": dossier.actors,
        "index_actors": dossier.actors,
        "index_topics": dossier.topics,
        "sources": dossier.articles,
        "about": dossier.entries,
    }
    return [name for name, content in parts.items() if content]


def _href(kind: str, name: str, _fragment: str = "") -> str:
    """Where a link leads: a source's passages lead to its entry, for print has no page a source."""
    return f"#{kind}-{name}"


def _references(actor: Actor, index: ActorIndex) -> tuple[Reference, ...]:
    """One place a brief, in the order of pages: the first quote by the actor, else the brief's beginning."""
    references = []
    for entry in index.entries:
        slug = entry.brief.slug
        said = (n for n, quotation in enumerate(entry.quotations, start=1) if quotation.actor == actor)
        first = next(said, None)
        references.append(Reference(f"quote-{slug}-{first}" if first else f"brief-{slug}", first is not None))
    return tuple(references)


def _first(templates: tuple[Path, ...], name: str) -> Path:
    """The file of that name in the first folder that has it."""
    return next(path.resolve() for folder in templates if (path := folder / name).is_file())


def _fetcher(templates: tuple[Path, ...]) -> URLFetcher:
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


class _Steps(logging.Handler):
    """Tells a progress function of every fiftieth page that WeasyPrint lays out, not of those that it does again."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress
        self._told = 0

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        page = message.rpartition("Page ")[2]
        if page.isdigit() and int(page) % 50 == 0 and int(page) > self._told:
            self._told = int(page)
            self._progress(f"pages of the PDF laid out: {page}")


@contextmanager
def _reported(progress: Progress) -> Iterator[None]:
    logger = logging.getLogger("weasyprint.progress")
    handler, level = _Steps(progress), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
