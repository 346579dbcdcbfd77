# Every target sets up what it needs: Python 3.11 or later with venv, and make, are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out/demo

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint bench docs clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("beatwright needs Python 3.11 or later; this is %d.%d. Run: make PYTHON=python3.12 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.base: pyproject.toml | $(VENV)/.python
	@echo "Installing beatwright"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.%: pyproject.toml | $(VENV)/.python
	@echo "Installing beatwright[$*]"
	@$(BIN)/python -m pip install --quiet --editable '.[$*]'
	@touch $@

demo: $(VENV)/.base ## Plan a generated city from nothing; ends with a report and a table
	$(BIN)/beatwright demo --output $(OUT)

test: $(VENV)/.dev ## Run the whole suite, without the slow remainder
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: $(VENV)/.dev ## Run the slow remainder of the suite
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev ## Check style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev $(VENV)/.bench ## Run the benchmarks beside the peers
	$(BIN)/python -m benchmarks

docs: $(VENV)/.docs ## Build the documentation; a warning is an error
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	@echo "The documentation is in docs/_build/html/index.html"

clean: ## Remove the environment and everything built
	rm -rf $(VENV) build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
