# Tongxin 同心. `make demo` to try it, `make test` to trust it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEXTS := src/tongxin/locale/zh_Hans/LC_MESSAGES/django
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --only-binary :all:
export PYTHONUNBUFFERED := 1

.PHONY: demo demo-reset test check bench serve lock messages docs clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.base $(TEXTS).mo  ## build a city of 18 towns and serve it; PORT=9000 make demo
	@exec $(BIN)/tongxin demo

demo-reset: $(VENV)/.base $(TEXTS).mo  ## throw the demo city away and build it anew
	@exec $(BIN)/tongxin demo --reset

test: $(VENV)/.dev $(TEXTS).mo  ## the suite on SQLite, then on PostgreSQL
	@$(BIN)/python tools/test.py $(ARGS)

check: $(VENV)/.dev  ## style, types, storeys, templates, migrations, texts, docs
	@$(BIN)/python tools/check.py

bench: $(VENV)/.dev $(TEXTS).mo  ## pages against a bare view, in one run
	@$(BIN)/python -m bench $(ARGS)

serve: $(VENV)/.base $(TEXTS).mo  ## serve this installation (docs/operate.md), not a demo
	@$(BIN)/tongxin migrate && exec $(BIN)/tongxin up

messages: $(VENV)/.dev  ## gather the texts and compile the translations
	@$(BIN)/python tools/messages.py update && $(BIN)/python tools/messages.py compile

docs: $(VENV)/.dev  ## the documentation, in site/
	@$(BIN)/zensical build --clean

lock: $(VENV)/.dev  ## pin what we use, by hash, naming no registry
	@tools/lock

clean:  ## what can be made again; never var/, where the data is
	rm -rf $(VENV) site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.base: requirements/base.lock pyproject.toml tools/venv
	@tools/venv $(PYTHON) $(VENV)
	@echo "Installing what Tongxin needs (about a minute the first time) …"
	@$(PIP) --require-hashes -r requirements/base.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(TEXTS).mo: $(TEXTS).po | $(VENV)/.base
	@$(BIN)/python tools/messages.py compile

$(VENV)/.dev: $(VENV)/.base requirements/dev.lock
	@echo "Installing what its makers need …"
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@
