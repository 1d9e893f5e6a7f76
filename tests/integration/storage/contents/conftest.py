"""An agent with HOME_STORAGE=contents, and what a person's server does at its door."""

from collections.abc import AsyncIterator, Iterator

import pytest

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.contents.visitor import Visitor
from tests.integration.storage.objectstore import ObjectStore


@pytest.fixture
def agent(shared_contents_agent: AgentProcess, store: ObjectStore) -> AgentProcess:
    """An agent that is not killed; every test has a person of its own."""
    return shared_contents_agent


@pytest.fixture
def own_agent(store: ObjectStore) -> Iterator[AgentProcess]:
    """An agent to be killed."""
    agent = AgentProcess(store, HOME_STORAGE="contents")
    agent.start()
    yield agent
    agent.remove()


@pytest.fixture
async def visitor(
    agent: AgentProcess, client: StorageClient, person: str
) -> AsyncIterator[Visitor]:
    """The person's server at the door, while their home is open."""
    home = await client.open(person)
    assert home.gateway is not None
    yield Visitor(agent.door_port, home.gateway)
    await client.close(person)
