"""site.yaml: strict, and helpful."""

from pathlib import Path

import pytest

from generator.config import read_config
from generator.errors import DossierError


def test_reads(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: The dam\nlanguage: pl\npaper: Letter\n", encoding="utf-8")
    config = read_config(tmp_path)
    assert (config.title, config.language, config.paper, config.subtitle) == ("The dam", "pl", "Letter", "")


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("titel: x\nlanguage: english\nurl: example.org\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read_config(tmp_path)
    assert str(caught.value) == (
        "site.yaml:1: unknown key “titel”\n    did you mean “title”?\n"
        "site.yaml:1: “title” is missing\n"
        "site.yaml:2: “language” can't be “english”\n    it is one of: en, pl, de, es, fr, uk, ru\n"
        "site.yaml:3: “example.org” is not an address of the web\n    as in: https://example.org/dossier/"
    )


def test_no_dossier_here(tmp_path: Path) -> None:
    with pytest.raises(DossierError) as caught:
        read_config(tmp_path)
    assert str(caught.value) == (
        f"site.yaml: there is no site.yaml in {tmp_path}\n"
        "    `dossier init DIR` makes a new dossier; -C DIR names an existing one"
    )
