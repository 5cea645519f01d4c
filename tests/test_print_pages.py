"""Pages of the PDF as their reader sees them: every script, what a brief holds, and whether pages are well filled."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pytest
from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageStat

from generator.dossier import Inputs, assemble
from generator.editions import of_brief
from generator.model import Dossier, Quote
from generator.pdf import write_pdf
from generator.pdf.metadata import Attached
from generator.pdf.parts import Parts, _shortened
from generator.pdf.press import _closer
from generator.pdf.typefaces import _in_order
from generator.text import paragraphs
from tests.conftest import ROOT
from tests.sample import ACTORS, ARTICLES, BRIEFS, TOPICS, sample
from tests.scripts import scripts

TEMPLATES = (ROOT / "templates",)
GOLDEN = ROOT / "tests/golden/print"
OF_OUR_FONTS = ("pl", "vi", "sr", "el", "ar")
"""Of which every letter stands in a font that is installed with the program."""
MISREAD = "PDFA3U-STREAM-LENGTH-001"
"""The checker takes the last byte of a packed stream, where that is CR, for the end of a line; qpdf checks lengths."""
pytestmark = pytest.mark.needs("pango", "pdftotext")


def texts(path: Path) -> list[str]:
    """The texts of the pages, as they are laid out on paper."""
    command = ["pdftotext", "-layout", path, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")[:-1]


def written(dossier: Dossier, path: Path, **more: Any) -> Path:
    write_pdf(dossier, TEMPLATES, path, print, **more)
    return path


# Scripts


@pytest.fixture(scope="module")
def in_scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(scripts(*OF_OUR_FONTS), tmp_path_factory.mktemp("scripts") / "scripts.pdf", whole=False)


@pytest.mark.needs("pdftoppm")
@pytest.mark.parametrize("language", OF_OUR_FONTS)
def test_a_brief_in_each_script_looks_as_it_did(in_scripts: Path, language: str, tmp_path: Path) -> None:
    """`REFRESH_GOLDEN=1 pytest` takes the new ones over: look at them."""
    number = str(1 + sorted(OF_OUR_FONTS).index(language))
    subprocess.run(["pdftoppm", "-r", "60", "-gray", "-png", "-singlefile", "-f", number, "-l", number,
                    "-x", "60", "-y", "20", "-W", "400", "-H", "270", in_scripts, tmp_path / "page"],
                   check=True)  # fmt: skip
    golden = GOLDEN / f"script-{language}.png"
    if os.environ.get("REFRESH_GOLDEN"):
        golden.write_bytes((tmp_path / "page.png").read_bytes())
    with Image.open(golden) as old, Image.open(tmp_path / "page.png") as new:
        assert old.size == new.size
        assert ImageStat.Stat(ImageChops.difference(old, new)).mean[0] < 1.0


@pytest.mark.needs("pdffonts")
def test_our_fonts_have_their_letters(in_scripts: Path) -> None:
    rows = subprocess.run(["pdffonts", in_scripts], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert [row for row in rows if "+Dossier-" not in row] == []


def numbered_otherwise() -> bytes:
    """A font that calls its glyphs 0, 7 and 9."""
    builder = FontBuilder(1000, isTTF=False)
    widths = {".notdef": 100, "cid00007": 500, "cid00009": 600}
    builder.setupGlyphOrder([*widths])
    builder.setupCharacterMap({65: "cid00007", 66: "cid00009"})
    drawn = {}
    for name, width in widths.items():
        pen = T2CharStringPen(width, None)
        pen.moveTo((0, 0))
        pen.lineTo((width, 700))
        pen.lineTo((width, 0))
        pen.closePath()
        drawn[name] = pen.getCharString()
    builder.setupCFF("Numbers", {}, drawn, {})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    top = builder.font["CFF "].cff.topDictIndex[0]
    only = FontDict()
    only.setCFF2(False)
    only.Private, only.FontName = top.Private, "Numbers"
    top.ROS, top.CIDCount, top.FDArray, top.FDSelect = ("Adobe", "Identity", 0), 10, FDArrayIndex(), FDSelect()
    top.FDArray.append(only)
    top.FDSelect.format, top.FDSelect.gidArray = 0, [0, 0, 0]
    top.CharStrings.fdArray, top.CharStrings.fdSelect = top.FDArray, top.FDSelect
    del top.Private
    written = BytesIO()
    builder.font.save(written)
    return written.getvalue()


def test_glyphs_are_drawn_by_the_number_that_a_pdf_calls_them_by() -> None:
    font = numbered_otherwise()
    assert TTFont(BytesIO(font))["CFF "].cff.topDictIndex[0].charset == [".notdef", "cid00007", "cid00009"]
    mended = TTFont(BytesIO(_in_order(font)))["CFF "].cff.topDictIndex[0]
    assert mended.charset == [".notdef", "cid00001", "cid00002"]
    assert _in_order(_in_order(font)) == _in_order(font)


# What a brief holds


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of a brief that is handed out alone."""
    path = tmp_path_factory.mktemp("alone") / "one.pdf"
    return "\f".join(texts(written(of_brief(sample(), "no-ferry-before-autumn"), path, whole=False)))


def test_dates_of_the_article_stand_in_the_brief(alone: str) -> None:
    assert re.search(r"Dates in the article\s+Nov 2030 +The harbour board did not reply\. ¶ 6\n", alone)
    assert re.search(r"\n *1 Sept 2031 +The line <b>opens</b> again\. edited\n", alone)


def test_a_brief_alone_says_what_the_rest_of_the_dossier_would(alone: str) -> None:
    assert "All states, persons and events are invented." in alone
    assert "Mira Valden, Transport minister of Vardania; Port Selin; Ostmark" in alone
    assert "How this was made" in alone
    assert "Quotes word for word" not in alone


def test_who_else_reports_a_statement_is_told_in_the_brief() -> None:
    words = "Nobody asked the crews, and they are the ones who drown"
    text = f"“{words},” said Mira Valden."
    articles = tuple(
        replace(article, text=text, paragraphs=paragraphs(text), language="en") for article in ARTICLES[:2]
    )
    briefs = tuple(
        replace(brief, source=replace(brief.source, article=article.path, publisher=""), language="en", summary="",
                events=(), quotes=(Quote(words, "Mira Valden"),), actors=("Mira Valden",), notes="")
        for brief, article in zip((BRIEFS[0], BRIEFS[2]), articles, strict=True)
    )  # fmt: skip
    dossier = assemble(Inputs(sample().config, articles, ACTORS, TOPICS, briefs, {}))
    told = [re.search('<p class="also">.*</p>', part.html) for part in Parts(dossier, TEMPLATES).briefs()]
    assert [" ".join(re.sub("<[^>]*>|&nbsp;", " ", found[0]).split()) for found in told if found] == [
        "Also reported by: Selin Courier , 27 Feb 2031 [1] ¶ 1",
        "Also reported by: Głos Wybrzeża , Mar 2031 [2] ¶ 1",
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("No ferry before autumn", "No ferry before autumn"),
        ("No ferry, says the board, before autumn", "No ferry, says the board…"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "Donaudampfschifffahrtsgesel…"),
        ("塞林港的渡轮在九月十四日之前不会启航", "塞林港的渡轮在九月十四日之…"),
    ],
)
def test_running_heads_end_with_a_word(title: str, shown: str) -> None:
    assert _shortened(title, 28) == shown


# How pages are filled


@pytest.mark.parametrize(
    ("pages", "filled", "manners"),
    [
        (1, 0.2, []),
        (2, 0.2, ["tight", "tight tighter"]),
        (2, 0.4, ["tight tighter"]),
        (2, 0.6, []),
        (4, 0.2, ["tight"]),
        (5, 0.2, []),
    ],
)
def test_what_is_set_closer_in_the_hope_of_saving_a_page(pages: int, filled: float, manners: list[str]) -> None:
    assert list(_closer(pages, filled)) == manners


def test_a_few_lines_do_not_stand_alone(tmp_path: Path) -> None:
    """A brief of which, set as usual, the facts would stand on a page of their own."""
    quote = Quote("We have waited for nine months. We will not wait for ten,", "Mira Valden")
    brief = replace(BRIEFS[0], quotes=(quote,) * 10, assessment="", notes="")
    path = written(of_brief(sample(briefs=(brief,)), brief.slug), tmp_path / "one.pdf", whole=False)
    assert [("No ferry before autumn" in page, "Sources" in page) for page in texts(path)] == [
        (True, False), (True, True),
    ]  # fmt: skip


# Checkers of others


def failures(path: Path, profile: validator.ValidationProfile) -> set[tuple[str, str]]:
    report = validator.validate_pdf(str(path), profile=profile)
    assert report.rules.total > 100
    return {(failure.rule_id, failure.message) for failure in report.failures if failure.rule_id != MISREAD}


def test_all_rules_of_pdf_ua_and_pdf_a_are_kept(in_scripts: Path, tmp_path: Path) -> None:
    """Those of PDF/UA-1 and PDF/A-3u that a machine can check: by the package page-validation 104 and 148."""
    attached = (Attached("content/articles/a.txt", b"text", "text/plain", "Source"),)
    archival = written(sample(), tmp_path / "archival.pdf", attached=attached)
    profiles = validator.ValidationProfile
    assert failures(in_scripts, profiles.PDF_UA_1) == set()
    assert failures(archival, profiles.PDF_UA_1) == set()
    assert failures(archival, profiles.PDF_A_3U) == set()


def test_the_checker_sees_what_is_wrong(in_scripts: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(in_scripts) as pdf:
        del pdf.Root.Lang
        del pdf.Root.MarkInfo
        pdf.save(broken)
    rules = {rule for rule, _ in failures(broken, validator.ValidationProfile.PDF_UA_1)}
    assert len(rules) >= 2
