# `make try` and `make test` are all that anyone needs; each sets up what it uses in .venv.
PYTHON ?= python3.11
ORDER ?= 1
MINUTES ?= 5
SEED ?= 1
BIN := .venv/bin
RUN := $(BIN)/python -m
PIP := $(RUN) pip --disable-pip-version-check --quiet

.PHONY: help try test test-all test-cluster format lint types imports tests elsewhere order docs images newest cluster servers \
  bench bench-files bench-forms bench-cluster bench-load fuzz break release audit lock clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

try: .venv/core ## set up, and ask the bundled awards a question
	$(BIN)/grantcli total --by programme

test: format lint types imports tests ## set up, and run every check that needs no server, browser or terminal

test-all: elsewhere order newest ## run the other checks: servers, browser, terminal, published files, and a random order

format: .venv/dev ## code is formatted
	$(RUN) ruff format --check .

lint: .venv/dev ## code is linted
	$(RUN) ruff check .

types: .venv/dev ## types are right (mypy, strict)
	$(RUN) mypy

imports: .venv/dev ## imports keep to the ladder
	$(BIN)/lint-imports

tests: .venv/dev ## everything a user can see is as it is said
	$(RUN) pytest -n 2 --dist loadfile --here

elsewhere: .venv/dev cluster ## the same, of what needs a server, a browser, a terminal, published files or more time
	$(RUN) pytest -n 2 --dist loadfile --elsewhere -m "not server" --order $(ORDER)
	$(RUN) pytest -n 0 --elsewhere -m server

order: .venv/dev ## the tests of `make test` in another order; ORDER=5 chooses which
	$(RUN) pytest -n 2 --dist loadfile --here --order $(ORDER)

test-cluster: .venv/dev servers cluster ## set up Spark and PostgreSQL, and see every engine give the same answers
	$(RUN) pytest -n 0 tests/backends/test_elsewhere.py tests/engines/test_engines.py

cluster: ## set up Spark for the tests of it, where there is Java
	@if command -v java >/dev/null; then $(MAKE) --no-print-directory .venv/cluster/ready; \
	else echo "left out: the tests of Spark, for want of Java (17 or newer)"; fi

servers: ## install the servers that tests use, where this is Debian and you are root
	@sh tests/support/servers.sh

docs: .venv/dev ## generated pages are those that the code generates
	$(RUN) pytest -n 0 tests/project/test_docs.py

images: .venv/dev ## make the pictures of the manual anew (needs Chromium)
	$(BIN)/python docs/images/make.py

newest: .venv/dev ## warn when the newest Typer does not work (never fails)
	@sh bench/newest_typer.sh || echo "warning: the newest Typer could not be tried, or does not work"

bench: .venv/dev ## measure the start beside its peers
	$(BIN)/python bench/start_up.py

bench-files: .venv/dev ## measure questions of large files beside the tools people use (takes a quarter of an hour)
	$(BIN)/python bench/files.py

bench-forms: .venv/dev ## measure every form of file beside the bare tool that reads it, in processor time (takes ten minutes)
	$(BIN)/python bench/forms.py

bench-cluster: .venv/dev cluster ## measure the same questions on DuckDB, PostgreSQL and Spark (takes an hour)
	$(BIN)/python bench/cluster.py

bench-load: .venv/dev cluster ## measure loading into each server beside its own load (takes a quarter of an hour)
	$(BIN)/python bench/load.py

fuzz: .venv/dev ## try files, questions, exports, settings and more at random, for MINUTES=5 from SEED=1; faulty files go to build/fuzz
	$(BIN)/python tests/support/fuzz.py $(MINUTES) $(SEED)

break: .venv/dev ## break the engines in known ways, then any package at random for MINUTES=5 from SEED=1, and see tests fail
	$(BIN)/python tests/support/engine_faults.py
	$(BIN)/python tests/support/mutations.py $(MINUTES) $(SEED) $(PACKAGES)

release: .venv/release/ready ## build the wheel and the sdist twice, compare them, and list what an installation has
	.venv/release/bin/python scripts/release.py

audit: .venv/audit/ready ## ask for known faults of every pinned version (needs the advisories of the Python Package Index)
	.venv/audit/bin/pip-audit --disable-pip --require-hashes --requirement locks/dev.txt

lock: ## resolve the locks anew (needs uv)
	cd locks && for name in core try dev cluster release audit; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    $$name.in --output-file $$name.txt; done

clean: ## remove what the targets made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Python compiles what is imported of these when it is first imported: to compile all took half the time of the installation.
.venv/core: locks/try.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --no-compile --require-hashes --requirement locks/try.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/cluster/ready .venv/release/ready .venv/audit/ready: .venv/%/ready: locks/%.txt
	$(PYTHON) -m venv .venv/$*
	.venv/$*/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement locks/$*.txt
	@touch $@

.venv/dev: locks/dev.txt .venv/core
	$(PIP) install --no-compile --require-hashes --requirement locks/dev.txt
	@touch $@
