"""What the program says while it works: a line that renews itself on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from typing import TextIO

from generator.lookalikes import shown


class Progress:
    """Messages to standard error; `level` 0 says nothing, 1 the steps, 2 every item."""

    def __init__(self, level: int = 1, stream: TextIO | None = None) -> None:
        self._level = level
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._open = False

    def count(self, what: str, done: int, total: int) -> None:
        """`done` of `total` items of a step are ready."""
        if self._level and self._live:
            self._stream.write(f"\r\033[K{what} {done}/{total}")
            self._stream.flush()
            self._open = True
        if done == total:
            self.say(f"{what} {done}/{total}")

    def say(self, message: str, level: int = 1) -> None:
        if self._level < level:
            return
        self._stream.write(("\r\033[K" if self._open else "") + shown(message) + "\n")
        self._stream.flush()
        self._open = False
