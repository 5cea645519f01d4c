"""Long lists in parts: what goes where, and what an added item leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import PartialDate
from generator.pagination import by_date, by_letter, by_year

Item = tuple[PartialDate | None, int]

CASES = [
    # dates, newest first; limit; the parts' names with how many they hold
    ("", 2, ""),
    ("2025-03-02 2025-01-01 2024-05", 2, "2025:2 2024:1"),
    ("2025-03-02 2025-03-01 2025-01-01 2024", 2, "2025-03:2 2025-01:1 2024:1"),
    ("2025-03-05 2025-03-04 2025-03-03 2025-03-02 2025-03-01", 2, "2025-03-p3:1 2025-03-p2:2 2025-03-p1:2"),
    ("2025-03-02 2025-02-01 2025 2024 -", 2, "2025-03:1 2025-02:1 2025:1 2024:1 undated:1"),
    ("- - -", 2, "undated-p2:1 undated-p1:2"),
]


def items(dates: str) -> list[Item]:
    return [(None if date == "-" else PartialDate.parse(date), n) for n, date in enumerate(dates.split())]


@pytest.mark.parametrize(("dates", "limit", "expected"), CASES)
def test_parts_by_date(dates: str, limit: int, expected: str) -> None:
    parts = by_date(items(dates), lambda item: item[0], limit)
    assert " ".join(f"{part.name}:{len(part.items)}" for part in parts) == expected
    assert [item for part in parts for item in part.items] == items(dates)


def test_years_gather_their_parts() -> None:
    parts = by_date(items("2025-03-02 2025-03-01 2025-01-01 2024 -"), lambda item: item[0], 2)
    found = [(year and str(year), [part.name for part in group]) for year, group in by_year(parts)]
    assert found == [("2025", ["2025-03", "2025-01"]), ("2024", ["2024"]), (None, ["undated"])]


some_dates = st.builds(PartialDate, st.integers(2023, 2025), st.integers(0, 3))


@given(st.lists(some_dates, min_size=1), some_dates, st.integers(1, 5))
def test_an_item_more_leaves_other_years_alone(dates: list[PartialDate], added: PartialDate, limit: int) -> None:
    def parts(of: list[PartialDate]) -> dict[str, tuple[PartialDate, ...]]:
        return {part.name: part.items for part in by_date(sorted(of, reverse=True), lambda date: date, limit)}

    before, after = parts(dates), parts([*dates, added])
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {name[:4] for name in changed} == {str(added.year)}
    assert all(len(held) <= limit for held in after.values())


def test_parts_by_letter() -> None:
    names = ["Abel", "Äbte", "Anna", "„Baum“", "Żak", "Жук", "101", "…"]
    parts = by_letter(names, str, 2, "pl")
    assert [(part.name, part.items) for part in parts] == [
        ("a-p2", ("Abel",)),
        ("a-p1", ("Äbte", "Anna")),
        ("b", ("„Baum“",)),
        ("u017b", ("Żak",)),
        ("u0416", ("Жук",)),
        ("1", ("101",)),
        ("0", ("…",)),
    ]
