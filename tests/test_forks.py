"""Sharing work with copies of the process: what comes back, and what when a copy fails or is ended."""

import os
import signal
import sys
from collections.abc import Sequence

import pytest

from generator.errors import DossierError, Problem
from generator.forks import forked

alone = pytest.param(1, id="one process")
together = pytest.param(2, id="two processes")


@pytest.mark.parametrize("jobs", [alone, together])
def test_every_item_falls_in_one_share(jobs: int) -> None:
    shares = forked(lambda share: [(os.getpid(), item) for item in share], range(101), jobs)
    assert sorted(item for share in shares for _, item in share) == [*range(101)]
    processes = {process for share in shares for process, _ in share}
    expected = jobs if sys.platform == "linux" else 1
    assert len(processes) == expected
    assert (os.getpid() in processes) == (expected == 1)


def test_few_items_are_not_shared() -> None:
    assert forked(lambda share: (os.getpid(), *share), range(3), 2) == [(os.getpid(), 0, 1, 2)]


@pytest.mark.parametrize("jobs", [alone, together])
def test_a_problem_is_raised_here(jobs: int) -> None:
    def refuse(_: Sequence[int]) -> None:
        raise DossierError([Problem("content/a.txt", 3, "is wrong", "mend it")])

    with pytest.raises(DossierError, match=r"content/a\.txt:3: is wrong"):
        forked(refuse, range(200), jobs)


def test_a_process_that_is_ended_is_named() -> None:
    parent = os.getpid()

    def end(_: Sequence[int]) -> None:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        raise DossierError([Problem("worker process", 0, "was ended from outside")])

    with pytest.raises(DossierError, match="worker process: was ended from outside"):
        forked(end, range(200), 2)
