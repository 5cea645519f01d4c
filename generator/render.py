"""What templates of the site and of the PDF have in common: Jinja, Markdown, words and dates.

A template of the dossier's own folder wins over ours of the same name, file by file. Both forms import the
macros of `shared/` *with context*; what a link looks like is theirs to say, by a global `href`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from generator.errors import DossierError, Problem
from generator.kept import version
from generator.languages import data
from generator.languages.collation import sort_key
from generator.lookalikes import shown
from generator.model import PartialDate
from generator.resources import templates

if TYPE_CHECKING:
    from babel import Locale
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DAY = {"short": "yMMMd", "within year": "MMMd"}
_MONTH = {"long": "yMMMM", "short": "yMMM", "within year": "LLLL", "alone": "MMM"}
_SAFE_LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)


def environment(templates: tuple[Path, ...], language: str) -> Environment:
    """A Jinja environment with the words and formats of a language (BCP 47).

    `templates` are folders that hold `site/`, `print/` and `shared/`; the first that has a file wins. A
    language without interface words is served in English. What templates get is listed in `vocabulary`.
    """
    made = _Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalized,
        bytecode_cache=_compiled(),
        cache_size=-1,
    )
    made.globals["Markup"] = Markup
    words = vocabulary(language)
    made.globals.update(words)
    made.filters.update(markdown=markdown, quoted_paragraphs=quoted_paragraphs)
    made.filters.update({name: words[name] for name in ("collate", "language_name")})
    return made


class _Context(Context):
    """Calls what asks for no context, such as all macros, as it is: Jinja looks for such a wish in three places."""

    def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        if hasattr(function, "jinja_pass_arg"):
            return super().call(function, *arguments, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return function(*arguments, **named)


class _Environment(Environment):
    """All templates have the same globals; if some had their own, Jinja would compare the names at each import."""

    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        assert d is None
        return self.globals


class _Compiled(BytecodeCache):
    """Templates as compiled by Jinja: all for this process, ours also for others, in a folder that is the user's alone.

    That is Jinja's own, among temporary files: what stands in build/ may come from a stranger, and this is code.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}
        self._ours: set[str] = set()
        """Keys of our own templates."""
        self._files: FileSystemBytecodeCache | None = None
        with suppress(OSError, RuntimeError):  # where there is no such folder
            self._files = FileSystemBytecodeCache(pattern=f"dossier-{version()}-%s")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        key = super().get_cache_key(name, filename)
        if filename and Path(filename).is_relative_to(templates()):
            self._ours.add(key)
        return key

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])
        elif self._files and bucket.key in self._ours:
            with suppress(OSError):
                self._files.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()
        if self._files and bucket.key in self._ours:
            with suppress(OSError):
                self._files.dump_bytecode(bucket)


_compiled = cache(_Compiled)


def _finalized(value: object) -> object:
    """What a template prints: nothing in a text may hide, or reorder what stands around it."""
    return shown(value) if type(value) is str else value


def render(made: Environment, name: str, context: Mapping[str, object]) -> str:
    """Fill in a template; a mistake in it is a DossierError that names the template's file and line."""
    try:
        return made.get_template(name).render(context)
    except Exception as error:
        path, line = _place(error, made, name)
        raise DossierError([Problem(path, line, _message(error))]) from error


def _message(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    return str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"


def _place(error: Exception, made: Environment, name: str) -> tuple[str, int]:
    """The file, relative to the folder that holds the templates' folder, and line where a template failed."""
    assert isinstance(made.loader, FileSystemLoader)
    folders = [Path(folder) for folder in made.loader.searchpath]
    found = [(Path(name), 0)]
    if isinstance(error, TemplateSyntaxError):
        found.append((Path(error.filename or error.name or name), error.lineno))
    else:
        found += _frames(error.__traceback__)
    for path, line in reversed(found):
        for folder in folders:
            if path.is_relative_to(folder):
                return path.relative_to(folder.parent).as_posix(), line
    return f"{folders[-1].name}/{name}", 0


def _frames(traceback: TracebackType | None) -> list[tuple[Path, int]]:
    return [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(traceback)]


def vocabulary(language: str) -> dict[str, Any]:
    """The functions by which templates speak a language.

    t(key, n, **values)  interface words, in the plural form for n; {n} and {values} are filled in
    date(value, form)    a PartialDate as precise as it is: “March 2025”; form: long, short, within year, and
                         of a month alone: “Mar”
    number(n)            1,234
    size(bytes)          “0.4 MB”
    language_name(code)  “Polish”
    listing(names)       “A, B and C”
    foreign(code)        the attributes lang and dir for a passage in that language
    language, direction  of the page itself
    collate              filter: items by name, in the alphabetical order of the language
    """
    from babel.lists import format_list
    from babel.units import format_unit

    language = language if data(_base(language), "interface") else "en"
    locale = _locale(data(language, "interface").get("locale", language))
    key = sort_key(language)

    def collate(items: Iterable[Any], attribute: str = "name") -> list[Any]:
        return sorted(items, key=lambda item: key(getattr(item, attribute)))

    return {
        "language": language,
        "direction": locale.text_direction,
        "t": _translator(language, locale),
        "date": lambda value, form="long": _date(value, form, locale),
        "number": lambda n: _number(n, locale),
        "size": lambda n: format_unit(max(0.1, round(n / 1e6, 1)), "digital-megabyte", "short", locale=locale),
        "language_name": lambda code: _language_name(code, locale),
        "listing": lambda names: format_list(list(names), locale=locale) if names else "",
        "foreign": foreign,
        "collate": collate,
    }


def _translator(language: str, locale: Locale) -> Callable[..., str]:
    words = {**data("en", "interface"), **data(_base(language), "interface")}

    def t(key: str, n: int | None = None, **values: object) -> str:
        word = words[key]
        if n is not None:
            values["n"] = _number(n, locale)
            if not isinstance(word, str):
                word = word.get(locale.plural_form(n), word["other"])
        return str(word).format(**values)

    return t


@cache
def _number(n: int, locale: Locale) -> str:
    from babel.numbers import format_decimal

    return format_decimal(n, locale=locale)


@cache
def _date(value: PartialDate, form: str, locale: Locale) -> str:
    from babel.dates import format_date, format_skeleton

    if not value.month:
        return str(value.year)
    day = datetime.date(value.year, value.month, value.day or 1)
    if value.day and form == "long":
        return format_date(day, "long", locale=locale)
    return format_skeleton((_DAY if value.day else _MONTH)[form], day, locale=locale)


def _language_name(code: str, locale: Locale) -> str:
    return locale.languages.get(_base(code)) or code


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _locale(language: str) -> Locale:
    """The locale of a BCP 47 tag, without the parts that Babel doesn't know; English for an unknown one."""
    from babel import Locale, UnknownLocaleError

    for tag in (language, _base(language)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@cache
def foreign(language: str) -> Markup:
    """The attributes of an element whose text is in a language: ` lang="ar" dir="rtl"`."""
    return Markup().join(Markup(' {}="{}"').format(*item) for item in foreign_attributes(language).items())


def foreign_attributes(language: str) -> dict[str, str]:
    return {"lang": language, "dir": _locale(language).text_direction} if language else {"dir": "auto"}


def quoted_paragraphs(text: str) -> list[str]:
    """The paragraphs of a quote, which empty lines part."""
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def markdown(text: str, level: int = 2) -> Markup:
    """Render what a person wrote: raw HTML stays text, images are left to their alternative text.

    Headings begin below `level`; links lead to web and mail addresses only, others keep just their text.
    """
    tokens = [token for token in _parser().parse(shown(text)) if token.type != "image"]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + level)}"
        if token.children:
            token.children = _tame(token.children)
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))


def _tame(tokens: list[Token]) -> list[Token]:
    """Inline tokens without images and without links that lead nowhere on the web."""
    kept: list[Token] = []
    dropped: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            dropped.append(not _SAFE_LINK.match(str(token.attrGet("href"))))
        drop = bool(dropped) and dropped[-1] and token.type in ("link_open", "link_close")
        if token.type == "link_close":
            dropped.pop()
        if token.type == "image":
            kept += _tame(token.children or [])
        elif not drop:
            kept.append(token)
    return kept


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    parser.validateLink = bool  # type: ignore[assignment]  # or “[text](javascript:…)” stays as it is written
    return parser
