"""What an archival PDF holds: the files as they stand, each with its kind."""

import json
from pathlib import Path

from generator.build import load, make_briefs
from generator.pdf.attach import attached
from generator.progress import Progress
from generator.scaffold import scaffold
from tests.test_generate import FIRST, SECOND


def test_articles_briefs_and_data_are_attached_as_they_stand(tmp_path: Path) -> None:
    scaffold(tmp_path)
    page = f"<html><body><article><p>{'</p><p>'.join(FIRST.split(chr(10) * 2))}</p></article></body></html>"
    for name, text in (("page.html", page), ("second.txt", SECOND), ("third.md", f"{SECOND[SECOND.index('The'):]}\n")):
        (tmp_path / "content/articles" / name).write_text(text, encoding="utf-8")
    make_briefs(tmp_path, 1, Progress(0))
    files = attached(tmp_path, load(tmp_path))
    assert [(file.name, file.media_type) for file in files] == [
        ("content/articles/page.html", "text/html"),
        ("content/articles/second.txt", "text/plain"),
        ("content/articles/third.md", "text/markdown"),
        ("content/briefs/page.md", "text/markdown"),
        ("content/briefs/second.md", "text/markdown"),
        ("content/briefs/third.md", "text/markdown"),
        ("dossier.json", "application/json"),
    ]
    assert all(file.content == (tmp_path / file.name).read_bytes() for file in files[:-1])
    assert len(json.loads(files[-1].content)["briefs"]) == 3
