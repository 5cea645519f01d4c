"""Whatever ends a run, and whenever: the published site is the old or the new one, and the next run needs no help.

`make soak` kills 200 times.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from generator import turn
from generator.cli import main
from tests.conftest import ROOT
from tests.golden import files
from tests.test_generate import FIRST

KILLS = int(os.environ.get("KILLS", "3"))
PATIENCE = 120
CODE = "import sys\nfrom generator import build\nfrom generator.cli import main\n{}\nsys.exit(main())"
NO_PDF = "build.build_pdfs = lambda *_: None"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    assert main(["-q", "init", str(folder)]) == 0
    for number in range(6):
        text = FIRST.replace("Mira Tolnay", f"Mira Tolnay the {number}")
        (folder / f"content/articles/a{number}.txt").write_text(text, encoding="utf-8")
    return folder


def start(root: Path, *arguments: str, setting: str = NO_PDF) -> subprocess.Popen[str]:
    """A build of the dossier, in a process group of its own."""
    command = [sys.executable, "-c", CODE.format(setting), "-C", str(root), "build", "--jobs", "2", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)


def build(root: Path, setting: str = NO_PDF) -> tuple[int, str]:
    process = start(root, setting=setting)
    said = process.communicate(timeout=PATIENCE)[1]
    return process.returncode, said


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def until_gone(group: int) -> None:
    end = time.monotonic() + PATIENCE
    while alive(group) and time.monotonic() < end:
        time.sleep(0.02)
    assert not alive(group)


def leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.name in (".new", "old") or path.suffix == ".tmp"]


def test_killed_at_any_moment(root: Path) -> None:
    """Old and new site differ in their title alone; the killed process leaves no other behind."""
    titles = ["The dam", "The gate"]
    (root / "site.yaml").write_text(f"title: {titles[0]}\n", encoding="utf-8")
    began = time.monotonic()
    assert build(root)[0] == 0
    lasts = time.monotonic() - began
    content = files(root / "content")
    known = {}
    for title in titles:
        (root / "site.yaml").write_text(f"title: {title}\n", encoding="utf-8")
        assert build(root)[0] == 0
        known[title] = files(root / "build/site")
    moments = random.Random(11)
    for kill in range(KILLS):
        (root / "site.yaml").write_text(f"title: {titles[kill % 2]}\n", encoding="utf-8")
        process = start(root)
        time.sleep(moments.uniform(0.1, lasts))
        process.kill()
        process.communicate()
        until_gone(process.pid)
        assert files(root / "build/site") in known.values(), kill
        assert files(root / "content") == content, kill
    (root / "site.yaml").write_text(f"title: {titles[0]}\n", encoding="utf-8")
    assert build(root)[0] == 0
    assert files(root / "build/site") == known[titles[0]]
    assert leftovers(root) == []


def test_a_site_between_two_renames_is_put_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where folders can't change places at once, the process may end when neither is in place."""
    monkeypatch.setattr(turn, "_exchange", lambda *_: False)
    (root / "build/site").mkdir(parents=True)
    (root / "build/site/index.html").write_text("old", encoding="utf-8")
    rename = Path.rename

    def cut(path: Path, target: Path) -> Path:
        if path.name == "site" and path.parent.name == ".new":
            raise SystemExit
        return rename(path, target)

    (root / "build/.new/site").mkdir(parents=True)
    monkeypatch.setattr(Path, "rename", cut)
    with pytest.raises(SystemExit):
        turn.put_site_in_place(root)
    assert not (root / "build/site").exists()
    monkeypatch.undo()
    with turn.turn(root, pytest.fail):
        assert (root / "build/site/index.html").read_text(encoding="utf-8") == "old"
    assert leftovers(root) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_new_site_takes_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    if not at_once:
        monkeypatch.setattr(turn, "_exchange", lambda *_: False)
    for text in ("first", "second"):
        with turn.beside(tmp_path) as new:
            (new / "site").mkdir()
            (new / "site/index.html").write_text(text, encoding="utf-8")
            turn.put_site_in_place(tmp_path)
        assert (tmp_path / "build/site/index.html").read_text(encoding="utf-8") == text
    assert leftovers(tmp_path) == []


def test_two_builds_at_once_take_turns(root: Path) -> None:
    first, second = start(root), start(root)
    said = [process.communicate(timeout=PATIENCE)[1] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    waits = [f"waiting for another run to end: process {other.pid}\n" in text
             for other, text in zip((second, first), said, strict=True)]  # fmt: skip
    assert waits.count(True) == 1
    assert len(files(root / "content/briefs")) == 6
    assert leftovers(root) == []


def test_a_lock_that_was_left_holds_nobody_up(root: Path) -> None:
    (root / "build").mkdir()
    (root / "build/.lock").write_text("1\n", encoding="utf-8")
    code, said = build(root)
    assert code == 0
    assert "waiting" not in said


def test_ctrl_c_ends_all_and_leaves_nothing(root: Path) -> None:
    for number in range(60):
        (root / f"content/articles/b{number}.txt").write_text(FIRST * 20, encoding="utf-8")
    process = start(root)
    assert process.stderr
    while not (root / "build/.lock").exists():
        time.sleep(0.02)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 130
    assert said.endswith("stopped\n")
    assert "Traceback" not in said
    until_gone(process.pid)
    assert leftovers(root) == []


def test_a_full_disk_is_a_message(root: Path) -> None:
    """As the system tells it: a file may not grow beyond a limit."""
    assert build(root)[0] == 0
    before = files(root / "build/site")
    (root / "site.yaml").write_text("title: The gate\n", encoding="utf-8")
    small = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    small += "resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))"
    code, said = build(root, f"{NO_PDF}\n{small}")
    assert code == 1
    assert said.endswith("File too large\n1 problem\n")
    assert "Traceback" not in said
    assert files(root / "build/site") == before
    assert leftovers(root) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_folder_that_cannot_be_written_is_a_message(root: Path) -> None:
    """A file in its place keeps also root from writing."""
    (root / "content/briefs").write_text("a file where a folder should be", encoding="utf-8")
    code, said = build(root)
    assert code == 1
    assert "Traceback" not in said
    assert "content/briefs" in said


def test_waiting_ends_when_the_other_does(root: Path) -> None:
    """Within one machine, by a thread that looks on: nothing is polled."""
    first = start(root)
    while not (root / "build/.lock").exists():
        time.sleep(0.01)
    time.sleep(0.2)
    second = start(root)
    threading.Timer(0.5, first.kill).start()
    code = second.wait(timeout=PATIENCE)
    first.communicate()
    second.communicate()
    assert code == 0
    assert (root / "build/site/index.html").is_file()
