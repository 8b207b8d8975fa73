# The handles that stay the same. Everything else is `.venv/bin/redcloud --help`.
PYTHON ?= python3
BIN := .venv/bin
STAGE_TESTS := tests/apps tests/web tests/flows

.PHONY: setup demo test check

setup:
	@$(PYTHON) scripts/install.py dev

demo:
	@$(PYTHON) scripts/install.py run
	@$(BIN)/redcloud demo

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint src --lint --quiet
	$(BIN)/redcloud manage makemigrations --check --dry-run
	REDCLOUD_PUBLIC_URL=https://cloud.example.org $(BIN)/redcloud manage check --deploy --fail-level WARNING
	$(BIN)/mypy

# Every test on the embedded database; the stages' tests again on PostgreSQL where one is named.
# PostgreSQL is never probed for. The faults have a process of their own, since all of them hurt one installation;
# the browser's tests come after them: Playwright keeps an event loop running, in which Django refuses the database
# to tests that follow. -ra ends with one line for each thing left out.
test: setup
	$(BIN)/pytest -n 2 -q --ignore=tests/browser --ignore=tests/faults
	$(BIN)/pytest -q tests/faults tests/browser
	@if [ -n "$$REDCLOUD_TEST_DATABASE_URL" ]; then \
		echo "The stages' tests again, on PostgreSQL:"; \
		DATABASE_URL="$$REDCLOUD_TEST_DATABASE_URL" $(BIN)/pytest -n 2 -q $(STAGE_TESTS) && \
		DATABASE_URL="$$REDCLOUD_TEST_DATABASE_URL" $(BIN)/pytest -q tests/faults; \
	else \
		echo "Left out: the stages' tests on PostgreSQL (REDCLOUD_TEST_DATABASE_URL names none)."; \
	fi
