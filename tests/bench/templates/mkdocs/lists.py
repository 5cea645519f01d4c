"""What MkDocs has no notion of: pages that list others. They are written once all pages are read."""

import json
from collections import defaultdict
from functools import partial
from pathlib import Path
from types import SimpleNamespace

PART = 20


def on_env(env, config, files):
    env.globals.update({name: json.loads(Path(f"{name}.json").read_text("utf-8")) for name in ("actors", "topics")})
    env.trim_blocks = env.lstrip_blocks = True
    parts = env.get_template("parts.html").make_module(env.globals)
    env.globals["parts"] = parts
    pages = (file.page for file in files.documentation_pages())
    briefs = [SimpleNamespace(**page.meta) for page in pages if page.file.src_uri.startswith("briefs/")]
    briefs.sort(key=lambda brief: (brief.date, brief.slug), reverse=True)
    of = {"actors": defaultdict(list), "topics": defaultdict(list)}
    years = defaultdict(list)
    for brief in briefs:
        years[brief.date.year].append(brief)
        for kind, found in of.items():
            for name in getattr(brief, kind):
                found[name].append(brief)
    ranked = {
        kind: sorted(((name, len(held)) for name, held in found.items()), key=lambda pair: -pair[1])
        for kind, found in of.items()
    }
    base = env.get_template("list.html")

    def write(path, title, main):
        target = Path(config.site_dir, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(base.render(heading=title, main=main), encoding="utf-8")

    def write_parts(path, title, found, main):
        total = max(1, -(-len(found) // PART))
        for number in range(1, total + 1):
            held = found[(number - 1) * PART : number * PART]
            write(
                f"{path}/{number}.html" if number > 1 else f"{path}.html", title, main(held, number=number, total=total)
            )

    write("index.html", "Home", parts.home(briefs, ranked["actors"], ranked["topics"]))
    write("actors.html", "Actors", parts.all_actors(ranked["actors"]))
    write("topics.html", "Topics", parts.all_topics(ranked["topics"]))
    write("years.html", "Timeline", parts.all_years(years))
    for year, found in years.items():
        write(f"years/{year}.html", str(year), parts.year_page(year, found))
    write_parts("briefs", "Briefs", briefs, parts.all_briefs)
    for kind, macro in (("actors", parts.actor_page), ("topics", parts.topic_page)):
        for name, found in of[kind].items():
            main = partial(macro, name, count=len(found))
            write_parts(f"{kind}/{name}", env.globals[kind][name]["name"], found, main)
    return env
