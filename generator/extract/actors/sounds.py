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
_LATIN = (
    ("schtsch|shch|szcz|chtch|stsch|šč|tsch|tch|tsh|sch|sh|sz|ch|cz|zh|rz(?=[aeiouy])|ts|tz|dz|[szšśşșžźżčćçß]", "s"),
    ("dj|dʒ|dż|dž", ""),
    ("kh|gh|gu(?=[ei])|[hg]", "g"),
    ("qu|ck|q", "k"),
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("x", "ks"),
    ("ł", "l"),
    ("w", "v"),
    ("ou", "u"),
    ("[jй]", ""),
)
_RULES = tuple((re.compile(pattern), sound) for pattern, sound in _LATIN)


def _plain(word: str) -> str:
    """Sounds of a word in Latin letters, marks gone, scripts made one."""
    low = word.casefold().replace("дж", "")
    low = "".join(_CYRILLIC.get(char, char) for char in unicodedata.normalize("NFC", low))
    for pattern, sound in _RULES:
        low = pattern.sub(sound, low)
    low = unicodedata.normalize("NFD", low)
    return re.sub(r"[^a-z]", "", low.replace("ø", "o").replace("đ", "d").replace("ı", "i").replace("æ", "e"))


@lru_cache(65536)
def spoken(word: str) -> str:
    """The key with its vowels: what two spellings of a first name share (`Donald`, `Доналд`)."""
    low = re.sub(r"[ieyäö]*[iey][iey]*", "i", _plain(word))
    low = re.sub(r"i(?=[aou])", "", low).replace("o", "u")
    return re.sub(r"(.)\1+", r"\1", low).rstrip("aiu") or low


@lru_cache(65536)
def skeleton(word: str) -> str:
    """The key without vowels, but for short names, which would all look alike.

    >>> {skeleton(name) for name in ("Łukaszenka", "Lukashenko", "Loukachenko", "Лукашенко", "Lukaschenko")}
    {'lksnk'}
    """
    low = re.sub(r"s?k[iy]+[jy]?$", "sk", _plain(word))
    bones = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy]", "", low))
    return bones if len(bones) > 3 else spoken(word)


@cache
def _spelling(language: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """Letters that sound otherwise in a language, the longest first → what most languages write for that sound."""
    pairs = dict(pair.split("=") for pair in data(language, "names").get("spelling", "").split())
    letters = "|".join(sorted(pairs, key=len, reverse=True))
    return re.compile(letters) if letters else None, pairs


@lru_cache(65536)
def name_key(word: str, language: str) -> str:
    """The skeleton of a name as `language` spells it: `Scheluchow` (German), `Zhelujov` (Spanish) → `slgv`."""
    pattern, pairs = _spelling(language)
    return skeleton(pattern.sub(lambda match: pairs[match[0]], word.casefold()) if pattern else word)
