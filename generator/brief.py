"""A brief as a Markdown document: front matter, summary, key quotes, dates, notes.

What a brief says is text, not Markdown, where it must be verbatim: quotes are escaped when written, and read as
the text that a Markdown viewer would show.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator import yamlfile
from generator.authority import scalar
from generator.errors import DossierError, Problem, gather
from generator.forks import forked
from generator.kept import Kept, in_folder, state
from generator.model import TLP, Brief, Event, Overview, PartialDate, Quote, Source
from generator.slugs import slug
from generator.stamps import digest

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FOLDER = "briefs"
SUMMARY, QUOTES, DATES, ASSESSMENT, NOTES = "Summary", "Key quotes", "Dates", "Assessment", "Notes"
SECTIONS = (SUMMARY, QUOTES, DATES, ASSESSMENT, NOTES)
OVERVIEW_FILE = "dossier.md"
BOTTOM_LINE, JUDGEMENTS = "Bottom line", "Key judgements"
UNATTRIBUTED = "unattributed"
"""Written in place of a speaker who can't be told."""
BY_EDITOR = "(attributed by the editor)"
"""Written after a speaker whom the article doesn't name."""
TRANSLATED = "translated from:"
"""Opens the last paragraphs of a quote, which have the article's own words."""
_KEYS = ("title", "date", "language", "source", "actors", "topics", "status", "tlp", "embargo")
_SOURCE_KEYS = ("article", "publisher", "author", "url", "reliability", "credibility")
_FENCE = re.compile(r"---[ \t]*")
_HEADING = re.compile(r"## [A-Za-z]+( [A-Za-z]+)*")
_UNDERLINE = re.compile(r"[\s>*+.)\d-]*-\s*")
"""Makes a heading of the line above it; also in a list or a quotation."""
_WIDTH = 100
_MAX_TEXT, _MAX_BLOCK = 500_000, 20_000
"""Characters of a document, and of lines without an empty one between: reading Markdown takes their square."""


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def plain_text(inline: Token) -> str:
    """What a reader sees of an inline token: the text, without marks of emphasis and links."""
    parts = []
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            parts.append(plain_text(child))
        else:
            parts.append(child.content)
    return "".join(parts)


def markdown_text(markdown: str) -> str:
    """The plain text of a piece of Markdown; blocks are parted by an empty line."""
    blocks = (token for token in _markdown().parse(markdown) if token.type in ("inline", "fence", "code_block"))
    return "\n\n".join(plain_text(token) if token.children else token.content for token in blocks)


def markdown_links(markdown: str) -> tuple[str, ...]:
    """The addresses to which a piece of Markdown links."""
    tokens = (child for token in _markdown().parse(markdown) for child in token.children or ())
    return tuple(str(token.attrs["href"]) for token in tokens if token.type == "link_open")


# Reading


def read_briefs(content: Path, kept: Kept | None = None, jobs: int = 1) -> tuple[Brief, ...]:
    """The briefs of content/briefs/, by file name; raises DossierError with the problems of all of them.

    What is `kept` of files that weren't touched isn't read again; the others are read by `jobs` processes.
    """
    problems: list[Problem] = []
    states: dict[str, str] = {}
    taken: dict[str, str] = {}
    for file in in_folder(content / FOLDER, ".md"):
        path = f"content/{FOLDER}/{file.name}"
        key = slug(file.name[:-3])
        if key in taken:
            problems.append(Problem(path, 0, f"has the same permalink as {taken[key]}: briefs/{key}.html",
                                    "rename one of the two files"))
        taken[key] = path
        states[file.name] = state(file)

    def read(names: Sequence[str]) -> Iterator[tuple[str, Brief]]:
        for found, wrong in forked(partial(_read, content), names, jobs):
            problems.extend(wrong)
            yield from found

    briefs = (kept or Kept()).through("brief", states, read)
    if problems:
        raise DossierError(problems)
    return tuple(briefs[name] for name in states)


def _read(content: Path, names: Sequence[str]) -> tuple[list[tuple[str, Brief]], list[Problem]]:
    briefs: list[tuple[str, Brief]] = []
    problems: list[Problem] = []
    for name in names:
        file, path = content / FOLDER / name, f"content/{FOLDER}/{name}"
        with gather(problems):
            try:
                briefs.append((name, parse_brief(file.read_text(encoding="utf-8"), path, slug(file.stem))))
            except (OSError, UnicodeDecodeError) as error:
                problems.append(Problem(path, 0, f"can't be read: {error}", "save it as UTF-8"))
    return briefs, problems


def read_overview(content: Path) -> Overview:
    """content/dossier.md, empty when there is none; raises DossierError."""
    path = f"content/{OVERVIEW_FILE}"
    try:
        lines = _lines((content / OVERVIEW_FILE).read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        return Overview()
    except (OSError, UnicodeDecodeError) as error:
        raise DossierError([Problem(path, 0, f"can't be read: {error}", "save it as UTF-8")]) from None
    problems: list[Problem] = []
    sections = _sections(lines, 0, (BOTTOM_LINE, JUDGEMENTS), path, problems)
    if problems:
        raise DossierError(problems)
    return Overview(_slice(lines, sections.get(BOTTOM_LINE)), _slice(lines, sections.get(JUDGEMENTS)))


def parse_brief(text: str, path: str, key: str) -> Brief:
    """Read a brief; `path` is for messages, `key` is its slug. Raises DossierError with every wrong line.

    Front matter that is missing, broken or incomplete, sections that aren't known and quotes out of place are
    errors: what a person wrote is never silently left out.
    """
    lines = _lines(text, path)
    end = next((i for i, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), 0)
    if not _FENCE.fullmatch(lines[0]) or not end:
        raise DossierError([Problem(path, 1, "a brief starts with front matter between two lines “---”",
                                    "see another brief, or docs/editing.md")])
    problems: list[Problem] = []
    front = yamlfile.parse("\n".join(lines[1:end]), path, first_line=2)
    fields = yamlfile.Fields(front, path, _KEYS, problems)
    source = yamlfile.Fields(fields.values.get("source", yamlfile.Value({}, fields.line)), path, _SOURCE_KEYS,
                             problems)
    sections = _sections(lines, end + 1, SECTIONS, path, problems)
    brief = Brief(
        slug=key,
        title=fields.text("title", required=True),
        date=fields.date("date"),
        language=_language(fields),
        source=_source(source),
        actors=fields.texts("actors"),
        topics=fields.texts("topics"),
        summary=_slice(lines, sections.get(SUMMARY)),
        quotes=tuple(_quotes(lines, sections.get(QUOTES), path, problems)),
        events=tuple(_events(lines, sections.get(DATES), path, problems)),
        assessment=_slice(lines, sections.get(ASSESSMENT)),
        notes=_slice(lines, sections.get(NOTES)),
        status="draft" if fields.choice("status", ("final", "draft"), "final") == "draft" else "final",
        tlp=fields.choice("tlp", TLP, ""),
        embargo=fields.date("embargo"),
        path=path,
        lines={key: value.line for key, value in fields.values.items()}
        | {f"source.{key}": value.line for key, value in source.values.items()}
        | {name: section.start + 1 for name, section in sections.items()},
        digest=digest(text),
    )
    if problems:
        raise DossierError(problems)
    return brief


def _lines(text: str, path: str) -> list[str]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(text) > _MAX_TEXT:
        raise DossierError([Problem(path, 0, f"this file has more than {_MAX_TEXT:,} characters", "cut it down")])
    size = 0
    for number, line in enumerate(lines, 1):
        size = size + len(line) + 1 if line.strip() else 0
        if size > _MAX_BLOCK:
            message = f"there are more than {_MAX_BLOCK:,} characters without an empty line"
            raise DossierError([Problem(path, number, message, "part it with empty lines")])
    return lines


def _source(fields: yamlfile.Fields) -> Source:
    return Source(
        article=fields.text("article", required=True),
        publisher=fields.text("publisher"),
        author=fields.text("author"),
        url=fields.text("url"),
        reliability=fields.choice("reliability", tuple("ABCDEF"), ""),
        credibility=fields.choice("credibility", tuple("123456"), ""),
    )


def _language(fields: yamlfile.Fields) -> str:
    code = fields.text("language", required=True)
    if code and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code):
        fields.report(fields.line_of("language"), f"“{code}” is not a language code", "BCP 47, as in: en, pl, pt-BR")
    return code


def _sections(
    lines: list[str], first: int, known: tuple[str, ...], path: str, problems: list[Problem]
) -> dict[str, range]:
    """Section name → its lines as a range of indexes into `lines`, the heading's own index first."""
    heads = _heads(lines, first)
    stray = next((i for i in range(first, heads[0][0] if heads else len(lines)) if lines[i].strip()), None)
    if stray is not None:
        problems.append(Problem(path, stray + 1, "text before the first section",
                                f"put it under “## {known[-1]}” to keep it"))
    found: dict[str, range] = {}
    for (start, name), (stop, _) in itertools.pairwise([*heads, (len(lines), "")]):
        if name not in known:
            problems.append(Problem(path, start + 1, f"unknown section “{name}”",
                                    yamlfile.suggestion(name, known)))
        elif name in found:
            problems.append(Problem(path, start + 1, f"the section “{name}” stands here twice",
                                    f"it was begun on line {found[name].start + 1}; join the two"))
        else:
            found[name] = range(start, stop)
    return found


def _heads(lines: list[str], first: int) -> list[tuple[int, str]]:
    """Index and name of each heading of second level from line `first` on.

    Where no line can be such a heading, or hide one, but those written simply, Markdown needn't be read to find them.
    """
    if all(map(_is_simple, lines[first:])):
        return [(i, lines[i].removeprefix("## ")) for i in range(first, len(lines)) if lines[i].startswith("## ")]
    tokens = _markdown().parse("\n".join(lines[first:]))
    return [
        (first + token.map[0], plain_text(inline).strip())
        for token, inline in itertools.pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.map
    ]


def _is_simple(line: str) -> bool:
    if "##" in line:
        return bool(_HEADING.fullmatch(line))
    return not ("```" in line or "~~~" in line or _UNDERLINE.fullmatch(line))


def _slice(lines: list[str], section: range | None) -> str:
    return "\n".join(lines[section.start + 1 : section.stop]).strip() if section else ""


def _quotes(lines: list[str], section: range | None, path: str, problems: list[Problem]) -> Iterator[Quote]:
    if not section:
        return
    first = section.start + 1
    tokens = _markdown().parse("\n".join(lines[first : section.stop]))
    depth = opened = 0
    paragraphs: list[tuple[str, int]] = []
    for token in tokens:
        line = first + token.map[0] + 1 if token.map else 0
        if token.type == "blockquote_open":
            depth += 1
            paragraphs = paragraphs if depth > 1 else []
            opened = line if depth == 1 else opened
        elif token.type == "blockquote_close":
            depth -= 1
            if not depth:
                yield from _quote(paragraphs, opened, path, problems)
        elif token.type == "inline" and depth:
            paragraphs.append((plain_text(token), line))
        elif token.content.strip():
            problems.append(Problem(path, line, "only quotes stand under “Key quotes”",
                                    f"start the line with “> ”, or move it to “## {NOTES}”"))


def _quote(paragraphs: list[tuple[str, int]], line: int, path: str, problems: list[Problem]) -> Iterator[Quote]:
    speaker = ""
    if paragraphs and re.match(r"[—–] ?\S", paragraphs[-1][0]):
        speaker = " ".join(paragraphs.pop()[0][1:].split())
    else:
        problems.append(Problem(path, line, "the quote has no speaker",
                                f"end it with a line “> — Name”, or “> — {UNATTRIBUTED}”"))
    start = next((i for i, (words, _) in enumerate(paragraphs) if words.startswith(TRANSLATED)), len(paragraphs))
    text, original = ("\n\n".join(words for words, _ in part) for part in (paragraphs[:start], paragraphs[start:]))
    if not text.strip() or (original and not original.removeprefix(TRANSLATED).strip()):
        problems.append(Problem(path, line, "the quote has no words"))
        return
    by_editor = speaker.endswith(BY_EDITOR)
    speaker = speaker.removesuffix(BY_EDITOR).strip()
    yield Quote(text, "" if speaker == UNATTRIBUTED else speaker, by_editor, original.removeprefix(TRANSLATED).strip(),
                line)


def _events(lines: list[str], section: range | None, path: str, problems: list[Problem]) -> Iterator[Event]:
    if not section:
        return
    first = section.start + 1
    tokens = _markdown().parse("\n".join(lines[first : section.stop]))
    for token in tokens:
        if not token.content.strip():
            continue
        stated, _, text = plain_text(token).partition(":") if token.level == 3 else ("", "", "")
        try:
            date = PartialDate.parse(stated.strip())
        except ValueError:
            date = None
        if date and text.strip():
            yield Event(date, " ".join(text.split()))
        else:
            line = first + token.map[0] + 1 if token.map else 0
            problems.append(Problem(path, line, f"only dated sentences stand under “{DATES}”",
                                    "write it as in: - 2025-02-27: The bridge was opened."))


# Writing


def write_brief(brief: Brief) -> str:
    """The document of a brief as the generator makes it: without what only a person adds (assessment, status…)."""
    lines = ["---", f"title: {scalar(brief.title)}"]
    if brief.date:
        lines.append(f"date: {brief.date}")
    lines += [f"language: {brief.language}", "source:", f"  article: {scalar(brief.source.article)}"]
    for key in _SOURCE_KEYS[1:]:
        value = getattr(brief.source, key)
        if value:
            lines.append(f"  {key}: {scalar(value)}")
    lines += [*flow("actors", brief.actors), *flow("topics", brief.topics), "---"]
    lines += [f"## {SUMMARY}", "", brief.summary, ""]
    lines += [f"## {QUOTES}", ""]
    for quote in brief.quotes:
        lines += quote_lines(quote)
    if brief.events:
        lines += [f"## {DATES}", "", *(f"- {event.date}: {escape(event.text)}" for event in brief.events), ""]
    lines += [f"## {NOTES}", "", *([brief.notes, ""] if brief.notes else [])]
    return "\n".join(lines)


def quote_lines(quote: Quote) -> list[str]:
    """The lines of a quote in a brief, an empty one last."""
    paragraphs = [*quote.text.split("\n\n")]
    if quote.original:
        paragraphs += f"{TRANSLATED} {quote.original}".split("\n\n")
    speaker = escape(quote.speaker or UNATTRIBUTED) + f" {BY_EDITOR}" * quote.by_editor
    body = "\n\n".join([*map(escape, paragraphs), f"— {speaker}"])
    return [*(f"> {line}".rstrip() for line in body.split("\n")), ""]


def flow(key: str, values: tuple[str, ...]) -> list[str]:
    """`key: [a, b]`, going on in an indented line where it grows long."""
    items = [scalar(value, flow=True) for value in values]
    lines = [f"{key}: ["]
    for i, item in enumerate(items):
        piece = item + (", " if i < len(items) - 1 else "")
        if len(lines[-1]) + len(piece) > _WIDTH:
            lines.append("  ")
        lines[-1] += piece
    return [line.rstrip() for line in [*lines[:-1], lines[-1] + "]"]]


_MARKUP = re.compile(r"[\\*_`<\[\]]|&(?=#?\w+;)|!(?=\[)")
_LINE_START = re.compile(r"^([ \t]*)(?:([-+>#=~|])|(\d{1,9})([.)]))", re.MULTILINE)


def escape(text: str) -> str:
    """`text` as Markdown that shows just that text."""
    escaped = _MARKUP.sub(_escape_mark, text)
    return _LINE_START.sub(lambda m: m[1] + (f"\\{m[2]}" if m[2] else f"{m[3]}\\{m[4]}"), escaped)


def _escape_mark(match: re.Match[str]) -> str:
    """Brackets are left alone where they can't open a link, for `[my thanks]` to stay readable."""
    if match[0] in "[]" and not re.match(r"[(\[:]", match.string[match.end() : match.end() + 1]):
        return match[0]
    return "\\" + match[0]
