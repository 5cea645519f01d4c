"""What `make` sets up, what the lock files promise, and what an installed copy holds."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from generator import __version__

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, str]:
    """Package → version of a lock file."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_nothing_but_versions_and_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace(" \\\n", "")
    requirement = re.compile(r"[a-z0-9-]+==[a-z0-9.]+( ; [a-z_]+ [^:]+?)?(    --hash=sha256:[0-9a-f]{64})+")
    assert [line for line in text.splitlines() if not requirement.fullmatch(line)] == []


def test_the_locks_agree() -> None:
    run, dev = (locked(name) for name in LOCKS)
    assert run
    assert {name: dev.get(name) for name in run} == run


def test_the_licences_are_those_of_the_lock() -> None:
    """`make licences` was run after `make lock`, and after a change of the data."""
    text = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| ([a-z0-9-]+) \| ([0-9]\S*) \|", text, re.MULTILINE)) == locked("requirements.lock")
    data = (ROOT / "generator/data/README.md").read_text(encoding="utf-8").strip()
    assert text.endswith(re.sub(r"^#", "##", data, flags=re.MULTILINE) + "\n")
    assert "not stated" not in text


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_every_requirement_is_locked(lock: str, requirements: list[str]) -> None:
    names = {normal(re.split(r"[ >=;\[]", requirement)[0]) for requirement in requirements}
    assert names - set(locked(lock)) == set()


def test_the_npm_lock_has_hashes_and_no_addresses() -> None:
    text = (ROOT / "tests/package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_every_package_that_is_imported_is_required() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    texts = [*PROJECT["project"]["dependencies"], *chain.from_iterable(extras)]
    required = {normal(re.split(r"[ >=;\[]", text)[0]) for text in texts}
    ours = {"generator", *sys.stdlib_module_names}
    known = packages_distributions()
    # What comes with a package of ours and is a part of its interface.
    part_of = {"markupsafe": "jinja2", "tornado": "livereload"}
    missing = set()
    for file in (ROOT / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            for name in {name.partition(".")[0] for name in names} - ours:
                packages = {normal(package) for package in known.get(name, [name])}
                if not (packages | {part_of.get(name)}) & required:
                    missing.add(f"{file.name}: {name}")
    assert missing == set()


# Setting up, with commands that only pretend


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., str]:
    """Runs tools/setup.sh where only the commands given exist: name → what it does, as shell code."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/setup.sh", tmp_path / "tools")
    for name in ("sh", "dirname", "env", "find", "head", "touch", "chmod", "true"):
        (programs / name).symlink_to(shutil.which(name) or "")

    def run(*arguments: str, **commands: str) -> str:
        for name, code in {"id": "echo 1000", **commands}.items():
            file = programs / name.replace("_", "-")
            file.write_text(f"#!{programs}/sh\n{code}\n", encoding="utf-8")
            file.chmod(0o755)
        environment = {"PATH": str(programs), "HOME": str(tmp_path), "BIN": str(programs)}
        script = [str(programs / "sh"), str(tmp_path / "tools/setup.sh"), *arguments]
        done = subprocess.run(script, env=environment, capture_output=True, text=True)
        return done.stdout + done.stderr

    return run


@pytest.mark.parametrize(
    ("manager", "run"),
    [
        ("apt_get", "sudo apt-get install python3"),
        ("dnf", "sudo dnf install python3"),
        ("pacman", "sudo pacman -S python"),
        ("brew", "brew install python"),
    ],
)
def test_without_python_one_line_says_what_to_run(machine: Callable[..., str], manager: str, run: str) -> None:
    said = machine("python", "requirements.lock", **{manager: "exit 1"})
    assert said == f"Missing: Python 3.11 or newer. To install, run: {run}\n"


def test_an_unknown_package_manager_is_told_all(machine: Callable[..., str]) -> None:
    assert machine("python", "requirements.lock") == (
        "Missing: Python 3.11 or newer. To install, run: "
        "apt-get install python3 | dnf install python3 | pacman -S python | brew install python\n")


def test_a_python_without_venv(machine: Callable[..., str]) -> None:
    python = f'case $2 in *ensurepip*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac'
    said = machine("python", "requirements.lock", python3=python, apt_get="exit 1")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert said == f"Missing: Python's venv and pip. To install, run: sudo apt-get install python{version}-venv\n"


def test_without_pango_there_is_advice_and_no_failure(machine: Callable[..., str]) -> None:
    said = machine("print", apt_get="exit 1")
    assert said.splitlines()[0] == (
        "Missing: Pango (without it there is no PDF). To install, run: "
        "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")


APT = """\
echo "$DEBIAN_FRONTEND $*" >>"$BIN/../apt"
case $* in
*update) touch "$BIN/../updated" ;;
*) [ -e "$BIN/../updated" ] && { echo '#!/bin/sh' >"$BIN/qpdf"; chmod +x "$BIN/qpdf"; } ;;
esac"""
PRESENT = dict.fromkeys(("chromium", "chromedriver", "pdftotext", "pdftoppm"), "exit 0")
OPTIONS = "noninteractive -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0"


@pytest.mark.parametrize(
    "rights", [{"id": "echo 0"}, {"id": "echo 1000", "sudo": '[ "$1" = -n ] && shift && exec "$@"'}])
def test_apt_installs_what_is_missing(machine: Callable[..., str], tmp_path: Path, rights: dict[str, str]) -> None:
    """Where that needs no question; empty package lists are filled first."""
    said = machine("tests", apt_get=APT, node="exit 0", npm="exit 0", **PRESENT, **rights)
    assert said == "Installing with apt: qpdf\n"
    install = f"{OPTIONS} install --no-install-recommends qpdf"
    assert (tmp_path / "apt").read_text(encoding="utf-8").splitlines() == [install, f"{OPTIONS} update", install]


def test_nothing_is_asked(machine: Callable[..., str]) -> None:
    said = machine("tests", apt_get="exit 0", sudo="exit 1", node="exit 0", npm="exit 0", **PRESENT)
    assert said == "Missing: qpdf. To install, run: sudo apt-get install qpdf\n"


def test_what_is_there_is_left_alone(machine: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "tests/node_modules").mkdir(parents=True)
    (tmp_path / "tests/package-lock.json").touch()
    (tmp_path / "tests/node_modules/.package-lock.json").touch()
    commands = {**PRESENT, **dict.fromkeys(("qpdf", "node"), "exit 0"), "npm": "echo npm"}
    assert machine("tests", **commands) == ""


def test_make_help_lists_every_target() -> None:
    targets = re.search(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert targets
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+)", told, re.MULTILINE)) == set(targets[1].split()) - {
        "setup", "setup-tests"}


# An installed copy


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = out.iterdir()
    return file


def test_the_wheel_holds_code_data_and_templates(wheel: Path) -> None:
    assert wheel.name == f"dossier-{__version__}-py3-none-any.whl"
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}
    templates = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*")
                 if path.is_file()}
    assert held == code | {f"generator/_templates/{name}" for name in templates}


def test_an_installed_copy_builds(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    def dossier(*arguments: str) -> None:
        command = [sys.executable, "-m", "generator", "-q", *arguments]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True)

    dossier("init", "new")
    (tmp_path / "new/content/articles/dam.txt").write_text(
        "date 2031-03-04 The dam above Selin will hold, the council said.\n", encoding="utf-8")
    dossier("-C", "new", "build")
    assert (tmp_path / "new/build/site/briefs/dam.html").is_file()
