"""Sharing work with processes that know all that this one knows, so that nothing but results is handed over."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from generator.errors import DossierError
from generator.jobs import ENDED, begin

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")
_FEW = 100
"""For so few items, copying the process costs more than it gains."""


def forked(function: Callable[[Sequence[T]], R], items: Sequence[T], jobs: int) -> list[R]:
    """`function` of a share of the items for each of `jobs` processes, which know all that this one knows.

    Nothing but results is handed over; an item's place doesn't tell whose share it falls in. In one process where
    there are no more than _FEW items, and where a copy of this one wouldn't be whole: beside other threads, and on
    other systems than Linux. Raises DossierError as `function` does, and where a process was ended from outside.
    """
    if jobs <= 1 or len(items) <= _FEW or sys.platform != "linux" or threading.active_count() > 1:
        return [function(items)]
    import multiprocessing

    fork = multiprocessing.get_context("fork")
    started = []
    for number in range(jobs):
        here, there = fork.Pipe(duplex=False)
        process = fork.Process(target=_share, args=(function, items[number::jobs], there), daemon=True)
        process.start()
        there.close()
        started.append((process, here))
    try:
        return [_result(here) for _, here in started]
    finally:
        for process, here in started:
            here.close()
            process.terminate()
            process.join()


def _share(function: Callable[[Sequence[T]], R], share: Sequence[T], out: Connection) -> None:
    begin()
    try:
        result: tuple[bool, object] = True, function(share)
    except Exception as error:
        result = False, error
    out.send(result)


def _result(here: Connection) -> Any:
    try:
        succeeded, result = here.recv()
    except EOFError:
        raise DossierError([ENDED]) from None
    if not succeeded:
        raise result
    return result
