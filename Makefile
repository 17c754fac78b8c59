.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SAM := .venv-sam/bin/sam
# The requirement files hold the whole closure, so nothing is resolved here.
PIP := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

.PHONY: help
help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/local.stamp: requirements/local.txt requirements/samples.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the local run needs (about 40 s, once)"
	@$(BIN)/python $(PIP) -r requirements/local.txt
	@$(BIN)/python $(PIP) --target .venv/samples -r requirements/samples.txt
	@touch $@

.venv/dev.stamp: .venv/local.stamp requirements/dev.txt
	@echo "Installing the test tools"
	@$(BIN)/python $(PIP) -r requirements/dev.txt
	@touch $@

.venv-sam/stamp: requirements/sam.txt
	@test -x .venv-sam/bin/python || $(PYTHON) -m venv .venv-sam
	@echo "Installing the SAM CLI in an environment of its own"
	@.venv-sam/bin/python $(PIP) -r requirements/sam.txt
	@touch $@

.PHONY: setup
setup: .venv/local.stamp ## Make .venv with all that `make run` needs

.PHONY: run
run: setup ## Run the deployed template on this machine
	@exec $(BIN)/python -m local

.PHONY: render
render: setup ## Inline vtl/ into api/openapi.deploy.yaml
	@$(BIN)/python -m tools.render

LOCK := cd requirements && ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links

.PHONY: lock
lock: .venv/dev.stamp ## Resolve requirements/*.in anew
	@$(LOCK) --override overrides.in local.in -o local.txt
	@$(LOCK) --override overrides.in dev.in -o dev.txt -c local.txt
	@$(LOCK) sam.in -o sam.txt
	@$(LOCK) --no-deps samples.in -o samples.txt

.PHONY: test
test: setup .venv/dev.stamp ## Run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: test-deployed
test-deployed: setup .venv/dev.stamp ## Run the API's tests against API_URL (and API_KEY)
	@test -n "$(API_URL)" || { echo "say which deployment: make test-deployed API_URL=https://... API_KEY=..."; exit 2; }
	@API_URL="$(API_URL)" API_KEY="$(API_KEY)" $(BIN)/python -m pytest tests/api

.PHONY: check
check: setup .venv/dev.stamp .venv-sam/stamp ## Lint, types, drift, template checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m tools.render --check
	@$(BIN)/python -m tools.check_template
	@$(BIN)/python -m local lint
	@AWS_DEFAULT_REGION=us-east-1 SAM_CLI_TELEMETRY=0 $(SAM) validate --lint

.PHONY: bench
bench: setup .venv/dev.stamp ## Measure speed and memory, as ratios
	@$(BIN)/python -m pytest tests/bench -m bench -s -p no:xdist

.PHONY: clean
clean: ## Remove the environments, the caches and the local state
	rm -rf .venv .venv-sam .local .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis
