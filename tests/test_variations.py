"""The same dossier gives the same bytes wherever, whenever and by whomever it is built.

`make soak` varies one thing at a time, to tell which one it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from generator.scaffold import scaffold
from tests.conftest import ROOT
from tests.golden import files
from tests.test_generate import FIRST, SECOND

ARTICLES = {
    "first.txt": FIRST,
    "Second.txt": SECOND,
    "äöü.txt": "date 2031-05 Der Rat von Selin tagte am Montag. „Wir haben jedes Tor geprüft“, sagte Mira Tolnay.\n",
    "zwei/dam.txt": "Министр Мира Тольнай приехала в Селин. «Плотина выдержит», — сказала Тольнай в понедельник.\n",
    "IJ.txt": "The İstanbul office of the council of Selin said: “Nobody asked us about the ice or the gates.”\n",
}
BACKWARDS = """
import os
scandir, listdir = os.scandir, os.listdir
class Backwards:
    def __init__(self, place="."):
        self.entries = sorted(scandir(place), key=lambda entry: entry.name)
    __enter__ = __iter__ = lambda self: self
    __exit__ = close = lambda self, *_: None
    def __next__(self):
        if not self.entries:
            raise StopIteration
        return self.entries.pop()
os.scandir = Backwards
os.listdir = lambda *place: sorted(listdir(*place), reverse=True)
"""
LATER = """
import datetime, time
now, now_ns = time.time, time.time_ns
time.time, time.time_ns = lambda: now() + 3e8, lambda: now_ns() + 3 * 10**17
class Date(datetime.date):
    today = classmethod(lambda cls: cls(2044, 2, 29))
class Datetime(datetime.datetime):
    now = classmethod(lambda cls, tz=None: cls(2044, 2, 29, 23, 59, 59, tzinfo=tz))
    utcnow = classmethod(lambda cls: cls(2044, 2, 29, 23, 59, 59))
datetime.date, datetime.datetime = Date, Datetime
"""
RUN = "import sys\nfrom generator.cli import main\nsys.exit(main())"


class Variation(NamedTuple):
    """How a build differs from another one."""

    environment: Mapping[str, str] = MappingProxyType({})
    code: str = ""
    jobs: int = 1
    umask: int = 0o022
    place: str = "dossier"
    age: int = 0
    """Seconds by which all files are older."""


ALONE = {
    "time zone east": Variation({"TZ": "Asia/Kathmandu"}),
    "time zone west": Variation({"TZ": "America/St_Johns"}),
    "language C": Variation({"LC_ALL": "C", "LANG": "C"}),
    "Polish": Variation({"LC_ALL": "pl_PL.UTF-8", "LANGUAGE": "pl"}),
    "Turkish": Variation({"LC_ALL": "tr_TR.UTF-8"}),
    "hashes": Variation({"PYTHONHASHSEED": "4711"}),
    "optimised": Variation({"PYTHONOPTIMIZE": "2"}),
    "umask": Variation(umask=0o077),
    "clock": Variation(code=LATER),
    "order of files": Variation(code=BACKWARDS),
    "jobs": Variation(jobs=2),
    "folder": Variation(place="a folder/düşer ż"),
    "age of files": Variation(age=10**8),
}
TOGETHER = Variation(
    {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4711"},
    LATER + BACKWARDS, jobs=2, umask=0o077, place="a folder/düşer ż", age=10**8,
)  # fmt: skip


def built(folder: Path, variation: Variation) -> Path:
    """The dossier's folder, after a build in it."""
    root = folder / variation.place
    scaffold(root)
    for name, text in ARTICLES.items():
        path = root / "content/articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in root.rglob("*"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - variation.age))
    environment = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-c", variation.code + RUN, "-C", str(root), "build", "--jobs", str(variation.jobs)]
    subprocess.run(command, cwd=ROOT, env={**environment, **variation.environment}, umask=variation.umask, check=True)
    return root


def products(root: Path) -> dict[str, bytes]:
    """What a person, a reader or version control sees."""
    return {
        **{f"site/{path}": content for path, content in files(root / "build/site").items()},
        **{f"content/{path}": content for path, content in files(root / "content").items()},
        "dossier.pdf": (root / "build/dossier.pdf").read_bytes(),
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return products(built(tmp_path_factory.mktemp("plain"), Variation()))


@pytest.mark.needs("pango")
@pytest.mark.parametrize("what", ALONE if "SOAK" in os.environ else ["all of it"])
def test_the_same_bytes(tmp_path: Path, plain: dict[str, bytes], what: str) -> None:
    variation = ALONE.get(what, TOGETHER)
    root = built(tmp_path, variation)
    made = products(root)
    assert list(made) == list(plain)
    assert [path for path, content in made.items() if content != plain[path]] == []
    assert len(made) > 40
    places = [path for path in root.rglob("*") if {"build", "briefs", ".generated"} & {*path.parts}]
    assert len(places) > 40
    assert {path.stat().st_mode & 0o777 & variation.umask for path in places} == {0}, "the umask decides who may read"
