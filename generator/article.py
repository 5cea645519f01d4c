"""Source texts of content/articles/ → Article: plain text, Markdown, saved web pages."""

from __future__ import annotations

import codecs
import dataclasses
import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path, PurePosixPath

from generator import yamlfile
from generator.errors import DossierError, Problem
from generator.forks import forked
from generator.kept import Kept, in_folder, state
from generator.languages.recognise import familiarity, recognise
from generator.model import Article, PartialDate
from generator.slugs import slug
from generator.text import paragraphs

KEYS = ("title", "date", "url", "publisher", "author", "language")
MAX_BYTES = 20_000_000
"""Of a file, for a saved page may hold its pictures."""
MAX_TEXT, MAX_PARAGRAPHS = 2_000_000, 50_000
"""Of an article: what can be read, extracted and shown in a minute."""

_HEADER_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_OPENING = re.compile(r"\s*date\s+([0-9]\S*)(?=\s|$)")
_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:.*\n)*?)---[ \t]*(?:\n|$)")
_LANGUAGE = re.compile(r"([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_ENCODINGS = [
    "cp1252", "cp1250", "iso8859_2", "iso8859_15", "mac_roman", "mac_latin2", "cp852",
    "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic",
]  # fmt: skip
"""In which texts of our languages were written before UTF-8."""
_ZEROS = "this is not a text: it has zero bytes", "save the article as plain text in UTF-8"
_PUT_TEXT = "put the article's text in it, or delete the file"


@dataclasses.dataclass(frozen=True, slots=True)
class _Value:
    text: str
    line: int


_Header = Mapping[str, _Value]


def read_article(path: Path, relative: str) -> Article:
    """Read one source text; `relative` is its path below content/, with slashes.

    The text is the file's own: only line ends become \\n, letters with accents single code points (Unicode's form
    NFC), and a byte order mark, header lines and white space at both ends go. The slug is made of the file's stem;
    `read_articles` keeps slugs apart.
    Raises DossierError when the file can't be read as an article.
    """
    place = f"content/{relative}"
    data = _bytes(path, place)
    decoded, encoding = _decode(data, place)
    if "\0" in decoded:
        raise _mistake(place, 0, *_ZEROS)
    header, text = _FORMS[path.suffix.lower()](decoded, place)
    if not any(map(str.isalpha, text)):
        raise _mistake(place, 0, "there is no text in this article", _PUT_TEXT)
    if len(text) > MAX_TEXT or len(paragraphs(text)) > MAX_PARAGRAPHS:
        limits = f"{MAX_TEXT:,} characters or {MAX_PARAGRAPHS:,} paragraphs"
        raise _mistake(place, 0, f"this article has more than {limits}", "cut it down, or into several files")
    language = header.get("language")
    if language and not is_language(language.text):
        hint = "write its code, such as en or pl"
        raise _mistake(place, language.line, f"“{language.text}” is not the code of a language", hint)
    values = {key: value.text for key, value in header.items() if key != "date"}
    return Article(
        path=relative,
        slug=slug(PurePosixPath(relative).stem),
        text=text,
        paragraphs=paragraphs(text),
        date=_date(header, place),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        **{**values, "language": values.get("language") or recognise(text)},
    )


def is_language(code: str) -> bool:
    """Whether `code` can be one of BCP 47, or is empty."""
    return bool(_LANGUAGE.fullmatch(code))


def read_articles(
    content: Path, kept: Kept | None = None, jobs: int = 1
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Read every file below content/articles/, by name, hidden ones left out; bad files become problems.

    What is `kept` of files that weren't touched isn't read again; the others are read by `jobs` processes.
    """
    problems: list[Problem] = []
    states = {name: state(file) for name, file in _files(content / "articles", problems)}

    def read(names: Sequence[str]) -> Iterator[tuple[str, Article]]:
        for share in forked(partial(_read, content), names, jobs):
            for name, result in share:
                if isinstance(result, Article):
                    yield name, result
                else:
                    problems.extend(result)

    articles = (kept or Kept()).through("article", states, read)
    in_order = (articles[name] for name in states if name in articles)
    return _distinct(in_order), tuple(sorted(problems, key=lambda problem: problem.path))


def _read(content: Path, names: Sequence[str]) -> list[tuple[str, Article | tuple[Problem, ...]]]:
    results: list[tuple[str, Article | tuple[Problem, ...]]] = []
    for name in names:
        try:
            results.append((name, read_article(content / "articles" / name, f"articles/{name}")))
        except DossierError as error:
            results.append((name, tuple(error.problems)))
    return results


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files that articles are read from, by name; others are added to `problems`."""
    inside = folder.resolve()
    for name, file in sorted(_below(folder), key=itemgetter(0)):
        place = f"content/articles/{name}"
        stem, dot, last = file.name.rpartition(".")
        ending = dot + last if stem and last else ""
        if not name.isprintable():
            message = "the name of this file has characters that can't be written or seen"
            problems.append(Problem(place.encode(errors="replace").decode(), 0, message, "rename it"))
        elif ending.lower() not in _FORMS:
            message = f"“{ending or name}” is not a kind of file that articles are read from"
            hint = f"save it as one of {', '.join(_FORMS)}, or move it out of content/articles/"
            problems.append(Problem(place, 0, message, hint))
        elif file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(inside):  # doesn't mind circles
            message = "this is a link to a file outside of content/articles/"
            problems.append(Problem(place, 0, message, "put a copy of the file here"))
        else:
            yield name, file


def _below(folder: Path, before: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Files with their paths relative to the folder; hidden ones, and links to folders, are left out."""
    for entry in in_folder(folder, ""):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name, f"{before}{entry.name}/")
        elif not (entry.is_symlink() and Path(entry).is_dir()):
            yield f"{before}{entry.name}", entry


def _distinct(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The first of several articles with one slug keeps it; the others add their kind, then a number."""
    taken: set[str] = set()
    distinct = []
    for article in articles:
        name = article.slug
        if name in taken:
            name += "-" + PurePosixPath(article.path).suffix.lstrip(".").lower()
        base, number = name, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        distinct.append(article if name == article.slug else dataclasses.replace(article, slug=name))
    return tuple(distinct)


def _mistake(path: str, line: int, message: str, hint: str = "") -> DossierError:
    return DossierError([Problem(path, line, message, hint)])


def _bytes(path: Path, place: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"this file can't be read: {error.strerror}"
        raise _mistake(place, 0, message, "check its permissions") from None
    if len(data) > MAX_BYTES:
        size = f"{MAX_BYTES // 1_000_000} MB"
        raise _mistake(place, 0, f"this file is larger than {size}", "cut it down to the article itself")
    if not data.strip():
        raise _mistake(place, 0, "this file is empty", _PUT_TEXT)
    return data


def _decode(data: bytes, place: str) -> tuple[str, str]:
    """The file's text and the name of its encoding: marked, UTF-8, declared (HTML) or recognised."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\0" in data:
        raise _mistake(place, 0, *_ZEROS)
    else:
        declared = _CHARSET.search(data[:4096])
        candidates = ["utf-8"] + ([declared[1].decode("ascii").lower()] if declared else [])
    for encoding in candidates:
        try:
            return _normalised(data.decode(encoding)), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data, cp_isolation=_ENCODINGS))
    if not matches:
        raise _mistake(place, 0, "the encoding of this text is not recognised", "save it again in UTF-8")
    best = max(matches, key=lambda match: familiarity(str(match)))
    return _normalised(str(best)), best.encoding.replace("_", "-")


def _normalised(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _plain(text: str, path: str) -> tuple[_Header, str]:
    """A text opening with header lines, with `date 2025-02-27`, or with neither."""
    opening = _OPENING.match(text)
    if opening:
        line = text.count("\n", 0, opening.start(1)) + 1
        return {"date": _Value(opening[1], line)}, text[opening.end() :].strip()
    first = _HEADER_LINE.match(text.split("\n", 1)[0])
    if not first or first[1].lower() not in KEYS:
        return {}, text.strip()
    header: dict[str, _Value] = {}
    lines = text.split("\n")
    for number, entry in enumerate(lines, 1):
        if not entry.strip():
            return header, "\n".join(lines[number:]).strip()
        match = _HEADER_LINE.match(entry)
        if not match:
            hint = "write “key: value” in each header line, and an empty line before the text"
            raise _mistake(path, number, "there is no “key: value” in this header line", hint)
        key = match[1].lower()
        if key not in KEYS:
            raise _mistake(path, number, f"unknown key “{key}”", yamlfile.suggestion(key, KEYS))
        if key in header:
            hint = f"it was first given on line {header[key].line}; keep one of the two"
            raise _mistake(path, number, f"“{key}” stands here twice", hint)
        header[key] = _Value((match[2] or "").strip(), number)
    return header, ""


def _markdown(text: str, path: str) -> tuple[_Header, str]:
    """Markdown, verbatim, after an optional YAML front matter with the keys of a header."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text.strip()
    problems: list[Problem] = []
    fields = yamlfile.Fields(yamlfile.parse(match[1], path, 2), path, KEYS, problems)
    header = {key: _Value(fields.text(key), fields.line_of(key)) for key in fields.values}
    if problems:
        raise DossierError(problems)
    return header, text[match.end() :].strip()


def _page(text: str, path: str) -> tuple[_Header, str]:
    """A saved web page: its article, and what its metadata say."""
    from generator.webpage import read_page

    page = read_page(text)
    if not page.text:
        hint = "copy the article's text into a .txt file instead"
        raise _mistake(path, 0, "no article was found in this web page", hint)
    return {key: _Value(value, 0) for key, value in page.metadata.items()}, page.text


_FORMS: Mapping[str, Callable[[str, str], tuple[_Header, str]]] = {
    ".txt": _plain,
    ".md": _markdown,
    ".html": _page,
    ".htm": _page,
}


def _date(header: _Header, path: str) -> PartialDate | None:
    value = header.get("date")
    if value is None or not value.text:
        return None
    try:
        return PartialDate.parse(value.text)
    except ValueError as error:
        raise _mistake(path, value.line, str(error), "write it as 2025, 2025-02 or 2025-02-27") from None
