# `make` sets everything up and builds the sample dossier; `make help` lists the rest.
.DEFAULT_GOAL := build
.PHONY: build serve check test fuzz coverage soak bench eval screenshots lock licences help setup setup-tests
.DELETE_ON_ERROR:

PORT ?= 5500
GOLD ?=
# On macOS the loader doesn't look where Homebrew puts Pango.
ifeq ($(shell uname),Darwin)
RUN := DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib .venv/bin/python
else
RUN := .venv/bin/python
endif

build: setup  ## Set up, then make briefs, site and PDF of the dossier in this folder
	@$(RUN) -m generator build

serve: setup  ## Show the site and keep it up to date while you edit (PORT=5500)
	@$(RUN) -m generator serve --port $(PORT)

check: setup  ## Prove every quote, name, date and link, writing nothing
	@$(RUN) -m generator check

test: setup-tests  ## Lint, check types and run all tests
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@$(RUN) -m pytest

fuzz: setup-tests  ## Read what nobody would write: each target for SECONDS=60
	@SECONDS=$(or $(SECONDS),60) $(RUN) -m pytest -q tests/fuzz

coverage: setup-tests  ## What `make test` does, and which branches of generator/ no test reaches
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@$(RUN) -m coverage erase
	@$(RUN) -m coverage run -m pytest
	@$(RUN) -m coverage combine -q
	@$(RUN) -m coverage report

soak: fuzz  ## The long campaigns: inputs, games, kills, builds, hostile text (GAMES=500 KILLS=200 PDF_KILLS=60 HISTORIES=1000)
	@GAMES=$(or $(GAMES),500) KILLS=$(or $(KILLS),200) PDF_KILLS=$(or $(PDF_KILLS),60) \
	  HISTORIES=$(or $(HISTORIES),1000) SOAK=1 $(RUN) -m pytest -q \
	  tests/test_person.py tests/test_incremental.py tests/test_killed.py tests/test_variations.py tests/test_hostile.py

bench: setup-tests  ## Measure speed and memory beside Hugo, Pelican and MkDocs (SIZE=10000)
	@$(RUN) -m tests.bench $(SIZE)

eval: setup  ## Score extraction against annotated articles (GOLD=DIR for your own)
	@$(RUN) -m tests.eval $(GOLD)

screenshots: build setup-tests  ## Pictures of every type of page, to look at: build/screenshots/
	@$(RUN) -m tests.screenshots build/site build/screenshots

lock:  ## Renew requirements*.lock from pyproject.toml
	@sh tools/lock.sh

licences: setup  ## Renew docs/licences.md from the packages installed
	@$(RUN) tools/licences.py > docs/licences.md

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1\t\2/p' Makefile | expand -t 15

setup: .venv/installed
	@sh tools/setup.sh print

setup-tests: setup .venv/installed-dev
	@sh tools/setup.sh tests

.venv/installed: requirements.lock
	@sh tools/setup.sh python requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@sh tools/setup.sh python requirements-dev.lock
	@touch $@
