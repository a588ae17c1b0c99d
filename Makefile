# make run: set everything up and code the example archive.   make test: set up what tests need and run them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check --quiet
TRAINED := models/released/coproduction-power-minilm
LARGER  := models/released/coproduction-power-mpnet
LEARNT  := --labels examples/training/interviews --also examples/training/passages --also examples/training/talk --also examples/training/documents
MORE    := --also examples/training/more-talk
SETS    := --also examples/training/contrasts
ONCE    := --folds 5 --hold-out
FIRST   := build/first
SECOND  := build/second
export TOKENIZERS_PARALLELISM = false
export HF_HUB_OFFLINE = 1

GOLD :=  # further files of gold rows for bench-pii
SCORER :=  # its scorer
IDEA := # what ablate tries, where it writes, and with which encoder and seed
RESULTS :=
QUOTES :=
BASE := minilm
SEED := 7

AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)

.PHONY: help setup browser run test check train train-base ablate names boundaries bench bench-pii simulate simulate-roles oracles fuzz examples schemas chapter pictures clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "Python 3.11 or later is needed; set PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what Threefaces needs (a few minutes the first time) ..."
	$(PIP) install --constraint constraints.txt torch==2.13.0
	$(PIP) install --constraint constraints.txt --editable .
	$(BIN)/threefaces setup
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime | browser
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

browser: # the tests of the review page drive it
	@command -v chromium > /dev/null || { echo "Installing chromium for the tests ..."; \
	  $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq -y --no-install-recommends chromium fonts-liberation > /dev/null; } \
	  || { echo "Install chromium, then type make again."; exit 2; }

$(VENV)/.compare: $(VENV)/.runtime
	$(PIP) install --constraint constraints.txt --editable '.[compare]'
	@touch $@

setup: $(VENV)/.runtime ## install into .venv/

run: setup ## code the example archive; outputs in examples/archive/out/
	$(BIN)/threefaces run examples/archive

test: $(VENV)/.dev ## run all tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: $(VENV)/.dev ## formatting, lint, types, examples
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy data_schemas pipeline
	$(BIN)/python scripts/check_sources.py > /dev/null
	$(BIN)/python scripts/check_talk.py > /dev/null
	$(BIN)/python scripts/regenerate_schemas.py --check

train: setup $(FIRST)/mpnet ## train the released model, taught by the larger one, and let it learn on (see models/README.md)
	$(BIN)/threefaces train --released --name coproduction-power-minilm --teacher $(FIRST)/mpnet $(LEARNT) --epochs 6 $(ONCE) --out $(FIRST)/minilm
	$(BIN)/threefaces train --released --name coproduction-power-minilm --from $(FIRST)/minilm --teacher $(FIRST)/minilm $(LEARNT) $(MORE) --epochs 1 $(ONCE) --out $(TRAINED)

train-base: $(SECOND)/mpnet ## train the larger released model and let it learn on, twice; fetches its encoder (440 MB) first
	$(BIN)/threefaces train --released --name coproduction-power-mpnet --from $(SECOND)/mpnet $(LEARNT) $(MORE) $(SETS) --epochs 1 --keep 0.5 $(ONCE) --out $(LARGER)

$(SECOND)/mpnet: $(FIRST)/mpnet
	$(BIN)/threefaces train --released --name coproduction-power-mpnet --from $(FIRST)/mpnet $(LEARNT) $(MORE) --epochs 1 $(ONCE) --out $@

$(FIRST)/mpnet: | setup
	$(BIN)/threefaces setup --encoder base
	$(BIN)/threefaces train --released --name coproduction-power-mpnet --base mpnet $(LEARNT) --epochs 4 $(ONCE) --out $@

ablate: setup ## a campaign: train once with one idea, 15 to 40 minutes; IDEA=name RESULTS=folder [BASE=mpnet SEED=8 QUOTES=file SCORER=file]
	@test -n "$(strip $(IDEA))" -a -n "$(strip $(RESULTS))" || { echo 'ablate: expected IDEA=name and RESULTS=folder, outside the repository. Ideas:'; \
	  $(BIN)/python scripts/ablate.py ideas; exit 2; }
	$(BIN)/threefaces setup --encoder base
	$(BIN)/python scripts/ablate.py run $(IDEA) --base $(BASE) --seed $(SEED) --results $(RESULTS) $(if $(QUOTES),--quotes $(QUOTES) --scorer $(SCORER))
	$(BIN)/python scripts/ablate.py table --results $(RESULTS)

names: $(VENV)/.dev ## fit the model of a name's place from marked interviews and snippets
	$(BIN)/python scripts/fit_slots.py

boundaries: $(VENV)/.dev ## fit the weights of passage boundaries from examples/training
	$(BIN)/python scripts/fit_boundaries.py

bench: $(VENV)/.dev ## speed and memory: reading by format, then a whole run by stage
	$(BIN)/python scripts/benchmark_reading.py
	$(BIN)/python scripts/benchmark_speed.py
	$(BIN)/python scripts/benchmark_statistics.py

simulate: $(VENV)/.dev ## how often the intervals of shares hold, in made-up archives; some ten minutes of one free core
	$(BIN)/python scripts/simulate_intervals.py
	$(BIN)/python scripts/simulate_measures.py

simulate-roles: $(VENV)/.dev ## how often tests find differences between roles that are not there, and those that are
	$(BIN)/python scripts/simulate_roles.py

bench-pii: $(VENV)/.compare ## what is masked, beside spaCy and Presidio, and what masking does to codes; SCORER=file [GOLD="files"]
	@test -n "$(strip $(SCORER))" || { echo 'bench-pii: expected SCORER=file, run as "SCORER GOLD PRED"; see scripts/benchmark_pii.py --help'; exit 2; }
	$(BIN)/python scripts/benchmark_pii.py --scorer $(SCORER) --interviews examples/archive/sources \
	  --interviews examples/training/interviews $(wildcard examples/identifiers/*.jsonl) $(GOLD)
	$(BIN)/python scripts/compare_codes.py

$(VENV)/oracles/.qdapy: | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/oracles
	$(VENV)/oracles/bin/pip --disable-pip-version-check --quiet install qdaPy==0.1.0
	@touch $@

oracles: $(VENV)/.dev $(VENV)/oracles/.qdapy ## read an exported .qdpx with qdaPy (AGPL, in an environment of its own)
	$(BIN)/python -m tests.refi_oracles.sample $(VENV)/oracles/sample.qdpx
	$(VENV)/oracles/bin/python tests/refi_oracles/read_with_qdapy.py $(VENV)/oracles/sample.qdpx

fuzz: $(VENV)/.dev ## damage files in every format for five minutes; each must be read or refused in one line
	$(BIN)/python scripts/fuzz_readers.py --seconds 300

examples: $(VENV)/.dev ## build the example transcripts from their annotated sources
	$(BIN)/python scripts/build_examples.py

schemas: $(VENV)/.dev ## derive the JSON Schemas from the record types
	$(BIN)/python scripts/regenerate_schemas.py

chapter: $(VENV)/.dev ## run the commands of docs/chapter.md and docs/data_card.md again and write what they say there
	$(BIN)/python scripts/make_chapter.py

pictures: $(VENV)/.dev ## take the pictures of README and docs from the current version
	$(BIN)/python scripts/make_pictures.py

clean: ## remove what running and testing left (not .venv/)
	rm -rf examples/archive/out examples/archive/out.new examples/archive/out.old examples/archive/store examples/archive/vault
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
