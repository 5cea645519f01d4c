"""What a PDF is put together from: portions of long parts, pieces whose numbers aren't known, runs without end."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from generator.pdf import portions
from generator.pdf.fragments import Fragment, Part, Sheet, lay_out
from generator.pdf.join import join
from generator.pdf.metadata import About
from generator.pdf.parts import Parts
from generator.pdf.portions import BEGIN, CUT, Portions, fitting
from tests.conftest import ROOT
from tests.sample import BRIEFS, sample

TEMPLATES = (ROOT / "templates",)
HEAD = f'<html lang="en"><body><p class="folio"><a href="dossier:folio">x</a></p>{BEGIN}'
LIST = f'{HEAD}<section id="s" data-head="List"><h2>List</h2><ol>'
LINES = f'<style>p {{ break-inside: avoid; margin-bottom: 2mm }}</style>{HEAD}<section id="s" data-head="Lines"><div>'


def entry(number: int) -> str:
    """One, two or three lines."""
    words = " ".join(["word"] * (4 + number * 7 % 37))
    return f'{CUT}<p>{number} {words} <a href="dossier:s" data-number>000</a></p>\n'


LONG = LINES + "".join(map(entry, range(120))) + "</div></section><p>the end</p></body></html>"


def test_a_part_without_cuts_is_one_portion() -> None:
    portion = Portions(HEAD + "<p>x</p>").at(0)
    assert (portion.html, portion.whole, portion.last) == (HEAD + "<p>x</p>", True, True)


def test_portions_close_and_open_what_is_around_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "_LENGTH", 3)
    html = f'{LIST}{CUT}<li id="own">aa</li>{CUT}<li>b<br>b</li></ol><h3>n</h3><ol>{CUT}<li>c</li></ol></section>'
    made = Portions(html)
    first, second = made.at(0), made.at(2)
    assert len(made) == 3
    assert first.html == f'{LIST}<li id="own">aa</li><li id=".1">b<br>b</li></ol><h3>n</h3><ol></ol></section>'
    assert first.entries == ["own", ".1"]
    assert second.html == f'{HEAD.removesuffix(BEGIN)}<section  data-head="List"><ol ><li id=".0">c</li></ol></section>'
    assert (first.whole, first.last, second.whole, second.last) == (False, False, False, True)


def test_pages_are_full_up_to_the_last_that_begins_with_an_entry() -> None:
    tops = [(0, 200.0), (0, 500.0), (1, 100.5), (1, 400.0), (2, 300.0)]
    assert fitting(tops, lambda _page: 100.0) == (1, 2)
    assert fitting(tops[:2], lambda _page: 100.0) is None


@pytest.mark.needs("pango", "pdftotext", "qpdf")
def test_a_part_in_portions_is_as_in_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    for length, count in ((10**6, 1), (3000, 3)):
        monkeypatch.setattr(portions, "_LENGTH", length)
        made = lay_out([Part("long", LONG)], Sheet(TEMPLATES, "A4", tmp_path / str(length)), 1)
        assert len(made) >= count
        assert sum(fragment.used for fragment in made) == 120
        texts.append(written(made, tmp_path / str(length)))
    assert texts[0] == texts[1]
    assert "the end" in texts[0]


def written(made: list[Fragment], cache: Path) -> str:
    """The text of a PDF of fragments, which is sound."""
    path = cache / "made.pdf"
    path.write_bytes(join(made, About("Long", "en"), cache, duplex=False))
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.needs("pango", "pdftotext", "qpdf")
def test_numbers_of_pages_end_where_their_noughts_did(tmp_path: Path) -> None:
    pages = "".join(f'<p style="break-before: page" id="p{n}">.</p>' for n in range(12))
    told = "".join(f'<p><a href="dossier:p{n}" data-number>000</a>|</p>' for n in (0, 8, 11))
    made = lay_out([Part("x", f"{HEAD}{told}{pages}")], Sheet(TEMPLATES, "A4", tmp_path), 1)
    text = written(made, tmp_path)
    assert re.findall(r"^ *(\d+)\|", text, re.MULTILINE) == ["2", "10", "13"]
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        assert [str(link.Contents) for link in pdf.pages[0].Annots] == ["2", "10", "13"]


@pytest.mark.needs("pango")
def test_a_run_without_end_is_divided_and_nothing_else_is() -> None:
    html = Parts(sample(), TEMPLATES).briefs()[1].html
    assert "\u200b" not in html
    run = replace(BRIEFS[1], title="<&>" + "a" * 5000)
    others = tuple(run if brief.slug == run.slug else brief for brief in BRIEFS)
    made = next(part.html for part in Parts(sample(briefs=others), TEMPLATES).briefs() if "a" * 20 in part.html)
    heading = re.search("<h2[^>]*>(.*?)</h2>", made)
    assert heading
    assert heading[1].replace("\u200b", "") == "&lt;&amp;&gt;" + "a" * 5000
    assert heading[1].startswith("&lt;&amp;&gt;" + "a" * 27 + "\u200b")
