"""A person and the generator against each other: whatever they do, no edit is lost and no deleted thing returns.

`make soak` plays many more games than `make test`.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from generator import curate, update
from generator.authority import read_actors
from generator.brief import parse_brief
from generator.build import load, make_briefs, read
from generator.errors import DossierError
from generator.model import Brief
from generator.progress import Progress
from generator.scaffold import scaffold

PEOPLE = ("Mira Tolnay", "Pavel Orsk", "Ines Varga")
SAID = (
    "We checked every gate twice before the winter",
    "Nobody in this town believes the council any more",
    "The report will be ready when the water is gone",
    "They asked us for money and gave us a calendar",
)
TOPICS = """\
# Mine
- name: Gates  # all of them
  keywords: {en: [gate*, dam]}
- name: Money
  keywords: {en: [money]}
"""
OUTDATED = ("the quote is not in its article", "the article doesn't name the speaker", "the speaker “")
"""What may be refused in a brief that a person changed, once its article has changed too."""


class Cut(BaseException):
    """The process was killed here."""


class PersonAndGenerator(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "dossier"
        self.content = self.root / "content"
        scaffold(self.root)
        (self.content / "topics.yaml").write_text(TOPICS, encoding="utf-8")
        self.articles: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.deleted_briefs: set[str] = set()
        self.deleted: dict[tuple[str, str], set[str]] = defaultdict(set)
        """Article and kind (quotes, actors, topics) → what the person took out of its brief."""
        self.deleted_actors: set[str] = set()
        self.touched: set[str] = set()
        self.count = 0
        for name in ("a0", "a1"):
            self.put(name, self.text(PEOPLE[:2], SAID))
        self.make_briefs()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def briefs(self) -> dict[str, Path]:
        """Article → file of its brief, which may have any name."""
        found = {}
        for path in sorted((self.content / "briefs").glob("*.md")):
            match = re.search(r"articles/(\w+)\.txt", path.read_text(encoding="utf-8"))
            assert match
            found[match[1]] = path
        return found

    def a_brief(self, data: st.DataObject) -> tuple[str, Path, str, Brief]:
        article, path = data.draw(st.sampled_from(sorted(self.briefs().items())))
        self.touched.add(article)
        text = path.read_text(encoding="utf-8")
        return article, path, text, parse_brief(text, "", "")

    def number(self) -> int:
        self.count += 1
        return self.count

    # The world

    @rule(name=st.sampled_from(["a0", "a1", "a2", "a3"]), said=st.permutations(SAID), back=st.booleans(),
          people=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2))
    def write_an_article(self, name: str, people: list[str], said: list[str], back: bool) -> None:
        """A new one, or one that there is already, with other words, for good or for a time."""
        before = self.articles.get(name)
        self.put(name, self.text(people, said))
        if back and before:
            self.take_the_offers()
            self.put(name, before)
            self.take_the_offers()

    @staticmethod
    def text(people: Sequence[str], said: Sequence[str]) -> str:
        quotes = (f"“{words},” {person} said on Monday.\n" for person, words in zip([*people] * 2, said, strict=False))
        return "date 2031-03-04 The council of Selin met about the dam.\n\n" + "\n".join(quotes)

    def put(self, name: str, text: str) -> None:
        self.articles[name] = text
        (self.content / f"articles/{name}.txt").write_text(text, encoding="utf-8")

    # The generator

    def make_briefs(self) -> None:
        make_briefs(self.root, 1, Progress(0))

    def take_the_offers(self) -> None:
        self.make_briefs()
        update.update(self.root, read(self.root))

    def merge_two_actors(self) -> None:
        names = [actor.name for actor in read_actors(self.content)]
        if len(names) > 1:
            curate.merge(self.content, names[0], names[-1])

    @rule(verb=st.sampled_from([make_briefs, take_the_offers, merge_two_actors]))
    def run(self, verb: Callable[[PersonAndGenerator], None]) -> None:
        verb(self)

    @rule(verb=st.sampled_from([make_briefs, take_the_offers, merge_two_actors]), steps=st.integers(0, 12),
          deleting=st.booleans(), data=st.data())
    def run_and_die(
        self, verb: Callable[[PersonAndGenerator], None], steps: int, deleting: bool, data: st.DataObject
    ) -> None:
        """The process ends before one of its changes to files: every one is a rename or a removal."""
        left = [steps]

        def mortal(change: Callable[..., object]) -> Callable[..., object]:
            def changed(*arguments: object, **options: object) -> object:
                if not left[0]:
                    raise Cut
                left[0] -= 1
                return change(*arguments, **options)

            return changed

        replace, unlink = mortal(Path.replace), mortal(Path.unlink)
        with suppress(Cut), patch.object(Path, "replace", replace), patch.object(Path, "unlink", unlink):
            verb(self)
        if deleting and self.briefs():
            self.delete_a_brief(data)

    @rule()
    def publish(self) -> None:
        """Nothing but what an article no longer says is refused, and all that is published is in its article."""
        self.make_briefs()
        try:
            dossier = load(self.root)
        except DossierError as error:
            for problem in error.problems:
                assert problem.message.startswith(OUTDATED), problem
                changed = [path.name for article, path in self.briefs().items() if article in self.touched]
                assert Path(problem.path).name in changed, problem
            return
        for entry in dossier.entries:
            for quotation in entry.quotations:
                assert quotation.passage is not None
                assert quotation.text == quotation.passage.span.of(entry.article.text)
        named = {actor.name for actor in dossier.actors}
        assert named <= {actor.name for actor in read_actors(self.content)}

    # The person

    @rule(data=st.data())
    @precondition(lambda self: self.briefs())
    def write_a_note(self, data: st.DataObject) -> None:
        article, path, text, _ = self.a_brief(data)
        self.notes[article] = f"Note number {self.number()}."
        path.write_text(text.split("## Notes")[0] + f"## Notes\n\n{self.notes[article]}\n", encoding="utf-8")

    @rule(data=st.data())
    @precondition(lambda self: self.briefs())
    def change_the_title(self, data: st.DataObject) -> None:
        article, path, text, _ = self.a_brief(data)
        self.titles[article] = f"Title number {self.number()}  # mine"
        path.write_text(re.sub("title: .*", f"title: {self.titles[article]}", text, count=1), encoding="utf-8")

    @rule(data=st.data(), news=st.booleans())
    @precondition(lambda self: self.briefs())
    def delete_a_quote(self, data: st.DataObject, news: bool) -> None:
        """Then the article may lose the quote as well, for a time."""
        article, path, text, brief = self.a_brief(data)
        if brief.quotes:
            quote = data.draw(st.sampled_from(brief.quotes))
            blocks = re.split(r"\n\n(?=> |## )", text)
            kept = [block for block in blocks if not block.startswith(f"> {quote.text}")]
            path.write_text("\n\n".join(kept), encoding="utf-8")
            self.deleted[article, "quotes"].add(quote.text)
            if news:
                before = self.articles[article]
                for words in (before.replace(quote.text, "Nothing of that is left here now"), before):
                    self.put(article, words)
                    self.take_the_offers()

    @rule(data=st.data(), kind=st.sampled_from(["actors", "topics"]))
    @precondition(lambda self: self.briefs())
    def delete_a_name(self, data: st.DataObject, kind: str) -> None:
        article, path, text, brief = self.a_brief(data)
        names = getattr(brief, kind)
        if names:
            name = data.draw(st.sampled_from(names))
            kept = ", ".join(other for other in names if other != name)
            path.write_text(re.sub(rf"{kind}: .*\]", f"{kind}: [{kept}]", text), encoding="utf-8")
            self.deleted[article, kind].add(name)

    def delete_a_brief(self, data: st.DataObject) -> None:
        article, path, _, _ = self.a_brief(data)
        path.unlink()
        self.deleted_briefs.add(article)
        for kept in (self.notes, self.titles):
            kept.pop(article, None)

    @rule(data=st.data())
    @precondition(lambda self: self.briefs())
    def rename_a_file(self, data: st.DataObject) -> None:
        """Also to a name that an article to come may have."""
        _, path, _, _ = self.a_brief(data)
        name = data.draw(st.sampled_from(["a2", "a3", f"b{self.number()}"]))
        if not (path.parent / f"{name}.md").exists():
            path.rename(path.parent / f"{name}.md")

    @rule(data=st.data())
    @precondition(lambda self: read_actors(self.content))
    def rename_an_actor(self, data: st.DataObject) -> None:
        self.make_briefs()
        actor = data.draw(st.sampled_from(read_actors(self.content)))
        name = f"Renamed {self.number()} {actor.name.split()[-1]}"
        self.edit_actors(lambda text: text.replace(f"- name: {actor.name}\n", f"- name: {name}\n"))
        for (_, kind), names in self.deleted.items():
            if kind == "actors" and actor.name in names:
                names.add(name)

    @rule(data=st.data())
    @precondition(lambda self: read_actors(self.content))
    def delete_an_actor(self, data: st.DataObject) -> None:
        actor = data.draw(st.sampled_from(read_actors(self.content)))
        entry = rf"(?m)^- name: {re.escape(actor.name)}\n(?:  .*\n)*"
        self.edit_actors(lambda text: re.sub(entry, "# an entry stood here\n", text))
        self.deleted_actors.add(actor.name)

    def edit_actors(self, change: Callable[[str], str]) -> None:
        path = self.content / "actors.yaml"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    # What always holds

    @invariant()
    def no_edit_is_lost(self) -> None:
        if not hasattr(self, "root"):
            return
        briefs = self.briefs()
        for article, note in self.notes.items():
            assert note in briefs[article].read_text(encoding="utf-8")
        for article, title in self.titles.items():
            assert f"title: {title}\n" in briefs[article].read_text(encoding="utf-8")
        assert (self.content / "topics.yaml").read_text(encoding="utf-8") == TOPICS

    @invariant()
    def nothing_deleted_returns(self) -> None:
        if not hasattr(self, "root"):
            return
        briefs = self.briefs()
        assert not self.deleted_briefs & briefs.keys()
        for (article, kind), gone in self.deleted.items():
            if article in briefs:
                brief = parse_brief(briefs[article].read_text(encoding="utf-8"), "", "")
                here = [quote.text for quote in brief.quotes] if kind == "quotes" else getattr(brief, kind)
                assert not gone & set(here), (article, kind)
        assert not self.deleted_actors & {actor.name for actor in read_actors(self.content)}

    @invariant()
    def articles_are_never_touched(self) -> None:
        for name, text in getattr(self, "articles", {}).items():
            assert (self.content / f"articles/{name}.txt").read_text(encoding="utf-8") == text


GAMES = int(os.environ.get("GAMES", "10"))
PersonAndGenerator.TestCase.settings = settings(
    max_examples=GAMES, stateful_step_count=14, deadline=None, derandomize="GAMES" not in os.environ
)
TestPersonAndGenerator = PersonAndGenerator.TestCase
