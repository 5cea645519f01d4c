"""What must hold of whatever is read: a sound result, or problems that lead to their places. Nothing else.

Each function takes an input that its strategy in TARGETS makes, and an empty folder.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from hypothesis import strategies as st
from lxml import etree, html

from generator import yamlfile
from generator.addresses import permalink
from generator.article import read_article
from generator.authority import actor_entry, parse_actors, parse_topics, scalar
from generator.brief import escape, markdown_links, markdown_text, parse_brief, read_overview, write_brief
from generator.build import load, make_briefs
from generator.config import read_config
from generator.dossier import Inputs, assemble
from generator.errors import Problem, gather
from generator.extract.dates import find_dates, publication_date
from generator.jsonlines import extract_lines
from generator.merge import merge
from generator.model import Actor, Article, Brief, Config, Overview, PartialDate, Span, Topic
from generator.progress import Progress
from generator.render import markdown
from generator.site import write_site
from generator.slugs import slug
from generator.store import GENERATED, read_records
from generator.text import paragraphs, sentences
from generator.verify import closest, fold, locate, passage, prove
from tests.conftest import ROOT
from tests.fuzz.inputs import corpus, encoded, mutated

T = TypeVar("T")
LANGUAGES = tuple("en pl de es fr ru uk cs sl bg it pt xx".split())
ACTIVE = {"style", "iframe", "frame", "object", "embed", "applet", "math", "base", "img", "image", "video", "audio"}


def result(read: Callable[[], T], text: str = "\n" * 10_000) -> T | None:
    """What is read; None where it is refused in a way that people can follow: each problem names a place of `text`."""
    problems: list[Problem] = []
    with gather(problems):
        return read()
    last = len(re.split("\r\n?|\n", text)) + 1
    assert problems
    for problem in problems:
        assert problem.path
        assert problem.message
        assert 0 <= problem.line <= last, problem
        str(problem).encode()
    return None


def one_line(text: str) -> str:
    return " ".join(text.split())


def check_yaml(text: str, root: Path) -> None:
    """Every reader of YAML; what actors.yaml holds is the same after it was written again."""
    result(lambda: yamlfile.parse(text, "f.yaml"), text)
    result(lambda: parse_topics(text, "f.yaml"), text)
    actors = result(lambda: parse_actors(text, "f.yaml"), text)
    if actors:
        written = "".join(map(actor_entry, actors))
        again = parse_actors(written, "f.yaml")
        assert [(a.id, a.name, a.kind) for a in again] == [(slug(n), n, k) for n, k in
                                                           ((one_line(a.name), a.kind) for a in actors)]  # fmt: skip
        assert "".join(map(actor_entry, again)) == written
    (root / "site.yaml").write_bytes(text.encode())
    config = result(lambda: read_config(root), text)
    assert config is None or config.title


def check_words(text: str, _: Path) -> None:
    """What is written into YAML and Markdown is read again as it was; a slug can stand in an address."""
    for written in (f"a: {scalar(text)}", f"a: [x, {scalar(text, flow=True)}, y]"):
        content = yamlfile.parse(written, "f").content
        assert isinstance(content, dict)
        value = content["a"].content
        assert (value[1].content if isinstance(value, list) else value) == one_line(text)
    plain = "\n\n".join(filter(None, map(one_line, text.split("\n\n"))))
    assert markdown_text(escape(plain)) == plain
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert re.fullmatch("[A-Za-z0-9/.%#_~-]+", permalink("actor", slug(text), text))


def check_brief(text: str, root: Path) -> None:
    """What is read, and written as the generator writes it, is read again as the same."""
    brief = result(lambda: parse_brief(text, "b.md", "b"), text)
    if brief:
        if not re.search("```|~~~", text):  # an open fence takes what follows
            assert same(parse_brief(write_brief(brief), "b.md", "b")) == same(brief)
        assert all(0 < line <= text.count("\n") + text.count("\r") + 1 for line in brief.lines.values())
        for part in (brief.summary, brief.notes, brief.assessment):
            check_markdown(part)
    check_markdown(text[:2000])
    (root / "dossier.md").write_bytes(text.encode())
    result(lambda: read_overview(root), text)


def same(brief: Brief) -> tuple[object, ...]:
    """What a brief has in all its forms, however it is laid out."""
    quotes = sorted((one_line(q.text), one_line(q.speaker), q.by_editor, one_line(q.original)) for q in brief.quotes)
    names = tuple(tuple(map(one_line, values)) for values in (brief.actors, brief.topics))
    return (one_line(brief.title), brief.date, brief.language, one_line(brief.source.article), names, quotes,
            brief.events, brief.summary.strip(), brief.notes.strip())


def check_markdown(text: str) -> None:
    """No element that does anything, no handler, no address but of the web."""
    check_page(html.fragment_fromstring(str(markdown(text)), create_parent="div"))
    markdown_links(text)


def check_page(page: html.HtmlElement) -> None:
    for element in page.iter(etree.Element):
        assert element.tag not in ACTIVE, element.tag
        assert not any(name.startswith("on") or name == "style" for name in element.attrib), element.attrib
        for address in map(element.get, ("href", "src", "action")):
            assert re.match(r"https?://|mailto:|[^:]*([/?#]|$)", address or "", re.IGNORECASE), address
        assert element.tag != "script" or element.get("src") or json.loads(element.text or "")


def check_merge(texts: tuple[str, str], _: Path) -> None:
    """Nothing that a person wrote is lost, and nothing is changed where only one side changed anything."""
    mine = texts[0]
    briefs = [result(lambda text=text: parse_brief(text, "b.md", "b"), text) for text in texts]
    if not briefs[0] or not briefs[1]:
        return
    base = write_brief(briefs[0])
    offered = write_brief(briefs[1])
    assert same(parse_brief(merge(base, base, offered).document, "b.md", "b")) == same(briefs[1])
    assert merge(base, mine, base).document == unix(mine)
    merged = parse_brief(merge(offered, mine, base).document, "b.md", "b")
    assert merged.notes.strip() == briefs[0].notes.strip()
    assert merged.assessment == briefs[0].assessment


def unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def check_article(file: tuple[str, bytes], root: Path) -> None:
    """A text in one of the forms of articles, in any encoding."""
    suffix, data = file
    path = root / f"a{suffix}"
    path.write_bytes(data)
    article = result(lambda: read_article(path, path.name))
    if not article:
        return
    assert article.text == article.text.strip() == unicodedata.normalize("NFC", article.text)
    assert not {"\r", "\0"} & {*article.text}
    assert article == read_article(path, path.name)
    check_spans(article.paragraphs, article.text)
    check_spans(sentences(article.text, article.language), article.text)


def check_spans(spans: tuple[Span, ...], text: str) -> None:
    """In order, apart, within the text, without white space at their ends."""
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        last = span.end


def check_dates(asked: tuple[str, str], _: Path) -> None:
    """A date is what it says; those of a text stand in it."""
    text, language = asked
    for word in re.findall(r"[\w.-]+", text):
        with suppress(ValueError):
            assert str(PartialDate.parse(word)) == word
    published = publication_date(text, language)
    assert published is None or PartialDate.parse(str(published)) == published
    for found in find_dates(text, language, PartialDate(2031, 5, 12)):
        assert PartialDate.parse(str(found.date)) == found.date
        assert found.sentence.start <= found.span.start < found.span.end <= found.sentence.end <= len(text)


def check_proof(asked: tuple[str, int, int, str], _: Path) -> None:
    """Words of an article are found where they stand, other words aren't found at all."""
    text, start, length, other = asked
    text = unicodedata.normalize("NFC", text)
    article = Article("a.txt", "a", text, paragraphs(text))
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    for words in (text[start : start + length].strip(), other):
        span = locate(words, article)
        if span:
            assert bare(span.of(text)) == bare(words)
            assert passage(span, article).span == span
        proved = prove(words, article)
        assert bool(span) <= bool(proved)
        assert proved is None or 0 <= proved.span.start < proved.span.end <= len(text)
        closest(words, article)
    whole = re.fullmatch(r"(?s)\w+\b.*\b\w+", text[start : start + length])
    edges = text[start - 1 : start] + text[start + length : start + length + 1]
    unseen = re.search("[\u0300-\u036f\u00ad\u200b-\u200f\ufeff]", text)
    if start and whole and not unseen and not re.search(r"\w", edges):
        assert locate(whole[0], article), whole[0]


def bare(text: str) -> str:
    """Without the dots at its ends: “…” is three of them, of which words may have one."""
    return fold(unicodedata.normalize("NFC", text)).text.strip(" .")


def check_generated(asked: tuple[str, str], root: Path) -> None:
    """From an article to a dossier: each quote and sentence that the generator takes is the article's."""
    text, language = asked
    (root / "content/articles").mkdir(parents=True)
    (root / "site.yaml").write_text("title: T\n", encoding="utf-8")
    (root / "content/articles/a.txt").write_bytes(f"language: {language}\n\n{text}".encode())
    if not result(lambda: make_briefs(root, 1, Progress(0))):
        return
    (entry,) = load(root).entries
    for quotation in entry.quotations:
        assert quotation.passage
        assert quotation.proof == "verbatim"
        assert bare(quotation.passage.span.of(entry.article.text)) == bare(quotation.text)
    assert all(sentence.passage for sentence in entry.summary), entry.brief.summary
    assert [outcome.status for outcome in make_briefs(root, 1, Progress(0))] == ["same"]


def check_site(text: str, root: Path) -> None:
    """What a person writes into a brief, on pages: all of it is text."""
    brief = result(lambda: parse_brief(text, "b.md", "b"), text)
    if not brief:
        return
    actors = [Actor(slug(name), name, "person") for name in brief.actors]
    topics = [Topic(slug(name), name) for name in brief.topics]
    article = Article(brief.source.article, "a", "Nothing was said.", (Span(0, 17),))
    overview = Overview(brief.summary, brief.notes)
    inputs = Inputs(Config(brief.title, tlp="red"), (article,), tuple(actors), tuple(topics), (brief,), {}, overview)
    dossier = result(lambda: assemble(inputs, allow_unproved=True))
    if dossier and result(lambda: write_site(dossier, (ROOT / "templates",), root, live=True)) is None:
        for path in root.rglob("*.html"):
            check_page(html.fromstring(path.read_bytes()))


def check_lines(text: str, root: Path) -> None:
    """Each line of JSON is answered by a line, or refused by its number."""
    path = root / "lines.jsonl"
    path.write_bytes(text.encode())
    out, said = io.StringIO(), io.StringIO()
    with redirect_stderr(said):
        code = extract_lines([str(path)], out, None, 1)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    lines = [line for line in path.open(encoding="utf-8") if line.strip()]
    assert len(answers) + len(re.findall(rf"(?m)^{re.escape(str(path))}:\d+: ", said.getvalue())) == len(lines)
    assert code == int(len(answers) < len(lines))


def check_records(text: str, root: Path) -> None:
    """What is kept between runs may be damaged as well."""
    (root / GENERATED).mkdir()
    (root / GENERATED / "a.txt.json").write_bytes(text.encode())
    result(lambda: read_records(root), text)


class Target(NamedTuple):
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any, Path], None]
    examples: int
    """In `make test`."""


ARTICLES = corpus("articles", ".txt", ".md")
BRIEFS = corpus("briefs", ".md")
SHORT = tuple(text for text in ARTICLES if len(text) < 1200)
DATED = st.tuples(mutated(SHORT), st.sampled_from(LANGUAGES))
PROVED = st.tuples(mutated(SHORT), st.integers(0, 900), st.integers(1, 300), st.text(max_size=30))
TARGETS: Mapping[str, Target] = {
    "yaml": Target(mutated(corpus("yaml", ".yaml")), check_yaml, 120),
    "words": Target(st.one_of(st.text(), mutated(SHORT)).map(lambda text: text.replace("\0", "")), check_words, 100),
    "brief": Target(mutated(BRIEFS), check_brief, 120),
    "merge": Target(st.tuples(mutated(BRIEFS), mutated(BRIEFS)), check_merge, 100),
    "article": Target(st.tuples(st.sampled_from([".txt", ".md"]), encoded(ARTICLES)), check_article, 80),
    "page": Target(st.tuples(st.just(".html"), encoded(corpus("pages", ".html"))), check_article, 20),
    "dates": Target(DATED, check_dates, 100),
    "proof": Target(PROVED, check_proof, 120),
    "generated": Target(DATED, check_generated, 8),
    "site": Target(mutated(BRIEFS), check_site, 6),
    "lines": Target(mutated(corpus("yaml", ".jsonl")), check_lines, 30),
    "records": Target(mutated(corpus("yaml", ".json")), check_records, 100),
}
