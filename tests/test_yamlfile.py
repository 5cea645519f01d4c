"""Strict YAML: what is taken, and the message for each thing that isn't."""

from pathlib import Path

import pytest

from generator import yamlfile
from generator.errors import DossierError, Problem

WRONG = [
    ("a: 1\na: 2\n", 2, "“a” stands here twice", "it was first given on line 1; keep one of the two"),
    ("a: &x 1\nb: *x\n", 1, "anchors and aliases (& and *) are not used here",
     "write the value out, or put it in quotation marks"),
    ("a: !!python/object:os.system x\n", 1, "the tag tag:yaml.org,2002:python/object:os.system is not used here",
     "remove it"),
    ("? [a]\n: b\n", 1, "a key must be a plain word", ""),
    ("a: " + "[" * 20 + "]" * 20, 1, "nested too deeply", ""),
    ("a:\n" + "".join(f"  k{n}: 1\n" for n in range(101)), 2, "more than 100 keys stand here", "cut it down"),
    ("a: 1 \u2028 2\nc: 3\nc: 4\n", 3, "“c” stands here twice", "it was first given on line 2; keep one of the two"),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), WRONG)
def test_refuses(text: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(DossierError) as caught:
        yamlfile.parse(text, "f.yaml")
    assert caught.value.problems == (Problem("f.yaml", line, message, hint),)


def test_broken_yaml_names_the_line_of_the_file() -> None:
    with pytest.raises(DossierError) as caught:
        yamlfile.parse("a: 1\nb: [1, 2\nc: 3\n", "f.md", first_line=2)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("f.md", 4)
    assert problem.message.startswith("not valid YAML: ")


def test_scalars_stay_text() -> None:
    document = yamlfile.parse("country: NO\nmonth: 2026-05\nyear: 2026\ntime: 12:30\n", "f.yaml")
    fields = yamlfile.Fields(document, "f.yaml", ("country", "month", "year", "time"), [])
    assert [fields.text(key) for key in fields.values] == ["NO", "2026-05", "2026", "12:30"]


def test_all_wrong_fields_are_reported_with_their_lines() -> None:
    document = yamlfile.parse("titel: x\nkind: person\ndate: 2026-13\nnames:\n  - {a: b}\nitems: one\n", "f.yaml")
    problems: list[Problem] = []
    fields = yamlfile.Fields(document, "f.yaml", ("title", "kind", "date", "names", "items"), problems)
    fields.text("title", required=True)
    fields.choice("kind", ("place", "thing"), "place")
    fields.date("date")
    fields.texts("names")
    assert list(fields.items("items")) == []
    assert [str(problem) for problem in problems] == [
        "f.yaml:1: unknown key “titel”\n    did you mean “title”?",
        "f.yaml:1: “title” is missing",
        "f.yaml:2: “kind” can't be “person”\n    it is one of: place, thing",
        "f.yaml:3: date: “2026-13” has no such month\n    write it as 2025, 2025-02 or 2025-02-27",
        "f.yaml:5: “names” takes a list of texts\n    as in: [one, two]",
        "f.yaml:6: “items” takes a list",
    ]


def test_a_list_of_texts_has_an_end() -> None:
    """Each may be looked up among thousands of names, for a suggestion."""
    problems: list[Problem] = []
    value = yamlfile.parse(f"a: [{'x, ' * 1000}x]", "f.yaml")
    assert yamlfile.Fields(value, "f.yaml", ["a"], problems).texts("a") == ()
    assert problems == [Problem("f.yaml", 1, "“a” takes no more than 1,000 texts", "cut it down")]


def test_only_line_ends_of_editors_end_lines() -> None:
    value = yamlfile.parse("a: one\u2028two\x85three\nb: 1\n", "f.yaml")
    assert isinstance(value.content, dict)
    assert value.content["a"].content == "one two three"
    assert value.content["b"].line == 2


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(DossierError, match=r"f\.yaml: this file is larger than 5 MB"):
        yamlfile.read(file, "f.yaml")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(DossierError, match=r"f\.yaml: can't be read: 'utf-8' codec"):
        yamlfile.read(tmp_path / "f.yaml", "f.yaml")
