"""Where things stand in the site, and where the site stands."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from generator.model import Config


@lru_cache(maxsize=1 << 16)
def permalink(kind: str, name: str, fragment: str = "") -> str:
    """The address of a `brief`, `actor`, `topic` or `source`, relative to the site."""
    address = f"{kind}s/{quote(name)}.html"
    return f"{address}#{quote(fragment)}" if fragment else address


def site_root(config: Config) -> str:
    """The address of the site with a slash at its end; empty where site.yaml doesn't state it."""
    return config.url.rstrip("/") + "/" if config.url else ""


def is_web_address(url: str) -> bool:
    return bool(re.match(r"https?://[^\s/]", url, re.IGNORECASE))
