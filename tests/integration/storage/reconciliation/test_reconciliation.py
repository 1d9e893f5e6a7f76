"""Whatever happens on both sides and in between, home and store become equal and nothing is lost.

A failure prints the rules that led to it and the seed. ``RECONCILIATION_SEED=… pytest …`` runs the
same rules again, and with ``RECONCILIATION_SHRINK=1`` hypothesis looks for the shortest that fail.
"""

import itertools
import os
import random
import time

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.reconciliation.machine import Reconciliation
from tests.integration.storage.reconciliation.world import World

_RULES_EACH = 50


@pytest.mark.timeout(900)
def test_a_thousand_steps(own_agent: AgentProcess, store: ObjectStore) -> None:
    _reconcile(own_agent, store, 1_000)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ten_thousand_steps(own_agent: AgentProcess, store: ObjectStore) -> None:
    _reconcile(own_agent, store, 10_000)


def _reconcile(agent: AgentProcess, store: ObjectStore, steps: int) -> None:
    chosen = int(os.environ.get("RECONCILIATION_SEED") or random.randrange(2**32))  # noqa: S311
    print(f"RECONCILIATION_SEED={chosen}")
    phases = [Phase.generate]
    if os.environ.get("RECONCILIATION_SHRINK"):
        phases.append(Phase.shrink)
    Reconciliation.steps.clear()
    started = time.monotonic()
    # hypothesis says how many runs of rules there are at most, not how long each is.
    for number in itertools.count(chosen):
        _run(agent, store, number, phases, max(1, steps // _RULES_EACH // 4))
        if Reconciliation.steps.total() >= steps:
            break
    print(f"{dict(Reconciliation.steps)} in {time.monotonic() - started:.0f} s")


def _run(
    agent: AgentProcess, store: ObjectStore, number: int, phases: list[Phase], examples: int
) -> None:
    @seed(number)
    class Machine(Reconciliation):
        make = staticmethod(lambda: World(agent, store))

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=_RULES_EACH,
            phases=phases,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
