"""Mapping a pure function over many items, on all cores, with results in the order of the items."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_FEW = 4
"""For so few items, starting processes costs more than it gains."""
_AHEAD = 8
"""Items handed out ahead, for each process: bounds memory when results are read slowly."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parallel_map(function: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """`function` of each item, in the items' order, by at most `jobs` processes.

    Items are taken as results are read, so that an endless input streams. An exception of `function` is raised here.
    """
    rest = iter(items)
    first = list(islice(rest, _FEW + 1))
    if jobs <= 1 or len(first) <= _FEW:
        yield from map(function, chain(first, rest))
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[R]] = deque()
        for item in chain(first, rest):
            waiting.append(pool.submit(function, item))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
