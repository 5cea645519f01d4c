"""From a dossier's folder to build/: briefs, site and PDF, each made only when something it is made of changed."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from generator.dossier import Inputs, assemble, read_inputs
from generator.errors import DossierError, Unavailable
from generator.generate import Outcome, articles_due, generate
from generator.kept import Kept, kept
from generator.marks import PDF, mark_of, note, stated_day, template_folders, today
from generator.model import Dossier, PartialDate
from generator.progress import Progress
from generator.turn import SITE, beside, put_site_in_place


def build(root: Path, jobs: int, progress: Progress, allow_unproved: bool = False, scheduler: str = "") -> None:
    """Make briefs, site and PDF; `scheduler` is that of `generate`.

    Raises DossierError before anything is replaced. Where the system lacks what the PDF needs, that is said, and
    the site stands without it.
    """
    mark = mark_of(root, allow_unproved)
    with kept(root) as held, _unswept():
        inputs = read(root, held, jobs)
        if _briefs_are_written(root, inputs, jobs, progress, scheduler):
            mark, inputs = mark_of(root, allow_unproved), read(root, held, jobs)
        publish(root, _proved(inputs, allow_unproved, held, jobs), progress, jobs, held)
    later = [str(brief.embargo) for brief in inputs.briefs if brief.embargo and brief.embargo > _today()]
    note(root, mark, min(later, default=""))


@contextmanager
def _unswept() -> Iterator[None]:
    """Without looking for garbage: among all the values that stay, that would be a third of the time.

    Nor is it looked for among them afterwards, when most processes end; a next build in the same one begins with it.
    """
    if not gc.isenabled():  # somebody else sees to it
        yield
        return
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _briefs_are_written(root: Path, inputs: Inputs, jobs: int, progress: Progress, scheduler: str = "") -> bool:
    """Make the briefs that are due, if any are; then what was read isn't all that there is."""
    due = articles_due(inputs)
    say_outcomes(_make_briefs(root, inputs, jobs, progress, scheduler), progress, each=2)
    return bool(due)


def say_outcomes(outcomes: Iterable[Outcome], progress: Progress, each: int) -> None:
    """Say what became of the briefs: each one on level `each`, their numbers always."""
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        progress.say(f"{outcome.status:<18} {outcome.brief}", level=each)
        counts[outcome.status] += 1
    progress.say(f"briefs: {', '.join(f'{count} {status}' for status, count in counts.items()) or 'none'}")


def make_briefs(root: Path, jobs: int, progress: Progress, scheduler: str = "") -> tuple[Outcome, ...]:
    """Bring content/briefs/ up to date; raises DossierError before anything is written."""
    with kept(root) as held, _unswept():
        inputs = read(root, held, jobs)
        held.commit()
    return _make_briefs(root, inputs, jobs, progress, scheduler)


def _make_briefs(
    root: Path, inputs: Inputs, jobs: int, progress: Progress, scheduler: str
) -> tuple[Outcome, ...]:
    roll = inputs.roll.caught_up(inputs.actors)
    for old, new in sorted(roll.former.items() - inputs.roll.former.items()):
        progress.say(f"actors.yaml: “{old}” is “{new}” now, in every brief")
    for name in sorted({*roll.removed} - {*inputs.roll.removed}):
        progress.say(f"actors.yaml: “{name}” was removed, and isn't shown in any brief")
    count = partial(progress.count, "articles read")
    return generate(root / "content", inputs, jobs, count, scheduler)


def read(root: Path, kept: Kept | None = None, jobs: int = 1) -> Inputs:
    """Read the dossier in `root`; raises DossierError with every problem of every file."""
    inputs, problems = read_inputs(root, kept, jobs)
    if problems:
        raise DossierError(problems)
    return inputs


def load(root: Path, allow_unproved: bool = False) -> Dossier:
    """Read and prove the dossier in `root`; raises DossierError with every problem of every file.

    With `allow_unproved`, quotes and speakers that aren't the article's go in, and are marked.
    """
    return _proved(read(root), allow_unproved)


def _proved(inputs: Inputs, allow_unproved: bool, kept: Kept | None = None, jobs: int = 1) -> Dossier:
    built = PartialDate.parse(stated_day()) if stated_day() else None
    return replace(assemble(inputs, _today(), allow_unproved, kept, jobs), built=built)


def _today() -> PartialDate:
    return PartialDate.parse(today())


def publish(root: Path, dossier: Dossier, progress: Progress, jobs: int, kept: Kept) -> None:
    """Make PDFs and site beside the last ones and put all in place; on a DossierError the last ones stay.

    The site has a copy of the PDFs. Where the system lacks what the PDF needs, that is said, and there is none. What
    is `kept` is committed before the site is put in place: it tells of the new one, and of no other.
    """
    with beside(root) as new:
        try:
            build_pdfs(root, dossier, progress, new, jobs)
        except Unavailable as missing:
            progress.say(f"no PDF is made: {missing}")
        index = _write_index(dossier, new / "index")
        if dossier.entries and not index:
            progress.say("no Pagefind on this platform: pages are searched by search-data.js also on a server")
        _write_site(root, dossier, new, kept, jobs, index=index)
        kept.commit()
        put_site_in_place(root)
        put_pdfs_in_place(root, new)


def make_site(
    root: Path, held: Kept, jobs: int, progress: Progress, live: bool = False, data: bool = True
) -> None:
    """Make briefs and the site alone, without PDFs and the index of its search; `live`: for the preview.

    `held` is what is kept of the dossier. Without `data`, what machines read of the site is left as it is.
    """
    with beside(root) as new, _unswept():
        inputs = read(root, held, jobs)
        if _briefs_are_written(root, inputs, jobs, progress):
            inputs = read(root, held, jobs)
        dossier = _proved(inputs, allow_unproved=False, kept=held, jobs=jobs)
        _write_site(root, dossier, new, held, jobs, live, data=data)
        held.commit()
        put_site_in_place(root)


def build_pdfs(
    root: Path, dossier: Dossier, progress: Progress, folder: Path, jobs: int, earlier: Path | None = None
) -> None:
    """Write dossier.pdf and that of each edition into `folder`; with the dossier.json of an `earlier` edition, they
    say what changed.

    Raises DossierError, and Unavailable where WeasyPrint's system libraries are missing.
    """
    from generator.pdf import write_pdfs

    write_pdfs(root, dossier, template_folders(root), folder, progress.say, jobs, earlier)


def put_pdfs_in_place(root: Path, folder: Path) -> None:
    """Replace the PDFs in build/ by those in `folder`."""
    made = {path.name for path in folder.glob("*.pdf")}
    for path in (root / PDF).parent.glob("*.pdf"):
        if path.name not in made:
            path.unlink()
    for name in sorted(made):
        (folder / name).replace((root / PDF).with_name(name))


def build_pdf_of(root: Path, dossier: Dossier, progress: Progress, out: Path, jobs: int, *, whole: bool) -> None:
    """Write a PDF of a part of the dossier that a person asked for; without `whole`, of its briefs alone."""
    from generator.pdf import CACHE, write_pdf

    cache = root / CACHE
    write_pdf(dossier, template_folders(root), out, progress.say, jobs=jobs, cache=cache, whole=whole)


def _write_site(
    root: Path,
    dossier: Dossier,
    new: Path,
    kept: Kept,
    jobs: int,
    live: bool = False,
    index: Path | None = None,
    data: bool = True,
) -> None:
    from generator.site import write_site

    downloads = tuple(new.glob("*.pdf"))
    last = root / SITE if (root / SITE).is_dir() else None
    write_site(dossier, template_folders(root), new / SITE.name, downloads, live, index, last, kept, jobs, data)


def _write_index(dossier: Dossier, folder: Path) -> Path | None:
    from generator.search import write_index

    return folder if write_index(dossier, folder) else None
