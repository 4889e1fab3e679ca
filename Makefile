# Everything a fresh machine needs is Python 3.11+, make and the package registries.
#   make demo    the environment, the local Neo4j, the example briefs, and answers worth reading
#   make test    the same environment, every test on a real Neo4j of its own

SHELL := /bin/bash
.DEFAULT_GOAL := help
# Another interpreter: make install PYTHON=/opt/python3.13/bin/python3
PYTHON ?=
VENV ?= .venv
PYTEST_ARGS ?=
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# An environment with the lower bound of each dependency, on the oldest Python, and a test of what
# each of them does.
LOWEST := .venv-lowest
# The tests of every run that are about kills and faults too.
DRILLED := tests/upgrade/test_killed.py tests/graph/test_durability.py tests/backup/test_archive.py \
	tests/bulk/test_interruption.py tests/server/test_lifecycle.py tests/server/test_provisioning.py \
	tests/server/test_disk_space.py tests/server/test_silence.py tests/server/test_storage.py
LOWEST_TESTS := tests/cli/test_command_line.py tests/loaders/test_inception.py \
	tests/loaders/test_faults.py tests/ontology/test_extension_configured.py \
	tests/queries/test_formats_world.py::test_pandas_has_days_as_datetimes_and_lists_as_lists \
	tests/queries/test_formats_world.py::test_networkx_has_an_edge_for_each_row \
	tests/queries/test_network_measures.py \
	tests/server/test_connection.py
# As many processes share the tests, file by file, each with a server of its own; one of them asks
# the questions (tests/conftest.py). JOBS=0: one.
JOBS ?= 2
# Killed, make takes the tests and their servers with it.
PYTEST = PYTEST_ENDS_WITH="$$PYTEST_ENDS_WITH $$PPID" $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder
CODE := ontology graph loaders queries whomet

.PHONY: help install chromium warm demo serve test test-fast test-lts test-cypher25 test-lowest lint types docs bench drill lock clean

help:
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done

install: $(STAMP) ## the environment in .venv, from requirements.lock

# The stamp is written last: an interrupted install is taken up again.
$(STAMP): requirements.lock pyproject.toml scripts/make_venv.sh
	@PYTHON="$(PYTHON)" scripts/make_venv.sh "$(VENV)"
	@touch $@

demo: install ## start the local Neo4j, load the examples, print answers
	@$(BIN)/whomet demo

serve: install ## pages to find, ask and read the sentences, on this machine
	@$(BIN)/whomet serve

# Without Chromium the tests of pages fail and say so; the others run.
chromium:
	-@scripts/install_chromium.sh

warm: install ## fetch Neo4j and make its AOT cache: the servers of the tests start faster
	$(BIN)/python scripts/warm_server.py

test: install chromium ## every test, on a real Neo4j that it starts itself
	$(PYTEST) $(PYTEST_ARGS)

test-fast: install chromium ## the tests that need no server and little time
	$(PYTEST) -m "not server and not build and not long" $(PYTEST_ARGS)

test-lts: install chromium ## the same tests on Neo4j 5.26 LTS
	WHOMET_NEO4J=5.26 $(PYTEST) $(PYTEST_ARGS)

test-cypher25: install chromium ## the same tests with Cypher 25 as the default language
	WHOMET_DEFAULT_LANGUAGE=cypher25 $(PYTEST) $(PYTEST_ARGS)

test-lowest: install ## a part of the tests on the lowest versions that pyproject.toml allows
	@$(BIN)/uv venv --quiet --clear --python 3.11 $(LOWEST)
	@$(BIN)/uv pip compile --quiet --resolution lowest-direct --python-version 3.11 --extra all \
		--output-file $(LOWEST)/lowest.txt pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(LOWEST) -r $(LOWEST)/lowest.txt hypothesis pexpect pytest
	@$(BIN)/uv pip install --quiet --python $(LOWEST) --no-deps --editable .
	$(LOWEST)/bin/python -m pytest $(LOWEST_TESTS) $(PYTEST_ARGS)

drill: install ## kill, suspend, fill, starve and fuzz everything, for an hour or two
	TEST_KILLS=$${TEST_KILLS:-50} $(BIN)/python -m pytest -s tests/drills/drill.py $(DRILLED)
	PYTHONPATH=. $(BIN)/python bench/fuzzing.py --count 20000 --seed $$(date +%Y%m%d)

lint: install ## style, and the import contract of the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: install ## mypy --strict
	$(BIN)/mypy

docs: install ## write the pages that are made from the code, and build the site in site/
	$(BIN)/python -m whomet.ontology.compile
	$(BIN)/python -m whomet.queries.compile
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/make_site.py

bench: install ## measure, as ratios of one run
	@for script in $$(grep -l '^if __name__' bench/*.py); do \
		echo "== $$script"; PYTHONPATH=. $(BIN)/python "$$script" || exit 1; done

lock: ## resolve requirements.lock anew, with uv of the environment or else of the machine
	@PATH="$(abspath $(BIN)):$$PATH" uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-emit-index-url --custom-compile-command 'make lock' \
		--output-file requirements.lock pyproject.toml

clean: ## remove what make and the tests made (never a graph: that is `whomet`'s)
	rm -rf $(VENV) $(LOWEST) build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(CODE) tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
