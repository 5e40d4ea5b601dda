# Two commands do everything on a fresh Debian machine: `make demo` and `make test`.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

# Debian packages: Qt's libraries, libVLC for sound, and what the demo and the tests look with.
RUN_PACKAGES := python3-venv libvlc5 vlc-plugin-base libgl1 libegl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 \
	libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-xkb1 libxcb-shape0 libxcb-render-util0 libxcb-image0 \
	libpulse0 libxrandr2 libxcomposite1 libxdamage1 libxkbfile1 libnss3
TEST_PACKAGES := $(RUN_PACKAGES) openssl unzip poppler-utils zbar-tools xvfb xauth


.PHONY: demo test lint types layers unit bench screenshots run clean lock setup setup-dev help

help:
	@sed -n 's/^# *\(make .*\)/\1/p' Makefile

# make demo         set up, then the main job on real footage, from sealing to the custody report
demo: setup
	@$(BIN)/python -m tools.demo out/demo

# make test         set up, then lint, types, layer rules and all tests
test: setup-dev lint types layers unit

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

layers: setup-dev
	$(BIN)/lint-imports

unit: setup-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

# make bench        print import, verify and start-up against the limits of the machine
bench: setup-dev
	$(BIN)/python -m tests.benchmarks

# make screenshots  make docs/screenshots anew
screenshots: setup-dev
	$(BIN)/python -m tools.screenshots docs/screenshots

# make run          open the window
run: setup
	$(BIN)/reviewer-gui

# make clean        remove what the commands above made, the data home left alone
clean:
	rm -rf $(VENV) out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# make lock         resolve the dependencies anew; hashes, no addresses
lock: setup-dev
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.dev

$(VENV)/.runtime: requirements.lock pyproject.toml
	@tools/system_packages.sh $(RUN_PACKAGES)
	@$(MAKE) -s $(VENV)/bin/pip
	@$(BIN)/python -c 'import PySide6' 2>/dev/null || echo "Installing the locked Python packages into $(VENV) (a few minutes the first time)."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock pyproject.toml
	@tools/system_packages.sh $(TEST_PACKAGES)
	@$(MAKE) -s $(VENV)/bin/pip
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

$(VENV)/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed. Type: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
