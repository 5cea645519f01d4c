"""Whatever ends a run, and whenever: the published site is the old or the new one, and the next run needs no help.

`make soak` kills 200 builds of the site alone and 60 of site and PDF.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from generator import turn
from generator.cli import main
from tests.conftest import ROOT
from tests.golden import files
from tests.test_generate import FIRST

KILLS = int(os.environ.get("KILLS", "3"))
PDF_KILLS = int(os.environ.get("PDF_KILLS", "2"))
PATIENCE = 120
CODE = "import sys\nfrom generator import build\nfrom generator.cli import main\n{}\nsys.exit(main())"
NO_PDF = "build.build_pdfs = lambda *_: None"
LONG = "SOAK" in os.environ
POWERLESS = """
import ctypes, os
if os.getuid() == 0:
    header, no_capability = (ctypes.c_uint32 * 2)(0x20080522), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, no_capability) == 0
"""
"""The superuser may write everywhere; without capabilities (capset(2)) root is a user like others."""
LIMITED = f"""
{NO_PDF}
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
"""
"""In place of a full disk: a file may not grow beyond a limit."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path / "dossier")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier that was built, to be copied."""
    root = made(tmp_path_factory.mktemp("built") / "dossier")
    assert build(root)[0] == 0
    return root


def made(folder: Path) -> Path:
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


def products(root: Path) -> tuple[dict[str, bytes], bytes]:
    """What is published: the site, and the PDF beside it."""
    pdf = root / "build/dossier.pdf"
    return files(root / "build/site"), pdf.read_bytes() if pdf.exists() else b""


@pytest.mark.needs("pango")
@pytest.mark.parametrize(("setting", "kills"), [(NO_PDF, KILLS), ("", PDF_KILLS)], ids=["site", "site and PDF"])
def test_killed_at_any_moment(root: Path, setting: str, kills: int) -> None:
    """Old and new differ in the title alone; the killed process leaves no other behind."""
    titles = ["The dam", "The gate"]
    sites, pdfs = [], []
    for title in titles:
        (root / "site.yaml").write_text(f"title: {title}\n", encoding="utf-8")
        began = time.monotonic()
        assert build(root, setting)[0] == 0
        lasts = time.monotonic() - began
        site, pdf = products(root)
        sites.append(site)
        pdfs.append(pdf)
    assert sites[0] != sites[1]
    content = files(root / "content")
    moments = random.Random(11)
    for kill in range(kills):
        (root / "site.yaml").write_text(f"title: {titles[kill % 2]}\n", encoding="utf-8")
        process = start(root, setting=setting)
        time.sleep(moments.uniform(0.1, lasts))
        process.kill()
        process.communicate()
        until_gone(process.pid)
        site, pdf = products(root)
        assert site in sites, kill
        assert pdf in pdfs, kill
        assert files(root / "content") == content, kill
    (root / "site.yaml").write_text(f"title: {titles[0]}\n", encoding="utf-8")
    assert build(root, setting)[0] == 0
    assert products(root) == (sites[0], pdfs[0])
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


@pytest.mark.parametrize("name", [".spare", ".new/site"])
def test_a_link_in_build_leads_to_no_folder_of_somebody_else(tmp_path: Path, name: str) -> None:
    """What build/ holds may come from a stranger; the folder that the next site is made in is tidied up first."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/diary.txt").write_text("mine", encoding="utf-8")
    root = made(tmp_path / "dossier")
    assert build(root)[0] == 0
    (root / "site.yaml").write_text("title: The gate\n", encoding="utf-8")
    link = root / "build" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "home")
    assert build(root)[0] == 0
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["diary.txt"]
    assert "The gate" in (root / "build/site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("missing", ["site", "new"])
def test_folders_change_places_only_where_both_are(tmp_path: Path, missing: str) -> None:
    """Else the two renames that would follow could lose one."""
    for name in {"site", "new"} - {missing}:
        (tmp_path / name).mkdir()
    with pytest.raises(FileNotFoundError):
        turn._exchange(tmp_path / "new", tmp_path / "site")
    assert len([*tmp_path.iterdir()]) == 1


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


AT_ONE = """
import os, generator.extract
whole = generator.extract.extract
def extract(text, *rest, **options):
    if "the 3" in text:
        {}
    return whole(text, *rest, **options)
generator.extract.extract = extract
"""


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("os.kill(os.getpid(), 9)", "a process that may have worked on this was ended from outside\n    there may"),
        ("raise MemoryError", "there is not enough memory for this\n    cut it down, or leave it out\n1 problem\n"),
    ],
)
def test_what_is_too_much_for_a_worker_is_named(root: Path, end: str, said: str) -> None:
    code, words = build(root, f"{NO_PDF}\n{AT_ONE.format(end)}")
    assert code == 1
    assert f"content/articles/a3.txt: {said}" in words
    assert "Traceback" not in words
    (root / "content/articles/a3.txt").unlink()
    assert build(root)[0] == 0
    assert leftovers(root) == []


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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of our own that is soon full; where none may be mounted, as in most containers, none."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "dossier", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield disk
    if mounted:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_is_a_message(built: Path, small_disk: Path) -> None:
    """At several moments: when briefs are written, when pages are, when the PDF is."""
    setting = "" if LONG else NO_PDF
    small = shutil.copytree(built, small_disk / "dossier")
    assert build(small, setting)[0] == 0
    before = products(small)
    for number, rest in enumerate(range(0, 600_000, 20_000) if LONG else (0, 60_000)):
        (small / "site.yaml").write_text(f"title: The gate {number}\n", encoding="utf-8")
        (small / "content/articles/new.txt").write_text(f"{FIRST}\n{number}\n", encoding="utf-8")
        with (small_disk / "filler").open("wb") as file, suppress(OSError):
            left = os.statvfs(small_disk)
            file.write(bytes(max(0, left.f_bavail * left.f_bsize - rest)))
        code, said = build(small, setting if os.path.ismount(small_disk) else LIMITED)
        assert code == 1, rest
        assert "Traceback" not in said
        assert re.search(r"(No space left on device|File too large)\n1 problem\n$", said)
        assert products(small) == before
        assert leftovers(small) == []
        (small_disk / "filler").unlink()
    assert build(small, setting)[0] == 0
    assert leftovers(small) == []


@pytest.mark.parametrize("folder", ["content/briefs", "content/.generated", "build", "build/site"])
def test_a_folder_that_may_not_be_written_is_a_message(tmp_path: Path, built: Path, folder: str) -> None:
    root = shutil.copytree(built, tmp_path / "dossier")
    before = products(root)
    (root / "site.yaml").write_text("title: The gate\n", encoding="utf-8")
    (root / "content/articles/new.txt").write_text(FIRST, encoding="utf-8")
    (root / folder).chmod(0o555)
    code, said = build(root, f"{NO_PDF}\n{POWERLESS}")
    (root / folder).chmod(0o755)
    assert "Traceback" not in said
    assert code == 1
    assert said.endswith("Permission denied\n1 problem\n")
    assert products(root) == before
    assert leftovers(root) == []


def test_files_that_may_not_be_read_are_named(root: Path) -> None:
    for name in ("content/articles/a1.txt", "site.yaml", "content/actors.yaml"):
        (root / name).touch()
        (root / name).chmod(0)
    code, said = build(root, f"{NO_PDF}\n{POWERLESS}")
    assert code == 1
    assert "content/articles/a1.txt: this file can't be read: Permission denied" in said
    assert "site.yaml: can't be read: " in said
    assert "content/actors.yaml: can't be read: " in said
    assert said.endswith("\n3 problems\n")


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
