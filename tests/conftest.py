"""What all tests share: tools that may be missing, the browser, and reproducible property tests.

A test that uses a tool beyond Python says so: `@pytest.mark.needs("qpdf")`. Where the tool is missing the
test is skipped and the run's last lines name it; with CI=true it fails. The fixture `browser` needs Chromium.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from selenium import webdriver

ROOT = Path(__file__).parent.parent
NODE_MODULES = ROOT / "tests/node_modules"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")

# What a shell runs in the background ignores Ctrl-C, and so would all programs that tests start and end by it.
signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile("dossier", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("dossier")


def has_pango() -> bool:
    for name in ("libpango-1.0.so.0", "libpango-1.0.dylib"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def is_missing(tool: str) -> bool:
    """Whether `tool` isn't here: `chromium` (with its driver), `pango`, an npm package, else a command."""
    if tool == "chromium":
        return not (CHROMIUM and shutil.which("chromedriver"))
    if tool == "pango":
        return not has_pango()
    if tool in ("axe-core", "html-validate"):
        return not (shutil.which("node") and (NODE_MODULES / tool).is_dir())
    return shutil.which(tool) is None


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*tools): what the test uses beyond Python packages")


def pytest_runtest_setup(item: pytest.Item) -> None:
    tools = [tool for mark in item.iter_markers("needs") for tool in mark.args]
    if "browser" in getattr(item, "fixturenames", ()):
        tools.append("chromium")
    missing = ", ".join(tool for tool in tools if is_missing(tool))
    if missing:
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(f"missing here: {missing}")


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """One for the whole run; leave it without emulation and cookies of yours."""
    driver = chromium()
    yield driver
    driver.quit()


def chromium() -> webdriver.Chrome:
    """Headless Chromium that asks nobody for anything."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",  # containers have none to offer, and only our own pages are opened
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--disable-sync",
        "--no-first-run",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)
