"""The fuzzers. `make fuzz SECONDS=60` plays each for so long, with other inputs each time."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.targets import TARGETS

SECONDS = float(os.environ.get("SECONDS", "0"))
BOUND = 30
"""Seconds for one input: far more than any needs, on any machine."""


def _too_slow(_: int, __: FrameType | None) -> None:
    raise AssertionError(f"took more than {BOUND} seconds")


@contextmanager
def bounded() -> Iterator[Path]:
    """An empty folder for one input, and an end to waiting."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    signal.alarm(BOUND)
    try:
        yield folder
    finally:
        signal.alarm(0)
        shutil.rmtree(folder)


def play(name: str, examples: int, derandomize: bool) -> None:
    target = TARGETS[name]

    @settings(max_examples=examples, derandomize=derandomize, deadline=None, database=None, print_blob=not derandomize,
              suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink))  # fmt: skip
    @given(target.inputs)
    def one(value: object) -> None:
        with bounded() as folder:
            target.check(value, folder)

    one()


@pytest.mark.parametrize("name", TARGETS)
def test_fuzz(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    signal.signal(signal.SIGALRM, _too_slow)
    if not SECONDS:
        play(name, TARGETS[name].examples, derandomize=True)
        return
    end, played = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        play(name, TARGETS[name].examples, derandomize=False)
        played += TARGETS[name].examples
    with capsys.disabled():
        print(f"\n{name}: {played:,} inputs, nothing found", flush=True)
