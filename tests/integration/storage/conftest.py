"""Real parts: rclone, SeaweedFS behind the strict filter, and the agent as a process."""

from collections.abc import AsyncIterator, Iterator

import pytest

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore, running_object_store


@pytest.fixture(scope="session")
def running_store() -> Iterator[ObjectStore]:
    with running_object_store() as store:
        yield store


@pytest.fixture
def store(running_store: ObjectStore) -> Iterator[ObjectStore]:
    """The object store with nothing broken in it, before and after."""
    running_store.faults()
    yield running_store
    running_store.faults()


@pytest.fixture(scope="session")
def shared_agent(running_store: ObjectStore) -> Iterator[AgentProcess]:
    agent = AgentProcess(running_store)
    agent.start()
    yield agent
    agent.remove()


@pytest.fixture
def agent(shared_agent: AgentProcess, store: ObjectStore) -> AgentProcess:
    """An agent that is not killed; every test has a person of its own."""
    return shared_agent


@pytest.fixture
def own_agent(store: ObjectStore) -> Iterator[AgentProcess]:
    """An agent to be killed."""
    agent = AgentProcess(store)
    agent.start()
    yield agent
    agent.remove()


@pytest.fixture
async def client(agent: AgentProcess) -> AsyncIterator[StorageClient]:
    async with agent.client() as client:
        yield client


@pytest.fixture
def person(request: pytest.FixtureRequest) -> str:
    """A person nobody else is, named for the test."""
    digits = f"{abs(hash(request.node.nodeid)):x}"[:12]
    return f"p{digits}"
