"""Pictures for social networks: what they show, and what they leave out."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from generator import social
from generator.model import Config, PartialDate
from generator.social import SIZE, Words, can_write, words_of
from tests.sample import BRIEFS, sample

DISPLAY = "font:Dossier-Display-600-normal"


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def picture(*words: str) -> bytes:
    return social.picture(Words(*words))


def inked(image: Image.Image, top: int, bottom: int) -> bool:
    """Whether there is anything but paper between two heights."""
    return image.crop((0, top, SIZE[0], bottom)).getextrema() != (0, 0)


def test_every_brief_and_the_dossier_has_one() -> None:
    files = dict(social.files(sample()))
    assert set(files) == {"social/index.png", *(f"social/{brief.slug}.png" for brief in BRIEFS)}
    for png in files.values():
        image = opened(png)
        assert (image.format, image.size, image.mode) == ("PNG", SIZE, "P")
        assert len(png) <= 20_000


def test_none_without_an_address() -> None:
    assert list(social.files(replace(sample(), config=Config("Ferry")))) == []


def test_the_same_words_give_the_same_bytes() -> None:
    assert picture("Title", "below", "above", "red") == picture("Title", "below", "above", "red")
    assert picture("Title", "below", "above", "red") != picture("Title", "below", "above", "green")


def test_colours_are_those_of_the_marking() -> None:
    def colours(tlp: str) -> set[tuple[int, ...]]:
        found = opened(picture("Title", "", "", tlp)).convert("RGB").getcolors(64)
        return {colour for _, colour in found or []}

    assert {(0, 0, 0), (255, 192, 0)} <= colours("amber+strict")
    assert {(0, 0, 0), (51, 255, 0)} <= colours("green")
    assert (0, 0, 0) not in colours("")
    assert {(253, 252, 249), (28, 30, 33), (11, 79, 99)} <= colours("")


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("Źdźbło, Straße, œuvre", True),
        ("Паром, їжак", True),
        ("e\u0301te\u0301", True),
        ("два\u0301", True),
        ("two\n\nlines", True),
        ("العبارة", False),
        ("渡船", False),
        ("a\x00b", False),
    ],
)
def test_what_the_fonts_can_write(text: str, can: bool) -> None:
    assert can_write(text, DISPLAY) is can


def test_a_title_in_another_script_gives_way_to_that_of_the_dossier() -> None:
    dossier = sample()
    entry = next(entry for entry in dossier.entries if entry.brief.slug == "abbara")
    assert words_of(entry, dossier.config, str) == ("The Selin ferry", "", "", "amber+strict")
    later = replace(entry, brief=replace(entry.brief, title="Line", date=PartialDate(2031), tlp="red"))
    assert words_of(later, dossier.config, str) == ("Line", "2031", "The Selin ferry", "red")


def test_long_titles_are_cut_and_broken_inside_the_picture() -> None:
    for title in ("Donau" * 60, "word " * 80, "W" * 300):
        image = opened(picture(title, "x" * 300, "y " * 200, "amber+strict"))
        assert image.crop((1130, 20, SIZE[0], SIZE[1])).getextrema() == (0, 0)
        assert inked(image, 150, 460)


def test_nothing_is_drawn_where_there_is_nothing_to_say() -> None:
    image = opened(picture("", ""))
    assert inked(image, 0, 14)
    assert not inked(image, 20, SIZE[1])


def test_pictures_of_the_last_site_are_kept_where_they_say_the_same(tmp_path: Path) -> None:
    dossier = sample()
    drawn = dict(social.files(dossier))
    (tmp_path / "social").mkdir()
    for path, png in drawn.items():
        (tmp_path / path).write_bytes(png + b"kept")
    renamed = replace(BRIEFS[0], title="Another title")
    again = dict(social.files(sample(briefs=(renamed, *BRIEFS[1:])), tmp_path))
    changed = {path for path, png in again.items() if png != drawn[path] + b"kept"}
    assert changed == {f"social/{renamed.slug}.png"}
    assert opened(again[f"social/{renamed.slug}.png"]).size == SIZE
