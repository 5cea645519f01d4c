"""`dossier extract --json`: a line of answer for each line, and what can't be taken named by its number."""

import io
import json
from pathlib import Path

import pytest

from generator.cli import main

TEXT = "“We checked every gate twice before the winter,” Mira Tolnay said on 4 March 2031."
WRONG = {
    "[": "Expecting value",
    "[1]": "a JSON object is expected on each line",
    '{"text": "a"}': "“id” is missing",
    '{"id": 1}': "“text” is missing",
    '{"id": 1, "text": 5}': "“text” must be a text",
    '{"id": 1, "text": null}': "“text” must be a text",
    '{"id": 1, "text": "a", "language": 3}': "“language” must be a text",
    '{"id": 1, "text": "a", "language": "../pl"}': "“../pl” is not the code of a language",
    '{"id": 1, "text": "a", "date": "2031-13"}': "“2031-13” has no such month",
}


def test_lines_are_answered_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [{"id": number, "text": TEXT, "title": "T", "date": "2031-03"} for number in range(7)]
    (tmp_path / "in.jsonl").write_text("\n\n".join(map(json.dumps, asked)), encoding="utf-8")
    assert main(["extract", "--json", "--jobs", "2", str(tmp_path / "in.jsonl")]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(7))
    (quote,) = answers[0]["quotes"]
    assert TEXT[quote["start"] : quote["end"]].rstrip(",") == "We checked every gate twice before the winter"
    assert quote["speaker"] == "Mira Tolnay"
    (actor,) = answers[0]["actors"]
    assert [TEXT[start:end] for start, end in actor["mentions"]] == ["Mira Tolnay"]
    assert (answers[0]["language"], answers[0]["title"], answers[0]["date"]) == ("en", "T", "2031-03")
    assert [date["date"] for date in answers[0]["dates"]] == ["2031-03-04"]


def test_what_cannot_be_taken_is_named_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [*WRONG, json.dumps({"id": "last", "text": TEXT})]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert main(["extract", "--json", "--jobs", "1"]) == 1
    out, said = capsys.readouterr()
    assert json.loads(out)["id"] == "last"
    for number, (message, told) in enumerate(zip(WRONG.values(), said.splitlines(), strict=True), 1):
        assert told.startswith(f"<stdin>:{number}: {message}")
