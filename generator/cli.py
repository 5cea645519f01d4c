"""The command line: verbs, exit codes (0 done, 1 problems in the input, 2 usage), and nothing else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from generator import __version__
from generator.errors import DossierError, Problem
from generator.lookalikes import spelt_out
from generator.progress import Progress

Verb = Callable[[argparse.Namespace, Progress], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    options = parser().parse_args(arguments)
    progress = Progress(0 if options.quiet else 1 + options.verbose)
    verb: Verb = options.run
    try:
        return verb(options, progress)
    except DossierError as error:
        report(error.problems)
        return 1
    except OSError as error:
        report([Problem(str(error.filename or options.root or "."), 0, error.strerror or str(error))])
        return 1
    except MemoryError:
        report([Problem(str(options.root or "."), 0, "there is not enough memory", "try --jobs 1")])
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def report(problems: Sequence[Problem]) -> None:
    """All problems, then their number, to standard error."""
    for problem in problems:
        print(spelt_out(str(problem)), file=sys.stderr)
    print(f"{len(problems)} problem{'s' * (len(problems) != 1)}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    top = argparse.ArgumentParser(
        prog="dossier",
        description="From news articles to a briefing, as a site and a PDF, in which every quote leads to its source.",
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    top.add_argument("-C", metavar="DIR", dest="root", type=Path, help="the dossier's folder (default: this one)")
    top.add_argument("-q", "--quiet", action="store_true", help="say nothing but problems")
    top.add_argument("-v", "--verbose", action="count", default=0, help="say what becomes of every file")
    verbs = top.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, run: Verb, text: str, *, jobs: bool = False, cluster: bool = False) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        made.set_defaults(run=run)
        if jobs:
            made.add_argument("--jobs", type=_count, metavar="N", help="processes to use (default: all cores)")
        if cluster:
            made.add_argument("--scheduler", metavar="ADDRESS", default="",
                              help="read articles on the Dask cluster of this scheduler, as in tcp://host:8786")
        return made

    verb("init", _init, "make a new dossier that builds at once").add_argument("folder", type=Path, metavar="DIR")
    brief = verb("brief", _brief, "make a brief of every article that has none", jobs=True, cluster=True)
    offers = brief.add_mutually_exclusive_group()
    offers.add_argument("--diff", action="store_true",
                        help="also show, for briefs that you changed, what would be written now")
    offers.add_argument("--update", action="store_true",
                        help="also merge that into them, field by field; what you changed stays")
    build = verb("build", _build, "make everything: briefs, site and PDF", jobs=True, cluster=True)
    build.add_argument("--allow-unverified", action="store_true",
                       help="publish quotes and speakers that aren't the article's, each with a visible mark")
    pdf = verb("pdf", _pdf, "make the PDF alone, and that of each edition", jobs=True)
    parts = pdf.add_mutually_exclusive_group()
    parts.add_argument("--brief", metavar="SLUG", help="only of this brief, into build/briefs/")
    parts.add_argument("--since", type=Path, metavar="FILE",
                       help="also say what changed since an earlier edition, whose data/dossier.json this is")
    parts.add_argument("--actor", metavar="NAME", help="only of the briefs that name this actor, into build/actors/")
    check = verb("check", _check, "prove every quote, name, date and link, and write nothing")
    check.add_argument("--json", action="store_true", help="write what is found as JSON")
    serve = verb("serve", _serve, "show the site in a browser and keep it up to date while you edit", jobs=True)
    serve.add_argument("--port", type=int, default=5500, help="port on this machine (default: %(default)s)")
    extract = verb("extract", _extract, "find dates, actors, quotes, summary and topics in texts", jobs=True,
                   cluster=True)
    extract.add_argument("--json", action="store_true", required=True, help="read and write JSON lines")
    extract.add_argument("files", nargs="*", metavar="FILE", help="JSON lines (default: standard input)")
    actors = verb("actors", _actors, "list what was merged into each actor and why; merge or split actors")
    changes = actors.add_mutually_exclusive_group()
    changes.add_argument("--merge", nargs=2, metavar=("NAME", "OTHER"), help="make OTHER a spelling of NAME")
    changes.add_argument("--split", nargs="+", metavar="NAME",
                         help="give some spellings of the first NAME, which follow it, an entry of their own")
    return top


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _root(options: argparse.Namespace) -> Path:
    root: Path = options.root or Path()
    if not root.is_dir():
        raise DossierError([Problem(str(root), 0, "there is no such folder")])
    return root


def _jobs(options: argparse.Namespace) -> int:
    from generator.jobs import cores

    return options.jobs or cores()


def _init(options: argparse.Namespace, progress: Progress) -> int:
    from generator.scaffold import scaffold

    scaffold(options.folder)
    progress.say(f"{options.folder} is a dossier now: put articles into {options.folder / 'content/articles'}, then\n"
                 f"  dossier -C {options.folder} build")
    return 0


def _brief(options: argparse.Namespace, progress: Progress) -> int:
    from generator import build
    from generator.turn import turn

    root = _root(options)
    with turn(root, progress.say):
        made = build.make_briefs(root, _jobs(options), progress, options.scheduler)
        build.say_outcomes(made, progress, each=1)
        if options.diff or options.update:
            _offer(root, options.update, progress)
    return 0


def _offer(root: Path, merging: bool, progress: Progress) -> None:
    from generator import update
    from generator.build import read
    from generator.merge import summary_of

    inputs = read(root)
    if not merging:
        print("\n".join(update.differences(root, inputs)), end="")
        return
    for brief, conflicts in update.update(root, inputs):
        progress.say(f"updated: {brief.path}")
        if conflicts:
            print(f"{brief.path}\n{summary_of(conflicts)}")


def _build(options: argparse.Namespace, progress: Progress) -> int:
    from generator import marks
    from generator.turn import SITE, turn

    root = _root(options)
    with turn(root, progress.say):
        if marks.is_current(root, marks.mark_of(root, options.allow_unverified)):
            progress.say("nothing has changed")
        else:
            from generator.build import build

            build(root, _jobs(options), progress, options.allow_unverified, options.scheduler)
    for name, product in (("site", SITE / "index.html"), ("PDF", marks.PDF)):
        if (root / product).exists():
            progress.say(f"{name + ':':<6}{root / product}")
    return 0


def _pdf(options: argparse.Namespace, progress: Progress) -> int:
    from generator.turn import turn

    root = _root(options)
    with turn(root, progress.say):
        if options.brief or options.actor:
            return _pdf_of(options, root, progress)
        return _pdfs(options, root, progress)


def _pdfs(options: argparse.Namespace, root: Path, progress: Progress) -> int:
    from generator import marks
    from generator.turn import beside

    mark = marks.mark_of(root) + (f" since {options.since}" if options.since else "")
    if marks.pdf_is_current(root, mark) and not options.since:
        progress.say("nothing has changed")
    else:
        from generator import build

        dossier = build.load(root)
        with beside(root) as folder:
            build.build_pdfs(root, dossier, progress, folder, _jobs(options), options.since)
            build.put_pdfs_in_place(root, folder)
        marks.note_pdf(root, mark)
    for name in sorted((root / marks.PDF).parent.glob("*.pdf")):
        progress.say(f"PDF:  {name}")
    return 0


def _pdf_of(options: argparse.Namespace, root: Path, progress: Progress) -> int:
    from generator import build, editions
    from generator.slugs import slug

    dossier = build.load(root)
    if options.brief:
        chosen, out = editions.of_brief(dossier, options.brief), root / f"build/briefs/{options.brief}.pdf"
    else:
        chosen = editions.of_actor(dossier, options.actor)
        out = root / f"build/actors/{slug(chosen.config.title)}.pdf"
    build.build_pdf_of(root, chosen, progress, out, _jobs(options), whole=not options.brief)
    progress.say(f"PDF:  {out}")
    return 0


def _check(options: argparse.Namespace, progress: Progress) -> int:
    from generator import check

    found = check.examine(_root(options))
    if options.json:
        print(check.as_json(found))
    else:
        for problem in (*found.errors, *found.warnings):
            print(spelt_out(str(problem)), file=sys.stderr)
        progress.say(check.in_words(found))
    return int(bool(found.errors))


def _serve(options: argparse.Namespace, progress: Progress) -> int:
    from generator import build
    from generator.kept import kept
    from generator.serve import serve
    from generator.turn import SITE, turn

    root = _root(options)
    jobs = _jobs(options)
    with kept(root) as held:

        def make() -> None:
            with turn(root, progress.say):
                first = not (root / SITE / "search-data.js").exists()
                build.make_site(root, held, jobs, progress, live=True, data=first)

        serve(root, make, port=options.port)
    return 0


def _extract(options: argparse.Namespace, progress: Progress) -> int:
    from generator.jsonlines import extract_lines

    return extract_lines(options.files, sys.stdout, options.root, _jobs(options), options.scheduler)


def _actors(options: argparse.Namespace, progress: Progress) -> int:
    from generator import curate
    from generator.authority import read_actors
    from generator.store import read_records
    from generator.turn import turn

    root = _root(options)
    content = root / "content"
    if options.merge or options.split:
        with turn(root, progress.say):
            if options.merge:
                curate.merge(content, *options.merge)
            else:
                curate.split(content, options.split[0], tuple(options.split[1:]))
    else:
        actors = read_actors(content)
        for line in curate.describe(actors, read_records(content).values()):
            print(line)
        for one, other in curate.likely_duplicates(actors):
            print(f"one and the same?  {one.name}  /  {other.name}")
    return 0
