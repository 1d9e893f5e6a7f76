"""Real parts: rclone, SeaweedFS behind the strict filter, and the agent as a process."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.mount.agent import MountAgent, running_agent
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


@pytest.fixture(scope="session")
def shared_mount_agent(running_store: ObjectStore) -> Iterator[MountAgent]:
    running_store.faults()
    with running_agent(running_store) as agent:
        yield agent


@pytest.fixture(scope="session")
def shared_contents_agent(running_store: ObjectStore) -> Iterator[AgentProcess]:
    running_store.faults()
    agent = AgentProcess(running_store, HOME_STORAGE="contents")
    agent.start()
    yield agent
    agent.remove()


@pytest.fixture
async def client(agent: AgentProcess) -> AsyncIterator[StorageClient]:
    async with agent.client() as client:
        yield client


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that the student's user can pass through, with a name short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="s-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture
def person(request: pytest.FixtureRequest) -> str:
    """A person nobody else is, named for the test."""
    digits = f"{abs(hash(request.node.nodeid)):x}"[:12]
    return f"p{digits}"
