# The handles that stay the same. Everything else is `.venv/bin/redcloud --help`.
PYTHON ?= python3
BIN := .venv/bin
STAGE_TESTS := tests/apps tests/web tests/flows

.PHONY: setup demo test check check-types check-rest test-faults test-browser

setup:
	@$(PYTHON) scripts/install.py dev

demo:
	@$(PYTHON) scripts/install.py run
	@$(BIN)/redcloud demo

# Types take longer than all the rest together, which is looked at beside them.
check:
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-types check-rest

check-types:
	$(BIN)/mypy

check-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint src --lint --quiet
	$(BIN)/redcloud manage makemigrations --check --dry-run
	REDCLOUD_PUBLIC_URL=https://cloud.example.org $(BIN)/redcloud manage check --deploy --fail-level WARNING

# Every test on the embedded database; the stages' tests and the faults again on PostgreSQL where one is named, which
# is never probed for. -ra ends each part with one line for each thing left out. The parts are apart, since
#   faults   all hurt one installation: one process;
#   browser  one process as well: Playwright keeps an event loop running, in which Django refuses the database;
# both wait more than they work and share nothing, so they run side by side, each with its output in one piece. The
# others have two processes, which are given tests in their order: those that empty the tables, and with them what
# migrations put there, come last, and nothing may be taken over from one process to the other after them.
TWO_PROCESSES := -n 2
ON_POSTGRESQL := DATABASE_URL="$$REDCLOUD_TEST_DATABASE_URL" $(BIN)/pytest -q

test: setup
	$(BIN)/pytest -q $(TWO_PROCESSES) --ignore=tests/browser --ignore=tests/faults
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-faults test-browser
	@if [ -n "$$REDCLOUD_TEST_DATABASE_URL" ]; then \
		echo "The stages' tests again, on PostgreSQL:"; \
		$(ON_POSTGRESQL) $(TWO_PROCESSES) $(STAGE_TESTS); \
	else \
		echo "Left out: the stages' tests on PostgreSQL (REDCLOUD_TEST_DATABASE_URL names none)."; \
	fi

test-faults:
	$(BIN)/pytest -q tests/faults
	@[ -z "$$REDCLOUD_TEST_DATABASE_URL" ] || { echo "The faults again, on PostgreSQL:"; $(ON_POSTGRESQL) tests/faults; }

test-browser:
	$(BIN)/pytest -q tests/browser
