# Two commands do everything: `make run` serves the lab, `make test` checks it. While working, `make quick` checks
# what needs no browser, no process and no TensorFlow.
# PORT and what begins with DIGIT_LAB_ are the settings; see README.md.

PYTHON ?= python3
BIN := .venv/bin
CHECKS := lint format types imports

.PHONY: run test quick check lint format types imports quick-tests fix bench pictures lock

run: .venv/installed
	@exec $(BIN)/digit-lab serve

test: .venv/installed-dev
	@$(MAKE) --no-print-directory quick COVERAGE="--cov --cov-report= --cov-fail-under=0"
	@$(BIN)/python -m harness.chromium
	$(BIN)/pytest -m "browser or process or tensorflow" --numprocesses 2 --cov --cov-append

quick: .venv/installed-dev
	@$(MAKE) --no-print-directory -j $(CHECKS) quick-tests

check: .venv/installed-dev
	@$(MAKE) --no-print-directory -j $(CHECKS)

lint:
	$(BIN)/ruff check .

format:
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

quick-tests:
	$(BIN)/pytest --quick --numprocesses auto $(COVERAGE)

fix: .venv/installed-dev
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks

pictures: .venv/installed-dev
	$(BIN)/python -m tests.browser.pictures

lock: .venv/installed-dev
	grep -v '^-e' requirements.txt | $(BIN)/uv pip compile - --universal --generate-hashes --no-header -o requirements.lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Digit Lab needs Python 3.11 or newer; set PYTHON=." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt && touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt && touch $@ .venv/installed
