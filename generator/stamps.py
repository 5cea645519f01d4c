"""What a value is known by: a stamp that is the same for equal values, in every run, and another for all others.

A page is made again when the stamp of what it is made of isn't the one it was last made with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from generator.model import Article, Brief, Dossier, Entry, Heard, PartialDate

_PLAIN = (str, int, float, bool, type(None))
_SHORT = 100
"""Characters of what needs no hash."""
_LONG = 8
"""Collections of more are remembered: several pages may have the same one."""


class Later:
    """A value of a page that costs something: it is computed when the page is made, and known by what it is made of."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        """`function` is pure, and nothing but the arguments decides what it returns."""
        self.function = function
        self.arguments = arguments

    def now(self) -> Any:
        return self.function(*self.arguments)


def digest(text: str | bytes) -> str:
    """128 bits of BLAKE2b (RFC 7693), in hexadecimal."""
    return blake2b(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, digest_size=16).hexdigest()


class Stamps:
    """Stamps of values: plain ones, collections, and those of `model`, which are looked at once each."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}
        """By identity; holding on to the value keeps the identity its own."""

    def stamp(self, value: object) -> str:
        return digest(self._written(value))

    def _written(self, value: Any) -> str:
        kind = type(value)
        if kind in _PLAIN:
            return repr(value)
        known = self._known.get(id(value))
        if known is not None:
            return known[1]
        if kind is tuple or kind is list:
            written = f"({','.join(map(self._written, value))})"
            if len(value) > _LONG:
                self._known[id(value)] = (value, written)
            return written
        if kind is PartialDate:
            return f"{value.year}-{value.month}-{value.day}"
        if isinstance(value, Mapping):
            return f"{{{','.join(f'{self._written(key)}:{self._written(item)}' for key, item in value.items())}}}"
        if kind is Later:
            return f"{value.function.__module__}.{value.function.__qualname__}{self._written(value.arguments)}"
        if isinstance(value, (tuple, str)):  # named tuples, Markup
            return f"{kind.__name__}{self._written((*value,)) if isinstance(value, tuple) else repr(str(value))}"
        written = self._of_fields(value)
        self._known[id(value)] = (value, written)
        return written

    def _of_fields(self, value: Any) -> str:
        if isinstance(value, Entry) and value.stamp:
            return value.stamp
        if isinstance(value, Heard):
            return f"{self._written(value.entry)}{value.numbers}"
        if not is_dataclass(value):
            raise TypeError(f"{type(value).__name__} has no stamp")
        kind: Any = type(value)
        names = _MADE_OF.get(kind) or _names(kind)
        if isinstance(value, Brief) and not value.digest:
            names = _names(kind)
        written = f"{kind.__name__}({','.join([self._written(getattr(value, name)) for name in names])})"
        return digest(written) if len(written) > _SHORT else written


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_MADE_OF = {
    Brief: ("path", "digest"),
    Article: tuple(name for name in _names(Article) if name not in ("text", "paragraphs")),
    Dossier: ("config", "entries", "overview", "moved", "built"),
}
"""Fields that all others follow from: the text of an article is that of its file, which its hash stands for."""
