# Needs only make and python3 (3.11 or newer). `make run` starts the site, `make test` checks it.

PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test drill lint messages lock digests install bench pictures clean

help: ## show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: export MASSWERK_DEBUG = 1
run: $(VENV)/run.stamp ## start the site on http://127.0.0.1:8000 with the shipped catalogue
	@$(BIN)/python manage.py start_locally --address $(ADDRESS)

test: $(VENV)/dev.stamp ## run every test that needs no system package
	$(BIN)/python -m pytest -n auto -m "not browser"

# First what measures or kills, alone on the machine; then what only takes long, on all cores.
DRILLS_ON_ALL_CORES := $(patsubst %,tests/drills/test_%.py,erased full_disk fuzzed_texts pairs publishers restore)

drill: export MASSWERK_DRILL = 1
drill: $(VENV)/dev.stamp ## run the reliability tests at full size, and say what this machine lacks for some (some 25 minutes)
	@$(MAKE) --no-print-directory $(VENV)/swift/stamp || echo "Without Swift, nothing is tried with an object store."
	@$(BIN)/python -m pytest -p tests.drills.table tests/drills $(DRILLS_ON_ALL_CORES:%=--ignore=%); alone=$$?; \
		$(BIN)/python -m pytest -p tests.drills.table -n auto $(DRILLS_ON_ALL_CORES) \
			$$(grep -rl --include='test_*.py' --exclude-dir=drills 'import rounds' tests) && exit $$alone

lint: $(VENV)/dev.stamp ## check style, types and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check $$(git ls-files 'templates/*.html' ':!templates/public')
	$(BIN)/django-upgrade --target-version 5.2 --check $$(git ls-files '*.py')
	$(BIN)/lint-imports
	$(BIN)/mypy

messages: export MASSWERK_DEBUG = 1
messages: $(VENV)/dev.stamp ## collect translatable strings and compile them (needs gettext)
	$(BIN)/python manage.py makemessages -l de --no-location --no-obsolete --ignore .venv
	$(BIN)/python manage.py compilemessages -l de -l en --ignore .venv

lock: ## pin the dependencies of pyproject.toml with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--constraint requirements.txt --extra s3 pyproject.toml -o requirements-s3.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --group dev -o requirements-dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--constraint requirements.txt pyproject.toml --group bench -o requirements-bench.txt

digests: ## pin the container images to what their names stand for today (needs docker and the network)
	@deploy/docker/pin_digests.sh

install: ## install the site on this Debian machine, or update it (as root; HOST=massnahmen.example.org)
	@deploy/debian/install.sh "$(HOST)"

bench: $(VENV)/bench/stamp ## measure speed and memory, write docs/performance.md (BIG=1: a million measures too)
	$(VENV)/bench/bin/python -m tests.bench $(if $(BIG),--big)

# An object store for the drills, in an environment of its own. It also needs the library liberasurecode1.
$(VENV)/swift/stamp:
	@$(PYTHON) -m venv $(VENV)/swift
	@echo "Installing OpenStack Swift for the drills …"
	@$(VENV)/swift/bin/python -m pip install --disable-pip-version-check --quiet swift==2.38.3
	@touch $@

pictures: $(VENV)/dev.stamp ## make the pictures of the help page for editors anew (needs Chromium)
	$(BIN)/python -m tests.browser.help_pictures

clean: ## remove the environment and the local database
	rm -rf $(VENV) var

# Python comes first into a new environment and pip last, so what has no pip is only half there.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Masswerk needs Python 3.11 or newer; choose one with: make PYTHON=python3.13 ..."; exit 1; }
	@echo "Creating the environment in $(VENV) …"
	@[ ! -e $(VENV) ] || was_there=yes; \
		$(PYTHON) -m venv $(VENV) || { \
			[ "$$was_there" ] || rm -rf $(VENV); \
			echo "Python could not create the environment. Debian and Ubuntu keep what it needs in a package"; \
			echo "of its own: apt install python3-venv. Then start again."; \
			exit 1; \
		}

$(VENV)/run.stamp: requirements.txt | $(BIN)/pip
	@echo "Installing the locked dependencies …"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/pip
	@echo "Installing the locked dependencies for development …"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

# An environment of its own: what we compare ourselves with shall not be there when we serve or test.
$(VENV)/bench/stamp: requirements-bench.txt
	@$(PYTHON) -m venv $(VENV)/bench
	@echo "Installing what the benchmark needs …"
	@$(VENV)/bench/bin/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes \
		-r requirements-bench.txt
	@touch $@
