# Every target calls one script; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help up down clean logs doctor dev test test-long check bench notebook-ml

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

up: ## install what is missing, build, start everything in dev mode on http://localhost:8000
	@scripts/up

down: ## stop everything; all data is kept
	@scripts/down

clean: ## stop everything and remove its data, after asking
	@scripts/clean

logs: ## follow the logs of every part
	@scripts/logs

doctor: ## look at every part, name what is broken and the next step
	@scripts/doctor

dev: ## like up, with the hub running from this checkout and restarting on change
	@scripts/dev

test: ## unit, integration and end-to-end tests against real parts
	@scripts/test test

test-long: ## stress, fault and large-data forms; results go to docs/
	@scripts/test long

check: ## format, lint, types and unit tests; under a minute
	@scripts/test check

bench: ## measure speed: thousands of people in the table, work in homes; results go to bench/
	@scripts/test bench

notebook-ml: ## build the notebook image with TensorFlow
	@scripts/build notebook notebook-ml
