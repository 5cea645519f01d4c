"""Parts of the document, each laid out on its own by WeasyPrint, in worker processes, and kept for the next time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from generator.fonts import FACES, font_faces
from generator.jobs import parallel_map
from generator.pdf.portions import Portion, Portions
from generator.pdf.press import press, weasyprint

_FEW = 3
"""For no more parts than these, starting processes, each with its fonts and stylesheet, takes longer than it saves."""
_PACKAGES = sorted({face.package.replace("_", "-") for face in FACES})
_LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "pyphen", "uharfbuzz", *_PACKAGES)
_SYSTEM_LIBRARIES = ("usr/lib/*", "usr/lib64", "usr/local/lib", "opt/homebrew/lib")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
                 "~/Library/Fonts", "/System/Library/Fonts")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all fragments of a document are laid out with."""

    templates: tuple[Path, ...]
    paper: str
    cache: Path
    """The folder for fragments, and for the whole files of fonts."""

    def keep(self, name: str, content: bytes) -> None:
        """Put a file into the cache, if it isn't there, and note that it is used."""
        if not (self.cache / name).exists():
            _put(self.cache / name, content)
        os.utime(self.cache / name)


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment to be made."""

    name: str
    """What it is, for messages: the path of a brief, or a part of the document."""
    html: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part that was laid out, or as many pages of a long one as are laid out together."""

    name: str
    pdf: bytes
    """A `piece.Piece`, as `piece.dump` gives it."""
    count: int
    """Its objects."""
    tops: int
    """Its uppermost elements of the structure."""
    size: tuple[float, float]
    """Width and height of its pages, in points."""
    anchors: dict[str, tuple[int, float, float]]
    """Anchor → page of the fragment, from 0, and place on it, in points from the left and the foot."""
    bookmarks: list[tuple[int, str, int, float, float]]
    """Level, words, page, place."""
    folios: list[tuple[float, float] | None]
    """For each page, where its number ends; None: it shows none."""
    fonts: dict[str, str]
    """Key → a `typefaces.Typeface`, as `typefaces.told` tells it."""
    figures: list[str]
    """The keys of fonts in which numbers of pages are shown."""
    states: dict[str, float] | None
    """Of graphics, by name, where pages share all they need."""
    targets: list[str]
    """The anchors that links lead to."""
    missing: str
    """Characters that no font has."""
    used: int
    """Entries of a long part that stand on these pages."""


def lay_out(
    parts: Sequence[Part], sheet: Sheet, jobs: int, told: Callable[[int, int], None] = lambda _done, _total: None
) -> list[Fragment]:
    """The fragments of `parts`, in their order: kept ones, and the others laid out by `jobs` processes.

    `told` is called after each that is laid out, with their number and how many there are to be.

    Raises DossierError for a file that a template asks for outside its folder, Unavailable where WeasyPrint's
    system libraries are missing.
    """
    base = _base(sheet)
    found = [_kept_of(part, sheet, base) for part in parts]
    wanted = [(part, sheet, base) for part, kept in zip(parts, found, strict=True) if kept is None]
    if wanted:
        weasyprint()
    made = []
    for fragments in parallel_map(_make, wanted, jobs, few=_FEW, named=lambda task: task[0].name):
        made.append(fragments)
        told(len(made), len(wanted))
    fresh = iter(made)
    return [fragment for kept in found for fragment in (next(fresh) if kept is None else kept)]


def _base(sheet: Sheet) -> str:
    """What a fragment depends on besides its own HTML, as a hash."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    beside = [path for folder in sheet.templates for path in sorted((folder / "print").rglob("*")) if path.is_file()]
    files = [path.read_bytes() for path in (*code, *(path for path in beside if path.suffix != ".html"))]
    hashes = [hashlib.sha256(content).hexdigest() for content in files]
    versions = [f"{name} {version(name)}" for name in _LIBRARIES]
    return "\n".join([sheet.paper, font_faces(), *versions, *_machine(), *hashes])


@cache
def _machine() -> tuple[str, ...]:
    """The versions of Pango and its like, told by their files, and when fonts were last installed."""
    libraries = [
        found
        for folder in _SYSTEM_LIBRARIES
        for name in ("pango", "harfbuzz", "fontconfig", "freetype")
        for found in Path("/").glob(f"{folder}/lib{name}*")
    ]
    folders = [Path(folder).expanduser() for folder in _FONT_FOLDERS]
    walked = [Path(place) for folder in folders for place, _, _ in os.walk(folder)]
    return tuple(f"{path} {path.stat().st_mtime_ns}" for path in sorted((*libraries, *walked)))


def _key(base: str, html: str) -> str:
    return hashlib.sha256(f"{base}\n{html}".encode()).hexdigest()[:40]


def _walked(part: Part, get: Callable[[Portion], Fragment | None]) -> list[Fragment] | None:
    """The fragments of a part, one portion after the other; None where one isn't to be had."""
    portions = Portions(part.html)
    found: list[Fragment] = []
    start = 0
    while start < len(portions):
        fragment = get(portions.at(start))
        if fragment is None:
            return None
        found.append(fragment)
        start += fragment.used
    return found


def _kept_of(part: Part, sheet: Sheet, base: str) -> list[Fragment] | None:
    return _walked(part, lambda portion: _kept(sheet.cache / _key(base, portion.html), part.name))


def _kept(path: Path, name: str) -> Fragment | None:
    """The fragment in a file: a line of JSON, then the PDF; None where there is none, it was cut off, or a font of its
    is gone. It and its fonts are noted as used."""
    try:
        head, _, pdf = path.read_bytes().partition(b"\n")
        fields = json.loads(head)
        if fields.pop("length") != len(pdf):
            return None
        for used in (path, *(path.parent / font for font in fields.pop("files"))):
            os.utime(used)
        return Fragment(name=name, pdf=pdf, **fields)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(task: tuple[Part, Sheet, str]) -> list[Fragment]:
    """Lay out what isn't kept of a part."""
    part, sheet, base = task

    def made(portion: Portion) -> Fragment:
        path = sheet.cache / _key(base, portion.html)
        kept = _kept(path, part.name)
        if kept:
            return kept
        pdf, fields, files = press(sheet.templates, sheet.paper).print(portion, sheet.keep)
        if not fields["missing"]:  # or it would stay so when a font is installed
            head = json.dumps({**fields, "files": files, "length": len(pdf)})
            _put(path, head.encode() + b"\n" + pdf)
        return Fragment(name=part.name, pdf=pdf, **json.loads(json.dumps(fields)))

    found = _walked(part, made)
    assert found is not None
    return found


def _put(path: Path, content: bytes) -> None:
    """Write a file that may be lost, but is never half there for another process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def forget(cache: Path, since: float) -> None:
    """Delete from the cache what wasn't used since then, in seconds since 1970: a file's time tells when it was."""
    for path in cache.glob("*"):
        with suppress(OSError):
            if path.stat().st_mtime < since - 1:
                path.unlink()
