"""`make screenshots`: one page of each type, at three widths, light and dark, as pictures to look at.

    python -m tests.screenshots SITE OUT     SITE: a built site; OUT: a folder for the pictures
"""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

from PIL import Image
from selenium import webdriver

from tests.conftest import chromium

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
LISTS = ("index", "by-number")
TALLEST = 12_000
"""CSS pixels of a page that are shown."""


def page_types(site: Path) -> dict[str, str]:
    """Type of page → the address of one of that type, the largest: it shows most."""
    found: dict[str, str] = {}
    for file in sorted(site.rglob("*.html"), key=lambda file: (-file.stat().st_size, file)):
        *folders, name = file.relative_to(site).with_suffix("").parts
        own = name if len(folders) == 0 or name in LISTS else ("page", "part")[len(folders) - 1]
        found.setdefault("-".join([*folders[:1], own]), file.relative_to(site).as_posix())
    return dict(sorted(found.items()))


def capture(browser: webdriver.Chrome, url: str, width: int, scheme: str) -> Image.Image:
    """The whole page at `width` CSS pixels."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    browser.get("about:blank")
    browser.get(url)
    browser.execute_script("return document.fonts.ready.then(() => 1)")
    height = min(TALLEST, int(browser.execute_script("return document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
    for reset in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.execute_cdp_cmd(reset, {})
    return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


def main(site: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    browser = chromium()
    try:
        for kind, address in page_types(site).items():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    picture = out / f"{kind}-{width}-{scheme}.png"
                    capture(browser, (site / address).resolve().as_uri(), width, scheme).save(picture)
            print(f"{address}: {out}/{kind}-*.png")
    finally:
        browser.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
