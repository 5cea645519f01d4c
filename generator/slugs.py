"""Slugs: the part of a permalink made of a name."""

from __future__ import annotations

import hashlib
import re

from anyascii import anyascii

MAX_LENGTH = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|index)")


def slug(name: str) -> str:
    """`name` in lower-case Latin letters, digits and hyphens; never empty, at most MAX_LENGTH long.

    The same name always gives the same slug. Names of devices on Windows and “index” get a hyphen's tail, names
    that leave nothing or are too long get a part of their SHA-256 so that they stay apart.
    """
    plain = re.sub(r"['’ʼ`]", "", anyascii(name).lower())
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if made and len(made) <= MAX_LENGTH and not _RESERVED.fullmatch(made):
        return made
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{made[: MAX_LENGTH - 9].rstrip('-') or 'n'}-{digest}"
