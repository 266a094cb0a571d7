# Prerequisites: Python 3.11 or newer and make. `make PYTHON=python3.13 run` picks an interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

# The command `monitor` of this checkout. Installing the checkout would fetch what builds it, without hashes.
define command
	printf '%s\n' '#!/bin/sh' '"exec" "$(abspath $(BIN))/python" "$$0" "$$@"' 'import sys' 'sys.path.insert(0, "$(CURDIR)")' \
		'from monitor.cli import main' 'if __name__ == "__main__":' '    main()' > $(BIN)/monitor
	chmod +x $(BIN)/monitor
endef

.PHONY: run demo test bench faults lint lock clean

run: $(VENV)/.run
	$(BIN)/python -m monitor run --config config

demo: $(VENV)/.run
	$(BIN)/python -m monitor demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: $(VENV)/.dev $(if $(SHORT),,$(VENV)-reader/.done)
	$(BIN)/python -m tests.bench $(SHORT) --reader $(VENV)-reader/bin/python

faults: $(VENV)/.dev
	$(BIN)/python -m pytest -m faults

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Pins and hashes for every Python we support; names no registry.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet \
		pyproject.toml --extra cluster --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet \
		pyproject.toml --extra cluster --group dev --constraints requirements.lock --output-file requirements-dev.lock

$(VENV)/.run: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(command)
	touch $@

$(VENV)/.dev: requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(command)
	touch $@ $(VENV)/.run

$(VENV)-reader/.done: tests/bench/reader.txt
	$(PYTHON) -m venv $(VENV)-reader
	$(VENV)-reader/bin/python -m pip install --quiet --requirement tests/bench/reader.txt
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-reader build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
