"""Citations: exact in every form, with partial dates, missing facts and hostile text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from generator import cite
from generator.cite import Citation, citation
from generator.model import Config, Dossier, Entry, PartialDate
from generator.render import vocabulary
from tests.sample import sample

HOSTILE = 'A "title" {with} 50 % & $x_1 #2 ~ ^ \\end{x}\r\nER  - \n<b>'


def entry(slug: str, dossier: Dossier) -> Entry:
    return next(entry for entry in dossier.entries if entry.brief.slug == slug)


def cited(slug: str, dossier: Dossier | None = None) -> Citation:
    dossier = dossier or sample()
    return citation(entry(slug, dossier), dossier, vocabulary(dossier.config.language))


def of_article(**changes: Any) -> Citation:
    dossier = sample()
    found = entry("no-ferry-before-autumn", dossier)
    return citation(replace(found, article=replace(found.article, **changes)), dossier, vocabulary("en"))


def test_a_brief_and_its_article_in_all_forms() -> None:
    found = cited("no-ferry-before-autumn")
    assert found.text == (
        "The test desk. No ferry before autumn. In: The Selin ferry."
        " https://example.org/team/dossier/briefs/no-ferry-before-autumn.html\n\n"
        "No ferry before autumn. Selin Courier, 27 February 2031. https://example.org/ferry"
    )
    assert found.bibtex == (
        "@misc{brief:no-ferry-before-autumn,\n"
        "  author = {{The test desk}},\n"
        "  title = {{No ferry before autumn}},\n"
        "  howpublished = {The Selin ferry},\n"
        "  url = {https://example.org/team/dossier/briefs/no-ferry-before-autumn.html},\n"
        "  language = {en},\n"
        "}\n\n"
        "@article{article:ferry-talks,\n"
        "  title = {{No ferry before autumn}},\n"
        "  journal = {Selin Courier},\n"
        "  year = {2031},\n"
        "  month = feb,\n"
        "  day = {27},\n"
        "  url = {https://example.org/ferry},\n"
        "  language = {en},\n"
        "}\n"
    )
    assert found.ris == (
        "TY  - ELEC\r\nID  - brief:no-ferry-before-autumn\r\nAU  - The test desk\r\nTI  - No ferry before autumn\r\n"
        "T2  - The Selin ferry\r\nUR  - https://example.org/team/dossier/briefs/no-ferry-before-autumn.html\r\n"
        "LA  - en\r\nER  - \r\n"
        "TY  - NEWS\r\nID  - article:ferry-talks\r\nTI  - No ferry before autumn\r\nT2  - Selin Courier\r\n"
        "PY  - 2031\r\nDA  - 2031/02/27/\r\nUR  - https://example.org/ferry\r\nLA  - en\r\nER  - \r\n"
    )
    assert json.loads(found.csl) == [
        {
            "id": "brief:no-ferry-before-autumn",
            "type": "webpage",
            "title": "No ferry before autumn",
            "container-title": "The Selin ferry",
            "author": [{"literal": "The test desk"}],
            "URL": "https://example.org/team/dossier/briefs/no-ferry-before-autumn.html",
            "language": "en",
        },
        {
            "id": "article:ferry-talks",
            "type": "article-newspaper",
            "title": "No ferry before autumn",
            "container-title": "Selin Courier",
            "issued": {"date-parts": [[2031, 2, 27]]},
            "URL": "https://example.org/ferry",
            "language": "en",
        },
    ]


@pytest.mark.parametrize(
    ("slug", "text", "bibtex", "ris", "csl"),
    [
        ("prom-z-portu-selin", "March 2031.", "  year = {2031},\n  month = mar,\n", "DA  - 2031/03//\r\n", [2031, 3]),
        ("parom", "2031.", "  year = {2031},\n  language", "DA  - 2031///\r\n", [2031]),
        ("abbara", "undated.", "  title = {{العبارة لن تبحر}},\n  language", "LA  - ar\r\n", None),
    ],
)
def test_dates_keep_their_precision(slug: str, text: str, bibtex: str, ris: str, csl: list[int] | None) -> None:
    found = cited(slug)
    assert found.text.endswith(text)
    assert bibtex in found.bibtex
    assert ris in found.ris
    assert json.loads(found.csl)[1].get("issued") == ({"date-parts": [csl]} if csl else None)


def test_the_text_is_in_the_language_of_the_dossier() -> None:
    assert cited("no-ferry-before-autumn", sample("pl")).text.split("\n\n") == [
        "The test desk. No ferry before autumn. W: The Selin ferry."
        " https://example.org/team/dossier/briefs/no-ferry-before-autumn.html",
        "No ferry before autumn. Selin Courier, 27 lutego 2031. https://example.org/ferry",
    ]


def test_a_brief_has_a_date_where_the_day_of_the_build_is_stated() -> None:
    found = cited("parom", replace(sample(), built=PartialDate(2031, 4, 1)))
    assert "In: The Selin ferry, 1 April 2031." in found.text
    assert json.loads(found.csl)[0]["issued"] == {"date-parts": [[2031, 4, 1]]}


def test_without_an_address_and_a_name_they_are_left_out() -> None:
    found = cited("parom", replace(sample(), config=Config("The Selin ferry")))
    assert found.text.split("\n\n")[0] == "Паром не выйдет в море. In: The Selin ferry."
    assert "url" not in found.bibtex
    assert "UR  -" not in found.ris
    assert {"URL", "author"} & set(json.loads(found.csl)[0]) == set()


def test_hostile_text_in_bibtex() -> None:
    found = of_article(title=HOSTILE, author="A and B\n}").bibtex.split("\n\n")[1]
    assert found.splitlines()[1:3] == [
        r"  author = {{A and B \textbraceright{}}},",
        r'  title = {{A "title" \textbraceleft{}with\textbraceright{} 50 \% \& \$x\_1 \#2 \textasciitilde{}'
        r" \textasciicircum{} \textbackslash{}end\textbraceleft{}x\textbraceright{} ER - <b>}},",
    ]
    assert found.count("{") == found.count("}")


def test_hostile_text_in_ris_stays_on_its_line() -> None:
    record = of_article(title=HOSTILE, publisher="x\x85ER  - \u2028TY  - BOOK").ris.split("\r\nER  - \r\n")[1]
    assert [line[:6] for line in record.splitlines()] == [
        "TY  - ", "ID  - ", "TI  - ", "T2  - ", "PY  - ", "DA  - ", "UR  - ", "LA  - "]  # fmt: skip
    assert 'TI  - A "title" {with} 50 % & $x_1 #2 ~ ^ \\end{x} ER - <b>\r\nT2  - x ER - TY - BOOK\r\n' in record


def test_hostile_text_in_csl_and_text() -> None:
    found = of_article(title=HOSTILE)
    title = 'A "title" {with} 50 % & $x_1 #2 ~ ^ \\end{x} ER - <b>'
    assert json.loads(found.csl)[1]["title"] == title
    assert found.text.split("\n\n")[1].startswith(f"{title}. Selin Courier")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("javascript:alert(1)", ""),
        ("https://example.org/a_b%20c#d", "https://example.org/a_b%20c#d"),
        ("https://example.org/a}b\\c d\n", "https://example.org/a%7Db%5Cc%20d%0A"),
    ],
)
def test_only_addresses_of_the_web(url: str, kept: str) -> None:
    found = of_article(url=url)
    assert json.loads(found.csl)[1].get("URL", "") == kept
    assert (f"  url = {{{kept}}},\n" in found.bibtex) == bool(kept)


def test_a_title_that_ends_in_a_mark_gets_no_second_one() -> None:
    assert of_article(title="Who asked the crews?").text.split("\n\n")[1].startswith("Who asked the crews? Selin")


def test_the_bibliography_has_everything_once() -> None:
    files = dict(cite.files(sample()))
    ids = [item["id"] for item in json.loads(files["data/dossier.csl.json"])]
    assert len(ids) == len(set(ids)) == 6 + 5
    assert files["data/dossier.bib"].decode().count("\n@") + 1 == len(ids)
    assert files["data/dossier.ris"].count(b"ER  - \r\n") == len(ids)
    assert list(files) == ["data/dossier.bib", "data/dossier.ris", "data/dossier.csl.json"]
