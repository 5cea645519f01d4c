"""One run at a time writes in a dossier, and a folder takes the place of another at once."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NEW = Path("build/.new")
"""What isn't finished yet; in it, while two folders change places, the old one."""
SITE = Path("build/site")
_SPARE = Path("build/.spare")
"""The site before: the next one is made of it, since nearly all of it is there."""
_LOCK = Path("build/.lock")
_OLD = "old"
_AT_WORKING_FOLDER, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2)."""
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.ENOTSUP)


@contextmanager
def turn(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other run writes in the dossier in `root`, and `say` for which one; then keep others waiting.

    What a run that was cut off left in build/ is put right first. The lock is the process's own (fcntl), so it
    goes when the process ends, however it does, and its workers don't inherit it. Raises OSError.
    """
    path = root / _LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            say(f"waiting for another run to end: process {lock.read().strip()}")
            fcntl.lockf(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        clear(root)
        yield


def clear(root: Path) -> None:
    """Remove what isn't finished, but for what a site can be made of; a site that was on its way to its successor's
    place is put back before."""
    old, new, spare = root / NEW / _OLD, root / NEW / SITE.name, root / _SPARE
    if old.exists() and not (root / SITE).exists():
        old.rename(root / SITE)
    for left in (old, new):
        if left.exists() and not spare.exists():
            left.rename(spare)
    if spare.is_symlink():  # to a folder that isn't ours to change
        spare.unlink()
    shutil.rmtree(root / NEW, ignore_errors=True)


@contextmanager
def beside(root: Path) -> Iterator[Path]:
    """A folder in build/ for what isn't finished yet.

    Where there is a site, another one may be in it, `site`, that the next can be made of; it isn't to be trusted.
    """
    clear(root)
    (root / NEW).mkdir(parents=True)
    if (root / SITE).exists() and (root / _SPARE).exists():
        (root / _SPARE).rename(root / NEW / SITE.name)
    try:
        yield root / NEW
    finally:
        clear(root)


def put_site_in_place(root: Path) -> None:
    """The finished site takes the place of the last one: at once on Linux, else by two renames.

    Between the two, there is no site; `clear` brings the last one back if the second one never comes. Raises OSError.
    """
    new, site = root / NEW / "site", root / SITE
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        site.rename(root / NEW / _OLD)
        new.rename(site)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places at once; False where system or file system can't. Raises OSError."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if not (sys.platform == "linux" and hasattr(library, "renameat2")):
        return False
    paths = (_AT_WORKING_FOLDER, os.fsencode(one), _AT_WORKING_FOLDER, os.fsencode(other))
    if library.renameat2(*paths, _EXCHANGE) == 0:
        return True
    error = ctypes.get_errno()
    if error in _CANNOT:
        return False
    raise OSError(error, os.strerror(error), str(other))
