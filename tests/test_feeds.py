"""Feeds and what crawlers are told: whole, valid, in order, and safe for hostile text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree, html

from generator import feeds, sitemap
from generator.feeds import NEWEST, UNDATED, first_moment
from generator.model import Config, PartialDate, Quote
from tests.sample import ACTORS, BRIEFS, TOPICS, sample

ROOT = "https://example.org/team/dossier/"
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")
SCHEMA = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="feed">
  <ref name="lang"/>
  <element name="id"><data type="anyURI"/></element>
  <element name="title"><text/></element>
  <optional><element name="subtitle"><text/></element></optional>
  <element name="updated"><data type="dateTime"/></element>
  <element name="author"><element name="name"><ref name="words"/></element></element>
  <element name="link"><attribute name="rel"><value>self</value></attribute><ref name="link"/></element>
  <element name="link"><attribute name="rel"><value>alternate</value></attribute><ref name="link"/></element>
  <optional><element name="rights"><text/></element></optional>
  <zeroOrMore><element name="entry">
    <ref name="lang"/>
    <element name="id"><data type="anyURI"/></element>
    <element name="title"><ref name="words"/></element>
    <element name="updated"><data type="dateTime"/></element>
    <optional><element name="published"><data type="dateTime"/></element></optional>
    <element name="link"><attribute name="rel"><value>alternate</value></attribute><ref name="link"/></element>
    <optional><element name="link"><attribute name="rel"><value>via</value></attribute><ref name="href"/></element>
    </optional>
    <zeroOrMore><element name="category"><attribute name="term"/><attribute name="label"/></element></zeroOrMore>
    <element name="content"><attribute name="type"><value>html</value></attribute><text/></element>
  </element></zeroOrMore>
</element></start>
<define name="words"><data type="string"><param name="minLength">1</param></data></define>
<define name="lang"><attribute name="xml:lang"><data type="language"/></attribute></define>
<define name="href"><attribute name="href"><data type="anyURI"/></attribute></define>
<define name="link"><attribute name="type"/><ref name="href"/></define>
</grammar>"""
"""What RFC 4287 asks of a feed, in the order in which we write it (RELAX NG)."""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(feeds.files(sample()))


def atom(files: dict[str, bytes], path: str) -> Any:
    return etree.fromstring(files[f"{path}.xml"])


def test_the_dossier_each_actor_and_each_topic_has_both(files: dict[str, bytes]) -> None:
    dossier = sample()
    paths = ["feed", *(f"actors/{a.id}" for a in dossier.actors), *(f"topics/{t.id}" for t in dossier.topics)]
    assert set(files) == {f"{path}.{ending}" for path in paths for ending in ("xml", "json")}
    assert len(paths) == 1 + len(ACTORS) + len(TOPICS)


def test_none_without_an_address() -> None:
    assert list(feeds.files(replace(sample(), config=Config("Ferry")))) == []


def test_atom_is_valid(files: dict[str, bytes]) -> None:
    schema = etree.RelaxNG(etree.fromstring(SCHEMA))
    for path, content in files.items():
        if path.endswith(".xml"):
            tree = etree.fromstring(content)
            assert schema.validate(tree), (path, schema.error_log)
            assert tree.find(f"{ATOM}id").text == tree.find(f"{ATOM}link[@rel='self']").get("href") == ROOT + path
            ids = [element.text for element in tree.iter(f"{ATOM}id")]
            assert len(ids) == len(set(ids))
            for moment in (*tree.iter(f"{ATOM}updated"), *tree.iter(f"{ATOM}published")):
                assert MOMENT.fullmatch(moment.text)


def test_json_feed_is_valid(files: dict[str, bytes]) -> None:
    """By the specification, version 1.1: what is required, and the types of what else is there."""
    for path, content in files.items():
        if path.endswith(".json"):
            feed = json.loads(content)
            assert feed["version"] == "https://jsonfeed.org/version/1.1"
            assert feed["feed_url"] == ROOT + path
            assert feed["authors"] == [{"name": "The test desk"}]
            assert all(isinstance(feed[key], str) and feed[key] for key in ("title", "home_page_url", "language"))
            for item in feed["items"]:
                assert set(item) <= {"id", "url", "external_url", "title", "content_html", "summary",
                                     "date_published", "tags", "language"}  # fmt: skip
                assert item["id"] == item["url"]
                assert all(isinstance(tag, str) for tag in item.get("tags", []))
                assert MOMENT.fullmatch(item.get("date_published", UNDATED))


def test_both_forms_have_the_same_briefs_newest_first(files: dict[str, bytes]) -> None:
    items = json.loads(files["feed.json"])["items"]
    assert [item["id"] for item in items] == [f"{ROOT}briefs/{entry.brief.slug}.html" for entry in sample().entries]
    entries = atom(files, "feed").findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}id").text for entry in entries] == [item["id"] for item in items]
    assert [entry.find(f"{ATOM}content").text for entry in entries] == [item["content_html"] for item in items]
    of_actor = json.loads(files["actors/timur-oskolov.json"])
    assert of_actor["title"] == "Timur Oskolov · The Selin ferry"
    assert of_actor["home_page_url"] == f"{ROOT}actors/timur-oskolov.html"
    assert [item["title"] for item in of_actor["items"]] == ["Паром не выйдет в море", "العبارة لن تبحر"]


def test_moments_are_the_first_of_what_is_stated(files: dict[str, bytes]) -> None:
    entries = atom(files, "feed").findall(f"{ATOM}entry")
    moments = [(e.findtext(f"{ATOM}updated"), e.findtext(f"{ATOM}published")) for e in entries]
    assert moments == [
        ("2031-03-01T00:00:00Z", "2031-03-01T00:00:00Z"),
        ("2031-02-27T00:00:00Z", "2031-02-27T00:00:00Z"),
        ("2031-02-27T00:00:00Z", "2031-02-27T00:00:00Z"),
        ("2031-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
        ("2030-12-30T00:00:00Z", "2030-12-30T00:00:00Z"),
        ("1970-01-01T00:00:00Z", None),
    ]
    assert atom(files, "feed").findtext(f"{ATOM}updated") == "2031-03-01T00:00:00Z"
    assert first_moment(PartialDate(987)) == "0987-01-01T00:00:00Z"


def test_content_tells_what_the_page_tells(files: dict[str, bytes]) -> None:
    contents = [item["content_html"] for item in json.loads(files["feed.json"])["items"]]
    openings = [html.fragment_fromstring(text, create_parent=True)[0].text_content() for text in contents]
    assert openings == [
        "March 2031 · Głos Wybrzeża",
        "27 February 2031 · Selin Courier · TLP:GREEN",
        "27 February 2031 · Selin Courier",
        "2031 · Вестник Остмарка · Draft",
        "30 December 2030 · Selin Courier",
        "undated · Publisher not stated",
    ]
    assert contents[0] == (
        "<p>March 2031 · Głos Wybrzeża</p>"
        '<p lang="pl" dir="ltr">Prom z Portu Selin nie wypłynie przed jesienią.</p>'
        '<blockquote lang="pl" dir="ltr"><p>Na to nigdy się nie zgodzimy</p></blockquote><p>— Mira Valden</p>'
        '<blockquote lang="pl" dir="ltr"><p>jest niezgodna z umową</p></blockquote><p>— Mira Valden</p>'
        f'<p><a href="{ROOT}sources/prom-w-porcie.html">Read the source (3 paragraphs)</a></p>'
    )
    assert "<p>— Mira Valden · attributed by the editor · translated</p>" in contents[3]
    assert contents[3].count('<p>In the original</p><blockquote lang="ru" dir="ltr">') == 1
    assert "<p>— unattributed</p>" in contents[1]
    assert "of Vardania. The fee stays in dispute. [edited]</p>" in contents[1]
    assert atom(files, "feed").findtext(f"{ATOM}rights") == "TLP:AMBER+STRICT"


def test_hostile_text_stays_text(files: dict[str, bytes]) -> None:
    entry = atom(files, "feed").findall(f"{ATOM}entry")[4]
    assert entry.findtext(f"{ATOM}title").startswith('<script>alert("title")</script>')
    content = html.fragment_fromstring(entry.findtext(f"{ATOM}content"), create_parent=True)
    assert content.xpath("string(.//blockquote)") == "<b onmouseover=alert(1)>No & entry</b>"
    assert content.xpath(".//script | .//b") == []
    assert [link.get("href") for link in atom(files, "feed").iter(f"{ATOM}link") if link.get("rel") == "via"] == [
        "https://example.org/ferry"] * 2  # fmt: skip


def test_characters_that_xml_cannot_write_are_left_out() -> None:
    brief = replace(BRIEFS[2], title="A\x00b\x0b\ufffe c", quotes=(Quote("zgodzimy\x1b", "Mira Valden"),))
    made = dict(feeds.files(sample(briefs=(brief,), allow_unproved=True)))
    assert atom(made, "feed").findtext(f"{ATOM}entry/{ATOM}title") == "Ab c"
    assert "zgodzimy</p>" in json.loads(made["feed.json"])["items"][0]["content_html"]


def test_a_feed_has_the_newest_only() -> None:
    briefs = tuple(replace(BRIEFS[2], slug=f"b{n:02}", date=PartialDate(2000 + n)) for n in range(NEWEST + 5))
    made = dict(feeds.files(sample(briefs=briefs)))
    items = json.loads(made["actors/mira-valden.json"])["items"]
    assert [item["id"][-8:-5] for item in items] == [f"b{n:02}" for n in reversed(range(5, NEWEST + 5))]


# What crawlers are told


def crawled(**changes: Any) -> dict[str, str]:
    dossier = sample()
    pages = {"index.html": PartialDate(2031, 3), "briefs/a b.html": PartialDate(2031), "about.html": None}
    config = replace(dossier.config, **{"tlp": "", **changes})
    return {path: text.decode() for path, text in sitemap.files(replace(dossier, config=config), pages)}


def test_the_sitemap_has_dates_as_precise_as_they_are() -> None:
    tree = etree.fromstring(crawled()["sitemap.xml"].encode())
    assert [[child.text for child in url] for url in tree] == [
        [ROOT, "2031-03"], [f"{ROOT}briefs/a%20b.html", "2031"], [f"{ROOT}about.html"]]  # fmt: skip
    assert {child.tag.split("}")[1] for url in tree for child in url} == {"loc", "lastmod"}


def test_robots_lead_to_the_sitemap() -> None:
    assert crawled(tlp="clear")["robots.txt"] == f"User-agent: *\nAllow: /\nSitemap: {ROOT}sitemap.xml\n"
    assert crawled(url="") == {}


@pytest.mark.parametrize("tlp", ["green", "amber", "amber+strict", "red"])
def test_what_is_not_for_the_public_is_not_for_crawlers(tlp: str) -> None:
    assert crawled(tlp=tlp) == {"robots.txt": "User-agent: *\nDisallow: /\n"}
