"""Write, to standard output, docs/licences.md: the licences of what requirements.lock names, and of the data."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
_PREFIX = "License :: "


def licence(package: PackageMetadata) -> str:
    """As the package states it: an SPDX expression, else its classifiers, else the first line of its own words."""
    classifiers = [value for value in package.get_all("Classifier", []) if value.startswith(_PREFIX)]
    named = ", ".join(value.rpartition(" :: ")[2] for value in classifiers)
    stated = str(package.get("License") or "").strip().partition("\n")[0]
    return str(package.get("License-Expression") or named or stated or "not stated")


def row(name: str, version: str) -> str:
    try:
        return f"| {name} | {version} | {licence(metadata(name))} |"
    except PackageNotFoundError:
        return f"| {name} | {version} | not installed on this platform |"


def main() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9-]+)==([^\s;]+)", lock, re.MULTILINE)
    data = (ROOT / "generator/data/README.md").read_text(encoding="utf-8").strip()
    print("# Licences\n\nDossier is under the MIT licence (LICENSE). This list is made by `make licences`.\n")
    print("## Packages\n\nNamed in requirements.lock; as each package states it.\n")
    print("| package | version | licence |\n|---|---|---|")
    print("\n".join(row(*package) for package in packages))
    print("\n## Data\n")
    print(re.sub(r"^#", "##", data, flags=re.MULTILINE))


if __name__ == "__main__":
    main()
