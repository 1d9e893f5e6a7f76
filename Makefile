# Every target calls one script; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help up down clean logs dev test test-long check bench lock scan sbom notebook-ml monitoring deploy rollback backup restore rotate-secrets doctor

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

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

lock: ## bring the lock files up to what requirements/*.in and package.json ask; locked versions stay
	@scripts/lock

scan: ## what is known about the packages in use; docs/advisories.md says what is accepted
	@scripts/scan

sbom: ## a bill of materials of each image, in artefacts/sbom/
	@scripts/sbom

monitoring: ## Prometheus with alerts for the instance that runs, on http://localhost:9090
	@scripts/monitoring

notebook-ml: ## build the notebook image with TensorFlow
	@scripts/build notebook notebook-ml

deploy: ## this checkout's version for people (HUB_MODE=production), now and at boot; an upgrade keeps servers
	@scripts/deploy

rollback: ## back to the version that was deployed before
	@scripts/rollback

backup: ## what is not in the bucket, to /var/backups; scripts/backup FILE to elsewhere
	@scripts/backup

restore: ## FILE=…: a backup to a host that has no such instance
	@scripts/restore "$(FILE)"

rotate-secrets: ## new secrets; NAMES='…' for some of them
	@scripts/rotate-secrets $(NAMES)
