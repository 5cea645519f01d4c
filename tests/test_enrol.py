"""actors.yaml grows, and keeps up with what a person does to it."""

from pathlib import Path

import pytest

from generator.authority import Authority, read_actors
from generator.enrol import enrol
from generator.model import FoundActor, Kind, Span
from generator.store import read_roll


def found(key: str, name: str, kind: Kind = "person", language: str = "en") -> tuple[str, FoundActor]:
    return language, FoundActor(key, name, kind, (Span(0, 1),))


def run(content: Path, *actors: tuple[str, FoundActor]) -> dict[str, str]:
    names = enrol(content, "en", read_actors(content), actors)
    return {actor.id: names.of(actor.id) for _, actor in actors}


def edit(content: Path, old: str, new: str) -> None:
    text = (content / "actors.yaml").read_text(encoding="utf-8")
    assert old in text
    (content / "actors.yaml").write_text(text.replace(old, new), encoding="utf-8")


TOLNAY = found("tolnay", "Mira Tolnay")
ORSK = found("orsk", "Pavel Orsk")


def test_one_key_is_one_entry_named_for_the_dossier_s_script(tmp_path: Path) -> None:
    names = run(tmp_path, found("tolnay", "Мира Толнай", language="ru"), found("tolnay", "Tolnay"), TOLNAY, ORSK)
    assert names == {"tolnay": "Mira Tolnay", "orsk": "Pavel Orsk"}
    assert [(actor.name, actor.aliases) for actor in read_actors(tmp_path)] == [
        ("Pavel Orsk", ()), ("Mira Tolnay", ("Tolnay", "Мира Толнай"))]


def test_a_second_run_appends_nothing(tmp_path: Path) -> None:
    run(tmp_path, TOLNAY)
    before = (tmp_path / "actors.yaml").read_text(encoding="utf-8")
    assert run(tmp_path, TOLNAY) == {"tolnay": "Mira Tolnay"}
    assert (tmp_path / "actors.yaml").read_text(encoding="utf-8") == before


def test_an_entry_of_the_person_is_used(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("- name: Minister Tolnay\n  kind: person\n  aliases: [Mira Tolnay]",
                                          encoding="utf-8")
    assert run(tmp_path, TOLNAY) == {"tolnay": "Minister Tolnay"}
    assert len(read_actors(tmp_path)) == 1


@pytest.mark.parametrize("name", ["M. Tolnay", "Zora Tolnay"])
def test_a_renamed_entry_is_known_again(tmp_path: Path, name: str) -> None:
    run(tmp_path, TOLNAY, ORSK)
    edit(tmp_path, "Mira Tolnay", name)
    assert run(tmp_path, TOLNAY) == {"tolnay": name}
    assert len(read_actors(tmp_path)) == 2
    former = read_roll(tmp_path).former
    assert former == {"Mira Tolnay": name}
    actor = Authority(read_actors(tmp_path), former).resolve("Mira Tolnay")
    assert actor is not None
    assert actor.name == name


def test_renamed_twice_and_back(tmp_path: Path) -> None:
    run(tmp_path, TOLNAY, ORSK)
    edit(tmp_path, "Mira Tolnay", "M. Tolnay")
    run(tmp_path, TOLNAY)
    edit(tmp_path, "M. Tolnay", "Tolnay")
    run(tmp_path)
    assert read_roll(tmp_path).former == {"Mira Tolnay": "Tolnay", "M. Tolnay": "Tolnay"}
    edit(tmp_path, "name: Tolnay", "name: Mira Tolnay")
    assert run(tmp_path, TOLNAY) == {"tolnay": "Mira Tolnay"}
    assert read_roll(tmp_path).former == {"M. Tolnay": "Mira Tolnay", "Tolnay": "Mira Tolnay"}


def test_a_merged_entry_leads_to_the_other(tmp_path: Path) -> None:
    run(tmp_path, TOLNAY, ORSK)
    (tmp_path / "actors.yaml").write_text("- name: Pavel Orsk\n  kind: person\n  aliases: [Mira Tolnay]\n",
                                          encoding="utf-8")
    assert run(tmp_path, TOLNAY, ORSK) == {"tolnay": "Pavel Orsk", "orsk": "Pavel Orsk"}


def test_the_name_of_a_merged_entry_is_known_though_the_program_never_enrolled_it(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("- name: Mira Tolnay\n  kind: person\n- name: Tolnai\n  kind: person\n",
                                          encoding="utf-8")
    run(tmp_path)
    (tmp_path / "actors.yaml").write_text("- name: Mira Tolnay\n  kind: person\n  aliases: [Tolnai]\n",
                                          encoding="utf-8")
    run(tmp_path)
    assert read_roll(tmp_path).former == {"Tolnai": "Mira Tolnay"}


def test_a_removed_entry_stays_removed_under_another_key(tmp_path: Path) -> None:
    run(tmp_path, TOLNAY, ORSK)
    (tmp_path / "actors.yaml").write_text("- name: Pavel Orsk\n  kind: person\n", encoding="utf-8")
    assert run(tmp_path, found("tolnay-2", "Mira Tolnay")) == {"tolnay-2": ""}
    assert read_roll(tmp_path).removed == ("Mira Tolnay",)


def test_a_removed_entry_stays_removed(tmp_path: Path) -> None:
    run(tmp_path, TOLNAY, ORSK)
    (tmp_path / "actors.yaml").write_text("- name: Pavel Orsk\n  kind: person\n", encoding="utf-8")
    assert run(tmp_path, TOLNAY, ORSK) == {"tolnay": "", "orsk": "Pavel Orsk"}
    assert [actor.name for actor in read_actors(tmp_path)] == ["Pavel Orsk"]
    assert run(tmp_path, TOLNAY) == {"tolnay": ""}


def test_starter_actors_come_with_what_is_known_of_them(tmp_path: Path) -> None:
    run(tmp_path, found("united-nations", "ONZ", "organization", "pl"))
    (actor,) = read_actors(tmp_path)
    assert (actor.name, actor.aliases, actor.kind) == ("United Nations", ("ONZ",), "organization")


def test_a_rename_beside_a_merge_or_a_removal_is_known(tmp_path: Path) -> None:
    run(tmp_path, found("tolnai", "Tolnai"), TOLNAY, ORSK)
    (tmp_path / "actors.yaml").write_text(
        "- name: Pavel Orsk\n  kind: person\n  aliases: [Tolnai]\n- name: Mirabel Tolnay\n  kind: person\n", "utf-8")
    run(tmp_path)
    assert read_roll(tmp_path).former == {"Tolnai": "Pavel Orsk", "Mira Tolnay": "Mirabel Tolnay"}
    (tmp_path / "actors.yaml").write_text("- name: P. Orsk\n  kind: person\n", encoding="utf-8")
    run(tmp_path)
    roll = read_roll(tmp_path)
    assert roll.former == {"Pavel Orsk": "P. Orsk", "Tolnai": "P. Orsk"}
    assert roll.removed == ("Mira Tolnay", "Mirabel Tolnay")


def test_a_city_has_its_name_in_the_dossier_s_language(tmp_path: Path) -> None:
    assert run(tmp_path, found("kyiv", "Kijów", "place", "pl")) == {"kyiv": "Kyiv"}
    assert [actor.aliases for actor in read_actors(tmp_path)] == [("Kijów",)]
