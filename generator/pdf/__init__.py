"""A dossier as a PDF: parts laid out by WeasyPrint, each on its own and kept, then joined.

`parts` makes HTML, `fragments` lays it out in worker processes and keeps the results, `tidy` takes out of them what
all have in common, `join` puts them together; `inner` is the one module that knows more of WeasyPrint than its
documentation says.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.changes import Changes, changes
from generator.editions import select
from generator.errors import DossierError, Problem, gather
from generator.figures import cut_off
from generator.model import Dossier
from generator.pdf.fragments import Fragment, Sheet, forget, lay_out
from generator.pdf.parts import Parts
from generator.pdf.press import INSTALL
from generator.store import write_atomically

if TYPE_CHECKING:
    from generator.pdf.join import Place
    from generator.pdf.metadata import Attached

__all__ = ["INSTALL", "write_pdf", "write_pdfs"]

Progress = Callable[[str], None]

CACHE = Path("build/.print")
_SHOWN = 8
"""Characters of one part that are named."""


def write_pdfs(
    root: Path,
    dossier: Dossier,
    templates: tuple[Path, ...],
    folder: Path,
    progress: Progress,
    jobs: int,
    earlier: Path | None = None,
) -> None:
    """Write dossier.pdf and the PDF of each edition into `folder`; what was laid out is kept in `root`/build/.print.

    With the dossier.json of an `earlier` edition, each says what changed since then.

    Raises what `write_pdf` raises, and DossierError for an edition that asks for what isn't there.
    """
    problems: list[Problem] = []
    chosen = {"dossier": dossier}
    for edition in dossier.config.editions:
        with gather(problems):
            chosen[edition.name] = select(dossier, edition)
    if problems:
        raise DossierError(problems)
    from generator.pdf.attach import attached

    cache = root / CACHE
    began = time.time()
    for name, one in chosen.items():
        files = attached(root, one) if dossier.config.archival else None
        changed = changes(earlier, one) if earlier else None
        out = folder / f"{name}.pdf"
        write_pdf(one, templates, out, progress, jobs=jobs, cache=cache, changed=changed, attached=files)
    forget(cache, began)


def write_pdf(
    dossier: Dossier,
    templates: tuple[Path, ...],
    out: Path,
    progress: Progress,
    *,
    jobs: int = 1,
    cache: Path | None = None,
    whole: bool = True,
    changed: Changes | None = None,
    attached: tuple[Attached, ...] | None = None,
) -> None:
    """Write the dossier to `out`, whole or not at all; the same dossier gives the same bytes on any day.

    That holds for any number of `jobs`, processes that lay out, and for whatever stands in `cache`, the folder that
    keeps what was laid out. Without `whole`, only briefs and their sources. What `changed` is shown where given.
    With files to be `attached`, it is an archival document (PDF/A-3u) that holds them.

    Raises DossierError for a mistake in a template, for a file that one asks for outside its folder, and when
    something of the dossier isn't in the document; Unavailable where WeasyPrint's system libraries are missing.
    """
    progress("the PDF is being made")
    parts = Parts(dossier, templates, whole, changed)
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        sheet = Sheet(templates, dossier.config.paper, cache or Path(folder))
        fragments = _laid_out(parts, sheet, jobs, progress)
        _say_missing(fragments, progress)
        document = _joined(dossier, parts, fragments, sheet.cache, attached)
    write_atomically(out, document)


def _joined(
    dossier: Dossier, parts: Parts, fragments: Sequence[Fragment], cache: Path, attached: tuple[Attached, ...] | None
) -> bytes:
    from generator.pdf.join import join, places
    from generator.pdf.metadata import About

    _prove(parts, places(fragments))
    config = dossier.config
    about = About(
        title=config.title,
        language=config.language,
        author=config.author,
        subject=config.description or config.subtitle,
        keywords=tuple(topic.name for topic in dossier.topics),
        date=cut_off(dossier),
        attached=attached,
    )
    return join(fragments, about, cache, config.duplex)


def _laid_out(parts: Parts, sheet: Sheet, jobs: int, progress: Progress) -> list[Fragment]:
    """All fragments. Only those after the briefs depend on numbers of pages, and on no more than how long these are."""
    from generator.pdf.join import places

    def told(done: int, total: int) -> None:
        if done % 50 == 0:
            progress(f"parts of the PDF laid out: {done} of {total}")

    before = lay_out([*parts.before(), *parts.briefs()], sheet, jobs, told)
    return [*before, *lay_out(parts.after(_pages(places(before))), sheet, jobs)]


def _pages(found: Mapping[str, Place]) -> dict[str, int]:
    """Anchor → page, from 1."""
    return {anchor: place.page + 1 for anchor, place in found.items()}


def _say_missing(fragments: Iterable[Fragment], progress: Progress) -> None:
    """Say which characters no font has, and where they stand: in a brief, if they do."""
    said: set[str] = set()
    for fragment in sorted(fragments, key=lambda fragment: fragment.name.startswith("templates/")):
        new = [character for character in fragment.missing if character not in said]
        said.update(new)
        if new:
            shown = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in new[:_SHOWN])
            more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
            progress(f"{fragment.name}: no font of this machine has {shown}{more}")


def _prove(parts: Parts, anchors: Iterable[str]) -> None:
    """Nothing of the dossier may be missing."""
    there = set(anchors)
    lost = [words for anchor, words in parts.expected() if anchor not in there]
    if lost:
        raise DossierError(Problem("templates/print", 0, f"{words} isn't in the PDF") for words in lost)
