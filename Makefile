# The commands that a person types. `make` lists them.

VALMETAL := target/local/valmetal
# A cloud of its own for the tests, beside the one of `make up`.
TEST_HOME := .valmetal/test
TEST_PORTS := 24560
CONTAINER_PORTS := 24580

.DEFAULT_GOAL := help
.PHONY: help up down status reset test test-browser test-flood openapi openapi-document bench lint fmt sqlx deny audit sam-build sam-tools test-containers cli nextest
SHELL := /bin/bash

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: cli ## Start the local cloud and keep it running until Ctrl-C
	@$(VALMETAL) up

down: cli ## Stop the local cloud; its data stays
	@$(VALMETAL) down

status: cli ## Say what runs, with addresses and sign-ins
	@$(VALMETAL) status

reset: cli ## Stop the local cloud and delete its data
	@$(VALMETAL) reset

# How long the workflows' waits are in tests: a hundredth.
WAIT_SCALE := 0.01

define WITH_TEST_CLOUD
export VALMETAL_HOME=$(TEST_HOME) VALMETAL_PORT_BASE=$(TEST_PORTS) VALMETAL_STATUS=$(CURDIR)/$(TEST_HOME)/status.json; \
	$(VALMETAL) reset 2>/dev/null && \
	trap '$(VALMETAL) down >/dev/null 2>&1' EXIT && \
	$(VALMETAL) up --detach --wait-scale $(WAIT_SCALE) --no-simulator --machines 50 && \
	$(VALMETAL) status --json > $$VALMETAL_STATUS &&
endef

NEXTEST := cargo nextest run --cargo-profile local --no-fail-fast

# What cannot run without Chromium is left out loudly, before the tests and after them.
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM
WITHOUT_CHROMIUM := echo "SKIPPED: $(CHROMIUM) is not there, so no page was looked at" >&2
NO_PAGES := not binary(pages) or test(/^(every_file|the_script)/)

# With a tenth of the flood; `make test-flood` is the whole.
test: cli nextest packages-test ## Run the tests, on a local cloud of its own with shortened waits
	@if [ -x $(CHROMIUM) ]; then tests='all()'; else tests='$(NO_PAGES)'; $(WITHOUT_CHROMIUM); fi; \
	$(WITH_TEST_CLOUD) VALMETAL_FLOOD_SHARE=0.1 $(NEXTEST) --workspace -E "$$tests" && \
	if [ ! -x $(CHROMIUM) ]; then $(WITHOUT_CHROMIUM); fi

test-browser: cli nextest packages-browser ## Run the tests of the pages alone, in Chromium
	@if [ -x $(CHROMIUM) ]; then $(WITH_TEST_CLOUD) $(NEXTEST) --test pages; else $(WITHOUT_CHROMIUM); fi

# With the waits as they are: hundreds of escalations that tell people a hundred times as often would be all that the emulator does.
test-flood: WAIT_SCALE := 1
test-flood: cli nextest ## Run the flood's test with all of its ten thousand messages
	@$(WITH_TEST_CLOUD) VALMETAL_FLOOD_SHARE=$${VALMETAL_FLOOD_SHARE:-1} $(NEXTEST) --test platform -E 'test(/^flood::/)'

openapi-document: nextest ## Write docs/openapi.json anew, from the code and the examples
	@UPDATE=1 cargo nextest run --cargo-profile local --lib -E 'package(api) and test(/^openapi::.*committed_document/)'

openapi: cli openapi-document ## Record the examples of docs/openapi.json anew, from a platform of its own
	@$(WITH_TEST_CLOUD) UPDATE=1 cargo nextest run --cargo-profile local --test api -E 'test(/^alike::/)'
	@$(MAKE) openapi-document

bench: packages-bench ## Measure the functions and write the results
	@cargo build --profile local --bin valmetal-bench
	@target/local/valmetal-bench

lint: ## Check formatting and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

fmt: ## Format the code
	cargo fmt --all

sqlx: cli ## Renew what the queries of crates/postgres are checked against
	@crates/postgres/renew-checked-queries "$$($(VALMETAL) tools cloud)/python"

deny: ## Check licences, bans and sources of the dependencies
	@cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny
	cargo deny check licenses bans sources

audit: ## Check the dependencies against the advisory database, which is fetched
	@cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny
	cargo deny check advisories

sam-tools: cli ## Install the AWS SAM CLI and cargo-lambda, and print where they are
	@$(VALMETAL) tools sam
	@$(VALMETAL) tools lambda

sam-build: cli ## Build the functions as AWS runs them
	sam=$$($(VALMETAL) tools sam) && lambda=$$($(VALMETAL) tools lambda) && \
	PATH="$$sam:$$lambda:$$PATH" sam build --template sam/template.yaml --beta-features

# Built with the profile `local`: `make sam-build` makes what AWS runs, and takes as long. The claims come in a header here.
test-containers: cli ## Run every function in a container by sam local, where a Docker engine runs
	@if ! docker info >/dev/null 2>&1; then \
	  echo "SKIPPED: no Docker engine runs here, so no function was run in a container" >&2; exit 0; \
	fi; \
	set -e; \
	sam=$$($(VALMETAL) tools sam); lambda=$$($(VALMETAL) tools lambda); \
	PATH="$$sam:$$lambda:$$PATH" SAM_BUILD_MODE=debug CARGO_LAMBDA_GLOBAL=$(CURDIR)/sam/local/sam-local.toml \
	  sam build --template sam/template.yaml --build-dir .aws-sam/containers --beta-features --config-file $(CURDIR)/sam/samconfig.toml --config-env local; \
	export VALMETAL_HOME=.valmetal/containers VALMETAL_PORT_BASE=$(CONTAINER_PORTS); \
	trap '$(VALMETAL) down >/dev/null 2>&1' EXIT; \
	$(VALMETAL) up --detach --no-simulator; \
	"$$sam/python" sam/local/containers.py $(VALMETAL) .aws-sam/containers/template.yaml

cli: packages-up
	@cargo build --profile local --bin valmetal

nextest:
	@cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest

# Debian packages: `make packages-<set>` installs what the set lacks where it may, and else names it.
PACKAGES_up := jq python3-venv
PACKAGES_test := chromium curl jq openssl
PACKAGES_browser := chromium
PACKAGES_bench := chromium valgrind wrk

packages-%:
	@command -v dpkg-query >/dev/null || exit 0; \
	missing=; \
	for package in $(PACKAGES_$*); do \
	  [ "$$(dpkg-query --show --showformat '$${db:Status-Status}' $$package 2>/dev/null)" = installed ] || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install --yes --no-install-recommends $$missing; then exit 0; fi; \
	echo "Debian packages are missing that 'make $*' may need: apt-get install$$missing" >&2
