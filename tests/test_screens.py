"""Pages as pictures, compared with those in golden/screens; REFRESH_GOLDEN=1 takes them anew, to be looked at.

They are set in the fonts of the PDF's packages, so that they are the same on any machine but for the last shade of
grey: compared are small grey pictures, square by square.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from selenium import webdriver

from generator.site import write_site
from tests.sample import sample
from tests.screenshots import capture, page_types

GOLDEN = Path(__file__).parent / "golden/screens"
TEMPLATES = Path(__file__).parent.parent / "templates"
FONTS = {
    "serif": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
    "sans": ("fontpkg_source_sans_3", "SourceSans3[wght].ttf"),
}
SCALE = 6
"""Pixels of a page to one of a golden picture."""
TALLEST = 2400
SQUARE = 8
"""Pixels of a golden picture, across, that are compared as one."""
TOLERANCE = 12
"""How many of 255 shades a square may be lighter or darker."""
SHOWN = [("360", "light"), ("1280", "light"), ("768", "dark")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screens")
    assets = folder / "templates/site/assets"
    assets.mkdir(parents=True)
    rules = []
    for name, (package, file) in FONTS.items():
        (assets / f"{name}.ttf").write_bytes((files(package) / "files" / file).read_bytes())
        rules.append(f'@font-face {{ font-family: "{name}"; font-weight: 200 900; src: url("{name}.ttf") }}')
    style = (TEMPLATES / "site/assets/style.css").read_text(encoding="utf-8")
    rules += [style, ':root { --serif: "serif"; --sans: "sans" }']
    (assets / "style.css").write_text("\n".join(rules), encoding="utf-8")
    write_site(sample(), (folder / "templates", TEMPLATES), folder / "site")
    return folder / "site"


@pytest.fixture
def page(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def small(picture: Image.Image) -> Image.Image:
    picture = picture.convert("L").crop((0, 0, picture.width, min(TALLEST, picture.height)))
    return picture.resize((picture.width // SCALE, max(1, picture.height // SCALE)), Image.Resampling.BOX)


def worst(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of a square, in shades; 255 where the sizes differ by more than a line of text."""
    if one.width != other.width or abs(one.height - other.height) > 4:
        return 255
    height = min(one.height, other.height)
    difference = ImageChops.difference(one.crop((0, 0, one.width, height)), other.crop((0, 0, one.width, height)))
    squares = difference.resize((max(1, one.width // SQUARE), max(1, height // SQUARE)), Image.Resampling.BOX)
    return int(squares.getextrema()[1])  # type: ignore[arg-type]


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(("width", "scheme"), SHOWN)
def test_pages_look_as_they_did(page: webdriver.Chrome, out: Path, width: str, scheme: str) -> None:
    differences = {}
    for kind, address in page_types(out).items():
        taken = small(capture(page, (out / address).as_uri(), int(width), scheme))
        golden = GOLDEN / f"{kind}-{width}-{scheme}.png"
        if os.environ.get("REFRESH_GOLDEN"):
            GOLDEN.mkdir(parents=True, exist_ok=True)
            taken.point(lambda shade: round(shade / 17) * 17).save(golden, optimize=True)
        with Image.open(golden) as known:
            differences[kind] = worst(taken, known.convert("L"))
    assert {kind: shades for kind, shades in differences.items() if shades > TOLERANCE} == {}


def test_a_shifted_column_is_seen() -> None:
    """The measure itself: text that moves by a line, or is gone, is past the tolerance."""
    lined = Image.new("L", (120, 80), 255)
    for y in range(8, 72, 4):
        lined.paste(0, (10, y, 60, y + 2))
    blank = Image.new("L", (120, 80), 255)
    assert worst(lined, lined) == 0
    assert worst(lined, blank) > TOLERANCE
    assert worst(lined, ImageChops.offset(lined, 12, 0)) > TOLERANCE
    assert worst(lined, lined.resize((120, 88))) == 255
