"""The workers of a Dask cluster. No other module imports `distributed`, and this one only when it is called."""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.edition import edition
from generator.errors import DossierError, Problem

if TYPE_CHECKING:
    from concurrent.futures import Executor

_TOGETHER = 16
"""Items of a task: a scheduler takes about a millisecond for each task, however small."""
_PATIENCE = 10
"""Seconds in which a scheduler must answer and have a worker."""


class Workers(NamedTuple):
    """Processes that wait for tasks."""

    executor: Executor
    number: int
    share: Callable[[Callable[[Any], Any]], Any]
    """Pickles a function for all tasks; what it returns stands for the bytes among the arguments of a task."""
    together: int = 1
    """Items of one task."""


class _OtherEdition(Exception):
    """A worker's results wouldn't be those of this machine."""


@dataclass(frozen=True, slots=True)
class _Pinned:
    """A function that only runs where it gives what it gives here."""

    function: Callable[[Any], Any]
    edition: str

    def __call__(self, item: Any) -> Any:
        if edition() != self.edition:
            raise _OtherEdition(f"{os.uname().nodename}: {edition()}")
        return self.function(item)


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """The workers of the Dask scheduler at `address` (`tcp://host:8786`).

    A worker that is lost has its tasks done by others. Raises DossierError where there is no scheduler, where it has no
    worker or is lost, and where a worker has another edition of us.
    """
    import logging
    from concurrent.futures import CancelledError

    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise _problem(address, "the package “distributed” is missing", "pip install 'dossier[dask]'") from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # tells of every worker lost, with tracebacks
    client = None
    with suppress(OSError, ValueError):
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    if client is None:
        gc.collect()  # closes what was begun of it: while another client begins, that would wait for itself
        raise _problem(address, "no Dask scheduler answers here", "start one, or leave out --scheduler")
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        executor = client.get_executor(pure=False)
        yield Workers(
            executor,
            sum(client.nthreads().values()),
            lambda function: client.scatter(pickle.dumps(_Pinned(function, edition())), broadcast=True),
            _TOGETHER,
        )
    except TimeoutError:
        raise _problem(address, "this scheduler has no workers", f"start some: dask worker {address}") from None
    except (ImportError, AttributeError) as error:
        raise _problem(address, f"a worker can't run Dossier: {error}", f"install there: {edition()}") from None
    except _OtherEdition as error:
        hint = f"here: {edition()}\n    there: {error}\n    install the same on all machines"
        raise _problem(address, "a worker would give other results", hint) from None
    except (CancelledError, KilledWorker):
        raise _problem(address, "the scheduler, or too many workers, were ended", "run again to go on") from None
    finally:
        client.close()


def _problem(address: str, message: str, hint: str) -> DossierError:
    return DossierError([Problem(address, 0, message, hint)])
