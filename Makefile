# env: the virtual environment   run: the demo district on 127.0.0.1:8000
# test: the whole suite          check: style, types, layers   bench: the measured targets

PYTHON ?= python3.11
BROWSER ?= $(wildcard /usr/bin/chromium)
BIN := .venv/bin
NEEDED := requirements/$(if $(BROWSER),browser,dev).txt
READY := .venv/$(notdir $(NEEDED)).installed

.PHONY: env run test check bench
.DEFAULT_GOAL := env

env: $(READY)

$(READY): $(NEEDED) pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r $(NEEDED)
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

run: env
	@$(BIN)/jingwei migrate
	@test -f var/demo || $(BIN)/jingwei demo load
	@exec $(BIN)/jingwei serve

test: env
	@tests/run

check: export DJANGO_SETTINGS_MODULE = tests.settings
check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --check --lint --quiet
	$(BIN)/python -m django check --fail-level WARNING
	$(BIN)/python -m django makemigrations --check

bench: env
	@$(BIN)/python -m bench $(if $(SIZE),--size $(SIZE)) $(if $(DATABASE),--database $(DATABASE))
