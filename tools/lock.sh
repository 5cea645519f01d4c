#!/bin/sh
# Writes requirements.lock (what runs), requirements-dev.lock (that and what tests need) and
# tests/package-lock.json: exact versions with the hashes of their files for every platform, and no addresses.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9

# compile LOCK OPTION...
compile() {
    lock=$1
    shift
    "$tools/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-build \
        --no-header --no-annotate --no-config "$@" --output-file "$lock"
}

compile requirements.lock pyproject.toml
compile requirements-dev.lock pyproject.toml --group dev --constraint requirements.lock

npm install --prefix tests --package-lock-only --no-audit --no-fund
.venv/bin/python - tests/package-lock.json <<'END'
import json, pathlib, sys
path = pathlib.Path(sys.argv[1])
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("resolved", None)
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2) + "\n")
END
