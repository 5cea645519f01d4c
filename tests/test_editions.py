"""A part of a dossier is a dossier: what is chosen, and that all indexes follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.config import read_config
from generator.dossier import Inputs, assemble
from generator.editions import empty, mistakes, of_actor, of_brief, only, select
from generator.errors import DossierError
from generator.model import Dossier, Edition, Overview, PartialDate
from tests.sample import ACTORS, ARTICLES, BRIEFS, TOPICS, sample


def chosen(**fields: object) -> set[str]:
    edition = replace(Edition("some"), **fields)  # type: ignore[arg-type]
    return {entry.brief.slug for entry in select(sample(), edition).entries}


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def test_what_is_not_stated_narrows_nothing_down() -> None:
    assert chosen() == {brief.slug for brief in BRIEFS}


def test_by_date_as_far_as_it_is_known() -> None:
    assert chosen(since=day("2031-03-15")) == {"prom-z-portu-selin", "parom"}
    assert chosen(until=day("2031-01")) == {"script", "parom"}
    assert chosen(since=day("2031-02-27"), until=day("2031-02-27")) == {
        "no-ferry-before-autumn", "what-the-crews-say", "parom",
    }  # fmt: skip


def test_by_topic_actor_and_language() -> None:
    assert chosen(topics=("safety", "Fees & <i>tolls</i>")) == {"no-ferry-before-autumn", "what-the-crews-say"}
    assert chosen(actors=("Мира Вальден",)) == {
        "no-ferry-before-autumn", "what-the-crews-say", "prom-z-portu-selin", "parom",
    }  # fmt: skip
    assert chosen(languages=("pl", "ar")) == {"prom-z-portu-selin", "abbara"}
    assert chosen(languages=("en",), topics=("Safety",)) == {"what-the-crews-say"}


def test_a_wider_audience_gets_only_what_is_marked_for_it() -> None:
    edition = select(sample(), Edition("public", tlp="green"))
    assert [entry.brief.slug for entry in edition.entries] == ["no-ferry-before-autumn"]
    assert edition.config.tlp == "green"
    assert edition.overview == Overview()
    assert select(sample(), Edition("same", tlp="amber+strict")).overview == sample().overview


def test_an_edition_has_its_own_title_and_paper() -> None:
    config = select(sample(), Edition("us", title="Ferry news", paper="Letter")).config
    assert (config.title, config.paper, config.language) == ("Ferry news", "Letter", "en")
    assert select(sample(), Edition("us")).config.title == "The Selin ferry"


@pytest.mark.parametrize(
    "slugs", [("no-ferry-before-autumn",), ("parom", "abbara"), ("script", "prom-z-portu-selin"), ()]
)
def test_indexes_are_those_of_a_dossier_of_these_briefs(slugs: tuple[str, ...]) -> None:
    briefs = tuple(brief for brief in BRIEFS if brief.slug in slugs)
    whole = sample()
    cut = only(whole, (entry for entry in whole.entries if entry.brief.slug in slugs))
    made = assemble(Inputs(whole.config, ARTICLES, ACTORS, TOPICS, briefs, {}, whole.overview))
    assert replace(cut, moved={}) == replace(made, moved={})


def test_what_no_brief_has_is_told_with_its_place() -> None:
    with pytest.raises(DossierError) as caught:
        select(sample(), Edition("north", topics=("Safty",), actors=("Nobody",), line=7))
    assert str(caught.value) == (
        "site.yaml:7: no brief has the actor “Nobody”, which the edition “north” asks for\n"
        "    known are: Harbour board, Jonas Ärlund-Źdźbłowski, Mira Valden, Ostmark, Port Selin, Timur Oskolov\n"
        "site.yaml:7: no brief has the topic “Safty”, which the edition “north” asks for\n"
        "    did you mean “Safety”?"
    )


ASKED = """
editions:
  - name: north
    topics: [Ferry, Safty]
    actors:
      - Mira Valden
      - Mira Walden
    languages: [en, sv]
  - name: never
    to: 1999
"""


def asked(folder: Path) -> Dossier:
    (folder / "site.yaml").write_text(f"title: The Selin ferry{ASKED}", encoding="utf-8")
    return replace(sample(), config=read_config(folder))


def test_what_no_brief_has_is_told_with_its_own_line(tmp_path: Path) -> None:
    assert "\n".join(map(str, mistakes(asked(tmp_path)))) == (
        "site.yaml:4: no brief has the topic “Safty”, which the edition “north” asks for\n"
        "    did you mean “Safety”?\n"
        "site.yaml:7: no brief has the actor “Mira Walden”, which the edition “north” asks for\n"
        "    did you mean “Mira Valden”?\n"
        "site.yaml:8: no article is in the language “sv”, which the edition “north” asks for\n"
        "    known are: ar, en, pl, ru"
    )


def test_an_edition_without_briefs_is_told(tmp_path: Path) -> None:
    assert "\n".join(map(str, empty(asked(tmp_path)))) == (
        "site.yaml:9: no brief goes into the edition “never”\n"
        "    it must meet all that is stated: dates, topics, actors, languages, marking"
    )


def test_one_brief_and_one_actor() -> None:
    assert [entry.brief.slug for entry in of_brief(sample(), "parom").entries] == ["parom"]
    by_name, by_id = of_actor(sample(), "Тимур Осколов"), of_actor(sample(), "timur-oskolov")
    assert by_name == by_id
    assert {entry.brief.slug for entry in by_name.entries} == {"parom", "abbara"}
    assert by_name.config.title == "Timur Oskolov"
    with pytest.raises(DossierError, match="there is no such brief"):
        of_brief(sample(), "parrom")
    with pytest.raises(DossierError, match="no brief has the actor “Timur”"):
        of_actor(sample(), "Timur")
