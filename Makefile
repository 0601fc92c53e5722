# Two commands matter: `make demo` and `make test`. Both make the virtual environment first, from the lock file.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: demo test lint types walls pytest bench live record lock wheel clean

$(VENV)/installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: set PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@test -x $(BIN)/uv || { echo "installing uv into $(VENV)"; $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }
	@echo "installing what requirements.lock names"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q analyzer
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/analyzer demo

test: lint types walls pytest

lint: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/installed
	$(BIN)/mypy

walls: $(VENV)/installed
	$(BIN)/lint-imports

pytest: $(VENV)/installed
	$(BIN)/pytest -n $(WORKERS)

bench: $(VENV)/installed
	$(BIN)/pytest tests/benchmarks -s -p no:xdist --override-ini addopts=-q --timeout=0

# Needs OPENAI_BASE_URL: the chain over two short labelled interviews, and the table. ANALYZER_LIVE_CASES names others.
live: $(VENV)/installed
	@test -n "$$OPENAI_BASE_URL" || { echo "make live asks a real model: set OPENAI_BASE_URL to an OpenAI-compatible server, and ANALYZER_MODEL to its model"; exit 2; }
	$(BIN)/pytest tests/live -m live -s -p no:xdist --timeout=0

# Needs OPENAI_BASE_URL: asks the model what is not recorded yet. STEP=metrics asks that step anew.
record: $(VENV)/installed
	$(BIN)/python -m tests.extract_chain.record $(STEP)

lock:
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --custom-compile-command 'make lock' --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links -o requirements.lock

wheel: $(VENV)/installed
	$(BIN)/python -m build --wheel --no-isolation

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
