"""Whole folders compared with what they were when a person last looked at them and found them good.

`REFRESH_GOLDEN=1 pytest` writes them anew; `git diff tests/golden` then shows what changed.
"""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def files(folder: Path) -> dict[str, bytes]:
    """The files below a folder by their path in it."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def assert_golden(made: Path, name: str, without: str) -> None:
    """Fail, showing the first differences, unless the folder `made` is the same as tests/golden/`name`.

    The folder `without` in it, which is copied as it is, isn't looked at. Of pictures, whose bytes depend on
    libraries for type and compression, only the names count.
    """
    golden = GOLDEN / name
    if os.environ.get("REFRESH_GOLDEN"):
        shutil.rmtree(golden, ignore_errors=True)
        shutil.copytree(made, golden, ignore=shutil.ignore_patterns(without))
    expected = files(golden)
    actual = {path: content for path, content in files(made).items() if not path.startswith(f"{without}/")}
    assert list(actual) == list(expected)
    differences = [line for path in expected if not path.endswith(".png")
                   for line in _difference(path, expected[path], actual[path])]
    assert not differences, "\n".join([*differences[:60], "REFRESH_GOLDEN=1 pytest takes the new files over"])


def _difference(path: str, expected: bytes, actual: bytes) -> list[str]:
    old, new = (data.decode(errors="replace").splitlines() for data in (expected, actual))
    return list(difflib.unified_diff(old, new, f"golden/{path}", f"made/{path}", n=0, lineterm=""))
