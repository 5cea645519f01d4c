"""site.yaml: strict, and helpful."""

from pathlib import Path

import pytest

from generator.config import read_config
from generator.errors import DossierError
from generator.model import Edition, PartialDate


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


def test_print_and_editions(tmp_path: Path) -> None:
    text = """title: The dam
duplex: true
archival: false
editions:
  - name: minister
    title: For the minister
    from: 2025-02
    to: 2025
    topics: [Floods, Courts]
    actors: Mira Tolnay
    languages: [en]
    tlp: green
    paper: Letter
"""
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    config = read_config(tmp_path)
    assert (config.duplex, config.archival) == (True, False)
    assert config.editions == (
        Edition("minister", "For the minister", PartialDate(2025, 2), PartialDate(2025), ("Floods", "Courts"),
                ("Mira Tolnay",), ("en",), "green", "Letter", 5),
    )  # fmt: skip


def test_what_is_wrong_with_editions(tmp_path: Path) -> None:
    text = """title: The dam
duplex: both
editions:
  - {name: My edition, form: 2025, tlp: blue}
  - {name: dossier}
  - {name: late, from: 2025-03, to: 2025-02}
  - {name: late}
  - {title: nameless}
"""
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read_config(tmp_path)
    assert str(caught.value) == (
        "site.yaml:2: “duplex” can't be “both”\n    it is one of: true, false\n"
        "site.yaml:4: unknown key “form”\n    did you mean “from”?\n"
        "site.yaml:4: “My edition” can't be the name of an edition\n"
        "    small letters of a to z, digits and hyphens, for the file: northern-gates\n"
        "site.yaml:4: “tlp” can't be “blue”\n    it is one of: clear, green, amber, amber+strict, red\n"
        "site.yaml:5: two editions can't both be “dossier”\n    “dossier” is the whole dossier\n"
        "site.yaml:6: “to” (2025-02) is before “from” (2025-03)\n"
        "site.yaml:7: two editions can't both be “late”\n"
        "site.yaml:8: “name” is missing"
    )


def test_no_dossier_here(tmp_path: Path) -> None:
    with pytest.raises(DossierError) as caught:
        read_config(tmp_path)
    assert str(caught.value) == (
        f"site.yaml: there is no site.yaml in {tmp_path}\n"
        "    `dossier init DIR` makes a new dossier; -C DIR names an existing one"
    )
