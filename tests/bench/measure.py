"""Seconds, CPU and memory of a program that is run as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
_TICK = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    seconds: float
    cpu: float
    """Of the process and all that it started and waited for."""


def start(command: tuple[str, ...], folder: Path) -> subprocess.Popen[bytes]:
    """Start a program in `folder`, where our modules are found too; what it says is dropped, but for errors."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)


def run(command: tuple[str, ...], folder: Path) -> Cost:
    """Run a program to its end; raises RuntimeError where that isn't a good one."""
    began = time.perf_counter()
    process = start(command, folder)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime)


def peak(command: tuple[str, ...], folder: Path) -> float:
    """Megabytes of a program's processes together at their highest: proportional set size, 20 times a second.

    Looking slows the program down, so this isn't done while time is taken.
    """
    process = start(command, folder)
    highest = 0.0
    while process.poll() is None:
        highest = max(highest, sum(map(megabytes, family(process.pid))))
        time.sleep(0.05)
    return highest


def family(pid: int) -> list[int]:
    """The process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in family(int(child)))]


def megabytes(pid: int) -> float:
    """Proportional set size; 0 for a process that has ended."""
    try:
        found = re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def cpu_of(pid: int) -> float:
    """Seconds of CPU that the process and all below it have used so far."""
    fields = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(pid))
    return sum(int(found[11]) + int(found[12]) for found in fields) / _TICK
