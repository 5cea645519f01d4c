"""Problems in the input, as people read them: file, line, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that a person has to mend.

    `path` is relative to the dossier's folder, `line` counts from 1 (0: the file as a whole).
    """

    path: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" + (f"\n    {self.hint}" if self.hint else "")


class DossierError(Exception):
    """All problems found by a step that can't go on, each once, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[DossierError], tuple[tuple[Problem, ...]]]:
        """A process hands its problems over to the one that started it."""
        return type(self), (self.problems,)


class Unavailable(DossierError):
    """The machine lacks what one step needs; the others can go on without it."""


@contextmanager
def gather(problems: list[Problem]) -> Iterator[None]:
    """Add the problems of a step to `problems` and go on after it, so that all are shown together."""
    try:
        yield
    except DossierError as error:
        problems.extend(error.problems)
