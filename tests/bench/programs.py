"""The programs that are measured: how each gets the corpus, where it has its files, and how it is run.

Peers get each brief as a Markdown file, with the values of the dossier's in its front matter and its notes as the
text; each article as another; actors and topics as JSON. What a page shows of others is in its front matter: who is
mentioned in a quote, which paragraph has it. The templates in templates/ make the same pages of them for all three: a
brief; its article, with an anchor for each paragraph and ways back to the brief; actors and topics with their quotes
and briefs, 20 briefs a page; all briefs; a timeline by year; a home page. Hugo's are tuned: what stands on several
pages is rendered once (partialCached), articles are split without Markdown, names are looked up in data.

Dossier makes more, which no peer is asked for: it proves quotes, compares statements, marks passages, counts who is
named together, draws pictures, describes pages in JSON-LD, and writes feeds, citations and exports.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.authority import scalar
from generator.resources import templates
from tests.bench.corpus import Corpus, Report, add_to_dossier, write_corpus

_TEMPLATES = Path(__file__).parent / "templates"
_STYLESHEET, _BRIEF = "site/assets/style.css", "site/brief.html"


@dataclass(frozen=True, slots=True)
class Program:
    """Paths are relative to the folder in which it runs."""

    name: str
    command: tuple[str, ...]
    site: str
    """Where pages come out: `briefs/report-000001.html` and so on."""
    briefs: str
    actors: str
    """The file of the actors' names; empty where every brief has them, and none can be renamed in one place."""
    stylesheet: str
    template: str
    """Of a brief's page."""
    serve: tuple[str, ...]
    """The command of its preview, to which a port is added; empty: it isn't measured."""
    add: Callable[[Path, Report], None]
    """Writes a report into the folder."""
    slow: bool = False


def dossier() -> Program:
    command = (sys.executable, "-m", "tests.bench.html", ".")
    preview = (sys.executable, "-m", "generator", "-q", "-C", ".", "serve", "--port")
    return Program("dossier", command, "build/site", "content/briefs", "content/actors.yaml",
                   f"templates/{_STYLESHEET}", f"templates/{_BRIEF}", preview, add_to_dossier)  # fmt: skip


def peers(packages: Path) -> list[Program]:
    """Those that are installed in the environment `packages`."""
    hugo = next(packages.glob("lib/*/site-packages/hugo/binaries/hugo"), packages / "none")
    pelican, mkdocs = packages / "bin/pelican", packages / "bin/mkdocs"
    found = (
        Program("hugo", (str(hugo), "--quiet", "--destination", "site"), "site", "content/briefs",
                "data/actors.json", "static/style.css", "layouts/briefs/page.html",
                (str(hugo), "server", "--port"), add_to_peer),
        Program("pelican", (str(pelican), "--quiet", "--settings", "pelicanconf.py"), "site", "content/briefs",
                "", "theme/static/style.css", "theme/templates/parts.html", (), add_to_peer, slow=True),
        Program("mkdocs", (str(mkdocs), "build", "--quiet"), "site", "content/briefs",
                "actors.json", "theme/style.css", "theme/parts.html", (), add_to_peer, slow=True),
    )  # fmt: skip
    return [program for program in found if Path(program.command[0]).exists()]


def write(program: Program, folder: Path, found: Corpus) -> None:
    """Write the corpus, and all that the program needs to make a site of it, into `folder`, which is new."""
    if program.name == "dossier":
        write_corpus(folder, found)
        for name in (_STYLESHEET, _BRIEF):  # as one has them whose site looks different
            (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(templates() / name, folder / "templates" / name)
    else:
        write_peer(folder, program.name, found)


def write_peer(folder: Path, name: str, found: Corpus) -> None:
    """Make what a peer needs to build the corpus in `folder`, which is new."""
    shutil.copytree(_TEMPLATES / name, folder)
    for place in {"pelican": ["theme/templates"], "mkdocs": ["theme"]}.get(name, []):
        shutil.copytree(_TEMPLATES / "jinja", folder / place, dirs_exist_ok=True)
    styles = {"hugo": "static", "pelican": "theme/static", "mkdocs": "theme"}[name]
    (folder / styles).mkdir(exist_ok=True)
    shutil.copy(_TEMPLATES / "style.css", folder / styles)
    data = folder / "data" if name == "hugo" else folder
    data.mkdir(exist_ok=True)
    for kind, values in (("actors", found.actors), ("topics", found.topics)):
        named = {value.id: asdict(value) for value in values}
        (data / f"{kind}.json").write_text(json.dumps(named, indent=1), encoding="utf-8")
    for kind in ("briefs", "sources"):
        (folder / "content" / kind).mkdir(parents=True)
    if name == "hugo":  # no list of sources
        (folder / "content/sources/_index.md").write_text("---\nbuild: {render: never}\n---\n", encoding="utf-8")
    for report in found.reports:
        add_to_peer(folder, report)


def add_to_peer(folder: Path, report: Report) -> None:
    content, slug = folder / "content", report.brief.slug
    (content / f"briefs/{slug}.md").write_text(_document(brief_values(report), report.brief.notes), encoding="utf-8")
    text = "\n\n".join(report.paragraphs)
    (content / f"sources/{slug}.md").write_text(_document(source_values(report), text), encoding="utf-8")


def _document(values: Mapping[str, object], text: str) -> str:
    """Front matter that is YAML and, key by key, what Pelican reads: strings as they are, lists as JSON."""
    shown = {key: scalar(value) if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return "\n".join(["---", *(f"{key}: {value}" for key, value in shown.items()), "---", text, ""])


def _described(report: Report) -> dict[str, object]:
    brief = report.brief
    return {
        "title": brief.title,
        "date": str(brief.date),
        "slug": brief.slug,
        "publisher": brief.source.publisher,
        "address": brief.source.url,
    }


def brief_values(report: Report) -> dict[str, object]:
    brief = report.brief
    sentences = [sentence + "." for sentence in brief.summary.removesuffix(".").split(". ")]
    return {
        **_described(report),
        "years": [str(brief.date)[:4]],
        "actors": [actor.id for actor in report.actors],
        "topics": [topic.id for topic in report.topics],
        "sentences": [{"text": text, "at": _paragraph(report, text)} for text in sentences],
        "quotes": [
            {"text": said.text, "speaker": said.speaker.id, "at": said.paragraph,
             "mentioned": said.mentioned.id if said.mentioned else ""}
            for said in report.said
        ],
        "events": [
            {"date": str(event.date), "text": event.text, "at": _paragraph(report, event.text)}
            for event in brief.events
        ],
        "authors": "; ".join(actor.name for actor in report.actors),
        "tags": ", ".join(topic.name for topic in report.topics),
    }  # fmt: skip


def source_values(report: Report) -> dict[str, object]:
    uses: dict[str, list[dict[str, str]]] = defaultdict(list)
    for at, use in _uses(report):
        uses[f"p{at}"].append(use)
    return {**_described(report), "uses": uses}


def _uses(report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    """What the brief takes from each paragraph."""
    values = brief_values(report)
    for sentence in values["sentences"]:
        yield sentence["at"], {"kind": "summary", "to": ""}
    for number, said in enumerate(report.said, 1):
        yield said.paragraph, {"kind": "quote", "to": f"q{number}", "speaker": said.speaker.id}
    for number, event in enumerate(report.brief.events, 1):
        yield _paragraph(report, event.text), {"kind": "date", "to": f"d{number}"}


def _paragraph(report: Report, text: str) -> int:
    return next(number for number, paragraph in enumerate(report.paragraphs, 1) if text in paragraph)
