"""A pure function over many items: in order, on all cores, and never silently incomplete."""

import os
import signal
from itertools import count, islice

import pytest

from generator.errors import DossierError
from generator.jobs import parallel_map


def pid(_: int) -> int:
    return os.getpid()


def square(number: int) -> int:
    if number == 50:
        raise ValueError("no fifty")
    return number * number


def too_much(number: int) -> int:
    return len(bytearray(1 << 60)) if number == 7 else number


def end(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_an_endless_input(jobs: int) -> None:
    assert list(islice(parallel_map(square, count(), jobs), 40)) == [number * number for number in range(40)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_function_raises_is_raised_in_its_place(jobs: int) -> None:
    results = parallel_map(square, range(60), jobs)
    assert list(islice(results, 50)) == [number * number for number in range(50)]
    with pytest.raises(ValueError, match="no fifty"):
        next(results)


def test_few_items_start_no_process() -> None:
    assert set(parallel_map(pid, range(4), 2)) == {os.getpid()}
    assert os.getpid() not in set(parallel_map(pid, range(5), 2))


def test_a_process_that_is_ended_is_a_message() -> None:
    with pytest.raises(DossierError) as caught:
        list(parallel_map(end, range(20), 2, named=str))
    assert "7" in {problem.path for problem in caught.value.problems}
    assert len(caught.value.problems) <= 2
    assert {problem.message for problem in caught.value.problems} == {
        "a process that may have worked on this was ended from outside"
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_is_too_much_is_named(jobs: int) -> None:
    with pytest.raises(DossierError) as caught:
        list(parallel_map(too_much, range(20), jobs, named=lambda number: f"number {number}"))
    assert str(caught.value) == "number 7: there is not enough memory for this\n    cut it down, or leave it out"
