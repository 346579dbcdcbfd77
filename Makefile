# Every target sets up what it needs: Python 3.11 or later with venv, and make, are enough; for the planner's pages also
# Node 20 or later with npm, and for its tests in the browser Chromium.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out/demo
FUZZ ?= 10
TORCH ?= torch==2.13.0
PIP_AUDIT ?= pip-audit==2.10.1
ROUNDS ?= 1 2 3 4 5
CHROMIUM ?= chromium
PAGES := src/beatwright/web/static/index.html
MODULES := frontend/node_modules/.installed
PYTHONS ?= $(foreach minor,11 12 13 14,$(shell python3.$(minor) -c 'print("3.$(minor)")' 2>/dev/null))

PIP = $(1)/bin/python -m pip install --quiet
# Whole stretches of neighbouring files to each process, so that what a file's tests share is built once.
WITHOUT_SLOW = -n 2 --dist worksteal -m "not slow"
# The oldest packages call what their own newer neighbours deprecate.
# Whether there is Node to build the planner's pages with, and what is said where not.
HAS_NODE = command -v npm >/dev/null && node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null
NO_NODE = The planner's pages need Node 20 or later and npm, which are not here
OLD_WARNINGS = -W default::DeprecationWarning -W default::PendingDeprecationWarning -W default::FutureWarning

.DEFAULT_GOAL := help
.PHONY: help demo frontend browser test test-front test-slow test-latest test-oldest test-pythons test-deep test-hard fuzz lint bench docs front planner-pictures pin audit clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.venv/.python .venv-latest/.python .venv-oldest/.python .venv-pin/.python .venv-audit/.python:
	@$(PYTHON) -c 'import sys; sys.exit("beatwright needs Python 3.11 or later; this is %d.%d. Run: make PYTHON=python3.12 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Making the environment in $(@D)"
	@$(PYTHON) -m venv --clear $(@D)
	@touch $@

$(VENV)/.base: pyproject.toml constraints.txt | $(VENV)/.python
	@echo "Installing beatwright"
	@$(call PIP,$(VENV)) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.%: pyproject.toml constraints.txt | $(VENV)/.python
	@echo "Installing beatwright[$*]"
	@$(call PIP,$(VENV)) --constraint constraints.txt --editable '.[$*]'
	@touch $@

.venv-3.%/.dev: pyproject.toml constraints.txt
	@echo "Installing beatwright[dev] in $(@D)"
	@python3.$* -m venv --clear $(@D)
	@$(call PIP,$(@D)) --constraint constraints.txt --editable '.[dev]'
	@touch $@

.PHONY: .venv-latest/.newest
.venv-latest/.newest: | .venv-latest/.python
	@echo "Installing beatwright[dev] with the newest packages"
	@$(call PIP,$(@D)) --upgrade --upgrade-strategy eager --editable '.[dev]'

.venv-oldest/.oldest: pyproject.toml tools/oldest.py | .venv-oldest/.python
	@echo "Installing beatwright[dev] with the oldest packages it allows"
	@$(PYTHON) tools/oldest.py > $(@D)/oldest.txt
	@$(call PIP,$(@D)) --constraint $(@D)/oldest.txt --editable '.[dev]'
	@touch $@

demo: $(VENV)/.base ## Plan a generated city from nothing; ends with a report and a table
	$(BIN)/beatwright demo --output $(OUT)

$(MODULES): frontend/package-lock.json
	@$(HAS_NODE) || { echo "$(NO_NODE)."; exit 1; }
	@echo "Installing what the planner's pages are made of"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGES): $(MODULES) $(wildcard frontend/*.*) $(shell find frontend/src frontend/scripts -type f)
	@echo "Building the planner's pages"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

frontend: $(PAGES) ## Build the planner's pages; needs Node 20 and npm

# No browser is downloaded: the system's own is used, and fetched by its own tool where that may be done.
browser:
	@command -v $(CHROMIUM) >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && echo "Installing Chromium" && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } \
	  || echo "There is no Chromium: tests in the browser skip. Install it, or name it: make CHROMIUM=... test"

test-front: $(VENV)/.dev $(PAGES) ## Check the planner's pages: types, units, what the server says, sizes
	cd frontend && npm run --silent check && npm test --silent && npm run --silent size
	cd frontend && PYTHON="$(abspath $(BIN))/python" npm run --silent types:check

test: $(VENV)/.dev browser ## Run the whole suite, the planner's pages first, without the slow remainder
	@if $(HAS_NODE); then $(MAKE) --no-print-directory test-front; else echo "$(NO_NODE): their tests are left out."; fi
	CHROMIUM="$$(command -v $(CHROMIUM))" $(BIN)/python -m pytest $(WITHOUT_SLOW)

test-slow: $(VENV)/.dev browser ## Run the slow remainder of the suite
	@if $(HAS_NODE); then $(MAKE) --no-print-directory frontend; else echo "$(NO_NODE): their tests are left out."; fi
	CHROMIUM="$$(command -v $(CHROMIUM))" $(BIN)/python -m pytest -m slow

test-latest: .venv-latest/.newest ## Run the suite with the newest packages, in an environment of its own
	.venv-latest/bin/python -m pytest $(WITHOUT_SLOW)

test-oldest: .venv-oldest/.oldest ## Run the suite with the oldest packages that pyproject.toml allows
	.venv-oldest/bin/python -m pytest $(WITHOUT_SLOW) $(OLD_WARNINGS)

test-pythons: $(foreach python,$(PYTHONS),.venv-$(python)/.dev) ## Run the suite on every Python that the machine has
	$(foreach python,$(PYTHONS),.venv-$(python)/bin/python -m pytest $(WITHOUT_SLOW) &&) echo "Passed on Python $(PYTHONS)"

.venv-deep/.deep: pyproject.toml constraints.txt
	@echo "Installing beatwright[dev,deep] in $(@D)"
	@$(PYTHON) -m venv --clear $(@D)
	@$(call PIP,$(@D)) --constraint constraints.txt '$(TORCH)' --editable '.[dev,deep]'
	@touch $@

test-deep: .venv-deep/.deep ## Run the tests that need PyTorch, in an environment of its own
	.venv-deep/bin/python -m pytest tests/forecast/kinds -m "not slow"

# The busy loops end with the shell that started them, however it ends.
test-hard: $(VENV)/.dev ## Run the suite ROUNDS times in random order beside two busy loops, in another place and language
	trap 'kill $$(jobs -p)' EXIT; \
	for busy in 1 2; do $(BIN)/python -c 'while True: pass' & done; \
	for round in $(ROUNDS); do \
	  PYTHONHASHSEED=$$round LC_ALL=C TZ=Pacific/Auckland \
	  $(BIN)/python -m pytest $(WITHOUT_SLOW) --random-order --random-order-seed=$$round || exit 1; \
	done

fuzz: $(VENV)/.dev ## Run the property tests on other draws each time; FUZZ times as many
	FUZZ=$(FUZZ) $(BIN)/python -m pytest -n 2 -m "hypothesis and not slow" --hypothesis-profile=fuzz

lint: $(VENV)/.dev ## Check style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev $(VENV)/.bench ## Run the benchmarks beside the peers
	$(BIN)/python -m benchmarks

docs: $(VENV)/.docs ## Build the documentation; a warning is an error
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	$(BIN)/python docs/_extensions/outside.py docs/_build/html
	@echo "The documentation is in docs/_build/html/index.html"

front: $(VENV)/.base ## Make the README's table and picture from the demo; needs Chromium or Chrome
	$(BIN)/python docs/make_front.py

planner-pictures: $(VENV)/.dev $(PAGES) ## Take the pictures of the planner from the demo; needs Chromium
	CHROMIUM="$$(command -v $(CHROMIUM))" $(BIN)/python docs/make_planner_pictures.py

# Older versions of pip judge other Pythons by their own.
pin: .venv-pin/.python ## Renew constraints.txt: the newest versions, for every Python
	@$(call PIP,.venv-pin) --upgrade pip
	.venv-pin/bin/python tools/pin.py

# Neither file is changed, and nothing that is asked about is installed.
audit: .venv-audit/.python ## Ask whether pinned packages have known faults; needs the internet, Node 20 and npm
	@$(HAS_NODE) || { echo "$(NO_NODE): nothing was asked."; exit 1; }
	@$(call PIP,.venv-audit) '$(PIP_AUDIT)'
	.venv-audit/bin/python tools/audit.py

clean: ## Remove the environments and everything built, compiled kernels too
	rm -rf $(VENV) .venv-latest .venv-oldest .venv-3.* .venv-deep .venv-pin .venv-audit build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis docs/_gallery docs/reference/generated frontend/node_modules src/beatwright/web/static
	find src -name '*.nb[ic]' -delete
