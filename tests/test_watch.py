"""Which saves lead to a build."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from generator.watch import concerns, folders, saves

PATIENCE = 20
"""Seconds after which a save that isn't noticed counts as lost."""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("site.yaml", True),
        ("content/actors.yaml", True),
        ("content/articles/2031/dam.txt", True),
        ("content/articles", True),
        ("templates/site/assets/style.css", True),
        ("build/site/index.html", False),
        ("README.md", False),
        ("other/site.yaml", False),
        (".git/index", False),
        ("content/.generated/dam.md", False),
        ("content/briefs/.dam.md.x1y2.tmp", False),
        ("content/briefs/dam.md~", False),
        ("content/briefs/.dam.md.swp", False),
        ("content/briefs/#dam.md#", False),
        ("content/briefs/.#dam.md", False),
        ("content/briefs/dam.md___jb_tmp___", False),
        ("content/briefs/4913", False),
    ],
)
def test_what_concerns_a_dossier(path: str, expected: bool) -> None:
    assert concerns(Path(path)) is expected


def test_folders_leaves_out_what_is_hidden_or_not_ours(tmp_path: Path) -> None:
    for name in ("content/articles/2031", "content/.generated/x", "templates/site", "build/site", "other"):
        (tmp_path / name).mkdir(parents=True)
    found = {path.relative_to(tmp_path).as_posix() for path in folders(tmp_path)}
    expected = {".", "content", "content/articles", "content/articles/2031", "templates", "templates/site"}
    assert found == expected


@pytest.fixture
def noticed(tmp_path: Path) -> Iterator[Queue[frozenset[Path]]]:
    """What `saves` yields for `tmp_path`, once it is looking."""
    found: Queue[frozenset[Path]] = Queue()
    stop = threading.Event()

    def follow() -> None:
        for changed in saves(tmp_path, stop):
            found.put(changed)

    (tmp_path / "content").mkdir()
    thread = threading.Thread(target=follow)
    thread.start()
    assert found.get(timeout=PATIENCE) == frozenset()
    yield found
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def wait_for(path: str, noticed: Queue[frozenset[Path]]) -> None:
    while Path(path) not in noticed.get(timeout=PATIENCE):
        pass


def test_a_file_put_in_the_place_of_another_is_noticed(tmp_path: Path, noticed: Queue[frozenset[Path]]) -> None:
    for number in range(3):
        new = tmp_path / f".site.yaml.{number}.tmp"
        new.write_text("title: B\n", encoding="utf-8")
        new.replace(tmp_path / "site.yaml")
        wait_for("site.yaml", noticed)


def test_new_folders_are_followed(tmp_path: Path, noticed: Queue[frozenset[Path]]) -> None:
    folder = tmp_path / "templates/site/assets"
    folder.mkdir(parents=True)
    while noticed.get(timeout=PATIENCE):  # an empty set: there may be more in the new folders than was noticed
        pass
    changed: frozenset[Path] = frozenset()
    while Path("templates/site/assets/style.css") not in changed:
        (folder / "style.css").write_text("", encoding="utf-8")
        changed = noticed.get(timeout=PATIENCE)
