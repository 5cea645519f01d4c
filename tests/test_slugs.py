"""Slugs: readable, safe on every file system, never empty."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.slugs import MAX_LENGTH, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Żaneta Łyżwińska", "zaneta-lyzwinska"),
        ("Людмила Коваленко", "lyudmila-kovalenko"),
        ("O’Hara & Sons", "ohara-sons"),
        ("Port Selin (city)", "port-selin-city"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_readable(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_always_a_safe_name(name: str) -> None:
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= MAX_LENGTH
    assert made == slug(name)


def test_what_can_not_be_a_name_gets_a_tail() -> None:
    for name in ("", "!!!", "con", "Index", "x" * 300):
        assert re.fullmatch(r".*-[0-9a-f]{8}", slug(name))
    assert slug("!!!") != slug("???")
    assert slug("x" * 300) != slug("x" * 301)
