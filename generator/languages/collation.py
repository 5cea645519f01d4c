"""Alphabetical order, as readers of a language expect it, without ICU."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from generator.languages import data

Key = tuple[tuple[tuple[int, int], ...], tuple[str, ...], str]

_LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_BREAK, _DIGIT, _OWN, _OTHER = range(4)


@cache
def sort_key(language: str) -> Callable[[str], Key]:
    """A sorting key for texts in a language (BCP 47).

    Spaces and hyphens come first, then digits, then the language's own letters in the order of its alphabet
    (languages/<code>/collation.yaml, else a to z), then other scripts. Accents that make no letter of their
    own, then capitals, decide only between texts that are the same otherwise; other punctuation is left out.
    It is the first three levels of the Unicode Collation Algorithm (UTS 10) with the tailoring that the
    Common Locale Data Repository has for these languages, as far as names and titles need it.
    """
    alphabet = str(data(language.partition("-")[0].lower(), "collation").get("alphabet", "")).split()
    place = {letter: index for index, letter in enumerate(alphabet or _LATIN)}
    for letter in _LATIN:
        place.setdefault(letter, len(place))
    letters = re.compile("|".join(map(re.escape, sorted(place, key=len, reverse=True))) + "|.", re.DOTALL)

    def weights(unit: str) -> list[tuple[int, int]]:
        if unit in place:
            return [(_OWN, place[unit])]
        plain = unicodedata.normalize("NFD", unit.translate(_WITHOUT_DECOMPOSITION))
        return [weight for char in plain if (weight := _weight(char, place))]

    @cache
    def key(text: str) -> Key:
        units = letters.findall(unicodedata.normalize("NFC", text.lower()))
        primary = tuple(weight for unit in units for weight in weights(unit))
        return primary, tuple(units), text.swapcase()

    return key


def _weight(char: str, place: dict[str, int]) -> tuple[int, int] | None:
    if char in place:
        return _OWN, place[char]
    if char.isspace() or unicodedata.category(char) == "Pd":
        return _BREAK, 0
    if char.isdigit():
        return _DIGIT, unicodedata.digit(char)
    return (_OTHER, ord(char)) if char.isalpha() else None
