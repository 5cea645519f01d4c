"""How to cite a brief and its article: as text, BibTeX, RIS and CSL-JSON.

Both are described once, by the data model of CSL 1.0.2 (docs.citationstyles.org), which the other forms are made of.
An article has the date that its brief states; a brief itself has one only where the day of the build is stated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from generator.addresses import is_web_address, permalink, site_root
from generator.model import Config, Dossier, Entry, PartialDate

Item = Mapping[str, Any]
"""A work in CSL-JSON."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "$&#%_"},
}  # fmt: skip
_NOT_IN_URL = re.compile(r"[\s\\{}\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Citation:
    """Ready to be copied: the brief first, then its article."""

    text: str
    bibtex: str
    ris: str
    csl: str


def citation(entry: Entry, dossier: Dossier, words: Mapping[str, Any]) -> Citation:
    """`words` are those of `render.vocabulary`, in which the text is written."""
    items = (_brief(entry, dossier.config, dossier.built), _article(entry))
    return Citation(
        text="\n\n".join(_text(item, words["t"], words["date"]) for item in items),
        bibtex="\n".join(map(_bibtex, items)),
        ris="".join(map(_ris, items)),
        csl=_csl(items),
    )


def files(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """The bibliography of the whole dossier: path in the site, content."""
    items: dict[str, Item] = {}
    for entry in dossier.entries:
        for item in (_brief(entry, dossier.config, dossier.built), _article(entry)):
            items.setdefault(item["id"], item)
    yield "data/dossier.bib", "\n".join(map(_bibtex, items.values())).encode()
    yield "data/dossier.ris", "".join(map(_ris, items.values())).encode()
    yield "data/dossier.csl.json", _csl(items.values()).encode()


# CSL-JSON


def _brief(entry: Entry, config: Config, built: PartialDate | None) -> Item:
    root = site_root(config)
    return _item(
        f"brief:{entry.brief.slug}", "webpage", entry.brief.title, config.title, config.author, built,
        root and root + permalink("brief", entry.brief.slug), entry.brief.language,
    )  # fmt: skip


def _article(entry: Entry) -> Item:
    article = entry.article
    return _item(
        f"article:{article.slug}", "article-newspaper", article.title or entry.brief.title, article.publisher,
        article.author, entry.brief.date or article.date, article.url if is_web_address(article.url) else "",
        article.language,
    )  # fmt: skip


def _item(
    key: str, kind: str, title: str, container: str, author: str, date: PartialDate | None, url: str, language: str
) -> Item:
    """What isn't known is left out; the author's name is taken as it is written, for it may be an agency's."""
    item = {
        "id": key,
        "type": kind,
        "title": _line(title),
        "container-title": _line(container),
        "author": [{"literal": _line(author)}] if author.strip() else [],
        "issued": {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]} if date else None,
        "URL": _NOT_IN_URL.sub(lambda match: quote(match[0]), url),
        "language": language,
    }
    return {name: value for name, value in item.items() if value}


def _line(text: str) -> str:
    """`text` on one line: no format has a way to write a line break that all programs read."""
    return " ".join(text.split())


def _issued(item: Item) -> list[int]:
    return [*item["issued"]["date-parts"][0]] if "issued" in item else []


# The forms


def _csl(items: Iterable[Item]) -> str:
    """CSL-JSON, a line for each work."""
    return "[" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "]\n"


def _text(item: Item, t: Callable[..., str], date: Callable[..., str]) -> str:
    issued = _issued(item)
    when = date(PartialDate(*issued)) if issued else t("undated") * (item["type"] == "article-newspaper")
    container = item.get("container-title", "")
    if item["type"] == "webpage":
        container = t("cited_in", title=container)
    authors = [author["literal"] for author in item.get("author", ())]
    parts = filter(None, (*authors, item["title"], ", ".join(filter(None, (container, when)))))
    ended = [part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts]
    return " ".join([*ended, *filter(None, [item.get("URL")])])


def _bibtex(item: Item) -> str:
    """An entry for BibTeX and biblatex; a second pair of braces keeps names and titles as they are written."""
    year, month, day = [*_issued(item), 0, 0, 0][:3]
    article = item["type"] == "article-newspaper"
    fields = {
        "author": "".join(f"{{{_tex(author['literal'])}}}" for author in item.get("author", ())),
        "title": f"{{{_tex(item['title'])}}}",
        "journal" if article else "howpublished": _tex(item.get("container-title", "")),
        "year": f"{year:04}" if year else "",
        "month": _MONTHS[month - 1] if month else "",
        "day": str(day) if day else "",
        "url": item.get("URL", ""),
        "language": item.get("language", ""),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"@{'article' if article else 'misc'}{{{item['id']},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    """Braces are named, for BibTeX counts them even after a backslash."""
    return "".join(_TEX.get(character, character) for character in text)


def _ris(item: Item) -> str:
    """A record of RIS; lines end as its specification demands."""
    issued = _issued(item)
    year, month, day = (f"{part:02}" if part else "" for part in [*issued, 0, 0, 0][:3])
    fields = [
        ("TY", "NEWS" if item["type"] == "article-newspaper" else "ELEC"),
        ("ID", item["id"]),
        *(("AU", author["literal"]) for author in item.get("author", ())),
        ("TI", item["title"]),
        ("T2", item.get("container-title", "")),
        ("PY", f"{issued[0]:04}" if issued else ""),
        ("DA", f"{year:0>4}/{month}/{day}/" if issued else ""),
        ("UR", item.get("URL", "")),
        ("LA", item.get("language", "")),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n"
