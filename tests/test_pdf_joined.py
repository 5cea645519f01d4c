"""How a PDF is made of parts: what is kept and made again, what is proved, and the structure of the whole."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary
from PIL import Image, ImageChops, ImageStat

from generator.changes import Changes
from generator.editions import of_brief
from generator.errors import DossierError
from generator.model import Dossier, Edition, PartialDate
from generator.pdf import CACHE, write_pdf, write_pdfs
from generator.pdf.metadata import Attached
from tests.bench.complete import check
from tests.conftest import ROOT
from tests.sample import BRIEFS, sample

TEMPLATES = (ROOT / "templates",)
GOLDEN = ROOT / "tests/golden/print"
pytestmark = pytest.mark.needs("pango")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def made(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's PDF, nothing of which was kept."""
    path = tmp_path_factory.mktemp("made") / "made.pdf"
    write_pdf(sample(), TEMPLATES, path, print, cache=cache)
    return path


@pytest.fixture
def again(made: Path, cache: Path, tmp_path: Path) -> Callable[..., Path]:
    """Makes another, with what was kept of the first."""

    def make(dossier: Dossier | None = None, templates: tuple[Path, ...] = TEMPLATES, **more: Any) -> Path:
        path = tmp_path / made.name
        write_pdf(dossier or sample(), templates, path, print, cache=cache, **more)
        return path

    return make


def kept(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir() if re.fullmatch("[0-9a-f]{40}", path.name)}


def with_config(**fields: Any) -> Dossier:
    dossier = sample()
    return replace(dossier, config=replace(dossier.config, **fields))


# What is kept


def test_the_same_bytes_of_what_was_kept_and_of_half_of_it(
    made: Path, cache: Path, again: Callable[..., Path]
) -> None:
    first = made.read_bytes()
    assert again().read_bytes() == first
    for name in sorted(kept(cache))[::2]:
        (cache / name).unlink()
    assert again(jobs=2).read_bytes() == first


def test_the_same_bytes_after_a_broken_file(made: Path, cache: Path, again: Callable[..., Path]) -> None:
    broken = cache / min(kept(cache))
    broken.write_bytes(broken.read_bytes()[:-20])
    assert again().read_bytes() == made.read_bytes()


@pytest.mark.usefixtures("made")
def test_only_what_changed_is_laid_out(cache: Path, again: Callable[..., Path]) -> None:
    before = kept(cache)
    briefs = [replace(brief, notes="Something else.") if brief.slug == "script" else brief for brief in BRIEFS]
    again(sample(briefs=tuple(briefs)))
    assert len(kept(cache) - before) == 1
    before = kept(cache)
    briefs = [replace(brief, title="Another title") if brief.slug == "script" else brief for brief in BRIEFS]
    again(sample(briefs=tuple(briefs)))
    assert len(kept(cache) - before) == 2, "the brief and the contents"
    before = kept(cache)
    briefs = [replace(brief, notes="Long.\n\n" * 60) if brief.slug == "script" else brief for brief in BRIEFS]
    again(sample(briefs=tuple(briefs)))
    assert len(kept(cache) - before) == 1, "numbers of pages are no part of what is laid out"


def test_all_editions_are_made_and_nothing_is_kept_that_none_needs(tmp_path: Path, cache: Path, made: Path) -> None:
    dossier = with_config(editions=(Edition("crews", topics=("Safety",), paper="Letter"),))
    (tmp_path / CACHE).mkdir(parents=True)
    for name in kept(cache):
        (tmp_path / CACHE / name).write_bytes((cache / name).read_bytes())
    (tmp_path / CACHE / "old").write_bytes(b"")
    subprocess.run(["touch", "-d", "2020-01-01", tmp_path / CACHE / "old"], check=True)
    for font in cache.glob("font-*"):
        (tmp_path / CACHE / font.name).write_bytes(font.read_bytes())
    write_pdfs(tmp_path, dossier, TEMPLATES, tmp_path, print, 1)
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["crews.pdf", "dossier.pdf"]
    assert (tmp_path / "dossier.pdf").read_bytes() == made.read_bytes()
    assert not (tmp_path / CACHE / "old").exists()
    with pikepdf.open(tmp_path / "crews.pdf") as pdf:
        assert [float(edge) for edge in pdf.pages[0].MediaBox] == [0, 0, 612, 792]


# What is proved


def test_a_lost_quote_ends_the_build(again: Callable[..., Path], tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "print").mkdir(parents=True)
    template = (ROOT / "templates/print/brief.html").read_text(encoding="utf-8")
    template = template.replace("quotation in entry.quotations %}", "quotation in entry.quotations[1:] %}")
    (own / "print/brief.html").write_text(template, encoding="utf-8")
    with pytest.raises(DossierError, match=r"quote 6 of briefs/no-ferry-before-autumn\.md isn't in the PDF"):
        again(templates=(own, *TEMPLATES))


def test_a_link_to_nowhere_ends_the_build(again: Callable[..., Path], tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "print").mkdir(parents=True)
    (own / "print/about.html").write_text('<p id="about"><a href="dossier:nowhere">x</a></p>')
    with pytest.raises(DossierError) as caught:
        again(templates=(own, *TEMPLATES))
    assert [problem.message for problem in caught.value.problems] == [
        "in print, templates/print/sources.html has a link to “nowhere”, which is nowhere"
    ]


def test_the_number_of_a_page_stands_alone_in_its_link(again: Callable[..., Path], tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "print").mkdir(parents=True)
    (own / "print/about.html").write_text('<p id="about"><a href="dossier:sources" data-number>page 00</a></p>')
    with pytest.raises(DossierError) as caught:
        again(templates=(own, *TEMPLATES))
    assert [(problem.message, problem.hint) for problem in caught.value.problems] == [
        ("in print, the number of the page of “sources” doesn't stand alone in its link",
         "write it as page_link(anchor) gives it")
    ]  # fmt: skip


@pytest.mark.needs("pdftotext")
def test_the_gate_finds_nothing_and_finds_what_is_missing(
    again: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """But for Arabic, which poppler gives in the order in which it is painted."""
    dossier = sample(briefs=tuple(brief for brief in BRIEFS if brief.slug != "abbara"))
    path = again(dossier)
    check(dossier, path)
    assert re.search(r"\b5 briefs, .*\b12 quotes, .*\b6 entries of the index of actors", capsys.readouterr().out)
    entry = dossier.entries[1]
    quotation = replace(entry.quotations[0], text="Nobody said this")
    more = replace(entry, quotations=(quotation, *entry.quotations[1:]))
    with pytest.raises(SystemExit, match=r"1 problems\nquote 1 of no-ferry-before-autumn isn't on page \d+"):
        check(replace(dossier, entries=(dossier.entries[0], more, *dossier.entries[2:])), path)


def test_a_missing_glyph_is_told_with_its_brief(cache: Path, tmp_path: Path) -> None:
    briefs = tuple(replace(brief, notes="\ue123 \ue124") for brief in BRIEFS if brief.slug == "parom")
    said: list[str] = []
    write_pdf(sample(briefs=briefs), TEMPLATES, tmp_path / "x.pdf", said.append, cache=cache)
    assert said[1:] == ["briefs/parom.md: no font of this machine has “\ue123” (U+E123), “\ue124” (U+E124)"]


@pytest.mark.needs("pdftotext")
def test_what_changed_stands_before_the_timeline(again: Callable[..., Path]) -> None:
    entry = next(entry for entry in sample().entries if entry.brief.slug == "parom")
    found = Changes(PartialDate(2031, 1), (entry,), ((entry, ("summary", "notes")),), ("A title",), entry.actors)
    command = ["pdftotext", "-layout", again(changed=found), "-"]
    pages = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")
    page = next(page for page in pages if "Compared with the edition" in page)
    assert "January 2031" in page
    assert re.search(r"Паром не выйдет в море +Summary, Notes +\d+", page)
    assert "A title" in page


@pytest.mark.needs("pdftotext")
def test_a_brief_alone(again: Callable[..., Path]) -> None:
    alone = sample(briefs=tuple(brief for brief in BRIEFS if brief.slug == "prom-z-portu-selin"))
    path = again(alone, whole=False)
    text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
    assert "Na to nigdy się nie zgodzimy" in text
    assert "articles/prom-w-porcie.txt" in text
    assert "Contents" not in text


# The whole


def structure(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All elements, parents first."""

    def below(element: Any) -> Iterator[Any]:
        yield element
        for kid in element.K:
            if isinstance(kid, Dictionary) and "/S" in kid:
                assert kid.P.objgen == element.objgen
                yield from below(kid)

    yield from below(pdf.Root.StructTreeRoot.K[0])


def test_every_mark_belongs_to_an_element_and_every_element_to_the_document(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        leaves = [[*leaf.Nums] for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids]
        keys = [int(key) for leaf in leaves for key in leaf[::2]]
        assert sorted(set(keys)) == keys
        tree = dict(zip(keys, (owner for leaf in leaves for owner in leaf[1::2]), strict=True))
        reached = {element.objgen for element in structure(pdf)}
        for page in pdf.pages:
            owners = tree[int(page.StructParents)]
            content = b"".join(part.read_bytes() for part in ([page.Contents] if not isinstance(page.Contents, Array)
                                                              else page.Contents))
            marks = [int(mark) for mark in re.findall(rb"/MCID (\d+)", content)]
            assert len(marks) == len(set(marks))
            for mark in marks:
                assert owners[mark].objgen in reached
                assert mark in [kid for kid in owners[mark].K if isinstance(kid, int)]
            for annotation in page.get("/Annots", ()):
                assert str(tree[int(annotation.StructParent)].S) == "/Link"
                assert str(annotation.Contents)


def test_what_is_said_of_elements(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        elements = list(structure(pdf))
        kinds = Counter(str(element.S) for element in elements)
        assert kinds["/H1"] == 1
        assert kinds["/BlockQuote"] == sum(len(entry.quotations) for entry in sample().entries) + 1
        assert {str(element.A.Scope) for element in elements if str(element.S) == "/TH"} == {"/Row"}
        assert {str(element.get("/Lang")) for element in elements if str(element.S) == "/BlockQuote"} == {
            "None", "pl", "ru", "ar",
        }  # fmt: skip
        assert all("/Alt" in element for element in elements if str(element.S) == "/Figure")
        assert "/NonStruct" not in kinds
        levels = [int(kind[2]) for kind in (str(element.S) for element in elements) if re.fullmatch(r"/H\d", kind)]
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_each_font_is_there_once(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        names = [str(item.FontName) for item in pdf.objects if isinstance(item, Dictionary) and "/FontName" in item]
    assert len(names) == len(set(names))
    assert len({name.partition("+")[2] for name in names}) == len(names)


def test_an_independent_checker_finds_nothing(made: Path) -> None:
    """pdfua knows 16 of the 106 rules of PDF/UA-1 that a machine can check."""
    done = subprocess.run([sys.executable, "-m", "pdfua", "check", made], capture_output=True, text=True)
    assert "errors=0 warnings=0" in done.stdout, done.stdout


def test_room_for_binding(again: Callable[..., Path]) -> None:
    with pikepdf.open(again(with_config(duplex=True))) as pdf:
        lefts = [float(page.MediaBox[0]) for page in pdf.pages]
        widths = {round(float(page.MediaBox[2]) - float(page.MediaBox[0])) for page in pdf.pages}
    assert lefts[:4] == [-12, 12, -12, 12]
    assert widths == {595}


@pytest.mark.needs("qpdf")
def test_archival(again: Callable[..., Path]) -> None:
    files = (Attached("content/articles/a.txt", b"text", "text/plain", "Source"),
             Attached("dossier.json", b"{}", "application/json", "Data"))  # fmt: skip
    path = again(attached=files)
    with pikepdf.open(path) as pdf:
        assert {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments} == {
            file.name: file.content for file in files
        }
        assert [(str(spec.UF), str(spec.AFRelationship), str(spec.EF.F.Subtype)) for spec in pdf.Root.AF] == [
            ("content/articles/a.txt", "/Source", "/text/plain"), ("dossier.json", "/Data", "/application/json"),
        ]  # fmt: skip
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "U", "1")
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
    assert "No syntax" in subprocess.run(["qpdf", "--check", path], check=True, capture_output=True, text=True).stdout
    assert again(attached=files).read_bytes() == path.read_bytes()


# What is known of WeasyPrint's inside


def test_the_version_whose_inside_is_known() -> None:
    import weasyprint
    from weasyprint.pdf import tags

    from generator.pdf import inner

    assert weasyprint.__version__.startswith(inner.VERSION), "look at generator/pdf/inner.py and then raise VERSION"
    assert [*inspect.signature(tags._build_box_tree).parameters][:2] == ["box", "parent"]


# Pictures


@pytest.mark.needs("pdftoppm")
@pytest.mark.parametrize("page", [1, 3, 6])
def test_pages_look_as_they_did(made: Path, page: int, tmp_path: Path) -> None:
    """`REFRESH_GOLDEN=1 pytest` takes the new ones over: look at them."""
    number = str(page)
    subprocess.run(["pdftoppm", "-r", "50", "-gray", "-png", "-singlefile", "-f", number, "-l", number, made,
                    tmp_path / "page"], check=True)  # fmt: skip
    golden = GOLDEN / f"page-{page}.png"
    if os.environ.get("REFRESH_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        golden.write_bytes((tmp_path / "page.png").read_bytes())
    with Image.open(golden) as old, Image.open(tmp_path / "page.png") as new:
        assert old.size == new.size
        assert ImageStat.Stat(ImageChops.difference(old, new)).mean[0] < 1.0


def test_a_process_that_ends_leaves_its_parent_the_fonts(tmp_path: Path) -> None:
    """A press of the parent, and one of a child with templates of its own: the child takes away only its own."""
    own = tmp_path / "templates"
    own.mkdir()
    said: list[str] = []
    latin, arabic = (of_brief(sample(), name) for name in ("what-the-crews-say", "abbara"))
    write_pdf(latin, TEMPLATES, tmp_path / "one.pdf", said.append, jobs=1)
    write_pdf(latin, (own, *TEMPLATES), tmp_path / "two.pdf", said.append, jobs=2)
    write_pdf(arabic, TEMPLATES, tmp_path / "three.pdf", said.append, jobs=1)
    assert set(said) == {"the PDF is being made"}


def test_what_kept_parts_need_is_kept_with_them(tmp_path: Path) -> None:
    dossier, cache = of_brief(sample(), "abbara"), tmp_path / CACHE
    made = []
    for wanting in ("", "", "font-*"):
        for path in cache.glob("*"):
            os.utime(path, (0, 0))
        for path in cache.glob(wanting) if wanting else ():
            path.unlink()
        write_pdfs(tmp_path, dossier, TEMPLATES, tmp_path, lambda _: None, 1)
        made.append((tmp_path / "dossier.pdf").read_bytes())
    assert made[0] == made[1] == made[2]
    assert [*cache.glob("font-*")]
