"""Articles read on a Dask cluster: a real scheduler and its workers, each a process of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from generator import cluster
from generator.build import read
from generator.cli import main
from generator.edition import edition
from generator.errors import DossierError
from generator.generate import generate
from generator.jobs import parallel_map
from generator.scaffold import scaffold
from tests.conftest import ROOT
from tests.golden import files
from tests.test_generate import FIRST, SECOND

PATIENCE = 60
LONGEST = "120"
"""Seconds after which all processes end by themselves, should the tests not have come to it."""
ARTICLES = 100


class Cluster(NamedTuple):
    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def running(module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of Dask."""
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def worker(address: str, folder: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return running("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
                   "--death-timeout", LONGEST, "--local-directory", str(folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def scheduler(folder: Path) -> Iterator[str]:
    """Its address, of a free port."""
    file = folder / "scheduler.json"
    with running("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter",
                 "--idle-timeout", LONGEST, "--scheduler-file", str(file)):
        end = time.monotonic() + PATIENCE
        while not (file.exists() and file.read_bytes().endswith(b"}")):
            assert time.monotonic() < end
            time.sleep(0.02)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]


@pytest.fixture(scope="module")
def two(scheduler: str, folder: Path) -> Iterator[Cluster]:
    from distributed import Client

    with ExitStack() as stack:
        workers = [stack.enter_context(worker(scheduler, folder)) for _ in range(2)]
        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield Cluster(scheduler, workers)


def problem(address: str, function: object = str) -> str:
    with pytest.raises(DossierError) as caught:
        list(parallel_map(function, range(9), 1, scheduler=address))  # type: ignore[arg-type]
    return str(caught.value)


def test_a_scheduler_without_workers(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    assert problem(scheduler) == (
        f"{scheduler}: this scheduler has no workers\n    start some: dask worker {scheduler}")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:1"])
def test_no_scheduler(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    assert problem(address) == f"{address}: no Dask scheduler answers here\n    start one, or leave out --scheduler"


TWICE = """
import gc
from distributed import utils
from generator import cluster
from generator.errors import DossierError
from generator.jobs import parallel_map

def find_none():
    try:
        list(parallel_map(str, range(9), 1, scheduler="http://127.0.0.1:1"))
    except DossierError as error:
        print(error.problems[0].message)

gc.disable()
find_none()
begin = utils._CollectErrorThread.__init__
utils._CollectErrorThread.__init__ = lambda *given, **named: (gc.collect(), begin(*given, **named))[1]
find_none()
"""


def test_a_client_that_found_nothing_does_not_stop_the_next() -> None:
    """Where one was closed as garbage while another began, that waited for itself for ever."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", TWICE], env=environment, stdout=subprocess.PIPE, timeout=PATIENCE,
                           check=True)
    assert ended.stdout.decode().splitlines() == ["no Dask scheduler answers here"] * 2


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert problem("tcp://127.0.0.1:1") == (
        "tcp://127.0.0.1:1: the package “distributed” is missing\n    pip install 'dossier[dask]'")


def test_results_come_in_order_and_mistakes_come_back(two: Cluster) -> None:
    assert list(parallel_map(str, range(200), 1, scheduler=two.address)) == [str(number) for number in range(200)]
    with pytest.raises(ValueError, match="invalid literal"):
        list(parallel_map(int, ["1"] * 90 + ["x"], 1, scheduler=two.address))


def test_texts_are_read_as_here(two: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "texts.jsonl"
    texts = [{"id": number, "text": (FIRST, SECOND)[number % 2]} for number in range(40)]
    lines.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    assert main(["extract", "--json", "--jobs", "1", str(lines)]) == 0
    here = capsys.readouterr().out
    assert len(here.splitlines()) == 40
    assert main(["extract", "--json", "--scheduler", two.address, str(lines)]) == 0
    assert capsys.readouterr().out == here


def test_workers_of_another_edition_are_refused(two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "edition", lambda: "dossier 0.0.1 (00000000)")
    said = problem(two.address)
    assert f"{two.address}: a worker would give other results\n    here: dossier 0.0.1 (00000000)\n    there: " in said
    assert f": {edition()}\n    install the same on all machines" in said


def dossier(root: Path) -> Path:
    scaffold(root)
    for number in range(ARTICLES):
        text = FIRST.replace("Mira Tolnay", f"Mira {'Tolnay Orsk Varga Ruel'.split()[number % 4]}")
        (root / f"content/articles/a{number:03}.txt").write_text(text.replace("03-04", f"03-{number % 28 + 1:02}"),
                                                                encoding="utf-8")
    return root


def test_a_lost_worker_changes_nothing(two: Cluster, tmp_path: Path) -> None:
    """One is killed when the first article was read. The last test, since it is the end of this cluster."""
    here, there = dossier(tmp_path / "here"), dossier(tmp_path / "there")

    def progress(done: int, total: int) -> None:
        assert total == ARTICLES
        if done == 1:
            two.workers[0].kill()

    generate(here / "content", read(here), 1, lambda *_: None)
    made = generate(there / "content", read(there), 1, progress, two.address)
    assert [outcome.status for outcome in made] == ["new"] * ARTICLES
    assert files(there / "content") == files(here / "content")
    assert two.workers[0].wait(PATIENCE)
    assert two.workers[1].poll() is None
