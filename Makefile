# Tongguan. `make` alone lists what can be done.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check bench docs
BIN := .venv/bin

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: .venv/.run ## install what running needs, into .venv
.venv/.run: requirements/run.txt pyproject.toml
	@echo "Installing what Tongguan runs on ..."
	@python3 -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
.venv/.dev: .venv/.run requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: .venv/.run ## lodge and clear a day at a port, then show it on http://127.0.0.1:8000
	@TONGGUAN_MODE=demo $(BIN)/tongguan demo --serve

demo: .venv/.run ## the same day, without the pages; ends by itself
	@TONGGUAN_MODE=demo $(BIN)/tongguan demo

test: .venv/.dev ## run every test, on SQLite and on a PostgreSQL of its own
	@echo "Testing on SQLite ..."
	@TONGGUAN_MODE=test $(BIN)/pytest -n 2 --dist loadfile
	@echo "Testing on PostgreSQL ..."
	@TONGGUAN_MODE=test $(BIN)/pytest -n 2 --dist loadfile -m 'not any_database' --database=postgresql tests/desk tests/doors tests/journeys

check: .venv/.dev ## lint, types, walls and budgets, migrations, docs
	@echo "Checking style, types, walls, migrations and docs ..."
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@TONGGUAN_MODE=test $(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@TONGGUAN_MODE=test $(BIN)/pytest tests/house
	@TONGGUAN_MODE=test $(BIN)/tongguan makemigrations --check --dry-run
	@TONGGUAN_MODE=test $(BIN)/tongguan docs --check

bench: .venv/.dev ## measure each figure beside its floor, in one run
	@TONGGUAN_MODE=test $(BIN)/tongguan bench

docs: .venv/.run ## write the generated pages of docs/ again
	@TONGGUAN_MODE=test $(BIN)/tongguan docs
