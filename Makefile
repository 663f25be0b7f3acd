# Each target works by itself on a fresh machine with Python 3.11, pip, git and make; everything goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: install demo browser office test check bench rulebook lock

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("genopt needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

demo: install
	$(BIN)/genopt demo

# The site is tested in a real browser, from the distribution's packages. Where they cannot be had, its tests are skipped and say so.
browser:
	@command -v chromedriver >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends chromium chromium-driver; } >/dev/null 2>&1 || \
	echo "NOTE: no Chromium (packages chromium, chromium-driver) could be installed: the site is not tested in a browser" >&2

test: install browser office
	$(BIN)/python -m pytest

check: install browser office
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# LibreOffice recalculates the workbooks in the tests. Where it cannot be installed, that test is skipped and says so.
office:
	@command -v soffice >/dev/null || { echo "Installing LibreOffice Calc for the tests"; \
		apt-get install --yes --no-install-recommends libreoffice-calc-nogui >/dev/null 2>&1 \
		|| { apt-get update >/dev/null 2>&1 && apt-get install --yes --no-install-recommends libreoffice-calc-nogui >/dev/null 2>&1; } \
		|| echo "LibreOffice could NOT be installed (root and apt are needed): workbooks will not be recalculated"; }

bench: install
	$(BIN)/python -m tests.benchmarks

rulebook: install
	$(BIN)/python -m flows.rulebook

lock: install
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --group dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
