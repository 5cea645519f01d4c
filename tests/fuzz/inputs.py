"""Strategies of Hypothesis that cut, double and mix the texts of corpus/."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tests.conftest import ROOT

CORPUS = Path(__file__).parent / "corpus"
PIECES = (
    "", "\n", "\n\n", "\r\n", "\r", " ", "\t", "    ", "\u00a0", "\u2028", "\x85", "\x0b", "\x0c", "\x1c", "\0",
    "\x1b[2J", "---\n", "--- \n", "## ", "# ", "> ", ">", "- ", "* ", "1. ", "— ", "– ", "-", "***", "```\n",
    "~~~\n", "`", "\\", "“", "”", "„", "«", "»", "‹", "‘", "’", "'", '"', "''", "…", "...", "[…]", "(…)", "[sic]",
    "[", "](", "]: ", "![", "<", ">", "<b>", "<script>alert(1)</script>", "<!--", "-->", "</p>", "<p>", "<div>" * 40,
    "<![CDATA[", "&amp;", "&#0;", "&lt;", "&", "{{ 1 }}", "{% x %}", "javascript:alert(1)", "data:text/html,x",
    "http://", "https://example.org/", "//example.org", "mailto:", "http://[", "http://a:b:c/",
    "https://ex ample.org", "=1+1", "@", "$(id)", "%00", "%2e%2e/", ": ", ":", " #", "#", "&a ", "*a", "!!int ",
    "!x ", "|\n", "|-\n  ", ">-\n  ", "? ", "{", "}", "[]", "{}", ",", ", ", "'a'", '"\\ud800"', '"\\x00"', "null",
    "true", "~", "title: ", "date: ", "source:\n  ", "language: ", "## Summary\n", "## Key quotes\n", "## Notes\n",
    "translated from: ", "unattributed", "(attributed by the editor)", "date ", "2031-02-30", "0000", "9999-12-31",
    "2031-1", "31.02.2031", "3. 6. 31", "February 30", "1 мая", "29 lutego", "said", ", he said", "she told",
    "according to", "powiedział", "сказал", "sagte", "a déclaré", "dijo", "\u00ad", "\u200b", "\u200d", "\u200e",
    "\u202e", "\u2066", "\u2069", "\ufeff", "\u0301", "\u0345", "\U000e0041", "İ", "ı", "ß", "ŉ", "ﬁ", "ﷺ", "ﬀ", "Ω",
    "Å", "각", "가", "é", "e\u0301", "а", "А", "Ω", "٣", "²", "①", "Ⅷ", "𝐀", "😀",
    "ا", "ש", "中", "。", "「", "」", "？",
    "＝", "a" * 300, "A. " * 30, "“a” " * 20, "[" * 60, "> " * 30, "\n" * 30,
)  # fmt: skip


@cache
def corpus(kind: str, *suffixes: str) -> tuple[str, ...]:
    """The texts of a folder of corpus/, with the dossier of this project where it has such files."""
    folders = [CORPUS / kind, *([ROOT / "content" / kind] if kind == "articles" else [])]
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in suffixes]
    return tuple(path.read_text(encoding="utf-8", errors="replace") for path in files)


@st.composite
def mutated(draw: st.DrawFn, texts: tuple[str, ...], most: int = 6) -> str:
    """A text in which up to `most` stretches were replaced: by nothing, by themselves twice,
    by what stands elsewhere,
    by a piece that means something somewhere."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.one_of(st.just(0), st.integers(0, 30), st.integers(0, len(text))))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            piece = draw(st.sampled_from(PIECES))
        elif kind == 1:
            piece = text[start:end] * draw(st.integers(0, 3))
        elif kind == 2:
            other = draw(st.sampled_from(texts))
            piece = other[draw(st.integers(0, len(other))) :][: draw(st.integers(0, 400))]
        else:
            piece = draw(st.text(max_size=6))
        text = text[:start] + piece + text[end:]
    return text


@st.composite
def encoded(draw: st.DrawFn, texts: tuple[str, ...]) -> bytes:
    """A mutated text as a file, in one of the encodings that files have, perhaps with a few wrong bytes."""
    text = draw(mutated(texts))
    encodings = ["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1250", "cp1251", "koi8_r", "latin-1"]
    data = text.encode(draw(st.sampled_from(encodings)), "replace")
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        place = draw(st.integers(0, len(data)))
        data = data[:place] + draw(st.binary(max_size=4)) + data[place + draw(st.integers(0, 2)) :]
    return data
