# Footnote. `make` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PACKAGES := python3-venv git redis-server tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd libglib2.0-0 libmagic1
TEST_PACKAGES := fonts-dejavu-core
BROWSER_PACKAGES := chromium
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP_INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
# torch comes from the usual index; where that has only builds for graphics cards, name the index of the CPU builds here.
TORCH_INDEX ?=
# The locks are made for Python 3.11.
SYSTEM_PYTHON := $(shell for p in python3.11 python3; do $$p -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: $(VENV)/installed ## Install what is missing, start Footnote, print the address and how to sign in
	@exec $(PYTHON) manage.py run

test: $(VENV)/installed-dev ## Install what the tests need and run all of them
	@$(PYTHON) manage.py weights
	@$(PYTHON) -m pytest $(ARGS)

check: $(VENV)/installed-dev ## Style, types, layers, templates, migrations
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy .
	@$(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/djlint templates --lint --quiet
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py settings_page --check

bench: $(VENV)/installed-bench ## Measure speed and memory on this machine
	@$(PYTHON) manage.py weights
	@$(PYTHON) manage.py bench $(ARGS)

DIR ?= $(wildcard ../shared/data/retrieval/*)
evaluate: $(VENV)/installed-dev ## Measure search on collections in BEIR layout: make evaluate DIR=folder
	@$(PYTHON) manage.py evaluate $(DIR) $(ARGS)

train: $(VENV)/training ## Train a re-ranker from judged questions: make train ARGS="--data DIR"
	@$(PYTHON) manage.py train reranker $(ARGS)

lock: ## Pin the dependencies again (needs uv)
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-package torch --no-header --upgrade -o requirements.txt requirements.in
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-package torch --no-header --upgrade -o requirements-dev.txt requirements-dev.in

clean: ## Remove the virtual environment and all data of the embedded form
	rm -rf $(VENV) var

$(VENV)/installed: requirements-torch.txt requirements.txt Makefile deploy/packages.sh
	@deploy/packages.sh $(PACKAGES)
	@test -n "$(SYSTEM_PYTHON)" || { echo "Footnote needs Python 3.11; neither python3.11 nor python3 is one." >&2; exit 1; }
	@test -x $(PYTHON) || $(SYSTEM_PYTHON) -m venv $(VENV)
	@echo "Installing Python packages (some minutes the first time)"
	@$(PIP_INSTALL) --no-deps --require-hashes -r requirements.txt
	@$(PIP_INSTALL) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) -r requirements-torch.txt
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed $(VENV)/training requirements-dev.txt
	@deploy/packages.sh $(TEST_PACKAGES)
	@deploy/packages.sh $(BROWSER_PACKAGES) || echo "Without Chromium the browser tests are skipped."
	@$(PIP_INSTALL) --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/installed-bench: $(VENV)/installed-dev requirements-bench.txt
	@$(PIP_INSTALL) --no-deps --require-hashes -r requirements-bench.txt
	@touch $@

# Apart from what runs: see requirements-train.txt.
$(VENV)/training: $(VENV)/installed requirements-train.txt
	@$(PIP_INSTALL) --no-deps --require-hashes --upgrade --target $@ -r requirements-train.txt
	@touch $@

.PHONY: help run test check bench evaluate train lock clean
