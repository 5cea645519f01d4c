"""What machines read of each page: JSON-LD, Open Graph, canonical addresses, feeds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from generator.model import Config, Dossier, Quote
from generator.site import write_site
from tests.golden import files
from tests.sample import BRIEFS, sample

TEMPLATES = (Path(__file__).parent.parent / "templates",)
ROOT = "https://example.org/team/dossier/"
Pages = dict[str, html.HtmlElement]


def made(dossier: Dossier, folder: Path) -> Pages:
    write_site(dossier, TEMPLATES, folder)
    return {path: html.fromstring(data.decode()) for path, data in files(folder).items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return made(replace(sample(), moved={"m-valden": "mira-valden"}), tmp_path_factory.mktemp("linked"))


def data(page: html.HtmlElement) -> Any:
    blocks = page.xpath("//script[@type='application/ld+json']")
    assert len(blocks) <= 1
    return json.loads(blocks[0].text) if blocks else None


def nodes(node: Any) -> list[dict[str, Any]]:
    """All objects in a block."""
    if isinstance(node, list):
        return [inner for item in node for inner in nodes(item)]
    return [node, *(inner for value in node.values() for inner in nodes(value))] if isinstance(node, dict) else []


def meta(page: html.HtmlElement, name: str) -> str:
    return str(page.xpath(f"string(//meta[@property='{name}' or @name='{name}']/@content)"))


def test_a_brief_its_article_and_its_quotes(site: Pages) -> None:
    found = data(site["briefs/prom-z-portu-selin.html"])
    actor = {"@type": "Person", "@id": f"{ROOT}actors/mira-valden.html#actor", "name": "Mira Valden"}
    quotes = ((1, "Na to nigdy się nie zgodzimy", "c51-79"), (2, "jest niezgodna z umową", "c135-157"))
    assert found.pop("hasPart") == [
        {
            "@type": "Quotation",
            "@id": f"{ROOT}briefs/prom-z-portu-selin.html#q{number}",
            "text": text,
            "inLanguage": "pl",
            "spokenByCharacter": actor,
            "isBasedOn": f"{ROOT}sources/prom-w-porcie.html#{place}",
        }
        for number, text, place in quotes
    ]
    assert found.pop("mentions")[0] == actor
    assert found == {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": f"{ROOT}briefs/prom-z-portu-selin.html#brief",
        "url": f"{ROOT}briefs/prom-z-portu-selin.html",
        "headline": "Prom z Portu Selin nie wypłynie",
        "inLanguage": "pl",
        "temporalCoverage": "2031-03",
        "abstract": "Prom z Portu Selin nie wypłynie przed jesienią.",
        "author": "The test desk",
        "about": [{"@type": "DefinedTerm", "@id": f"{ROOT}topics/ferry.html#topic", "name": "Ferry"}],
        "isPartOf": {"@id": f"{ROOT}index.html#dossier"},
        "isBasedOn": {
            "@type": "NewsArticle",
            "@id": f"{ROOT}sources/prom-w-porcie.html#article",
            "headline": "Prom z Portu Selin nie wypłynie",
            "datePublished": "2031-03",
            "inLanguage": "pl",
            "publisher": {"@type": "Organization", "name": "Głos Wybrzeża"},
            "mainEntityOfPage": f"{ROOT}sources/prom-w-porcie.html",
        },
    }


def test_an_actor_a_topic_an_article_and_the_dossier(site: Pages) -> None:
    assert data(site["actors/mira-valden.html"]) == {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": f"{ROOT}actors/mira-valden.html#actor",
        "name": "Mira Valden",
        "alternateName": ["Мира Вальден"],
        "description": "Transport minister of Vardania",
        "sameAs": "https://www.wikidata.org/entity/Q0",
        "mainEntityOfPage": f"{ROOT}actors/mira-valden.html",
    }
    assert data(site["actors/harbour-board.html"])["@type"] == "Organization"
    assert data(site["actors/ostmark.html"])["@type"] == "Place"
    assert data(site["topics/fees.html"])["name"] == "Fees & <i>tolls</i>"
    assert data(site["sources/ferry-talks.html"])["url"] == "https://example.org/ferry"
    assert "url" not in data(site["sources/parom.html"])
    dossier = data(site["index.html"])
    assert (dossier["@type"], dossier["temporalCoverage"]) == ("Dataset", "2030-12-30/2031-03")
    assert data(site["briefs/index.html"])["isPartOf"] == {"@id": dossier["@id"]}
    assert data(site["briefs/index.html"])["name"] == "Briefs · The Selin ferry"
    assert data(site["404.html"]) is None


def test_speakers_are_what_is_known_of_them(site: Pages) -> None:
    parts = data(site["briefs/no-ferry-before-autumn.html"])["hasPart"]
    assert "spokenByCharacter" not in parts[3]
    assert parts[4]["spokenByCharacter"] == "A letter seen by the paper"
    translated = data(site["briefs/parom.html"])["hasPart"][1]
    assert translated["translationOfWork"] == {
        "@type": "Quotation", "text": "плата останется прежней", "inLanguage": "ru"}  # fmt: skip
    assert data(site["briefs/parom.html"])["creativeWorkStatus"] == "Draft"


def test_dates_are_as_precise_as_they_are(site: Pages) -> None:
    slugs = ("no-ferry-before-autumn", "prom-z-portu-selin", "parom", "abbara")
    dates = [data(site[f"briefs/{slug}.html"])["isBasedOn"].get("datePublished") for slug in slugs]
    assert dates == ["2031-02-27", "2031-03", "2031", None]


def test_hostile_text_cannot_end_the_block(tmp_path: Path) -> None:
    text = "</script><!-- <script> ]]> \u2028 & -->"
    wrong = replace(BRIEFS[5], title=text, quotes=(Quote(text, "Harbour board"),))
    pages = made(sample(briefs=(wrong,), allow_unproved=True), tmp_path)
    found = data(pages["briefs/script.html"])
    assert (found["headline"], found["hasPart"][0]["text"]) == (text, text)
    assert found["hasPart"][0]["creativeWorkStatus"] == "Not proved"
    raw = (tmp_path / "briefs/script.html").read_text(encoding="utf-8")
    block = re.search(r'ld\+json">(.*?)</script>', raw, re.DOTALL)
    assert block
    assert not set("<>&") & set(block[1])


def test_things_lead_to_pages_and_anchors_that_are_there(site: Pages) -> None:
    fragments = {"brief", "article", "actor", "topic", "dossier"}
    seen = 0
    for path, page in site.items():
        for node in nodes(data(page) or {}):
            for key in ("@id", "isBasedOn", "mainEntityOfPage"):
                address = node.get(key)
                if isinstance(address, str):
                    target, _, fragment = address.removeprefix(ROOT).partition("#")
                    assert target in site, (path, address)
                    assert not fragment or fragment in fragments or site[target].xpath(f"//*[@id='{fragment}']")
                    seen += 1
    assert seen > 50


def test_without_an_address_everything_is_relative(tmp_path: Path) -> None:
    pages = made(replace(sample(), config=Config("Ferry")), tmp_path)
    assert data(pages["actors/ostmark.html"])["@id"] == "../actors/ostmark.html#actor"
    assert data(pages["index.html"])["distribution"][0]["contentUrl"] == "data/dossier.json"
    for page in pages.values():
        assert not page.xpath("//link[@rel='canonical' or @rel='alternate'] | //meta[@property='og:image']")
    assert not [path for path in files(tmp_path) if path.endswith((".xml", ".txt", "feed.json", ".png"))]


def test_every_page_knows_its_address_but_those_that_moved(site: Pages) -> None:
    for path, page in site.items():
        canonical = page.xpath("//link[@rel='canonical']/@href")
        expected = {"index.html": [ROOT], "404.html": [], "actors/m-valden.html": [f"{ROOT}actors/mira-valden.html"]}
        assert canonical == expected.get(path, [ROOT + path])
        assert meta(page, "og:url") == "".join(canonical)


def test_what_networks_show_of_a_link(site: Pages) -> None:
    brief = site["briefs/script.html"]
    assert meta(brief, "og:title").startswith('<script>alert("title")</script> Donau')
    assert meta(brief, "og:description") == meta(brief, "description")
    assert meta(brief, "og:description").startswith('<script>alert("text")</script> is what')
    assert meta(brief, "og:image") == f"{ROOT}social/script.png"
    assert (meta(brief, "og:type"), meta(site["index.html"], "og:type")) == ("article", "website")
    actor = site["actors/mira-valden.html"]
    assert (meta(actor, "og:title"), meta(actor, "description")) == (
        "Mira Valden", "Mira Valden, Transport minister of Vardania")  # fmt: skip
    assert meta(actor, "og:image") == f"{ROOT}social/index.png"
    for path, page in site.items():
        assert len(page.xpath("//meta[@name='description']")) == 1, path
        assert meta(page, "og:title"), path


def test_pages_offer_their_feeds(site: Pages) -> None:
    def offered(path: str) -> list[str]:
        return [str(link) for link in site[path].xpath("//link[@rel='alternate']/@href")]

    assert offered("index.html") == ["feed.xml", "feed.json"]
    assert offered("topics/ferry.html") == [
        "../topics/ferry.xml", "../topics/ferry.json", "../feed.xml", "../feed.json"]  # fmt: skip


def test_what_is_not_for_the_public_says_so(site: Pages, tmp_path: Path) -> None:
    assert {meta(page, "robots") for page in site.values()} == {"noindex"}
    public = made(replace(sample(), config=replace(sample().config, tlp="clear")), tmp_path)
    assert {path for path, page in public.items() if meta(page, "robots")} == {"404.html"}
    listed = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    assert set(re.findall(f"<loc>{ROOT}(.*)</loc>", listed)) == {*public, ""} - {"404.html", "index.html"}


def test_citations_stand_on_the_page_as_they_are(site: Pages) -> None:
    forms = site["briefs/script.html"].xpath("//section[@aria-labelledby='cite']//pre")
    assert len(forms) == 4
    assert json.loads(forms[3].text)[0]["title"].startswith('<script>alert("title")</script> Donau')
    assert site["briefs/script.html"].xpath("//section[@aria-labelledby='cite']//script") == []
