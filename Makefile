# Handles that stay the same: setup, demo, test, check.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test check

setup:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e . || $(BIN)/pip install --quiet --no-deps -e .
	npm ci --ignore-scripts --no-audit --no-fund
	$(BIN)/python -m redcloud.commands.messages

demo: setup
	$(BIN)/redcloud demo

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint src --check --lint --quiet
	$(BIN)/redcloud manage makemigrations --check --dry-run
	REDCLOUD_PUBLIC_URL=https://cloud.example.org $(BIN)/redcloud manage check --deploy --fail-level WARNING
	$(BIN)/mypy

test:
	$(BIN)/pytest -n 2
