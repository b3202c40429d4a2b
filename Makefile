# `make` alone lists what can be done. Everything runs in .venv, which `make setup` makes and keeps.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
# One more than there are processors: some tests wait for a browser, a process or a lock.
WORKERS := $(shell expr $$(nproc) + 1)
export PYTHONUTF8 = 1

.PHONY: help
help: ## List these targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

.PHONY: setup
setup: ## Install what govflow needs: system libraries, and a locked environment in .venv
	@bin/setup

.PHONY: setup-tests
setup-tests: ## Install what the tests need besides: PostgreSQL, poppler, Chromium, fonts, checkers
	@bin/setup --tests

.PHONY: run
run: setup ## Serve the demo on this machine and print links that sign in its people
	@$(BIN)/govflow serve --demo

.PHONY: test
test: setup-tests ## Run every test
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal

.PHONY: check
check: setup-tests lint migrations core-coverage ## Hold the walls: style, types, import order, templates, migrations, core coverage

.PHONY: lint
lint: # style, types, who imports whom, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

.PHONY: migrations
migrations: # an empty database comes up to the pinned head, and the models say nothing more
	bin/check-migrations

.PHONY: core-coverage
core-coverage: # every branch of the core is taken by the core's own tests
	$(BIN)/pytest tests/core -q -n auto --cov=govflow.core --cov-branch --cov-fail-under=100

.PHONY: bench
bench: setup-tests ## Measure: ratios, and the milliseconds behind them
	@$(BIN)/python -m bench

.PHONY: soak
soak: setup-tests ## Run the fault and property tests at full size (long)
	@GOVFLOW_SOAK=1 $(BIN)/pytest -n auto -m "soak or hypothesis" --hypothesis-profile=full

.PHONY: lock
lock: setup-tests ## Pin every dependency again, with hashes (requirements/*.txt)
	@bin/lock
