"""Passages marked in an article: nested, crossing, over paragraphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.model import Article, Passage, Span
from generator.passages import Mark, Paragraph, Use, in_pieces, paragraphs, uses
from generator.text import paragraphs as split
from tests.sample import sample

TEXT = "one two three four\n\nfive six seven\n\neight"
ENTRY = sample().entries[0]


def article(text: str = TEXT) -> Article:
    return Article("articles/a.txt", "a", text, split(text))


def use(start: int, end: int) -> Use:
    number = sum(paragraph.start <= start for paragraph in article().paragraphs)
    return Use(ENTRY, "quote", "q1", Passage("a", Span(start, end), number, f"{start}-{end}"), None)


def shown(nodes: tuple[Mark | str, ...]) -> str:
    """Nodes as text: `[` begins a passage, `(` goes on with one."""
    return "".join(
        node if isinstance(node, str) else f"{'[' if node.first else '('}{shown(node.inside)}]" for node in nodes
    )


def marked(*spans: tuple[int, int]) -> list[str]:
    return [shown(paragraph.nodes) for paragraph in paragraphs(article(), [use(*span) for span in spans])]


def test_nothing_used() -> None:
    assert marked() == ["one two three four", "five six seven", "eight"]


def test_apart_and_touching() -> None:
    assert marked((0, 3), (8, 13)) == ["[one] two [three] four", "five six seven", "eight"]
    assert marked((0, 4), (4, 8))[0] == "[one ][two ]three four"


def test_nested_and_the_same() -> None:
    assert marked((0, 18), (4, 7))[0] == "[one [two] three four]"
    assert marked((4, 13), (4, 7))[0] == "one [[two] three] four"
    assert marked((4, 7), (4, 7))[0] == "one [two] three four"


def test_crossing() -> None:
    assert marked((0, 7), (4, 13))[0] == "[one [two]]( three] four"
    assert marked((0, 7), (4, 13), (4, 18))[0] == "[one [[two]]](( three] four]"


def test_over_paragraphs() -> None:
    assert marked((8, 24)) == ["one two [three four]", "(five] six seven", "eight"]
    assert marked((14, 41)) == ["one two three [four]", "(five six seven]", "(eight]"]


def test_passages_in_pieces_are_known() -> None:
    found = paragraphs(article(), [use(0, 3), use(14, 41), use(25, 28), use(20, 28)])
    assert in_pieces(found) == ("14-41",)


def test_uses_stand_where_their_passage_begins() -> None:
    found = paragraphs(article(), [use(14, 24), use(25, 28)])
    assert [[use.passage.anchor for use in paragraph.uses] for paragraph in found] == [["14-24"], ["25-28"], []]


def test_uses_of_briefs_are_in_the_order_of_the_text() -> None:
    entries = [entry for entry in sample().entries if entry.article.slug == "ferry-talks"]
    found = [(use.passage.paragraph, use.kind, use.fragment, use.entry.brief.slug[:7]) for use in uses(entries)]
    assert found == [
        (1, "summary", "s1", "no-ferr"),
        (2, "summary", "s2", "no-ferr"),
        (2, "quote", "q6", "no-ferr"),
        (2, "quote", "q1", "no-ferr"),
        (2, "quote", "q1", "what-th"),
        (3, "quote", "q4", "no-ferr"),
        (4, "quote", "q2", "no-ferr"),
        (4, "quote", "q3", "no-ferr"),
        (6, "quote", "q5", "no-ferr"),
        (6, "date", "d1", "no-ferr"),
    ]


def text_of(nodes: tuple[Mark | str, ...]) -> str:
    return "".join(node if isinstance(node, str) else text_of(node.inside) for node in nodes)


def covered(nodes: tuple[Mark | str, ...], anchor: str, inside: bool = False) -> str:
    """The text that is marked as a passage."""
    pieces = [
        node * inside if isinstance(node, str) else covered(node.inside, anchor, inside or node.anchor == anchor)
        for node in nodes
    ]
    return "".join(pieces)


def firsts(nodes: tuple[Mark | str, ...]) -> list[str]:
    marks = [node for node in nodes if isinstance(node, Mark)]
    return [anchor for mark in marks for anchor in [mark.anchor] * mark.first + firsts(mark.inside)]


starts = [at for paragraph in article().paragraphs for at in range(paragraph.start, paragraph.end)]
spans = st.tuples(st.sampled_from(starts), st.sampled_from(starts)).map(lambda pair: (min(pair), max(pair) + 1))


@given(st.lists(spans, max_size=8))
def test_any_passages_are_marked_whole_with_one_anchor(chosen: list[tuple[int, int]]) -> None:
    found: tuple[Paragraph, ...] = paragraphs(article(), [use(*span) for span in chosen])
    assert [text_of(paragraph.nodes) for paragraph in found] == [span.of(TEXT) for span in article().paragraphs]
    for start, end in chosen:
        marked_text = "\n\n".join(
            text for paragraph in found if (text := covered(paragraph.nodes, f"{start}-{end}"))
        )
        assert marked_text == TEXT[start:end]
    anchors = [anchor for paragraph in found for anchor in firsts(paragraph.nodes)]
    assert sorted(anchors) == sorted({f"{start}-{end}" for start, end in chosen})
