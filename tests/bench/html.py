"""The HTML of a dossier alone, without PDF, search index and what machines read: `python -m tests.bench.html DIR`."""

import sys
from pathlib import Path

from generator.build import make_site
from generator.jobs import cores
from generator.kept import kept
from generator.progress import Progress


def make(root: Path) -> None:
    with kept(root) as held:
        make_site(root, held, cores(), Progress(0), data=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
