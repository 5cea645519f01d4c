"""Mapping a pure function over many items, on all cores, with results in the order of the items."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.connection import wait
from typing import TypeVar

from generator.errors import DossierError, Problem

T = TypeVar("T")
R = TypeVar("R")

_FEW = 4
"""For so few items, starting processes costs more than it gains."""
_AHEAD = 8
"""Items handed out ahead, for each process: bounds memory when results are read slowly."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parallel_map(function: Callable[[T], R], items: Iterable[T], jobs: int, few: int = _FEW) -> Iterator[R]:
    """`function` of each item, in the items' order, by at most `jobs` processes.

    For no more than `few` items, no process is started. Items are taken as results are read, so that an endless input
    streams. An exception of `function` is raised here; DossierError where a process was ended from outside.
    """
    rest = iter(items)
    first = list(islice(rest, few + 1))
    if jobs <= 1 or len(first) <= few:
        yield from map(function, chain(first, rest))
        return
    with ProcessPoolExecutor(jobs, initializer=_begin) as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for item in chain(first, rest):
                waiting.append(pool.submit(function, item))
                if len(waiting) >= jobs * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            hint = "there may have been too little memory; try --jobs 1"
            raise DossierError([Problem("worker process", 0, "was ended from outside", hint)]) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends when that one does, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    wait([parent.sentinel])
    os._exit(1)
