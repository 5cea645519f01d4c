"""What a value is known by: a stamp that is the same for equal values, in every run, and another for all others.

A page is made again when the stamp of what it is made of isn't the one it was last made with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from generator.model import ActorIndex, Article, Brief, Dossier, Entry, PartialDate, TopicIndex

_PLAIN = frozenset((str, int, float, bool, type(None)))
_SHORT = 100
"""Characters of what needs no hash, and isn't remembered."""


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
        if kind is Entry and value.stamp:
            return str(value.stamp)
        if kind is tuple or kind is list:
            written = f"({','.join(map(self._written, value))})"
        elif kind is PartialDate:
            return f"{value.year}-{value.month}-{value.day}"
        elif kind is Later:
            return f"{value.function.__module__}.{value.function.__qualname__}{self._written(value.arguments)}"
        elif is_dataclass(kind):
            written = self._of_fields(kind, value)
        elif isinstance(value, Mapping):
            written = f"{{{','.join(f'{self._written(key)}:{self._written(item)}' for key, item in value.items())}}}"
        elif isinstance(value, (tuple, str)):  # named tuples, Markup
            return f"{kind.__name__}{self._written((*value,)) if isinstance(value, tuple) else repr(str(value))}"
        else:
            raise TypeError(f"{kind.__name__} has no stamp")
        if len(written) > _SHORT:
            written = digest(written)
            self._known[id(value)] = (value, written)
        return written

    def _of_fields(self, kind: Any, value: Any) -> str:
        known_by = _MADE_OF.get(kind)
        values = known_by(value) if known_by else ("",)
        if not values[-1]:
            values = _all_fields(kind)(value)
        if _PLAIN.issuperset(map(type, values)):
            return f"{kind.__name__}{values!r}"
        return f"{kind.__name__}({','.join(map(self._written, values))})"


@cache
def _all_fields(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields(kind)]
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


_MADE_OF: Mapping[type, Callable[[Any], tuple[Any, ...]]] = {
    Brief: attrgetter("path", "digest"),
    Article: attrgetter("path", "slug", "publisher", "author", "url", "sha256"),
    Dossier: attrgetter("built", "moved", "overview", "entries", "config"),
    ActorIndex: lambda index: (index.entries,),
    TopicIndex: lambda index: (index.entries,),
}
"""Fields that all others follow from, unless the last is empty: what an article says is said by its file, for which its
hash stands; whose index it is, is said beside it."""
