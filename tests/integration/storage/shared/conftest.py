"""Agents with a folder of the host, and containers of members of learning centres."""

from collections.abc import Iterator

import pytest

from tests.integration.storage.mount.agent import MountAgent, running_agent
from tests.integration.storage.mount.conftest import Enter, enter
from tests.integration.storage.objectstore import ObjectStore

__all__ = ["Enter", "enter"]


@pytest.fixture(scope="session", params=["working-copy", "mount"])
def running_shares(
    request: pytest.FixtureRequest, running_store: ObjectStore
) -> Iterator[MountAgent]:
    running_store.faults()
    with running_agent(running_store, HOME_STORAGE=request.param) as agent:
        yield agent


@pytest.fixture
def shares(running_shares: MountAgent, store: ObjectStore) -> Iterator[MountAgent]:
    """An agent that is not killed, once for each way of storing homes."""
    yield running_shares
    # Shown of a failed test only.
    print(running_shares.log()[-5000:])


@pytest.fixture
def own_shares(store: ObjectStore) -> Iterator[MountAgent]:
    """An agent to be killed."""
    with running_agent(store, HOME_STORAGE="working-copy") as agent:
        yield agent
        print(agent.log()[-5000:])


@pytest.fixture
def center(request: pytest.FixtureRequest) -> int:
    """A learning centre of the test's own."""
    return abs(hash(request.node.nodeid)) % 1_000_000 + 1
