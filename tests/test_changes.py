"""What changed since an earlier edition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator import exports
from generator.changes import changes
from generator.errors import DossierError
from generator.model import Brief, PartialDate
from tests.sample import BRIEFS, sample


def earlier(folder: Path, *briefs: Brief) -> Path:
    file = folder / "dossier.json"
    file.write_bytes(dict(exports.files(sample(briefs=briefs)))["data/dossier.json"])
    return file


def test_nothing_changed(tmp_path: Path) -> None:
    found = changes(earlier(tmp_path, *BRIEFS), sample())
    assert (found.new, found.changed, found.gone, found.actors) == ((), (), (), ())
    assert found.as_of == PartialDate(2031, 3)


def test_new_changed_and_gone(tmp_path: Path) -> None:
    by_slug = {brief.slug: brief for brief in BRIEFS}
    first, second, script = by_slug["parom"], by_slug["prom-z-portu-selin"], by_slug["script"]
    changed = replace(second, title="Prom stoi", quotes=second.quotes[:1]), replace(script, notes="More.")
    found = changes(earlier(tmp_path, first, second, script), sample(briefs=(*changed, by_slug["abbara"])))
    assert [entry.brief.slug for entry in found.new] == ["abbara"]
    assert {entry.brief.slug: parts for entry, parts in found.changed} == {
        "prom-z-portu-selin": ("brief_title", "key_quotes"),
        "script": ("notes",),
    }
    assert found.gone == ("Паром не выйдет в море",)
    assert found.actors == ()


def test_where_words_stand_is_no_change(tmp_path: Path) -> None:
    file = earlier(tmp_path, *BRIEFS)
    file.write_text(file.read_text().replace('"paragraph": 1', '"paragraph": 9'), encoding="utf-8")
    assert changes(file, sample()).changed == ()


@pytest.mark.parametrize("text", ["", "[]", '{"briefs": [{}], "actors": []}'])
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(DossierError, match=r"x\.json: is no dossier\.json"):
        changes(tmp_path / "x.json", sample())
