"""Merging and splitting actors changes the entries named and nothing else in the file."""

from pathlib import Path

import pytest

from generator import curate
from generator.authority import parse_actors
from generator.errors import DossierError
from generator.model import Actor
from generator.store import Record

FILE = """\
# People

- name: Mira Tolnay   # the minister
  kind: person
  # checked in March
  aliases: [Мира Толнай]

- name: "Tolnai"
  kind: person
  role: Minister   # as the wire has it
  aliases:
    - Toľnai
    - Tolnajova  # a slip

# Places
- kind: place
  name: Ostmark
"""

MERGED = """\
# People

- name: Mira Tolnay   # the minister
  kind: person
  # checked in March
  aliases: [Мира Толнай, Tolnai, Toľnai, Tolnajova]

  # as the wire has it
  # a slip

# Places
- kind: place
  name: Ostmark
"""


def write(folder: Path, text: str) -> Path:
    (folder / "actors.yaml").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> str:
    return (folder / "actors.yaml").read_text(encoding="utf-8")


def test_merge(tmp_path: Path) -> None:
    curate.merge(write(tmp_path, FILE), "Mira Tolnay", "tolnai")
    assert read(tmp_path) == MERGED


def test_merge_into_an_entry_without_aliases(tmp_path: Path) -> None:
    curate.merge(write(tmp_path, "- kind: place\n  name: A\n-   name: B\n    kind: place\n"), "A", "B")
    assert read(tmp_path) == "- kind: place\n  name: A\n  aliases: [B]\n"


def test_split(tmp_path: Path) -> None:
    curate.split(write(tmp_path, MERGED), "Mira Tolnay", ("Tolnajova", "Toľnai"))
    actors = {actor.name: actor.aliases for actor in parse_actors(read(tmp_path), "a")}
    assert actors == {"Mira Tolnay": ("Мира Толнай", "Tolnai"), "Ostmark": (), "Tolnajova": ("Toľnai",)}
    assert "# checked in March" in read(tmp_path)


def test_split_of_the_last_alias_removes_the_key(tmp_path: Path) -> None:
    curate.split(write(tmp_path, "- name: A\n  kind: place\n  aliases: [B]\n"), "A", ("B",))
    assert read(tmp_path) == "- name: A\n  kind: place\n\n- name: B\n  kind: place\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: curate.merge(content, "Mira Tolnay", "Nobody"),
         "content/actors.yaml: there is no actor named “Nobody”"),
        (lambda content: curate.merge(content, "Toľnai", "Ostmark"),
         "content/actors.yaml: there is no actor named “Toľnai”\n    it is a spelling of Tolnai"),
        (lambda content: curate.merge(content, "Ostmark", "ostmark"),
         "content/actors.yaml: “Ostmark” and “ostmark” are one actor already"),
        (lambda content: curate.split(content, "Mira Tolnay", ("Miri",)),
         "content/actors.yaml: “miri” is not an alias of Mira Tolnay\n    its aliases are: Мира Толнай"),
    ],
)
def test_refusals_leave_the_file_alone(tmp_path: Path, change: object, message: str) -> None:
    write(tmp_path, FILE)
    assert callable(change)
    with pytest.raises(DossierError) as caught:
        change(tmp_path)
    assert str(caught.value) == message
    assert read(tmp_path) == FILE


def test_what_was_merged_and_why() -> None:
    actor = Actor("mira-tolnay", "Mira Tolnay", "person", "Minister", ("Мира Толнай",))
    record = Record("articles/a.txt", "", "", "a", "", {"Mira Tolnay": ("Tolnay", "Mira Tolnay", "Толнаем")}, (), ())
    assert list(curate.describe((actor,), [record])) == [
        "Mira Tolnay (person, Minister)",
        "    Mira Tolnay  —  the name; a",
        "    Tolnay  —  part of “Mira Tolnay”; a",
        "    Толнаем  —  another ending, or a short form; a",
    ]


def test_likely_duplicates() -> None:
    actors = [Actor(name.lower(), name, "person") for name in (
        "Mira Tolnay", "M. Tolnai", "Pavel Tolnay", "Tolnay", "Anna Kowar")]
    found = {(a.name, b.name) for a, b in curate.likely_duplicates(tuple(actors))}
    assert found == {("M. Tolnai", "Mira Tolnay"), ("M. Tolnai", "Tolnay"), ("Mira Tolnay", "Tolnay"),
                     ("Pavel Tolnay", "Tolnay")}
