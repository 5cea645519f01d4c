"""The brief as a document: it reads back as it was written, and what is wrong is named."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.brief import SECTIONS, markdown_text, parse_brief, write_brief
from generator.errors import DossierError
from generator.model import Brief, Event, PartialDate, Quote, Source

EXAMPLE = """\
---
title: "The dam: who knew what"
date: 2031-03
language: en
source:
  article: articles/dam.txt
  publisher: Harbour Post
actors: [Mira Tolnay, "Council, the"]
topics: [Dam safety]
---
## Summary

The council met. It *adjourned*.

## Key quotes

> We knew [of it] \\*then\\*.
>
> And we said so.
>
> — Mira Tolnay

> Nobody told us.
>
> — unattributed

## Dates

- 2031-02: The council \\*met\\*: nobody came.
- 2031-03-04: It met
  again.

## Notes

To be checked.
"""


def test_reads_every_part() -> None:
    brief = parse_brief(EXAMPLE, "content/briefs/dam.md", "dam")
    assert brief.title == "The dam: who knew what"
    assert brief.date == PartialDate(2031, 3)
    assert brief.source == Source("articles/dam.txt", "Harbour Post")
    assert brief.actors == ("Mira Tolnay", "Council, the")
    assert brief.topics == ("Dam safety",)
    assert markdown_text(brief.summary) == "The council met. It adjourned."
    assert brief.quotes == (Quote("We knew [of it] *then*.\n\nAnd we said so.", "Mira Tolnay", line=17),
                            Quote("Nobody told us.", line=23))
    assert brief.events == (Event(PartialDate(2031, 2), "The council *met*: nobody came."),
                            Event(PartialDate(2031, 3, 4), "It met again."))
    assert brief.notes == "To be checked."
    assert brief.lines["actors"] == 8
    assert brief.lines["Key quotes"] == 15


HEAD = "---\ntitle: T\nlanguage: en\nsource:\n  article: articles/a.txt\n---\n"
WRONG = [
    ("no front matter", "b.md:1: a brief starts with front matter between two lines “---”\n"
                        "    see another brief, or docs/editing.md"),
    ("---\ntitle: T\n---\n", "b.md:2: “article” is missing\nb.md:2: “language” is missing"),
    (HEAD.replace("en", "English"), "b.md:3: “English” is not a language code\n    BCP 47, as in: en, pl, pt-BR"),
    (HEAD.replace("title", "titel"), "b.md:2: unknown key “titel”\n    did you mean “title”?\n"
                                     "b.md:2: “title” is missing"),
    (HEAD + "stray\n", "b.md:7: text before the first section\n    put it under “## Notes” to keep it"),
    (HEAD + "## Sumary\n", "b.md:7: unknown section “Sumary”\n    did you mean “Summary”?"),
    (HEAD + "## Notes\n\n## Notes\n", "b.md:9: the section “Notes” stands here twice\n"
                                      "    it was begun on line 7; join the two"),
    (HEAD + "## Key quotes\n\nloose\n", "b.md:9: only quotes stand under “Key quotes”\n"
                                        "    start the line with “> ”, or move it to “## Notes”"),
    (HEAD + "## Key quotes\n\n> Words\n", "b.md:9: the quote has no speaker\n"
                                          "    end it with a line “> — Name”, or “> — unattributed”"),
    (HEAD + "## Dates\n\n- 2031-02: It met.\n- 2031-02-30: It met.\n- It met.\n\nloose\n",
     "".join(f"b.md:{line}: only dated sentences stand under “Dates”\n"
             "    write it as in: - 2025-02-27: The bridge was opened.\n" for line in (10, 11, 13)).rstrip()),
    (HEAD + "## Key quotes\n\n> — Name\n", "b.md:9: the quote has no words"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(DossierError) as caught:
        parse_brief(text, "b.md", "b")
    assert str(caught.value) == message


def test_translations_and_the_editor_s_attributions() -> None:
    text = """\
## Key quotes

> It will hold.
>
> translated from: Zapora wytrzyma.
>
> Na pewno.
>
> — Mira Tolnay (attributed by the editor)

"""
    (quote,) = parse_brief(HEAD + text, "b.md", "b").quotes
    assert quote == Quote("It will hold.", "Mira Tolnay", True, "Zapora wytrzyma.\n\nNa pewno.", 9)
    assert text in write_brief(parse_brief(HEAD + text, "b.md", "b"))


LINE = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1).map(
    lambda text: " ".join(text.split())).filter(bool)
PARAGRAPHS = st.lists(LINE, min_size=1, max_size=3).map("\n\n".join)


@given(title=LINE, actors=st.lists(LINE, max_size=4), text=PARAGRAPHS, speaker=LINE, event=LINE)
def test_what_is_written_reads_back_the_same(
    title: str, actors: list[str], text: str, speaker: str, event: str
) -> None:
    events = (Event(PartialDate(2031, 2), event),)
    brief = Brief("b", title, PartialDate(2031), "pl", Source("articles/ż: #1.txt", url="https://a.example/?q=[1]"),
                  actors=tuple(actors), quotes=(Quote(text, speaker), Quote(text, "Other")), events=events)
    read = parse_brief(write_brief(brief), "b.md", "b")
    assert [quote.text for quote in read.quotes] == [text, text]
    assert [quote.speaker for quote in read.quotes] == ["" if speaker == "unattributed" else speaker, "Other"]
    assert (read.title, read.actors, read.source, read.events) == (title, tuple(actors), brief.source, events)


PIECES = ("## Summary", "## Notes", "## Assessment", "## Other", "## ", "##", "# ", "---", "-", "> ", "- ", "1. ",
          "    ", "\t", "word", "```", "~~~", "*", "[a]: /b", "'", "<div>", "\\", "&amp;", "\x0b", "\u2028")


@given(st.lists(st.sampled_from([*PIECES[:4], ""]) | st.lists(st.sampled_from(PIECES)).map("".join), max_size=8))
def test_sections_are_the_headings_that_markdown_has(lines: list[str]) -> None:
    tokens = MarkdownIt("commonmark").disable("html_block").parse("\n".join(lines))
    heads = [(token.map[0] + 7, inline.content) for token, inline in itertools.pairwise(tokens)
             if token.tag == "h2" and token.nesting == 1 and token.map]
    first = {name: line for line, name in reversed(heads) if name in SECTIONS}
    try:
        brief = parse_brief(HEAD + "\n".join(lines), "b.md", "b")
    except DossierError as error:
        wrong = {problem.line for problem in error.problems if " section “" in problem.message}
        assert wrong == {line for line, name in heads if first.get(name) != line}
    else:
        assert {name: line for name, line in brief.lines.items() if name in SECTIONS} == first
