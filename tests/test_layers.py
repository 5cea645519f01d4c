"""Each module imports only from modules below it, as docs/design.md lists them; siblings in extract/ never meet."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"


def listed() -> list[str]:
    """The modules of the table in docs/design.md, in its order."""
    table = (ROOT / "docs/design.md").read_text(encoding="utf-8").split("## Modules")[1].split("## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def imported(file: Path) -> set[str]:
    """Top-level modules of the package that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "generator":
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found - {"__version__"}


def module(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_module_is_listed_once() -> None:
    present = {module(file) for file in PACKAGE.rglob("*.py")} - {"__init__", "__main__"}
    assert sorted(listed()) == sorted(present)


def test_imports_go_down() -> None:
    order = {name: place for place, name in enumerate(listed())}
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if module(file) in order
        for name in sorted(imported(file) - {module(file)})
        if order[name] > order[module(file)]
    ]
    assert wrong == []


def test_siblings_of_extract_do_not_import_each_other() -> None:
    """But for what all of them leave out: `furniture` is below the others."""
    folder = PACKAGE / "extract"
    wrong = []
    for file in sorted(folder.rglob("*.py")):
        own = file.relative_to(folder).parts[0].removesuffix(".py")
        text = file.read_text(encoding="utf-8")
        others = set(re.findall(r"from generator\.extract\.(\w+)", text)) - {own, "furniture"}
        if own != "__init__" and others:
            wrong.append(f"{own} imports {', '.join(sorted(others))}")
    assert wrong == []
