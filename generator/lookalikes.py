"""Names that look like others, and what in a text can't be seen: told to the person, never decided for them.

The idea is that of Unicode's UTS 39 (mixed scripts, skeletons), for the three scripts in which our languages are
written and whose letters look alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_LETTERS = (
    "aаα cсϲ dԁ eе hһ iіι jјϳ kкκ lӏ mм nп oоο pрρ qԛ rг sѕ tтτ uυ vѵν wԝ xхχ yуγ "
    "AАΑ BВΒ CСϹ EЕΕ FϜ GԌ HНΗ IІΙӀ JЈͿ KКΚ MМΜ NΝ OОΟ PРΡ QԚ SЅ TТΤ WԜ XХΧ YҮΥ ZΖ"
)
"""Each Latin letter with those of other scripts that look like it."""
_LOOKS = str.maketrans({other: letters[0] for letters in _LETTERS.split() for other in letters[1:]})

_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Control characters and those that turn the order of letters around, or hide some: none has a place in prose."""


def shown(text: str) -> str:
    """`text` with control characters, and those that reorder what stands around them, written out: “⟨U+202E⟩”.

    Marks that languages need (U+200C to U+200F, U+061C) and white space stay.
    """
    if text.isprintable():
        return text
    return _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def skeleton(name: str) -> str:
    """What a name looks like: two names with the same one can't be told apart by eye."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", name) if not _is_unseen(char))
    return " ".join(seen.translate(_LOOKS).split())


def twins(names: Iterable[str]) -> dict[str, str]:
    """Name → an earlier one that looks the same to the letter and isn't."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in names:
        other = first.setdefault(skeleton(name), name)
        if unicodedata.normalize("NFC", other) != unicodedata.normalize("NFC", name):
            found[name] = other
    return found


def spelt_out(text: str) -> str:
    """`text` with the code points of what a reader would miss: “Pа⟨U+0430⟩vel”, where one letter is Cyrillic."""
    if text.isascii():
        return shown(text)
    words = _WORD.sub(lambda match: _marked(match[0]), text)
    return shown("".join(f"⟨U+{ord(char):04X}⟩" if _is_unseen(char) else char for char in words))


def is_odd(text: str) -> bool:
    """Whether something in `text` can't be seen, or a word of it has letters of two scripts."""
    return not text.isascii() and spelt_out(text) != text


def _marked(word: str) -> str:
    """The letters that are of another script than most of the word are marked."""
    scripts = [_script(char) for char in word]
    counts = Counter(filter(None, scripts))
    if len(counts) < 2:
        return word
    usual = counts.most_common(1)[0][0]
    return "".join(f"{char}⟨U+{ord(char):04X}⟩" if script not in ("", usual) else char
                   for char, script in zip(word, scripts, strict=True))  # fmt: skip


@cache
def _script(char: str) -> str:
    script = unicodedata.name(char, "").partition(" ")[0]
    return script if script in _SCRIPTS else ""


def _is_unseen(char: str) -> bool:
    """What has no width: not the joiners that Persian and Indian scripts need (U+200C, U+200D)."""
    if char in "\u034f\u115f\u1160\u3164\uffa0":
        return True
    return unicodedata.category(char) == "Cf" and char not in "\u200c\u200d"
