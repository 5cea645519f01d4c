"""From a dossier's folder to build/: briefs, site and PDF, each made only when something it is made of changed."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from generator import __version__
from generator.dossier import Inputs, assemble, read_inputs
from generator.errors import DossierError, Unavailable
from generator.generate import Outcome, generate
from generator.model import Dossier, PartialDate
from generator.progress import Progress
from generator.resources import templates
from generator.store import write_atomically

SITE = Path("build/site")
PDF = Path("build/dossier.pdf")
_STATE = Path("build/state.json")
_EMBARGO = "next embargo"
"""Key in the state: the first day on which a brief that was left out is due."""


def build(root: Path, jobs: int, progress: Progress, allow_unproved: bool = False) -> None:
    """Make briefs, site and PDF, as far as what they are made of changed.

    Raises DossierError before anything is replaced. Where the system lacks what the PDF needs, that is said, and
    the site stands without it.
    """
    kind = " with unproved quotes" * allow_unproved + f" built {_stated_day()}"
    mark = fingerprint(root) + kind
    if all(is_current(root, product, mark) for product in (SITE, PDF)) and not _embargo_ended(root):
        progress.say("nothing has changed")
        return
    say_outcomes(make_briefs(root, jobs, progress), progress, each=2)
    mark = fingerprint(root) + kind
    inputs = read(root)
    dossier = _proved(inputs, allow_unproved)
    build_site(root, dossier)
    later = [str(brief.embargo) for brief in inputs.briefs if brief.embargo and brief.embargo > today()]
    _remember(root, _EMBARGO, min(later, default=""))
    note_current(root, SITE, mark)
    try:
        build_pdf(root, dossier, progress)
        note_current(root, PDF, mark)
    except Unavailable as missing:
        (root / PDF).unlink(missing_ok=True)
        progress.say(f"no PDF is made: {missing}")


def say_outcomes(outcomes: Iterable[Outcome], progress: Progress, each: int) -> None:
    """Say what became of the briefs: each one on level `each`, their numbers always."""
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        progress.say(f"{outcome.status:<18} {outcome.brief}", level=each)
        counts[outcome.status] += 1
    progress.say(f"briefs: {', '.join(f'{count} {status}' for status, count in counts.items()) or 'none'}")


def make_briefs(root: Path, jobs: int, progress: Progress) -> tuple[Outcome, ...]:
    """Bring content/briefs/ up to date; raises DossierError before anything is written."""
    inputs = read(root)
    roll = inputs.roll.caught_up(inputs.actors)
    for old, new in sorted(roll.former.items() - inputs.roll.former.items()):
        progress.say(f"actors.yaml: “{old}” is “{new}” now, in every brief")
    for name in sorted({*roll.removed} - {*inputs.roll.removed}):
        progress.say(f"actors.yaml: “{name}” was removed, and isn't shown in any brief")
    return generate(root / "content", inputs, jobs, lambda done, total: progress.count("articles read", done, total))


def read(root: Path) -> Inputs:
    """Read the dossier in `root`; raises DossierError with every problem of every file."""
    inputs, problems = read_inputs(root)
    if problems:
        raise DossierError(problems)
    return inputs


def load(root: Path, allow_unproved: bool = False) -> Dossier:
    """Read and prove the dossier in `root`; raises DossierError with every problem of every file.

    With `allow_unproved`, quotes and speakers that aren't the article's go in, and are marked.
    """
    return _proved(read(root), allow_unproved)


def _proved(inputs: Inputs, allow_unproved: bool) -> Dossier:
    return replace(assemble(inputs, today(), allow_unproved), built=_stated_day())


def today() -> PartialDate:
    """The only use of the clock: whether an embargo has ended."""
    return PartialDate.parse(datetime.date.today().isoformat())


def _stated_day() -> PartialDate | None:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org), seconds since 1970 in UTC."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds.isdigit():
        return None
    return PartialDate.parse(datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date().isoformat())


def template_folders(root: Path) -> tuple[Path, ...]:
    """Where templates are looked for: the dossier's own folder first, then ours."""
    own = root / "templates"
    ours = templates()
    return (own, ours) if own.is_dir() and own.resolve() != ours.resolve() else (ours,)


def build_site(root: Path, dossier: Dossier, *, live: bool = False) -> None:
    """Write the site beside the last one and put it in its place; on a DossierError the last one stays."""
    from generator.site import write_site

    new, old = root / "build/.site.new", root / "build/.site.old"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        write_site(dossier, template_folders(root), new, live=live)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if (root / SITE).exists():
        (root / SITE).rename(old)
    new.rename(root / SITE)
    shutil.rmtree(old, ignore_errors=True)


def build_pdf(root: Path, dossier: Dossier, progress: Progress) -> None:
    """Write build/dossier.pdf; raises DossierError, also where WeasyPrint's system libraries are missing."""
    from generator.pdf import write_pdf

    write_pdf(dossier, template_folders(root), root / PDF, progress.say)


def fingerprint(root: Path) -> str:
    """A hash of the names, sizes and times of all files that a build is made of."""
    package = Path(__file__).parent
    sources = (root / "site.yaml", root / "content", *template_folders(root), package)
    lines = sorted(f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}" for path, stat in _files(sources))
    return hashlib.sha256("\n".join([__version__, *lines]).encode("utf-8", "surrogateescape")).hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    for path in paths:
        if path.is_dir():
            entries = [entry for entry in os.scandir(path) if entry.name != "__pycache__"]
            yield from _files(Path(entry.path) for entry in entries)
        elif path.exists():
            yield str(path), path.stat()


def is_current(root: Path, product: Path, mark: str) -> bool:
    """Whether `product` stands in build/ and was made of files with the fingerprint `mark`."""
    return (root / product).exists() and _state(root).get(str(product)) == mark


def note_current(root: Path, product: Path, mark: str) -> None:
    """Remember of which files `product` was made; take `mark` before making it."""
    _remember(root, str(product), mark)


def _embargo_ended(root: Path) -> bool:
    """Whether a brief that the last build left out is due since."""
    day = _state(root).get(_EMBARGO, "")
    return bool(day) and PartialDate.parse(day) <= today()


def _remember(root: Path, key: str, value: str) -> None:
    state = {**_state(root), key: value}
    write_atomically(root / _STATE, json.dumps(state, indent=1) + "\n")


def _state(root: Path) -> dict[str, str]:
    try:
        state = json.loads((root / _STATE).read_text(encoding="utf-8"))
        return state if isinstance(state, dict) else {}
    except (OSError, ValueError):
        return {}
