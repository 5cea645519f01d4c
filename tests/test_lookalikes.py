"""What can't be seen, or told apart by eye, is told in words."""

from pathlib import Path

import pytest

from generator.check import examine
from generator.cli import main
from generator.lookalikes import is_odd, skeleton, spelt_out, twins

FORGED = {
    "P\u0430vel Orsk": "P\u0430⟨U+0430⟩vel Orsk",
    "Pavel\u200b Orsk": "Pavel⟨U+200B⟩ Orsk",
    "Pa\u00advel Orsk": "Pa⟨U+00AD⟩vel Orsk",
    "Pavel Ors\u03ba": "Pavel Ors\u03ba⟨U+03BA⟩",
}
HONEST = (
    "Pavel Orsk", "Павел Орск", "Παύλος", "Żaneta Ćwiąkała", "IT-директор", "COVID-19", "北京", "µm", "é",
    "مي\u200cخواهم", "e\u0301", "😀", "Q4 2031",
)  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_name_is_spelt_out_and_has_its_twin(name: str) -> None:
    assert spelt_out(f"unknown actor “{name}”") == f"unknown actor “{FORGED[name]}”"
    assert is_odd(name)
    assert twins(["Pavel Orsk", name, "Pavel Orsk"]) == {name: "Pavel Orsk"}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_is_left_alone(name: str) -> None:
    assert spelt_out(name) == name
    assert not is_odd(name)


def test_names_in_one_script_each_can_look_alike() -> None:
    assert twins(["Сара", "Pavel", "Capa", "ΒΑΡ", "BAP", "ВАР"]) == {"Capa": "Сара", "BAP": "ΒΑΡ", "ВАР": "ΒΑΡ"}
    assert twins(["Павел", "Pavel", "é", "e\u0301"]) == {}
    assert skeleton("Ｐavel  Orsk") == "Pavel Orsk"


def test_check_tells_of_lookalikes(tmp_path: Path) -> None:
    assert main(["-q", "init", str(tmp_path / "d")]) == 0
    actors = ("Capa Orsk", "Сара Orsk", "P\u0440avel")
    entries = "".join(f"- name: {name}\n  kind: person\n" for name in actors)
    (tmp_path / "d/content/actors.yaml").write_text(entries, encoding="utf-8")
    said = [problem.message for problem in examine(tmp_path / "d").warnings if "no brief" not in problem.message]
    assert said == [
        "“P\u0440avel” has a letter of another script, or an unseen one",
        "“Сара Orsk” looks like “Capa Orsk”, another entry",
    ]


def test_names_that_would_share_a_page_are_told_apart_in_the_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-q", "init", str(tmp_path)]) == 0
    entries = "".join(f"- name: {name}\n  kind: person\n" for name in ("Pavel", "P\u0430vel"))
    (tmp_path / "content/actors.yaml").write_text(entries, encoding="utf-8")
    assert main(["-q", "-C", str(tmp_path), "check"]) == 1
    assert "“P\u0430⟨U+0430⟩vel” and the entry on line 1 would have the same permalink" in capsys.readouterr().err
