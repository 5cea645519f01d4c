"""actors.yaml and topics.yaml: names lead to entries, and wrong entries are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import yamlfile
from generator.authority import Authority, actor_entry, parse_actors, parse_topics, scalar, starter_topics
from generator.errors import DossierError
from generator.model import Actor

ACTORS = """\
# Who is who
- name: Mira Tolnay
  kind: person
  role: Minister of Water
  aliases: [Мира Толнай, Tolnay]
  gender: f
- name: Pavel Tolnay
  kind: person
  aliases: Tolnay
- name: Ostmark
  kind: place
  wikidata: Q42
"""


def test_names_lead_to_actors() -> None:
    authority = Authority(parse_actors(ACTORS, "a.yaml"))
    for name in ("Mira Tolnay", "mira  tolnay", "МИРА ТОЛНАЙ"):
        found = authority.resolve(name)
        assert found is not None
        assert found.id == "mira-tolnay"
    assert authority.resolve("Nobody") is None


def test_a_shared_alias_leads_to_nobody_but_names_the_candidates() -> None:
    authority = Authority(parse_actors(ACTORS, "a.yaml"))
    assert authority.resolve("Tolnay") is None
    assert [actor.id for actor in authority.candidates("Tolnay")] == ["mira-tolnay", "pavel-tolnay"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: X", "a.yaml:1: a list of entries is expected here\n    start each entry with “- name: …”"),
        ("- name: X\n", "a.yaml:1: “X” has no kind\n    add “kind: …”, one of person, organization, place"),
        ("- kind: person\n", "a.yaml:1: “name” is missing"),
        ("- name: X\n  kind: people\n",
         "a.yaml:2: “kind” can't be “people”\n    it is one of: person, organization, place"),
        ("- name: X\n  kind: place\n  wikidata: 42\n", "a.yaml:3: “42” is not a Wikidata item\n    as in: Q184"),
        ("- name: X\n  kind: place\n- name: x\n  kind: person\n",
         "a.yaml:3: “x” and the entry on line 1 would have the same permalink\n"
         "    merge the two entries, or tell the names apart, as in “John Smith (minister)”"),
    ],
)
def test_wrong_entries(text: str, message: str) -> None:
    with pytest.raises(DossierError) as caught:
        parse_actors(text, "a.yaml")
    assert str(caught.value) == message


LINE = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ")).map(
    lambda text: " ".join(text.split())).filter(bool)


@given(st.lists(LINE, min_size=1, max_size=5))
def test_any_text_is_written_as_a_scalar(texts: list[str]) -> None:
    document = "\n".join([f"- {scalar(text)}" for text in texts] + [f"- [{', '.join(scalar(t, True) for t in texts)}]"])
    read = yamlfile.parse(document, "f").content
    assert isinstance(read, list)
    assert [item.content for item in read[:-1]] == texts
    last = read[-1].content
    assert isinstance(last, list)
    assert [item.content for item in last] == texts


@given(LINE, st.lists(LINE), LINE)
def test_an_entry_reads_back(name: str, aliases: list[str], role: str) -> None:
    (actor,) = parse_actors(actor_entry(Actor("x", name, "person", role, tuple(aliases), "Q1", "m")), "a.yaml")
    assert (actor.name, actor.role, actor.aliases, actor.wikidata, actor.gender) == (
        name, role, tuple(aliases), "Q1", "m")


def test_topics() -> None:
    (topic,) = parse_topics("- name: Dams\n  keywords:\n    en: [dam, dam*]\n    pl: tama\n", "t.yaml")
    assert (topic.id, topic.keywords) == ("dams", {"en": ("dam", "dam*"), "pl": ("tama",)})


def test_the_starter_vocabulary_has_words_in_every_interface_language() -> None:
    for topic in starter_topics():
        assert {"en", "pl", "de", "es", "fr", "ru", "uk"} <= topic.keywords.keys(), topic.name
