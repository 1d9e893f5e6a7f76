"""A home of each way."""

import pytest

from hub_ext.setting_types import HomeStorage
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.contract.homes import STUDENTS, ContractHome, Platform
from tests.integration.storage.objectstore import ObjectStore


@pytest.fixture(params=STUDENTS, ids=lambda way: way.value)
def home(
    request: pytest.FixtureRequest, agent: AgentProcess, store: ObjectStore, person: str
) -> ContractHome:
    way: HomeStorage = request.param
    return ContractHome(STUDENTS[way](person, agent), Platform(person, store))
