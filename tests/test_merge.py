"""Three-way merging of briefs: each construction as base, mine, offer and what comes of them."""

import pytest

from generator.brief import parse_brief
from generator.merge import merge, removed, summary_of, without

BASE = """\
---
title: The dam holds
date: 2031-03-04
language: en
source:
  article: articles/dam.txt
actors: [Mira Tolnay, Selin]
topics: [Dams]
---
## Summary

It holds.

## Key quotes

> We checked it twice.
>
> — Mira Tolnay

> Nobody asked.
>
> — unattributed

## Notes

"""


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


NOBODY = "> Nobody asked.\n>\n> — unattributed\n\n"
NEW = "> It was cold.\n>\n> — Pavel Orsk\n\n"
TITLE = ("title: The dam holds", "title: Will it hold?  # better")
CASES = {
    "nothing changed": (BASE, BASE, BASE),
    "only the generator": (BASE, changed(("It holds.", "It held.")), changed(("It holds.", "It held."))),
    "only the person": (changed(TITLE), BASE, changed(TITLE)),
    "different fields": (changed(TITLE), changed(("It holds.", "It held.")), changed(TITLE, ("It holds.", "It held."))),
    "a comment of the person stays": (
        changed(("actors:", "# mind the mayor\nactors:")), changed(("2031-03-04", "2031-03-05")),
        changed(("actors:", "# mind the mayor\nactors:"), ("2031-03-04", "2031-03-05"))),
    "lists are merged by item": (
        changed(("Selin]", "Selin, Ostmark]")), changed(("Mira Tolnay, Selin]", "Mira Tolnay, Pavel Orsk]")),
        changed(("Mira Tolnay, Selin]", "Mira Tolnay, Ostmark, Pavel Orsk]"))),
    "an actor that the person removed stays away": (
        changed((", Selin]", "]")), changed(("Selin]", "Selin, Pavel Orsk]")), changed((", Selin]", ", Pavel Orsk]"))),
    "a quote that the person removed stays away": (
        changed((NOBODY, "")), changed((NOBODY, NOBODY + NEW)), changed((NOBODY, NEW))),
    "a new quote comes last": (
        changed(TITLE), changed(("## Key quotes\n\n", "## Key quotes\n\n" + NEW)),
        changed(TITLE, (NOBODY, NOBODY + NEW))),
    "a quote that the generator takes back goes": (changed(TITLE), changed((NOBODY, "")), changed(TITLE, (NOBODY, ""))),
    "a speaker that the person mended stays": (
        changed(("unattributed", "Pavel Orsk")), changed(("unattributed", "Mira Tolnay")),
        changed(("unattributed", "Pavel Orsk"))),
    "a speaker that the generator mended is taken": (
        changed(TITLE), changed(("unattributed", "Pavel Orsk")), changed(TITLE, ("unattributed", "Pavel Orsk"))),
    "the fields of the source are merged one by one": (
        changed(("dam.txt\n", "dam.txt\n  reliability: B  # by the desk\n")),
        changed(("dam.txt\n", "dam.txt\n  publisher: Post\n")),
        changed(("dam.txt\n", "dam.txt\n  publisher: Post\n  reliability: B  # by the desk\n"))),
    "the person's layout of a quote stays": (
        changed(("> We checked it twice.", "> We *checked*\n> it twice\\.")), changed((NOBODY, NOBODY + NEW)),
        changed(("> We checked it twice.", "> We *checked*\n> it twice\\."), (NOBODY, NOBODY + NEW))),
    "two quotes of the same words stay": (
        changed((NOBODY, NOBODY + NOBODY.replace("unattributed", "Selin"))), changed((NOBODY, NOBODY + NEW)),
        changed((NOBODY, NOBODY + NOBODY.replace("unattributed", "Selin") + NEW))),
    "a note of the person stays": (
        changed(("## Notes\n\n", "## Notes\n\nAsk her.\n")), changed(("It holds.", "It held.")),
        changed(("## Notes\n\n", "## Notes\n\nAsk her.\n"), ("It holds.", "It held."))),
    "a section that the person removed stays away": (
        changed(("## Notes\n\n", "")), changed(("It holds.", "It held.")),
        changed(("## Notes\n\n", ""), ("It holds.", "It held."))),
}


@pytest.mark.parametrize("name", CASES)
def test_merge(name: str) -> None:
    mine, offer, expected = CASES[name]
    merged = merge(BASE, mine, offer)
    assert merged.document == expected
    assert merged.conflicts == ()


def test_a_source_on_one_line_is_one_field() -> None:
    one = ("source:\n  article: articles/dam.txt\n", "source: {article: articles/dam.txt, reliability: B}\n")
    merged = merge(BASE, changed(one), changed(("dam.txt\n", "dam.txt\n  publisher: Post\n")))
    assert merged.document == changed(one)
    assert [conflict.piece for conflict in merged.conflicts] == ["source"]


def test_a_new_quote_is_parted_from_the_last_line() -> None:
    mine = BASE.split("\n\n## Notes")[0]
    document = merge(BASE, mine, changed((NOBODY, NOBODY + NEW))).document
    assert [quote.text for quote in parse_brief(document, "", "").quotes] == [
        "We checked it twice.", "Nobody asked.", "It was cold."]


def test_what_was_taken_out_is_remembered_until_it_is_put_back() -> None:
    mine = parse_brief(changed((NOBODY, ""), (", Selin]", "]")), "", "")
    taken = removed(BASE, mine, {"topics": ("Dams", "Money")})
    assert taken == {"quotes": ("Nobody asked.",), "actors": ("Selin",), "topics": ("Money",)}
    fresh = parse_brief(changed(("Nobody asked.", "Nobody asked. Nobody."), ("[Dams]", "[Dams, Money]")), "", "")
    left = without(fresh, taken, {"Selin": "Port Selin"}.get)  # type: ignore[arg-type]
    assert ([quote.text for quote in left.quotes], left.topics) == (["We checked it twice."], ("Dams",))
    assert left.actors == ("Mira Tolnay", "Selin")


def test_a_conflict_keeps_the_person_s_words_and_shows_both() -> None:
    merged = merge(BASE, changed(("It holds.", "Perhaps.")), changed(("It holds.", "It held.")))
    assert merged.document == changed(("It holds.", "Perhaps."))
    assert summary_of(merged.conflicts) == (
        "both changed: Summary\n  yours, kept:\n    ## Summary\n    \n    Perhaps.\n"
        "  the generator's:\n    ## Summary\n    \n    It held."
    )


def test_front_matter_in_braces_is_one_piece() -> None:
    front = "{title: The dam holds, language: en, date: 2031-03-04, source: {article: a.txt}, actors: [Selin]}"
    mine = f"---\n{front} # mine\n---\n## Summary\n\nIt holds.\n\n## Notes\n\nCall Selin.\n"
    offer = changed(("It holds.", "It held."), ("actors: [Mira Tolnay, Selin]", "actors: [Selin, Pavel Orsk]"))
    merged = merge(BASE, mine, offer)
    assert merged.document.startswith(f"---\n{front} # mine\n---\n## Summary\n\nIt held.\n")
    assert merged.document.endswith("## Notes\n\nCall Selin.\n")
    assert [conflict.piece for conflict in merged.conflicts] == ["front matter"]


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c"])
def test_what_ends_no_line_in_an_editor_ends_none_here(end: str) -> None:
    """Pieces are cut at lines: counted otherwise, they would be cut in the middle."""
    comment = "" if end in "\x0b\x0c\x1c" else f"  # one{end}two{end}three"
    mine = changed(("language: en", f"language: en{comment}"), ("It holds.", f"It{end}holds."), TITLE)
    offer = changed(("actors: [Mira Tolnay, Selin]", "actors: [Mira Tolnay]"), ("Nobody asked.", "No one asked."))
    merged = merge(BASE, mine, offer)
    brief = parse_brief(merged.document, "", "")
    assert (brief.title, brief.actors, brief.summary.strip()) == ("Will it hold?", ("Mira Tolnay",), f"It{end}holds.")
    assert f"language: en{comment}\n" in merged.document
    assert [quote.text for quote in brief.quotes] == ["We checked it twice.", "No one asked."]


def test_a_quote_whose_original_a_person_gave_is_theirs() -> None:
    mine = changed(("> We checked it twice.\n>\n", "> We checked it twice.\n>\n> translated from: Dwa razy.\n>\n"))
    offer = changed(("> We checked it twice.\n>\n> — Mira Tolnay\n\n", ""))
    assert "> translated from: Dwa razy.\n" in merge(BASE, mine, offer).document
