"""Mapping a pure function over many items, on all cores or a Dask cluster, with results in the order of the items."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from generator.cluster import Workers, cluster
from generator.errors import DossierError, Problem

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

ENDED = Problem("worker process", 0, "was ended from outside", "there may have been too little memory; try --jobs 1")
_ENDED_AT = "a process that may have worked on this was ended from outside", (
    "there may have been too little memory: try --jobs 1; should that fail as well, leave this out"
)
_NO_MEMORY = "there is not enough memory for this", "cut it down, or leave it out"
_FEW = 4
"""For so few items, starting processes costs more than it gains."""
_AHEAD = 8
"""Tasks handed out ahead, for each process: bounds memory when results are read slowly."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parallel_map(
    function: Callable[[T], R],
    items: Iterable[T],
    jobs: int,
    few: int = _FEW,
    scheduler: str = "",
    named: Callable[[T], str] = lambda _: "worker process",
) -> Iterator[R]:
    """`function` of each item, in the items' order, by at most `jobs` processes, or by the cluster of a Dask scheduler.

    For no more than `few` items, no process is started. Items are taken as results are read, so that an endless input
    streams. An exception of `function` is raised here; DossierError where memory didn't suffice or a process was
    ended from outside, with what it may have worked on, as `named`, or where `scheduler`, an address such as
    `tcp://host:8786`, can't be used.
    """
    rest = iter(items)
    first = list(islice(rest, few + 1))
    if len(first) <= few or (jobs <= 1 and not scheduler):
        for item in chain(first, rest):
            try:
                result = function(item)
            except MemoryError:
                raise DossierError([Problem(named(item), 0, *_NO_MEMORY)]) from None
            yield result
    elif scheduler:
        with cluster(scheduler) as workers:
            yield from _spread(workers, function, chain(first, rest), named)
    else:
        with _processes(jobs) as workers:
            yield from _spread(workers, function, chain(first, rest), named)


def _spread(
    workers: Workers, function: Callable[[T], R], items: Iterator[T], named: Callable[[T], str]
) -> Iterator[R]:
    shared = workers.share(function)
    waiting: deque[tuple[Sequence[T], Future[list[R]]]] = deque()
    while batch := tuple(islice(items, workers.together)):
        waiting.append((batch, workers.executor.submit(_each, shared, batch)))
        if len(waiting) >= workers.number * _AHEAD:
            yield from _first(waiting, workers.number, named)
    while waiting:
        yield from _first(waiting, workers.number, named)


def _first(
    waiting: deque[tuple[Sequence[T], Future[list[R]]]], number: int, named: Callable[[T], str]
) -> list[R]:
    """Take the first result out; what ended it is told of all that `number` workers may have been at."""
    from concurrent.futures.process import BrokenProcessPool

    batch, future = waiting[0]
    try:
        return future.result()
    except MemoryError:
        raise DossierError(Problem(named(item), 0, *_NO_MEMORY) for item in batch) from None
    except BrokenProcessPool:
        begun = [batch for batch, future in waiting if future.exception()][:number]
        raise DossierError(Problem(named(item), 0, *_ENDED_AT) for batch in begun for item in batch) from None
    finally:
        waiting.popleft()


def _each(function: bytes, items: Sequence[Any]) -> list[Any]:
    return list(map(_loaded(function), items))


@lru_cache(1)
def _loaded(function: bytes) -> Callable[[Any], Any]:
    """Read once in each worker, for it may hold thousands of actors."""
    loaded: Callable[[Any], Any] = pickle.loads(function)
    return loaded


@contextmanager
def _processes(jobs: int) -> Iterator[Workers]:
    from concurrent.futures import ProcessPoolExecutor  # where there is nothing to do, nothing of this is loaded

    pool = ProcessPoolExecutor(jobs, initializer=begin)
    try:
        yield Workers(pool, jobs, pickle.dumps)
    finally:
        pool.shutdown(cancel_futures=True)


def begin() -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends when that one does, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    assert parent
    wait([parent.sentinel])
    os._exit(1)
