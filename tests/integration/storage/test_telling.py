"""What the agent tells a person's server, from the first save to a store that is down."""

from datetime import UTC, datetime

import pytest

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.told import Told
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import wait_until


def told(agent: AgentProcess, folder: str) -> Told | None:
    """What lies there now."""
    file = agent.data / folder / "state.json"
    return Told.model_validate_json(file.read_bytes()) if file.exists() else None


def told_state(agent: AgentProcess, folder: str) -> str:
    now = told(agent, folder)
    return now.state if now else ""


async def test_a_server_is_told_what_becomes_of_its_files(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    opened = await client.open(person)
    assert opened.told == f"homes/{person}/told"
    wait_until(
        lambda: told_state(agent, opened.told) == "saved", 10, "it is told of the first save"
    )
    first = told(agent, opened.told)
    assert first and first.since and first.way is HomeStorage.WORKING_COPY

    store.faults(off=True)
    (agent.files(person) / "work.txt").write_text("offline")
    wait_until(lambda: told_state(agent, opened.told) == "waiting", 15, "it is told of the outage")
    waiting = told(agent, opened.told)
    assert waiting and waiting.reason is ErrorCode.OBJECT_STORE_UNREACHABLE
    assert waiting.since == first.since

    store.faults()
    wait_until(lambda: told_state(agent, opened.told) == "saved", 40, "it is told of the save")
    assert store.get(f"users/{person}/jupyter/work.txt") == "offline"


@pytest.mark.long
async def test_an_agent_that_starts_again_goes_on_telling(
    own_agent: AgentProcess, person: str
) -> None:
    async with own_agent.client() as client:
        opened = await client.open(person)
    own_agent.kill()
    moment = datetime.now(UTC)
    own_agent.start()

    def told_since() -> bool:
        now = told(own_agent, opened.told)
        return now is not None and now.written > moment

    wait_until(told_since, 10, "the open home is told again")
