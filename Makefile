# Two commands do everything: `make run` serves the lab, `make test` checks it.
# PORT, DIGIT_LAB_HOME and DIGIT_LAB_SCHEDULER are the settings; see README.md.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check fix bench pictures lock

run: .venv/installed
	@exec $(BIN)/digit-lab serve

test: check
	@$(BIN)/python -m harness.chromium
	$(BIN)/pytest

check: .venv/installed-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

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
