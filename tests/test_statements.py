"""The same statement in several articles: what is one, what differs, and the pages that show it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from selenium import webdriver

from generator.dossier import Inputs, assemble
from generator.model import Actor, Article, Brief, Config, Dossier, PartialDate, Quote, Source, Wording
from generator.site import write_site
from generator.statements import statements
from generator.text import paragraphs
from tests.conftest import NODE_MODULES
from tests.golden import files

TEMPLATES = (Path(__file__).parent.parent / "templates",)
PAIRS = yaml.safe_load((Path(__file__).parent / "statements.yaml").read_text(encoding="utf-8"))
ACTORS = (Actor("mira-valden", "Mira Valden", "person"), Actor("timur-oskolov", "Timur Oskolov", "person"))


@dataclass(frozen=True)
class Report:
    """An article of its own, or `article`, in which somebody is quoted."""

    text: str
    language: str = "en"
    speaker: str = "Mira Valden"
    date: str = "2031-02-27"
    article: str = ""
    original: str = ""


def dossier(reports: Iterable[Report]) -> Dossier:
    """Each report as a brief, whose article has the words (without the editor's brackets) and nothing else."""
    reports = list(reports)
    words = {number: report.original or report.text for number, report in enumerate(reports)}
    articles: dict[str, Article] = {}
    briefs = []
    for number, report in enumerate(reports):
        slug = report.article or f"article-{number}"
        others = [words[n] for n, other in enumerate(reports) if (other.article or f"article-{n}") == slug]
        said = [re.sub(r" ?\[longer\]", "", other).replace("[…]", "for nine months") for other in others]
        text = "\n\n".join(f"“{other}” — {report.speaker}" for other in said)
        articles[slug] = Article(f"articles/{slug}.txt", slug, text, paragraphs(text), language=report.language)
        briefs.append(Brief(
            f"brief-{number}", f"Brief {number}", PartialDate.parse(report.date) if report.date else None,
            report.language, Source(f"articles/{slug}.txt", f"Paper {number}"), (), (), "",
            (Quote(report.text, report.speaker, original=report.original),), path=f"briefs/brief-{number}.md",
        ))  # fmt: skip
    return assemble(Inputs(Config("The ferry"), tuple(articles.values()), ACTORS, (), tuple(briefs), {}))


def marked(wording: Wording) -> str:
    """The text with *words that differ* and ~words beyond~ what others quote."""
    signs = {"": "", "differs": "*", "beyond": "~"}
    return "\n\n".join("".join(f"{signs[k]}{text}{signs[k]}" for text, k in part) for part in wording.paragraphs)


def plain(text: str) -> str:
    return re.sub(r"[*~]", "", text)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_pairs(pair: dict[str, str]) -> None:
    language = pair.get("language", "en")
    first, second = pair["first"].strip(), pair["second"].strip()
    found = dossier([
        Report(plain(first), language),
        Report(plain(second), pair.get("second_language", language), date="2031-03-01"),
    ]).statements  # fmt: skip
    assert [[marked(wording) for wording in statement.wordings] for statement in found] == (
        [[first, second]] if pair["same"] else []
    )


SAID = "We have waited for nine months and we will not wait for ten"


def test_never_of_different_speakers() -> None:
    assert dossier([Report(SAID), Report(SAID, speaker="Timur Oskolov")]).statements == ()


def test_nobody_is_no_speaker() -> None:
    assert dossier([Report(SAID, speaker=""), Report(SAID, speaker="")]).statements == ()


def test_one_article_is_not_several() -> None:
    assert dossier([Report(SAID, article="a"), Report(SAID, article="a")]).statements == ()


def test_an_article_that_quotes_it_in_two_parts_quotes_all_of_it() -> None:
    halves = [Report("we will not wait for ten", article="b"), Report("We have waited for nine months", article="b")]
    (found,) = dossier([Report(SAID + " Believe me."), *halves]).statements
    assert sorted(map(marked, found.wordings)) == [
        "We have waited for nine months",
        "We have waited for nine months ~and~ we will not wait for ten ~Believe me~.",
        "we will not wait for ten",
    ]


def test_a_third_report_marks_what_the_other_two_share() -> None:
    others = [Report(SAID), Report(SAID), Report(SAID.replace("not", "never"))]
    (found,) = dossier(others).statements
    share = SAID.replace("not", "*not*")
    assert list(map(marked, found.wordings)) == [share, share, SAID.replace("not", "*never*")]
    assert found.wordings[2].differing == ("never",)


def test_small_differences_do_not_add_up() -> None:
    """Each is nearly the one before, but the last has little of the first."""
    words = "the crews of the old ferry will not sail before the harbour board has paid for every hour".split()
    reports, texts = [], []
    for step in range(0, len(words), 3):
        texts.append(" ".join([*(f"{word}x" for word in words[:step]), *words[step:]]))
        reports.append(Report(texts[-1]))
    found = dossier(reports).statements
    assert len(found) > 1
    assert all(len(statement.wordings) <= 3 for statement in found)


def test_of_a_translation_the_original_counts() -> None:
    said = "Wir haben neun Monate gewartet und warten nicht länger"
    (found,) = dossier([
        Report("We waited nine months and wait no longer", "de", original=said), Report(said, "de")
    ]).statements  # fmt: skip
    assert [wording.language for wording in found.wordings] == ["de", "de"]
    assert [marked(wording) for wording in found.wordings] == [said, said]


def test_order() -> None:
    """Oldest first, an imprecise date after all that it can be; of statements the newest first."""
    dates = ["", "2031", "2031-02", "2031-02-27", "2030-12-30"]
    other = "Nobody asked the crews before the quay was sold"
    reports = [*(Report(SAID, date=date) for date in dates), *(Report(other, date=f"2031-03-0{n}") for n in (1, 2))]
    found = dossier(reports).statements
    assert [statement.anchor for statement in found] == ["brief-5-q1", "brief-4-q1"]
    assert [str(w.entry.brief.date or "") for w in found[1].wordings] == dates[::-1]


WORDS = st.lists(st.sampled_from("we will not wait for the ferry and nobody pays a toll".split()), max_size=14)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=7), st.integers())
def test_whatever_the_order_and_the_words(texts: list[list[str]], seed: int) -> None:
    entries = dossier(Report(" ".join(words)) for words in texts if words).entries
    found = statements(entries)
    mixed = random.Random(seed).sample(entries, len(entries))
    assert statements(mixed) == found
    seen = [(w.entry.brief.slug, w.number) for statement in found for w in statement.wordings]
    assert len(seen) == len(set(seen))
    for statement in found:
        assert len({wording.entry.article.path for wording in statement.wordings}) > 1
        assert all(plain(marked(wording)) == wording.text for wording in statement.wordings)
        unmarked = {tuple(re.sub(r"\*.*?\*|~.*?~", " ", marked(wording)).split()) for wording in statement.wordings}
        assert len(unmarked) == 1, "what isn't marked stands in all"


def test_the_same_to_the_letter_stands_once() -> None:
    (found,) = dossier([Report(SAID), Report(SAID.upper()), Report(SAID)]).statements
    assert [[w.entry.brief.slug for w in version] for version in found.versions] == [
        ["brief-0", "brief-2"],
        ["brief-1"],
    ]


def test_paragraphs_stay() -> None:
    text = "The crews are the ones who drown.\n\nAnd they are the ones who never vote"
    (found,) = dossier([Report(text), Report(text.replace("never ", ""))]).statements
    longer = next(wording for wording in found.wordings if "never" in wording.text)
    assert marked(longer) == text.replace("never", "*never*")
    assert len(longer.paragraphs) == 2


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("statements")
    source = random.Random(1)
    texts = [" ".join(source.sample(SAID.split() + SAID.upper().split(), 9)) for _ in range(40)]
    reports = [Report(text, date=f"2031-{number % 12 + 1:02}") for number, text in enumerate(texts)]
    made = dossier([*reports, *reports, Report("Nobody else said that before today")])
    assert len(made.statements) > 30
    write_site(made, TEMPLATES, folder)
    return folder


@pytest.fixture(scope="module")
def site(out: Path) -> dict[str, html.HtmlElement]:
    return {name: html.fromstring(data.decode()) for name, data in files(out).items() if name.endswith(".html")}


def test_links_of_the_pages_lead_to_quotes_and_back(site: dict[str, html.HtmlElement]) -> None:
    wordings = also = 0
    for page, tree in site.items():
        if page.startswith(("statements", "briefs/brief-")):
            for link in tree.xpath("//*[contains(@class, 'wording') or @class='also']//a"):
                parts = urlsplit(link.get("href"))
                path = (Path("/") / page).parent.joinpath(unquote(parts.path)).resolve().relative_to("/").as_posix()
                assert not parts.fragment or site[path].xpath("//*[@id=$id]", id=unquote(parts.fragment)), (page, path)
                wordings += "wording" in link.xpath("string(ancestor::figure/@class)")
                also += bool(link.xpath("ancestor::*[@class='also']"))
    assert wordings
    assert also


def test_a_quote_that_nobody_else_reports_says_nothing(site: dict[str, html.HtmlElement]) -> None:
    assert site["briefs/brief-80.html"].xpath("//*[@class='also']") == []


def test_without_statements_there_is_no_page(tmp_path: Path) -> None:
    write_site(dossier([Report(SAID)]), TEMPLATES, tmp_path)
    assert not (tmp_path / "statements.html").exists()
    assert "statements.html" not in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.needs("chromium", "axe-core")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(browser: webdriver.Chrome, out: Path, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    axe = (NODE_MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8")
    for name in ("statements/2031-12.html", "briefs/brief-0.html"):
        browser.get(f"file://{out}/{name}")
        browser.execute_script(axe)
        result = browser.execute_async_script("axe.run().then(arguments[0])")
        assert [(item["id"], node["html"]) for item in result["violations"] for node in item["nodes"]] == [], name
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {})
