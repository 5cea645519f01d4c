"""What is made from what was kept is what a clean build makes, byte for byte, whatever was edited in between.

`HISTORIES` is how many are played; `SEED` is that of the first.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import pytest

from generator import kept, pages
from generator.build import make_site
from generator.errors import DossierError
from generator.progress import Progress
from tests.bench.corpus import add_to_dossier, another, corpus, write_dossier
from tests.conftest import ROOT

HISTORIES = int(os.environ.get("HISTORIES", "5"))
SEED = int(os.environ.get("SEED", "1"))
REPORTS, STEPS = 8, 6
OVERRIDE = "{% extends 'site/base.html' %}{% block content %}VARIANT {{ t('actors') }}{% endblock %}"


class Person:
    """Somebody who edits a dossier in all the ways that there are."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.found = corpus(REPORTS, seed=1)
        self.turn = 0
        self.backup = root.with_name("backup")
        self.back_up()

    def steps(self) -> list[Callable[[], None]]:
        return [
            self.write_notes, self.retitle, self.redate, self.drop_a_quote, self.drop_an_actor, self.change_a_topic,
            self.summarise, self.delete_a_brief, self.rename_a_file, self.add_a_report, self.delete_both,
            self.touch, self.rename_an_actor, self.give_a_role, self.name_the_site, self.describe_a_topic,
            self.override_a_template, self.drop_the_templates, self.change_a_macro, self.restyle, self.nothing,
            self.back_up, self.restore, self.report_badly, self.write_an_overview, self.mark, self.quote_another,
            self.lose_a_page, self.lose_the_site, self.spoil_what_is_spare, self.put_a_folder_for_a_file,
        ]  # fmt: skip

    def brief(self) -> Path:
        return self.random.choice(sorted((self.root / "content/briefs").glob("*.md")))

    def edit(self, path: Path, pattern: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(pattern, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")

    def number(self) -> int:
        self.turn += 1
        return self.turn

    def write_notes(self) -> None:
        with self.brief().open("a", encoding="utf-8") as file:
            file.write(f"\nNote number {self.number()}, with *stress*.\n")

    def retitle(self) -> None:
        self.edit(self.brief(), "^title: .*", f"title: Title number {self.number()}")

    def redate(self) -> None:
        self.edit(self.brief(), "^date: .*", f"date: 20{self.random.randint(10, 26)}-0{self.random.randint(1, 9)}")

    def drop_a_quote(self) -> None:
        self.edit(self.brief(), r"^> [^—].*\n>\n> —.*\n\n", "")

    def drop_an_actor(self) -> None:
        self.edit(self.brief(), r"^actors: \[[^,\]]+, ", "actors: [")

    def change_a_topic(self) -> None:
        self.edit(self.brief(), r"^topics: .*", f"topics: [{self.random.choice(self.found.topics).name}]")

    def summarise(self) -> None:
        self.edit(self.brief(), "^## Summary\n", f"## Summary\n\nIn sum, {self.number()} things were said.\n")

    def delete_a_brief(self) -> None:
        self.brief().unlink()

    def rename_a_file(self) -> None:
        path = self.brief()
        path.rename(path.with_name(f"renamed-{self.number()}.md"))

    def add_a_report(self) -> None:
        add_to_dossier(self.root, another(self.found, self.number()))

    def delete_both(self) -> None:
        path = self.brief()
        article = re.search("article: (.*)", path.read_text(encoding="utf-8"))
        assert article
        path.unlink()
        (self.root / "content" / article[1]).unlink(missing_ok=True)

    def touch(self) -> None:
        self.brief().touch()

    def rename_an_actor(self) -> None:
        actor = self.random.choice(self.found.actors)
        self.edit(self.root / "content/actors.yaml", f"name: {actor.name}$",
                  f"name: {actor.name} Tarrow\n  aliases: [{actor.name}]")

    def give_a_role(self) -> None:
        actor = self.random.choice(self.found.actors)
        self.edit(self.root / "content/actors.yaml", f"(name: {actor.name}\n  kind: .*)",
                  rf"\1\n  wikidata: Q{self.number()}")

    def name_the_site(self) -> None:
        self.edit(self.root / "site.yaml", "^title: .*", f"title: The site, number {self.number()}")

    def describe_a_topic(self) -> None:
        self.edit(self.root / "content/topics.yaml", "description: .*", f"description: The matter, {self.number()}")

    def override_a_template(self) -> None:
        name = self.random.choice(["topics", "timeline", "briefs", "404"])
        path = self.root / f"templates/site/{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OVERRIDE.replace("VARIANT", f"variant {self.number()}"), encoding="utf-8")

    def change_a_macro(self) -> None:
        ours = (ROOT / "templates/site/chrome.html").read_text(encoding="utf-8")
        path = self.root / "templates/site/chrome.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ours.replace('class="colophon"', f'class="colophon c{self.number()}"'), encoding="utf-8")

    def drop_the_templates(self) -> None:
        shutil.rmtree(self.root / "templates", ignore_errors=True)

    def restyle(self) -> None:
        path = self.root / "templates/site/assets/own.css"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"body {{ margin: {self.number()}px }}", encoding="utf-8")

    def nothing(self) -> None:
        """Build again."""

    def back_up(self) -> None:
        shutil.rmtree(self.backup, ignore_errors=True)
        shutil.copytree(self.root, self.backup, ignore=shutil.ignore_patterns("build"))

    def restore(self) -> None:
        for name in ("content", "templates"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(self.backup, self.root, dirs_exist_ok=True)

    def report_badly(self) -> None:
        """A mistake, which the next build names."""
        self.edit(self.brief(), "^actors: .*", "actors: [Nobody Inparticular]")

    def write_an_overview(self) -> None:
        text = f"## Bottom line\n\nAfter {self.number()} edits, nothing is settled.\n"
        (self.root / "content/dossier.md").write_text(text, encoding="utf-8")

    def lose_a_page(self) -> None:
        """Somebody tidies up in build/."""
        pages = sorted((self.root / "build/site").rglob("*.html"))
        if pages:
            self.random.choice(pages).unlink()

    def lose_the_site(self) -> None:
        shutil.rmtree(self.root / "build/site", ignore_errors=True)

    def spoil_what_is_spare(self) -> None:
        """Of the folder that the next site is made in; as a run that is killed leaves it."""
        spare = self.root / "build/.spare"
        for path in sorted(spare.rglob("*.html"))[:: self.random.randint(1, 5)]:
            path.unlink()
            if self.random.random() < 0.5:
                path.write_text(f"spoilt {self.number()}", encoding="utf-8")
        spare.mkdir(exist_ok=True)
        (spare / f"stray-{self.number()}.html").write_text("stray", encoding="utf-8")

    def put_a_folder_for_a_file(self) -> None:
        path = self.root / "templates/site/assets/extra"
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
            path = path / "more.css" if self.number() % 2 else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("p { color: teal }", encoding="utf-8")

    def mark(self) -> None:
        self.edit(self.root / "site.yaml", r"\Z", "tlp: green\n" * (self.random.random() < 0.2))

    def quote_another(self) -> None:
        """The quote that somebody else reports now, too."""
        one, other = self.brief(), self.brief()
        quote = re.search(r"^> [^—].*\n>\n> —.*\n\n", one.read_text(encoding="utf-8"), re.MULTILINE)
        if quote:
            self.edit(other, "^## Key quotes\n", f"## Key quotes\n\n{quote[0].replace(chr(92), chr(92) * 2)}")


def built(root: Path, held: kept.Kept | None = None) -> dict[str, bytes] | str:
    """The files of the site, or what keeps it from being made; `held` is what one process keeps between builds."""
    try:
        with nullcontext(held) if held else kept.kept(root) as kept_now:
            make_site(root, kept_now, 1, Progress(0))
    except DossierError as error:
        return "\n".join(sorted(map(str, error.problems)))
    site = root / "build/site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def times(site: Path) -> dict[str, int]:
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are cut where a few briefs are many; and files are trusted that were written a moment ago."""
    limits = {"CARDS": 3, "ROWS": 2, "QUOTES": 3, "PART": 2, "MOMENTS": 5, "NAMES": 4, "ARTICLES": 3, "STATEMENTS": 1}
    for name, limit in limits.items():
        monkeypatch.setattr(pages, name, limit)
    monkeypatch.setattr(kept, "_SETTLED", 0)


@pytest.mark.parametrize("seed", range(SEED, SEED + HISTORIES))
def test_incremental_builds_make_what_clean_ones_make(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "dossier"
    write_dossier(root, REPORTS)
    person = Person(root, seed)
    with kept.kept(root) as held:
        going_on = held if seed % 2 else None
        before = built(root, going_on)
        assert isinstance(before, dict)
        for step in person.random.choices(person.steps(), k=STEPS):
            if [*(root / "content/briefs").glob("*.md")]:
                step()
            dates = times(root / "build/site")
            after = built(root, going_on)
            assert after == clean(root), f"after {step.__name__}"
            if isinstance(after, dict):
                now = times(root / "build/site")
                same = [path for path in after if before.get(path) == after[path]]
                touched = [path for path in same if now[path] != dates.get(path, now[path])]
                assert touched == [], f"touched after {step.__name__}"
                before = after


def test_going_over_to_the_preview_makes_few_pages(tmp_path: Path) -> None:
    """It lets pages reload themselves when it sends them: what is published isn't another site."""
    write_dossier(tmp_path, REPORTS)
    with (tmp_path / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("url: https://example.org/team/\n")
    seen = []
    for live in (False, True, False):
        with kept.kept(tmp_path) as held:
            make_site(tmp_path, held, 1, Progress(0), live=live, data=False)
        seen.append(times(tmp_path / "build/site"))
    for one, other in pairwise(seen):
        assert {path for path in other if one.get(path) != other[path]} == {"404.html"}


def test_a_new_month_makes_only_pages_that_show_it(tmp_path: Path) -> None:
    write_dossier(tmp_path, REPORTS)
    built(tmp_path)
    before = times(tmp_path / "build/site")
    new = another(corpus(REPORTS, seed=1), 400)
    add_to_dossier(tmp_path, new)
    built(tmp_path)
    now = times(tmp_path / "build/site")
    made = {path for path in now if before.get(path) != now[path] and path.startswith(("briefs/report", "sources/re"))}
    assert f"briefs/{new.brief.slug}.html" in made
    assert len(made) == 3  # brief and article, and the brief that was the newest


def clean(root: Path) -> dict[str, bytes] | str:
    """What a build makes of the same dossier elsewhere, where nothing is kept."""
    folder = root.with_name("clean")
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("build"))
    try:
        return built(folder)
    finally:
        shutil.rmtree(folder)
