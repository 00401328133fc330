# Needs only make and python3 (3.11 or newer). `make run` starts the site, `make test` checks it.

PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint messages lock clean

help: ## show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: export MASSWERK_DEBUG = 1
run: $(VENV)/run.stamp ## start the site on http://127.0.0.1:8000 with the shipped catalogue
	@$(BIN)/python manage.py start_locally --address $(ADDRESS)

test: $(VENV)/dev.stamp ## run every test that needs no system package
	$(BIN)/python -m pytest -n auto -m "not browser"

lint: $(VENV)/dev.stamp ## check style of Python and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check $$(git ls-files 'templates/*.html')
	$(BIN)/django-upgrade --target-version 5.2 --check $$(git ls-files '*.py')

messages: export MASSWERK_DEBUG = 1
messages: $(VENV)/dev.stamp ## collect translatable strings and compile them (needs gettext)
	$(BIN)/python manage.py makemessages -l de --no-location --no-obsolete --ignore .venv
	$(BIN)/python manage.py compilemessages -l de --ignore .venv

lock: ## pin the dependencies of pyproject.toml with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --group dev -o requirements-dev.txt

clean: ## remove the environment and the local database
	rm -rf $(VENV) var

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Masswerk needs Python 3.11 or newer; choose one with: make PYTHON=python3.13 ..."; exit 1; }
	@echo "Creating the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing the locked dependencies …"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/python
	@echo "Installing the locked dependencies for development …"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
