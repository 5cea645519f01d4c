"""Reading, proving and joining: what the site and the PDF get, and what is refused."""

from dataclasses import replace

import pytest

from generator.dossier import Inputs, assemble
from generator.errors import DossierError
from generator.model import Actor, Article, Brief, Config, PartialDate, Quote, Source, Topic
from generator.store import Record, Roll
from generator.text import paragraphs

TEXT = """\
Mira Tolnay, the minister, met Orsk on Monday.

“The gates will hold, and Orsk knows it,” Tolnay said.

“Nobody asked us before the winter,” a senior official said. The council waits.
"""
ARTICLE = Article("articles/dam.txt", "dam", TEXT, paragraphs(TEXT), date=PartialDate(2031, 3, 4), language="en")
ACTORS = (
    Actor("mira-tolnay", "Mira Tolnay", "person", aliases=("Мира Толнай",)),
    Actor("pavel-orsk", "Pavel Orsk", "person", aliases=("Orsk",)),
    Actor("selin", "Selin", "place"),
)
RECORD = Record("articles/dam.txt", "", "", "dam", "", {
    "Mira Tolnay": ("Mira Tolnay", "Tolnay"), "Pavel Orsk": ("Orsk",)}, (), ())
BRIEF = Brief(
    "dam", "The dam", PartialDate(2031, 3), "en", Source("articles/dam.txt"), ("Mira Tolnay", "Orsk"), ("Dams",),
    "The council waits. It waits *still*.",
    (
        Quote("The gates will hold, and Orsk knows it,", "Мира Толнай", line=12),
        Quote("Nobody asked us before the winter", "a senior official", line=16),
        Quote("The council waits", line=20),
    ),
    path="content/briefs/dam.md",
    lines={"actors": 7, "topics": 8, "source": 5, "tlp": 9},
)


def inputs(*briefs: Brief, **changes: object) -> Inputs:
    made = Inputs(Config("T", tlp="green"), (ARTICLE,), ACTORS, (Topic("dams", "Dams"),), briefs,
                  {ARTICLE.path: RECORD})
    return replace(made, **changes)  # type: ignore[arg-type]


def test_joins_a_brief_to_what_it_names() -> None:
    dossier = assemble(inputs(BRIEF))
    (entry,) = dossier.entries
    assert [actor.id for actor in entry.actors] == ["mira-tolnay", "pavel-orsk"]
    assert [(q.speaker, q.actor.id if q.actor else "") for q in entry.quotations] == [
        ("Mira Tolnay", "mira-tolnay"), ("a senior official", ""), ("", "")]
    assert [q.passage.paragraph if q.passage else 0 for q in entry.quotations] == [2, 3, 3]
    assert [(s.text, bool(s.passage)) for s in entry.summary] == [
        ("The council waits.", True), ("It waits still.", False)]
    assert [actor.id for actor in dossier.actors] == ["mira-tolnay", "pavel-orsk"]


def test_indexes() -> None:
    other = replace(BRIEF, slug="later", date=PartialDate(2031, 4), quotes=(), actors=("Pavel Orsk",))
    dossier = assemble(inputs(BRIEF, other))
    assert [entry.brief.slug for entry in dossier.entries] == ["later", "dam"]
    tolnay, orsk = dossier.by_actor["mira-tolnay"], dossier.by_actor["pavel-orsk"]
    assert [quotation.text for quotation in tolnay.said] == ["The gates will hold, and Orsk knows it,"]
    assert [quotation.text for quotation in orsk.mentioned] == ["The gates will hold, and Orsk knows it,"]
    assert orsk.together == ((ACTORS[0], 1),)
    assert [len(index.entries) for index in (tolnay, orsk)] == [1, 2]
    assert tolnay.spellings == ("Mira Tolnay", "Tolnay")
    assert [(actor.id, count) for actor, count in dossier.by_topic["dams"].actors] == [
        ("pavel-orsk", 2), ("mira-tolnay", 1)]


def test_a_translation_is_proved_by_its_original() -> None:
    quote = Quote("Zapora wytrzyma", "Mira Tolnay", original="The gates will hold")
    (quotation,) = assemble(inputs(replace(BRIEF, quotes=(quote,)))).entries[0].quotations
    assert (quotation.proof, quotation.text, quotation.original) == (
        "translated", "Zapora wytrzyma", "The gates will hold")
    assert quotation.passage is not None
    assert quotation.passage.span.of(TEXT) == "The gates will hold"


def test_the_editor_may_attribute() -> None:
    quote = Quote("The council waits", "Selin", by_editor=True)
    (quotation,) = assemble(inputs(replace(BRIEF, quotes=(quote,)))).entries[0].quotations
    assert (quotation.speaker, quotation.by_editor, quotation.unproved) == ("Selin", True, False)


NOT_IN_ARTICLE = """\
content/briefs/dam.md:12: the quote is not in its article
    nearest there, with [-the quote's-] and {+the article's+} words:
    The gates [-won't-] {+will+} hold"""
NOT_NAMED = """\
content/briefs/dam.md:16: the article doesn't name the speaker “Selin”
    add the article's spelling to the actor's aliases, mend the speaker, or write
    “— Selin (attributed by the editor)”"""
WRONG = [
    (replace(BRIEF, quotes=(Quote("The gates won't hold", "Mira Tolnay", line=12),)), NOT_IN_ARTICLE),
    (replace(BRIEF, quotes=(Quote("The council waits", "Selin", line=16),)), NOT_NAMED),
    (replace(BRIEF, quotes=(Quote("The council waits", "Mira Tolney", line=16),)),
     "content/briefs/dam.md:16: the speaker “Mira Tolney” is no known actor, and not in the article\n"
     "    did you mean “Mira Tolnay”?"),
    (replace(BRIEF, topics=("Damms",)),
     "content/briefs/dam.md:8: unknown topic “Damms”\n"
     "    did you mean “Dams”? Else add an entry to content/topics.yaml."),
    (replace(BRIEF, tlp="red"),
     "content/briefs/dam.md:9: TLP:RED can't go into a dossier that is TLP:GREEN\n"
     "    put “tlp: red” into site.yaml, or leave the brief out"),
]


@pytest.mark.parametrize(("brief", "message"), WRONG)
def test_refuses(brief: Brief, message: str) -> None:
    with pytest.raises(DossierError) as caught:
        assemble(inputs(brief))
    assert str(caught.value).startswith(message)


def test_an_actor_whose_entry_was_removed_is_left_out() -> None:
    roll = Roll(seen=("Mira Tolnay", "Pavel Orsk", "Selin"))
    brief = replace(BRIEF, actors=("Mira Tolnay", "Pavel Orsk"))
    dossier = assemble(inputs(brief, actors=ACTORS[:1], roll=roll))
    assert [actor.name for actor in dossier.actors] == ["Mira Tolnay"]


def test_who_is_named_twice_is_shown_once() -> None:
    (entry,) = assemble(inputs(replace(BRIEF, actors=("Pavel Orsk", "Mira Tolnay", "Orsk")))).entries
    assert [actor.name for actor in entry.actors] == ["Pavel Orsk", "Mira Tolnay"]


def test_a_renaming_counts_before_briefs_are_made_again() -> None:
    roll = Roll(seen=("Mira Tolnay", "Pavel Orsk", "Selin"))
    renamed = (ACTORS[0], replace(ACTORS[1], id="p-orsk", name="P. Orsk", aliases=()), ACTORS[2])
    brief = replace(BRIEF, actors=("Pavel Orsk",))
    assert assemble(inputs(brief, actors=renamed, roll=roll)).moved == {"pavel-orsk": "p-orsk"}


def test_an_ambiguous_speaker_is_refused() -> None:
    twins = (*ACTORS, Actor("ana-orsk", "Ana Orsk", "person", aliases=("Orsk",)))
    brief = replace(BRIEF, actors=(), quotes=(Quote("The council waits", "Orsk", line=12),))
    with pytest.raises(DossierError) as caught:
        assemble(inputs(brief, actors=twins))
    assert str(caught.value) == (
        "content/briefs/dam.md:12: the speaker “Orsk” can be any of Pavel Orsk, Ana Orsk\n    write the full name")


def test_an_ambiguous_name_is_refused_with_its_candidates() -> None:
    twins = (*ACTORS, Actor("ana-orsk", "Ana Orsk", "person", aliases=("Orsk",)))
    with pytest.raises(DossierError) as caught:
        assemble(inputs(BRIEF, actors=twins))
    assert str(caught.value) == (
        "content/briefs/dam.md:7: “Orsk” can be any of Pavel Orsk, Ana Orsk\n    write the full name")


def test_unproved_quotes_are_marked_when_allowed() -> None:
    quotes = (Quote("The gates won't hold", "Mira Tolnay"), Quote("The council waits", "Selin"), BRIEF.quotes[0])
    dossier = assemble(inputs(replace(BRIEF, quotes=quotes)), allow_unproved=True)
    assert [(q.unproved, q.passage is None) for q in dossier.entries[0].quotations] == [
        (True, True), (True, False), (False, False)]


def test_a_name_that_a_person_replaced_leads_to_the_new_one() -> None:
    actors = (replace(ACTORS[0], id="m-tolnay", name="M. Tolnay", aliases=("Мира Толнай",)), *ACTORS[1:])
    roll = Roll({"tolnay": "Mira Tolnay"}, (), {"Mira Tolnay": "M. Tolnay"})
    dossier = assemble(inputs(BRIEF, actors=actors, roll=roll))
    assert dossier.entries[0].actors[0].name == "M. Tolnay"
    assert dossier.moved == {"mira-tolnay": "m-tolnay"}


def test_embargo() -> None:
    brief = replace(BRIEF, embargo=PartialDate(2031, 5, 1))
    assert assemble(inputs(brief), PartialDate(2031, 4, 30)).entries == ()
    assert len(assemble(inputs(brief), PartialDate(2031, 5, 1)).entries) == 1
