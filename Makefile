# Two commands do everything: `make ingest` and `make test`. Both set up what they need first.

PYTHON ?= python3
VENV ?= .venv
RAW ?= data/raw
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

.DEFAULT_GOAL := help
.PHONY: help ingest test check docs site bench bench-scale lock sbom clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ingest: $(VENV)/.ready ## Read the reports in RAW (data/raw) into data/processed/tagfold.duckdb
	@$(BIN)/tagfold ingest "$(RAW)"

test: $(VENV)/.ready-dev ## Run the tests, on every core
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/.ready-dev ## Lint, types, import contracts, the taxonomy, and whether the docs are up to date
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tagfold taxonomy check --strict
	$(BIN)/python docs/generate.py --check

docs: $(VENV)/.ready-dev ## Write the docs that are made from the code again
	$(BIN)/python docs/generate.py

site: .venv-site/.ready ## Build the docs as a site into site/, to be opened from disk and searched without a network
	@.venv-site/bin/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky --doctree-dir .venv-site/doctrees docs site
	@echo "site/index.html"

bench: $(VENV)/.ready-dev .venv-bench/.ready ## Measure Tagfold and its peers; BENCHMARKS=folder SETS=a,b PEERS=x,y
	@$(BIN)/python -m benchmarks "$(BENCHMARKS)" .venv-bench/bin/python --sets "$(SETS)" --peers "$(PEERS)"

bench-scale: $(VENV)/.ready-dev .venv-bench/.ready ## Measure more and more strings, and reports; STRINGS="10000 100000 1000000"
	@$(BIN)/python -m benchmarks.measure.scaling $(STRINGS) --peers .venv-bench/bin/python --reports "$(REPORTS)"

BENCHMARKS ?= ../shared/benchmarks
REPORTS ?= ../shared/corpus/reports

lock: $(VENV)/.ready-dev ## Work out the lock files again from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra exchange --group dev --output-file requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra exchange --group sssom --output-file requirements-sssom.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra spark --output-file requirements-spark.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra spark --group cloud --output-file requirements-cloud.lock
	$(BIN)/uv pip compile $(LOCK) --group site --output-file requirements-site.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra exchange --group exports --output-file requirements-exports.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --group bench --output-file requirements-bench.lock

LOCK := --upgrade --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

sbom: $(VENV)/.ready-dev ## Write the list of packages that Tagfold installs to sbom.json, as CycloneDX
	@PYTHONWARNINGS=ignore $(BIN)/uv tool run --quiet --from 'cyclonedx-bom>=7,<8' cyclonedx-py requirements requirements.lock \
		--pyproject pyproject.toml --output-reproducible --output-format JSON --output-file sbom.json

clean: ## Remove the environment and the database
	rm -rf $(VENV) .venv-bench .venv-site site data/processed/tagfold.duckdb data/processed/.building-*

# The environment, made again when a lock file changes. A stamp is written only when all of it went well.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "make: Tagfold needs Python 3.11 or newer; name one, e.g. make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "make: cannot make an environment; install Python's venv module (Debian: python3-venv)" >&2; exit 1; }
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

.venv-site/.ready: requirements-site.lock
	@echo "Setting up .venv-site …" >&2
	@$(PYTHON) -m venv .venv-site
	@.venv-site/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --requirement $<
	@touch $@

# The peers, in an environment of their own. One that is missing is a row that says so, so a platform without a
# wheel for one of them can do without: pip install the others into .venv-bench by hand.
.venv-bench/.ready: requirements-bench.lock
	@echo "Setting up .venv-bench …" >&2
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --requirement $<
	@touch $@
