"""How a name sounds, roughly: one key for its spellings in many languages and both scripts.

After the idea of Soundex and of Daitch–Mokotoff: letters that languages exchange when they write the same
foreign name fall together (sz, sh, sch, ch, š, ш), glides and doubled letters go.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from generator.languages import data

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "s", "з": "s",
    "и": "i", "і": "i", "ї": "i", "й": "", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "g", "ц": "s", "ч": "s", "ш": "s", "щ": "s", "ъ": "a", "ы": "i",
    "ь": "", "э": "e", "ю": "u", "я": "a", "ў": "v", "ј": "", "љ": "l", "њ": "n", "ћ": "s", "ђ": "s", "џ": "",
}  # fmt: skip
_FROM_CYRILLIC = str.maketrans(_CYRILLIC)
_HISSED = re.compile(
    "schtsch|shch|szcz|chtch|stsch|šč|tsch|tch|tsh|sch|sh|sz|ch|cz|zh|rz(?=[aeiouy])|ts|tz|dz|[szšśşșžźżčćçß]"
)
_SOFT_G, _SOFT_C = re.compile("gu(?=[ei])"), re.compile("c(?=[eiy])")
_PAIRS = (
    ("dj", ""),
    ("dʒ", ""),
    ("kh", "g"),
    ("gh", "g"),
    ("h", "g"),
    ("ck", "k"),
    ("qu", "k"),
    ("q", "k"),
    ("ou", "u"),
)
_SINGLE = str.maketrans(
    {"c": "k", "x": "ks", "ł": "l", "w": "v", "j": "", "й": "", "ø": "o", "đ": "d", "ı": "i", "æ": "e"}
)
_FRONT, _GLIDE, _SKI = re.compile("[ieyäö]*[iey][iey]*"), re.compile("i(?=[aou])"), re.compile("s?k[iy]+[jy]?$")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiouy")
_OTHER = re.compile("[^a-z]")


def _plain(word: str) -> str:
    """Sounds of a word in Latin letters, marks gone, scripts made one."""
    low = word.casefold()
    if not low.isascii():
        low = unicodedata.normalize("NFC", low.replace("дж", "")).translate(_FROM_CYRILLIC)
    low = _SOFT_G.sub("g", _HISSED.sub("s", low))
    for letters, sound in _PAIRS:
        low = low.replace(letters, sound)
    low = _SOFT_C.sub("s", low).translate(_SINGLE)
    return low if low.isalpha() and low.isascii() else _OTHER.sub("", unicodedata.normalize("NFD", low))


@lru_cache(20_000)
def spoken(word: str) -> str:
    """The key with its vowels: what two spellings of a first name share (`Donald`, `Доналд`)."""
    low = _GLIDE.sub("", _FRONT.sub("i", _plain(word))).replace("o", "u")
    return _DOUBLED.sub(r"\1", low).rstrip("aiu") or low


@lru_cache(20_000)
def skeleton(word: str) -> str:
    """The key without vowels, but for short names, which would all look alike.

    >>> {skeleton(name) for name in ("Łukaszenka", "Lukashenko", "Loukachenko", "Лукашенко", "Lukaschenko")}
    {'lksnk'}
    """
    bones = _DOUBLED.sub(r"\1", _SKI.sub("sk", _plain(word)).translate(_VOWELS))
    return bones if len(bones) > 3 else spoken(word)


@cache
def _spelling(language: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """Letters that sound otherwise in a language, the longest first → what most languages write for that sound."""
    pairs = dict(pair.split("=") for pair in data(language, "names").get("spelling", "").split())
    letters = "|".join(sorted(pairs, key=len, reverse=True))
    return re.compile(letters) if letters else None, pairs


@lru_cache(20_000)
def name_key(word: str, language: str) -> str:
    """The skeleton of a name as `language` spells it: `Scheluchow` (German), `Zhelujov` (Spanish) → `slgv`."""
    pattern, pairs = _spelling(language)
    return skeleton(pattern.sub(lambda match: pairs[match[0]], word.casefold()) if pattern else word)
