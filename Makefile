# make study: reports of the built-in studies.  make test: every test.  make check: everything but the tests.
# The environment in .venv is made when it is missing, and brought up to date when pyproject.toml changes.

PYTHON = python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: study test check docs clean

study: .venv/.stamp-all
	@$(BIN)/paddock study --all --out report
	@echo "The reports are in $(CURDIR)/report: open one of its .html files in a browser."

test: .venv/.stamp-test
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: .venv/.stamp-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy -p paddock
	$(BIN)/lint-imports --no-logo
	$(BIN)/paddock catalogue check
	$(BIN)/python docs/generate.py --check --parts
	$(BIN)/mkdocs build --quiet --strict

docs: .venv/.stamp-dev
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --quiet --strict
	@echo "The pages are in $(CURDIR)/site: open index.html in a browser."

clean:
	rm -rf .venv site report

.venv/.stamp-venv:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "There is no '$(PYTHON)' here. paddock needs Python 3.11 or newer; with another name: make study PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "paddock needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Try: make study PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@touch $@

.venv/.stamp-all: EXTRAS = all
.venv/.stamp-test: EXTRAS = all,test
.venv/.stamp-dev: EXTRAS = dev
.venv/.stamp-all .venv/.stamp-test .venv/.stamp-dev: pyproject.toml .venv/.stamp-venv
	@echo "Installing paddock with what it needs into .venv …"
	@$(PIP) --editable '.[$(EXTRAS)]'
	@touch $@
