"""What a backup says of files that are on this host only."""

import pytest
from aiohttp import ClientError

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.unsaved import line, unsaved
from tests.integration.storage.agent import LOOK_TOKEN, TOKEN, AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.statuses import is_saved


async def test_whoever_is_not_in_the_store_is_named_and_nobody_else(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await client.open(f"{person}-saved")
    # What is under way is waited for.
    (agent.files(person) / "work.txt").write_text("just now")
    assert person not in [home.user_id for home in await unsaved(agent.url, TOKEN)]
    store.faults(status=403)
    (agent.files(person) / "work.txt").write_text("not yet")
    assert (await client.close(person)).state == "pending"
    found = {home.user_id: home for home in await unsaved(agent.url, TOKEN, patience=5)}
    assert f"{person}-saved" not in found
    assert found[person].reason is ErrorCode.OBJECT_STORE_REFUSED
    assert line(found[person]).startswith(f"{person} (since 20")
    store.faults()
    await is_saved(client, person, seconds=20)


async def test_an_agent_that_does_not_say_is_no_good_news(agent: AgentProcess) -> None:
    with pytest.raises(ClientError):
        await unsaved(agent.url, LOOK_TOKEN)
    with pytest.raises(ClientError):
        await unsaved("http://127.0.0.1:9", TOKEN)
