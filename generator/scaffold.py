"""`dossier init`: a folder that builds at once, with every file a person will want to edit."""

from __future__ import annotations

from pathlib import Path

from generator.authority import ACTORS_FILE, TOPICS_FILE
from generator.config import FILE
from generator.errors import DossierError, Problem
from generator.store import write_atomically

_FILES = {
    FILE: """\
title: A new dossier
# subtitle: What it is about, in a line
# description: What it is about, in a few sentences
# author: Who answers for it
language: en        # of the site and the PDF: en, pl, de, es, fr, uk or ru
# url: https://example.org/dossier/
""",
    f"content/{ACTORS_FILE}": """\
# The actors of this dossier. Edit freely: the generator only adds entries at the end.
# - name: Full Name
#   kind: person                  # or organization, place
#   role: Foreign minister of …
#   aliases: [Other Spelling, Ім'я]
#   wikidata: Q42
""",
    f"content/{TOPICS_FILE}": """\
# The topics of this dossier, beside those that come with the program.
# - name: Grain exports
#   description: What it is about.
#   keywords:
#     en: [grain, wheat, export*]
""",
    ".gitignore": "/build/\n",
}


def scaffold(folder: Path) -> None:
    """Make the files of a new dossier in `folder`; raises DossierError where one is in the way."""
    there = [name for name in _FILES if (folder / name).exists()]
    if there:
        raise DossierError(Problem(str(folder / name), 0, "is already there", "name a new folder") for name in there)
    for name, text in _FILES.items():
        write_atomically(folder / name, text)
    (folder / "content/articles").mkdir(exist_ok=True)
