"""A ledger for each person of a fault."""

import pytest

from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.faults.ledger import Ledger
from tests.integration.storage.objectstore import ObjectStore


@pytest.fixture
def ledger(own_agent: AgentProcess, store: ObjectStore, person: str) -> Ledger:
    """Of a person whose agent may be killed."""
    return Ledger(own_agent, store, person)
