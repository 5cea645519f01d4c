"""The site as a whole: its pages, links and addresses, what hostile text does to it, and its golden folder."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from generator import pages
from generator.errors import DossierError
from generator.languages import INTERFACE_LANGUAGES
from generator.model import Config, Overview, PartialDate, Quote
from generator.site import write_site
from tests.golden import assert_golden, files
from tests.sample import ARTICLES, BRIEFS, sample

TEMPLATES = (Path(__file__).parent.parent / "templates",)
Trees = dict[str, html.HtmlElement]


def read(out: Path) -> Trees:
    """The pages of a site by their path."""
    return {name: html.fromstring(data.decode()) for name, data in files(out).items() if name.endswith(".html")}


def links(page: str, tree: html.HtmlElement) -> list[tuple[str, str]]:
    """Path in the site and fragment of every address in a page that isn't of the web."""
    found = []
    for address in tree.xpath("//@href | //@src"):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https"):
            continue
        base = Path("/") / page
        target = base if not parts.path else (base.parent / unquote(parts.path)).resolve()
        path = target.relative_to("/team/dossier" if parts.path.startswith("/") else "/").as_posix()
        found.append((path, unquote(parts.fragment)))
    return found


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(sample(), TEMPLATES, folder)
    return folder


@pytest.fixture(scope="module")
def site(out: Path) -> Trees:
    return read(out)


def test_golden(out: Path) -> None:
    assert_golden(out, "site", without="assets")


def test_everything_has_a_page(site: Trees) -> None:
    dossier = sample()
    assert set(site) == {
        "index.html", "about.html", "404.html", "search.html", "timeline.html", "network.html", "actors/by-number.html",
        *(f"{kind}/index.html" for kind in ("briefs", "actors", "topics", "sources")),
        *(f"briefs/{entry.brief.slug}.html" for entry in dossier.entries),
        *(f"actors/{actor.id}.html" for actor in dossier.actors),
        *(f"topics/{topic.id}.html" for topic in dossier.topics),
        *(f"sources/{article.slug}.html" for article in dossier.articles),
    }  # fmt: skip


def check_links(out: Path) -> None:
    trees, written = read(out), files(out)
    for page, tree in trees.items():
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), page
        for path, fragment in links(page, tree):
            assert path in written, (page, path)
            assert not fragment or fragment in trees[path].xpath("//@id"), (page, path, fragment)


LIMITS = {"NEWEST": 1, "CARDS": 1, "ROWS": 1, "QUOTES": 1, "PART": 1, "MOMENTS": 2, "NAMES": 2, "ARTICLES": 1}


def test_long_lists_are_cut_and_everything_is_still_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in LIMITS.items():
        monkeypatch.setattr(pages, name, limit)
    write_site(sample(), TEMPLATES, tmp_path)
    check_links(tmp_path)
    trees = read(tmp_path)
    for folder in ("actors/by-name", "actors/mira-valden", "topics/ferry", "briefs/by-date", "timeline"):
        assert any(name.startswith(f"{folder}/") for name in trees), folder
    reached = {path for name, tree in trees.items() for path, _ in links(name, tree)}
    assert {name for name in trees if name not in ("404.html", "index.html")} <= reached
    listed = {path for name in trees if name.startswith("actors/by-name/") for path, _ in links(name, trees[name])}
    assert {f"actors/{actor.id}.html" for actor in sample().actors} <= listed


def test_every_link_and_anchor_is_there(out: Path) -> None:
    check_links(out)


def test_every_page_is_two_clicks_from_home(site: Trees) -> None:
    distance = {"index.html": 0}
    queue = deque(distance)
    while queue:
        page = queue.popleft()
        for path, _ in links(page, site[page]):
            if path in site and path not in distance:
                distance[path] = distance[page] + 1
                queue.append(path)
    assert set(distance) == set(site) - {"404.html"}
    assert max(distance.values()) == 2


def test_links_are_relative_so_that_the_site_may_lie_anywhere(site: Trees) -> None:
    for page in set(site) - {"404.html"}:
        own = [a for a in site[page].xpath("//@href | //@src") if not a.startswith(("https://", "http://"))]
        assert not [address for address in own if address.startswith("/") or ":" in address], page


def test_a_page_for_wrong_addresses_works_at_any_depth(tmp_path: Path) -> None:
    dossier = sample()
    write_site(dossier, TEMPLATES, tmp_path / "there")
    write_site(dossier, TEMPLATES, tmp_path / "live", live=True)
    write_site(replace(dossier, config=Config("Ferry")), TEMPLATES, tmp_path / "unknown")
    style = "string(//link[@rel='stylesheet']/@href)"
    assert read(tmp_path / "there")["404.html"].xpath(style) == "/team/dossier/assets/style.css"
    assert read(tmp_path / "live")["404.html"].xpath(style) == "/assets/style.css"
    assert read(tmp_path / "unknown")["404.html"].xpath(style) == "assets/style.css"


def test_addresses_do_not_depend_on_other_briefs(tmp_path: Path) -> None:
    write_site(sample(briefs=BRIEFS[:1]), TEMPLATES, tmp_path / "few")
    write_site(sample(), TEMPLATES, tmp_path / "all")
    few, everything = read(tmp_path / "few"), read(tmp_path / "all")
    for page, tree in few.items():
        assert page in everything
        if page.startswith(("briefs/no-", "sources/ferry")):
            assert set(tree.xpath("//main//@id")) <= set(everything[page].xpath("//main//@id")), page


def test_permalinks_that_moved_lead_on(tmp_path: Path) -> None:
    moved = {"m-valden": "mira-valden", "gone": "nobody-here"}
    write_site(replace(sample(), moved=moved), TEMPLATES, tmp_path)
    check_links(tmp_path)
    trees = read(tmp_path)
    assert trees["actors/m-valden.html"].xpath("string(//meta[@http-equiv='refresh']/@content)") == (
        "0; url=../actors/mira-valden.html"
    )
    assert trees["actors/m-valden.html"].xpath("string(//main//a/@href)") == "../actors/mira-valden.html"
    assert "actors/gone.html" not in trees


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_language_has_a_whole_site(tmp_path: Path, language: str) -> None:
    write_site(sample(language), TEMPLATES, tmp_path)
    check_links(tmp_path)
    tree = read(tmp_path)["index.html"]
    assert tree.xpath("string(/html/@lang)") == language
    assert tree.xpath("string(/html/@dir)") == "ltr"


def test_an_empty_dossier_has_pages(tmp_path: Path) -> None:
    write_site(replace(sample(briefs=()), config=Config("Nothing yet"), overview=Overview()), TEMPLATES, tmp_path)
    check_links(tmp_path)
    assert "There are no briefs yet." in read(tmp_path)["index.html"].text_content()


SCRIPTS = {
    "search.html": ["fold.js", "indexes.js", "search.js"],
    "actors/index.html": ["fold.js", "filter.js"],
    "actors/by-number.html": ["fold.js", "filter.js"],
}


def test_only_our_scripts_run_and_nothing_is_fetched_from_elsewhere(site: Trees) -> None:
    for page, tree in site.items():
        scripts = [script.get("src") for script in tree.xpath("//script[not(@type='application/ld+json')]")]
        assert [Path(script).name for script in scripts] == SCRIPTS.get(page, []), page
        assert not tree.xpath("//style | //iframe | //img | //object | //base"), page
        assert {form.get("action") for form in tree.xpath("//form[@action]")} == {
            "../" * page.count("/") + "search.html" if page != "404.html" else "/team/dossier/search.html"
        }, page
        assert not tree.xpath("//@style | //@*[starts-with(name(), 'on')]"), page
        policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert policy.startswith("default-src 'none'; style-src 'self'; "), page
        assert ("script-src 'self'" in policy) == bool(scripts), page
        for element, _, address, _ in tree.iterlinks():
            web = address.startswith(("http://", "https://"))
            left = element.tag == "a" and "noreferrer" in element.get("rel", "noreferrer")
            assert not web or left or element.get("rel") == "canonical", page
            assert web or ":" not in address, (page, address)


def test_hostile_text_stays_text(site: Trees) -> None:
    title = "string(//main//h1)"
    assert site["briefs/script.html"].xpath(title).startswith('<script>alert("title")</script> Donau')
    assert site["sources/script.html"].xpath("string(//mark)") == "<b onmouseover=alert(1)>No & entry</b>"
    assert site["topics/fees.html"].xpath(title) == "Fees & <i>tolls</i>"
    notes = site["briefs/no-ferry-before-autumn.html"].xpath("//section[@aria-labelledby='notes']/p")[0]
    assert notes.text_content() == "Compare Głos Wybrzeża, which has <b>another</b> wording."
    assert "javascript:" not in html.tostring(site["sources/parom.html"], encoding="unicode")


def test_the_notice_is_on_every_page(site: Trees) -> None:
    notice = "All states, persons and events are invented."
    assert site["index.html"].xpath("string(//*[@class='notice'])") == notice
    for page, tree in site.items():
        assert notice in tree.xpath("string(//footer)"), page


def test_passages_in_another_language_say_so(site: Trees) -> None:
    actor = site["actors/timur-oskolov.html"]
    quotes = {quote.get("lang"): quote.get("dir") for quote in actor.xpath("//blockquote")}
    assert quotes == {"ru": "ltr", "ar": "rtl"}
    assert [title.get("lang") for title in actor.xpath("//ol//a")] == ["ru", "ar"]
    assert site["sources/abbara.html"].xpath("//div[@class='paragraph']/p/@dir") == ["rtl", "rtl"]


def test_dates_keep_their_precision(site: Trees) -> None:
    def when(page: str) -> str:
        return str(site[page].xpath("string(//main//header/p[@class='dateline']/*[1])"))

    assert when("briefs/no-ferry-before-autumn.html") == "27 February 2031"
    assert when("briefs/prom-z-portu-selin.html") == "March 2031"
    assert when("briefs/parom.html") == "2031"
    assert when("briefs/abbara.html") == "undated"
    months = site["timeline.html"].xpath("//main//section/h2")
    assert [" ".join(month.text_content().split()) for month in months] == [
        "November 2030", "December 2030", "2031 month not stated", "February 2031", "March 2031", "September 2031",
        "undated",
    ]  # fmt: skip


def test_the_timeline_has_what_the_articles_date(site: Trees) -> None:
    events = site["timeline.html"].xpath("//li[@class='event']")
    assert [" ".join(event.xpath("string(.//*[@class='what']/*[1])").split()) for event in events] == [
        "The harbour board did not reply.", "The line <b>opens</b> again.",
    ]  # fmt: skip
    proved, edited = events
    brief = "briefs/no-ferry-before-autumn.html"
    assert proved.xpath(".//a/@href") == ["sources/ferry-talks.html#c494-526", f"{brief}#d1"]
    assert edited.xpath(".//a/@href") == [f"{brief}#d2"]
    assert edited.xpath(".//*[@class='edited']")


def test_uncertain_things_are_called_so(site: Trees) -> None:
    brief = site["briefs/no-ferry-before-autumn.html"]
    speakers = [speaker.text_content() for speaker in brief.xpath("//figcaption/*[@class='speaker']")]
    assert speakers == ["Mira Valden"] * 3 + ["unattributed", "A letter seen by the paper", "Mira Valden"]
    sentences = brief.xpath("//p[@class='lead']/span[@class='sentence']")
    marks = [sentence.getnext().text_content().replace("\xa0", " ") for sentence in sentences]
    assert marks == ["¶ 1", "¶ 2", "edited"]


def test_what_is_not_the_articles_own_is_called_so(site: Trees) -> None:
    def marks(page: str, number: int) -> list[str]:
        caption = site[page].xpath(f"//figure[@id='q{number}']/figcaption")[0]
        return [mark.text_content() for mark in caption.xpath(".//*[@class='edited']")]

    assert marks("briefs/no-ferry-before-autumn.html", 1) == []
    assert marks("briefs/no-ferry-before-autumn.html", 6) == ["abridged"]
    assert marks("briefs/parom.html", 2) == ["attributed by the editor", "translated"]
    for page in ("briefs/parom.html", "actors/mira-valden.html", "topics/ferry.html"):
        original = site[page].xpath("//*[@class='original']/blockquote")[0]
        assert (original.text_content().strip(), original.get("lang")) == ("плата останется прежней", "ru")
        translation = original.getparent().getprevious()
        assert (translation.text_content().strip(), translation.get("lang")) == ("the fee will stay as it is", "en")


def test_unproved_quotes_are_called_so(tmp_path: Path) -> None:
    wrong = replace(BRIEFS[3], quotes=(Quote("Never said", "Timur Oskolov"),))
    write_site(sample(briefs=(*BRIEFS[:3], wrong), allow_unproved=True), TEMPLATES, tmp_path)
    check_links(tmp_path)
    caption = read(tmp_path)["briefs/parom.html"].xpath("//figure[@id='q1']/figcaption")[0]
    assert " ".join(caption.text_content().split()) == "Timur Oskolov not proved"


def test_how_this_was_made_counts_everything(site: Trees) -> None:
    rows = site["about.html"].xpath("//table[1]//tr")
    assert {row[0].text_content(): row[1].text_content() for row in rows} == {
        "Information as of": "March 2031",
        "Briefs": "6",
        "Sources": "5",
        "Quotes word for word": "11",
        "Abridged quotes": "1",
        "Translated quotes": "1",
        "Quotes attributed by the editor": "1",
        "Quotes that are not proved": "0",
        "Quotes without a known speaker": "2",
        "Summary sentences from the articles": "3",
        "Edited summary sentences": "2",
        "Languages of the sources": "English, Arabic, Russian and Polish",
    }


def test_what_an_analyst_adds_is_shown(site: Trees) -> None:
    def text(page: str, path: str) -> str:
        return " ".join(str(site[page].xpath(f"string({path})")).split())

    assert text("index.html", "//section[@aria-labelledby='bottom-line']") == (
        "Bottom line The ferry will not sail before autumn."
    )
    assert text("index.html", "//section[@aria-labelledby='judgements']") == (
        "Key judgements The fee stays. Talks go on."
    )
    brief = "briefs/no-ferry-before-autumn.html"
    assert text(brief, "//section[@aria-labelledby='assessment']") == (
        "Assessment The analyst’s own view, apart from what is sourced. "
        "The ministry may be waiting for the harbour board."
    )
    assert text(brief, "//dl/div[dt='Reliability of the source']/dd") == "B (usually reliable)"
    assert text(brief, "//dl/div[dt='Credibility of the information']/dd") == "2 (probably true)"
    assert text("briefs/parom.html", "//*[@class='dateline']").endswith("Russian Draft")
    assert text(brief, "//*[@class='dateline']").endswith("English TLP:GREEN")


def test_the_marking_is_at_head_and_foot_of_every_page(site: Trees) -> None:
    for page, tree in site.items():
        for place in ("header[@class='masthead']", "footer"):
            assert tree.xpath(f"string(//{place}//*[contains(@class, 'tlp')])") == "TLP:AMBER+STRICT", page


def test_a_passage_tells_which_brief_uses_it_and_how(site: Trees) -> None:
    source = site["sources/ferry-talks.html"]
    (mark,) = source.xpath("//mark[@id='c88-145']")
    assert mark.get("title") == "Quote, Mira Valden: No ferry before autumn"
    (link,) = source.xpath(f"//div[@id='p2']//li[@class='{mark.get('class')}']")
    assert link.text_content() == "Quote, Mira ValdenNo ferry before autumn"
    assert source.xpath("//mark[not(@title)]") == []
    assert site["sources/parom.html"].xpath("//ul[@class='uses']//small") == []


def test_the_timeline_leads_to_passages(site: Trees) -> None:
    links = site["timeline.html"].xpath("//li[.//a[text()='Prom z Portu Selin nie wypłynie']]//a[@class='passage']")
    assert [link.get("href") for link in links] == [
        "sources/prom-w-porcie.html#c0-47", "sources/prom-w-porcie.html#c51-79"]


def test_how_this_was_made_tells_the_date(site: Trees, tmp_path: Path) -> None:
    rows = "//tr[th='{}']/td"
    assert site["about.html"].xpath(rows.format("Information as of"))[0].text_content() == "March 2031"
    assert site["about.html"].xpath(rows.format("Built")) == []
    write_site(replace(sample(), built=PartialDate(2031, 4, 1)), TEMPLATES, tmp_path)
    assert read(tmp_path)["about.html"].xpath(rows.format("Built"))[0].text_content() == "1 April 2031"


def test_two_pages_with_one_address_are_refused(tmp_path: Path) -> None:
    dossier = sample()
    twin = replace(dossier.actors[0], id=dossier.actors[0].id.upper())
    by_actor = {**dossier.by_actor, twin.id: dossier.by_actor[dossier.actors[0].id]}
    with pytest.raises(DossierError) as raised:
        write_site(replace(dossier, actors=(*dossier.actors, twin), by_actor=by_actor), TEMPLATES, tmp_path)
    assert str(raised.value) == f"actors/{twin.id}.html: another page has this address"


def test_own_templates_and_assets_win(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "site/assets/fonts").mkdir(parents=True)
    (own / "site/about.html").write_text('{% extends "site/base.html" %}{% block content %}Ours.{% endblock %}')
    (own / "site/assets/style.css").write_text("body {}")
    (own / "site/assets/fonts/a.woff2").write_bytes(b"font")
    write_site(sample(), (own, *TEMPLATES), tmp_path / "out")
    made = files(tmp_path / "out")
    assert read(tmp_path / "out")["about.html"].xpath("string(//main)").strip() == "Ours."
    assert (made["assets/style.css"], made["assets/fonts/a.woff2"]) == (b"body {}", b"font")
    assert made["assets/icon.svg"].startswith(b"<svg")


def test_a_mistake_in_a_template_is_reported(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "site").mkdir(parents=True)
    (own / "site/topic.html").write_text("<h1>\n{{ topic.nmae }}</h1>")
    with pytest.raises(DossierError) as raised:
        write_site(sample(), (own, *TEMPLATES), tmp_path / "out")
    assert str(raised.value) == "templates/site/topic.html:2: 'generator.model.Topic object' has no attribute 'nmae'"


def test_sources_without_a_publisher_come_last(site: Trees) -> None:
    headings = site["sources/index.html"].xpath("//h2")
    names = [str(heading.xpath("string(node()[1])")).strip() for heading in headings]
    assert names == ["Głos Wybrzeża", "Selin Courier", "Вестник Остмарка", "Publisher not stated"]
    assert len(site["sources/index.html"].xpath("//ul[@class='ledger']/li")) == len(ARTICLES)
