"""Finding quotes and sentences in their article again: the proof that they are verbatim.

Two texts are the same here when they differ only in typographic marks (the kind of quotation mark, dash, ellipsis
or space) and in white space. Nothing else is forgiven.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from generator.model import Article, Passage, Span
from generator.text import paragraphs, sentences_of

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_BLANK = " \u00a0\n\t"
_FOLD = {
    **dict.fromkeys("“”„‟«»‹›‘’‚‛′″`´＂＇'", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys(filter(str.isspace, map(chr, range(0x3001))), " "),
}
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD).replace(' ', ''))}]")
# Wherever folding changes the length: spaces that run together, what can't be seen, an ellipsis.
_UNEQUAL = re.compile(rf"[\s{_INVISIBLE}]{{2,}}|[{_INVISIBLE}…]")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\[(](?:…|\.\.\.)[\])]")
_EDITED = re.compile(r"(\[[^\]]*\]|\((?:…|\.\.\.)\))")
MAX_REPLACED = 30
"""Characters of the article in whose place an editor may have put words in brackets."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its typography folded, and the way back."""

    text: str
    starts: tuple[int, ...]
    """Offsets in `text` from which on it runs along with the original, up to the next."""
    origins: tuple[int, ...]
    """The offset in the original of each of `starts`."""

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original that `text[start:end]` was made of."""
        return Span(self._origin(start), self._origin(end - 1) + 1)

    def _origin(self, offset: int) -> int:
        run = bisect_right(self.starts, offset) - 1
        return self.origins[run] + offset - self.starts[run]


@dataclass(frozen=True, slots=True)
class Proved:
    """Where quoted words stand in their article, and how."""

    span: Span
    proof: Literal["verbatim", "abridged"]


@lru_cache(maxsize=64)
def fold(text: str) -> Folded:
    """Fold typographic marks and runs of white space in a text that is in Unicode's form NFC, as articles are."""
    pieces: list[str] = []
    starts, origins = [0], [0]
    length = position = 0
    for match in _UNEQUAL.finditer(text):
        pieces += text[position : match.start()], _short(match[0])
        length += match.start() - position
        position = match.end()
        for piece in pieces[-1]:
            starts.append(length)
            origins.append(match.start())
            length += len(piece)
        starts.append(length)
        origins.append(position)
    folded = _FOLDED.sub(lambda match: _FOLD[match[0]], "".join([*pieces, text[position:]]))
    return Folded(folded, tuple(starts), tuple(origins))


def _short(piece: str) -> str:
    """What stands for a piece whose length folding changes."""
    if piece == "…":
        return "..."
    return " " if any(char.isspace() for char in piece) else ""


def prove(words: str, article: Article) -> Proved | None:
    """Find quoted `words` in the article again: as they are, else by the conventions of quoting.

    “[…]” and “(…)” stand for words left out, “[my thanks]” for words put in, perhaps in place of up to
    MAX_REPLACED characters. What stands between them must follow one another in the article, and two words at
    least must stand between omissions. The span holds all of it. None: the words aren't the article's.
    """
    span = locate(words, article)
    if span is not None:
        return Proved(span, "verbatim")
    pieces = _EDITED.split(words)
    runs = [_EDITED.sub(" ", run) for run in _GAP.split(words)]
    if len(runs) > 1 and any(len(run.split()) == 1 for run in runs):
        return None
    found: list[Span] = []
    gap = False
    for edit, part in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        gap = gap or bool(_GAP.fullmatch(edit))
        if not _WORD.search(part):
            continue
        end = found[-1].end if found else 0
        span = _find(part, article.text, end, len(article.text) if gap or not found else end + MAX_REPLACED)
        if span is None:
            return None
        found.append(span)
        gap = False
    return Proved(Span(found[0].start, found[-1].end), "abridged") if found and len(pieces) > 1 else None


def locate(words: str, article: Article) -> Span | None:
    """Where `words` stand in the article; of several places, the first that is quoted there."""
    return _find(words, article.text)


def locate_sentence(words: str, article: Article) -> Span | None:
    """Where `words` stand in the article as a whole sentence, or several.

    A part of a sentence can say the opposite of it (“It is untrue that …”), so it isn't the article's. Only what
    opens a paragraph, up to a dash or colon, may be left out: the place of a report, the time of an update.
    """
    for span in _all(words, article.text):
        around = (part for part in paragraphs(article.text) if part.start < span.end and span.start < part.end)
        bounds = [sentence for part in around for sentence in _sentences(article.text, part, article.language)]
        starts = {sentence.start for sentence in bounds if sentence.start <= span.start < sentence.end}
        opening = {paragraph.start for paragraph in article.paragraphs} & starts
        led = any(article.text[start : span.start].rstrip().endswith(_LEADING) for start in opening)
        if (span.start in starts or led) and any(sentence.end == span.end for sentence in bounds):
            return span
    return None


_LEADING = (":", "-", "–", "—")


@lru_cache(maxsize=64)
def _sentences(text: str, paragraph: Span, language: str) -> tuple[Span, ...]:
    """Those of a paragraph, without what can't be seen at their ends, and blanks beside it: folding drops both."""
    found = []
    for span in sentences_of(text, paragraph, language):
        piece = span.of(text)
        start = span.start + len(piece) - len(piece.lstrip(_INVISIBLE + _BLANK))
        found.append(Span(start, start + len(piece.strip(_INVISIBLE + _BLANK))))
    return tuple(found)


def _all(words: str, text: str) -> Iterator[Span]:
    """Every place where `words` stand in a text."""
    needle, folded = _needle(words), fold(text)
    for at in _places(needle, folded, 0) if needle else ():
        yield folded.span(at, at + len(needle))


def _find(words: str, text: str, start: int = 0, stop: int | None = None) -> Span | None:
    needle = _needle(words)
    if not needle:
        return None
    folded = fold(text)
    places = [at for at in _places(needle, folded, start) if stop is None or folded.span(at, at + 1).start <= stop]
    quoted = (i for i in places if folded.text[max(0, i - 2) : i].strip().endswith(('"', "-")))
    at = next(quoted, places[0] if places else None)
    if at is None:
        return None
    return folded.span(at, at + len(needle))


def _needle(words: str) -> str:
    return fold(unicodedata.normalize("NFC", words)).text.strip()


def _places(needle: str, folded: Folded, start: int) -> Iterator[int]:
    """Offsets of whole-word occurrences: no word of the article is cut."""
    at = folded.text.find(needle)
    while at >= 0:
        end = at + len(needle)
        before = folded.text[at - 1 : at].isalnum() and needle[0].isalnum()
        after = folded.text[end : end + 1].isalnum() and needle[-1].isalnum()
        if folded.span(at, end).start >= start and not before and not after:
            yield at
        at = folded.text.find(needle, at + 1)


def passage(span: Span, article: Article) -> Passage:
    """The passage of a span: its paragraph and the anchor under which the source page shows it."""
    starts = [paragraph.start for paragraph in article.paragraphs]
    number = max(1, bisect_right(starts, span.start))
    return Passage(article.slug, span, number, f"c{span.start}-{span.end}")


def closest(words: str, article: Article) -> str:
    """The quote with the article's nearest words, what differs marked: “the [-big-] {+large+} house”.

    Empty when the two have no word in common.
    """
    mine, theirs = words.split(), article.text.split()
    block = _matcher(mine, theirs).find_longest_match()
    if not block.size:
        return ""
    first = max(0, block.b - block.a)
    window = theirs[first : first + len(mine) + 2]
    pieces: list[str] = []
    for tag, a1, a2, b1, b2 in _matcher(mine, window).get_opcodes():
        if tag == "equal":
            pieces += mine[a1:a2]
        elif a2 > a1 or 0 < a1 < len(mine):
            pieces += [f"[-{' '.join(mine[a1:a2])}-]"] * (a2 > a1) + [f"{{+{' '.join(window[b1:b2])}+}}"] * (b2 > b1)
    return " ".join(pieces)


def _matcher(mine: list[str], theirs: list[str]) -> difflib.SequenceMatcher[str]:
    return difflib.SequenceMatcher(None, [*map(_bare, mine)], [*map(_bare, theirs)], autojunk=False)


def _bare(word: str) -> str:
    return fold(word).text.strip('".,:;!?()-') or word


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


@lru_cache(maxsize=64)
def _padded(text: str) -> str:
    return f" {' '.join(_words(text))} "


def is_named(text: str, names: Iterable[str]) -> bool:
    """Whether one of `names` stands in `text` as it is written; case and typography don't count."""
    padded = _padded(text)
    return any(f" {' '.join(words)} " in padded for words in map(_words, names) if words)


def is_named_inflected(text: str, names: Iterable[str]) -> bool:
    """Whether the last word of one of `names` stands in `text`, perhaps with another ending.

    Names are inflected (“Łukaszenką”, “Лукашенком”): of five letters and more, all but the last two, and four at
    least, must be the same, and the ending may be three letters longer.
    """
    words = set(_words(text))
    stems = [(last, last[: max(4, len(last) - 2)]) for *_, last in filter(None, map(_words, names))]
    return any(last in words for last, _ in stems) or any(
        len(last) > 4 and word.startswith(stem) and len(word) <= len(last) + 3
        for last, stem in stems
        for word in words
    )
