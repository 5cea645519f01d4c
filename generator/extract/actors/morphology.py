"""What a word may be: its base forms, and whether dictionaries know it as a name or as a common word.

Base forms come from endings that are data (languages/*/names.yaml): a form is traced back to all nominatives that
could have it. Dictionaries (morfeusz2 with SGJP; pymorphy3 with OpenCorpora and VESUM; simplemma's word lists) tell
first names, surnames and places from common words.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple
from zlib import crc32

from generator.extract.actors.sounds import spoken
from generator.languages import data

Gender = Literal["", "f", "m"]
_BARRED = str.maketrans("łđøıð", "ldoid")


class Traits(NamedTuple):
    """What dictionaries know of one word form."""

    lemmas: tuple[str, ...] = ()
    """Base forms, in lower case."""
    first: Gender = ""
    """The gender of those who bear it as a first name."""
    surname: bool = False
    place: bool = False
    common: bool = False
    """It may be an ordinary word."""
    genitive: bool = False
    adjective: bool = False


@cache
def _endings(language: str) -> tuple[dict[str, tuple[str, ...]], int]:
    """Ending of an oblique form → endings of the nominatives; and the longest ending."""
    table: dict[str, list[str]] = {}
    for line in data(language, "names").get("endings", "").splitlines():
        nominative, forms = line.split(":")
        for form in forms.split():
            table.setdefault(form.replace("0", ""), []).append(nominative.strip().replace("0", ""))
    return {form: tuple(dict.fromkeys(bases)) for form, bases in table.items()}, max(map(len, table), default=0)


@lru_cache(20_000)
def bases(low: str, language: str) -> tuple[str, ...]:
    """All nominatives that `low` (in lower case) may be a form of, itself first; a hundred at most.

    Endings after an apostrophe or a hyphen (`kerry’ego`, `arm-u`) are taken off too.
    """
    table, longest = _endings(language)
    found = {low: None}
    if not low.isalpha() and table:
        for mark in ("’", "'", "-"):
            head, sign, tail = low.rpartition(mark)
            if sign and len(head) > 1 and len(tail) < 4:
                found[head] = None
    for size in range(min(longest, len(low)) + 1):
        cut = len(low) - size
        if (endings := table.get(low[cut:])) and (cut > 1 or size > 3):
            for ending in endings:
                found[low[:cut] + ending] = None
    return tuple(found)


@lru_cache(20_000)
def stem(low: str, language: str) -> str:
    """The word without its longest ending, of whatever case: what the forms of one word share."""
    table, longest = _endings(language)
    nominatives = {ending for endings in table.values() for ending in endings} if table else set()
    for size in range(min(longest, len(low) - 3), 0, -1):
        if low[-size:] in table or low[-size:] in nominatives:
            return low[:-size]
    return low


@cache
def _first_names() -> dict[str, Gender]:
    """First names, by their letters without marks and, for other scripts, by their sound → gender."""
    found: dict[str, Gender] = {}
    text = (files("generator") / "data" / "first_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("f:", "m:")):
            for name in line[2:].split():
                found.setdefault(plain(name.casefold()), "f" if line[0] == "f" else "m")
                if len(spoken(name)) > 1:
                    found.setdefault(_sound(name), "f" if line[0] == "f" else "m")
    return found


def _sound(name: str) -> str:
    """First names differ by their last vowel (Alexandra, Alexander): it counts."""
    return f"~{spoken(name)}{'a' if name[-1] in 'aаяá' else ''}"


def plain(low: str) -> str:
    """Latin letters without their marks."""
    if low.isascii():
        return low
    letters = unicodedata.normalize("NFD", low.translate(_BARRED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def listed_names() -> frozenset[str]:
    """First names letter by letter, in lower case."""
    text = (files("generator") / "data" / "first_names.txt").read_text(encoding="utf-8")
    return frozenset(" ".join(line[2:] for line in text.splitlines() if line[:2] in ("f:", "m:")).casefold().split())


@lru_cache(20_000)
def first_name(low: str, language: str) -> Gender:
    """The gender of those who bear this first name, in any of its case forms; empty for no first name."""
    known = _first_names()
    low = low.partition("-")[0] or low
    cyrillic = "\u0400" <= low[0] < "\u0530"
    for base in bases(low, language):
        if len(base) > 1 and (gender := known.get(_sound(base) if cyrillic else plain(base))):
            return gender
    return ""


@lru_cache(20_000)
def traits(word: str, language: str) -> Traits:
    """What the dictionary of `language` knows of `word`, a capitalised word as it stands in the text."""
    analyser = _ANALYSERS.get(data(language, "names").get("analyser", ""))
    return analyser(word, language) if analyser else Traits()


@cache
def _morfeusz() -> Any:
    try:
        import morfeusz2
    except ImportError:  # has no wheel for every platform; endings and lists then do alone
        return None
    return morfeusz2.Morfeusz(separate_numbering=False, whitespace=morfeusz2.KEEP_WHITESPACES)


def _polish(word: str, _language: str) -> Traits:
    lemmas: dict[str, None] = {}
    first: Gender = ""
    surname = place = common = genitive = adjective = False
    morfeusz = _morfeusz()
    if morfeusz is None:
        return Traits()
    for _, _, (_, lemma, tag, labels, _) in morfeusz.analyse(word if not word.isupper() else word.capitalize()):
        if tag == "ign":
            continue
        lemmas[lemma.split(":")[0].casefold()] = None
        genitive |= "gen" in tag
        adjective |= tag.startswith(("adj:", "ppas", "pact"))
        if "imię" in labels:
            first = first or ("f" if tag.endswith(":f") else "m")
        elif "nazwisko" in labels:
            surname = True
        elif "nazwa_geograficzna" in labels:
            place = True
        elif "nazwa_organizacji" not in labels:
            common = True
    return Traits(tuple(lemmas), first, surname, place, common, genitive, adjective)


@cache
def _pymorphy(language: str) -> Any:
    import pymorphy3
    from pymorphy3.units import DictionaryAnalyzer

    return pymorphy3.MorphAnalyzer(lang=language, units=[DictionaryAnalyzer()])


def _russian(word: str, language: str) -> Traits:
    lemmas: dict[str, None] = {}
    first: Gender = ""
    surname = place = common = genitive = adjective = False
    for parse in _pymorphy(language).parse(word.replace("’", "'")):
        tag = str(parse.tag)
        lemmas[parse.normal_form] = None
        genitive |= "gent" in tag
        adjective |= tag.startswith(("ADJF", "PRTF"))
        if "Name" in tag:
            first = first or ("f" if "femn" in tag else "m")
        elif "Surn" in tag or "Patr" in tag:
            surname = True
        elif "Geox" in tag:
            place = True
        elif "Orgn" not in tag and (parse.score > 0.1):
            common = True
    return Traits(tuple(lemmas), first, surname, place, common, genitive, adjective)


@cache
def _common_words(language: str) -> array[int]:
    """Check sums of the word forms that simplemma has for a language, but for those of names, in order.

    Check sums take a twentieth of the memory that the words would; one in ten thousand other words passes for one.
    simplemma's file is read in one pass, for the dictionary that simplemma would make of it takes twice as long, and
    100 MB meanwhile.
    """
    from simplemma.strategies.dictionaries import dictionary_factory, frontcode

    content = dictionary_factory._read_decompressed(language)
    backwards, _, start = frontcode._read_header(content)
    step = -1 if backwards else 1
    records = frontcode._iter_records(content, start)
    return array("I", sorted({crc32(word[::step]) for _, word, lemma in records if _lower(lemma[::step])}))


def _lower(word: bytes) -> bool:
    """Whether a word, in UTF-8, opens with a small letter."""
    return word[:1].islower() if word[0] < 128 else word.decode()[:1].islower()


def _listed_word(word: str, language: str) -> Traits:
    table = _common_words(language)
    code = crc32(word.casefold().encode())
    at = bisect_left(table, code)
    return Traits(common=at < len(table) and table[at] == code)


_ANALYSERS: dict[str, Callable[[str, str], Traits]] = {
    "morfeusz": _polish,
    "pymorphy": _russian,
    "simplemma": _listed_word,
}
