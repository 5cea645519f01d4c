"""Which mentions of an actor are inflected, told from the other forms of the same name in the text."""

from __future__ import annotations

import re

from generator.model import FoundActor, Span

_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWELS = frozenset("aeiouyąęóáéíúýůěаеёиоуыэюяіїєѝ")
_NOMINATIVE = ("a", "o", "а", "о", "я")


def inflected(text: str, actor: FoundActor) -> frozenset[Span]:
    """The mentions that aren't in the nominative: a word of them is a longer or less basic form of another.

    The basic form is a word of the actor's name, else the shortest, else one in -a or -o (“Łukaszenka” before
    “Łukaszenki”). A name with one form only that isn't longer than its basic one counts as nominative.
    """
    named = set(_WORD.findall(actor.name.lower()))
    words = {span: _WORD.findall(span.of(text).lower()) for span in actor.mentions}
    forms = sorted({word for some in words.values() for word in some}, key=lambda word: _rank(word, named))
    basic: list[str] = []
    other: set[str] = set()
    for form in forms:
        if any(_same(form, base) for base in basic) or any(form != name and form.startswith(name) for name in named):
            other.add(form)
        else:
            basic.append(form)
    return frozenset(span for span, some in words.items() if not other.isdisjoint(some))


def _rank(word: str, named: set[str]) -> tuple[bool, int, bool, str]:
    return word not in named, len(word), not word.endswith(_NOMINATIVE), word


def _same(one: str, other: str) -> bool:
    """Whether the first word may be an inflected form of the other: they differ in a short ending with a vowel."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    ending, basic = one[shared:], other[shared:]
    return shared > 1 and len(ending) < 5 and len(basic) < 3 and any(letter in _VOWELS for letter in ending)
