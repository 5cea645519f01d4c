"""Partial dates: what is read, how they sort, and what is refused."""

import pytest

from generator.model import PartialDate


@pytest.mark.parametrize("text", ["2025", "2025-02", "2025-02-27", "0044-03-15"])
def test_keeps_precision(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("27.02.2025", "“27.02.2025” is not a date of the form 2025, 2025-02 or 2025-02-27"),
        ("2025-2", "“2025-2” is not a date of the form 2025, 2025-02 or 2025-02-27"),
        ("٢٠٢٥", "“٢٠٢٥” is not a date of the form 2025, 2025-02 or 2025-02-27"),
        ("2025-00", "“2025-00” has no such month"),
        ("2025-02-30", "“2025-02-30” is not a day of the calendar"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace(".", r"\.") + "$"):
        PartialDate.parse(text)


def test_the_less_precise_sorts_first() -> None:
    texts = ["2024", "2024-12-31", "2025", "2025-01", "2025-01-01", "2025-02"]
    assert [str(date) for date in sorted(map(PartialDate.parse, reversed(texts)))] == texts
