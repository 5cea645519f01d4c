"""What `dossier brief` takes: `python -m tests.bench.extraction [ARTICLES [AMONG]]`.

ARTICLES (1,000) are read from nothing: in one go, and by a run that is killed when nine in ten are read and started
again, with the same result. Then one new article comes to a dossier that has AMONG briefs (10,000) already.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from generator.extracted import FILE
from tests.bench.corpus import add_to_dossier, another, corpus, write_dossier
from tests.bench.measure import Cost, peak, run, start
from tests.golden import files

ARTICLES, AMONG = 1000, 10_000


def main(articles: int = ARTICLES, among: int = AMONG) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_dossier(place / "whole", articles)
        for name in ("briefs", ".generated"):
            shutil.rmtree(place / "whole/content" / name)
        (place / "whole/content/actors.yaml").unlink()
        shutil.copytree(place / "whole", place / "broken")
        shutil.copytree(place / "whole", place / "watched")
        whole = _say(f"{articles} articles, 2 processes", _brief(place / "whole"), articles)
        print(f"{'memory of all processes':<44}{peak(_command(), place / 'watched'):8.0f} MB", flush=True)
        left = articles - _killed(place / "broken", articles * 9 // 10)
        again = _say(f"killed, started again: {left} left", _brief(place / "broken"), left)
        assert files(place / "broken/content") == files(place / "whole/content")
        print(f"{'of the run in one go':<44}{again.cpu / whole.cpu:8.2f}")
        size = sum(len(content) for content in files(place / "whole/content/.generated").values())
        print(f"{'records':<44}{size / articles / 1000:8.1f} kB an article")
    with tempfile.TemporaryDirectory() as folder:
        _one_more(Path(folder), among)
    return 0


def _one_more(place: Path, among: int) -> None:
    write_dossier(place, among)
    _say(f"among {among} briefs: never read before", _brief(place), among)
    time.sleep(3)  # what was written just now isn't trusted to be settled
    _brief(place)
    nothing = _say("nothing new", _brief(place), among)
    (place / "new").mkdir()
    for name in ("articles", "briefs", ".generated"):
        (place / "new/content" / name).mkdir(parents=True)
    add_to_dossier(place / "new", another(corpus(among), 1))
    (article,) = (place / "new/content/articles").iterdir()
    article.rename(place / "content/articles" / article.name)
    one = _say("one new article", _brief(place), 1)
    alone = place / "alone"
    write_dossier(alone, 1)
    shutil.rmtree(alone / "content/briefs")
    shutil.rmtree(alone / "content/.generated")
    first = _say("one article alone: loading the language", _brief(alone), 1)
    print(f"{'one new article, beyond loading':<44}{one.cpu - first.cpu:8.2f} s CPU ({nothing.cpu:.2f} with none)")


def _command() -> tuple[str, ...]:
    return (sys.executable, "-m", "generator", "-q", "brief", "--jobs", "2")


def _brief(root: Path) -> Cost:
    return run(_command(), root)


def _killed(root: Path, number: int) -> int:
    """Kill a run when it has read so many articles; returns how many it had."""
    process = start(_command(), root)
    while not (root / FILE).exists() or (root / FILE).read_bytes().count(b"\n") <= number:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return (root / FILE).read_bytes().count(b"\n") - 1


def _say(name: str, cost: Cost, articles: int) -> Cost:
    each = f"   {1000 * cost.cpu / articles:7.1f} ms CPU an article" if articles > 1 else ""
    print(f"{name:<44}{cost.seconds:8.2f} s   {cost.cpu:7.2f} s CPU{each}", flush=True)
    return cost


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
