"""Nothing that was saved in a working copy is lost, whatever is killed."""

import asyncio

import pytest

from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ACCESS_KEY, SECRET_KEY, ObjectStore
from tests.integration.storage.test_homes import jupyter_saves
from tests.waiting import wait_until


async def _kill_after_saves(
    agent: AgentProcess, store: ObjectStore, person: str, tries: int
) -> None:
    async with agent.client() as client:
        await client.open(person)
    key = f"users/{person}/jupyter/{person}.ipynb"
    for number in range(tries):
        text = f'{{"저장": {number}}}'
        jupyter_saves(agent.files(person) / f"{person}.ipynb", text)
        agent.kill()
        agent.start()
        wait_until(lambda text=text: store.get(key) == text, 10, f"save {number} is in the store")  # type: ignore[misc]
    # A kill between an upload and bisync's note of it makes no conflict of the next save.
    assert store.keys(f"users/{person}/") == [key]


@pytest.mark.long
async def test_a_save_survives_a_kill_of_the_agent(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    await _kill_after_saves(own_agent, store, person, tries=3)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_twenty_saves_survive_twenty_kills_of_the_agent(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    await _kill_after_saves(own_agent, store, person, tries=20)


async def test_a_save_after_a_kill_in_the_middle_of_a_sync_is_no_conflict(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    key = f"users/{person}/jupyter/{person}.ipynb"
    notebook = own_agent.files(person) / f"{person}.ipynb"
    async with own_agent.client() as client:
        await client.open(person)
        await client.close(person)
        await client.open(person)
    # Slow answers: between the arrival of an object and bisync's note of it there is time.
    store.faults(delay=0.3)
    jupyter_saves(notebook, "first")
    there = store.beside_the_faults()
    wait_until(lambda: there.get(key) == "first", 20, "the first save is in the store")
    own_agent.kill()
    jupyter_saves(notebook, "second")
    store.faults()
    own_agent.start()
    wait_until(lambda: store.get(key) == "second", 20, "the second save is in the store")
    async with own_agent.client() as client:
        assert (await client.close(person)).state == "saved"
    assert store.keys(f"users/{person}/") == [key]
    assert [path.name for path in notebook.parent.iterdir()] == [notebook.name]


@pytest.mark.long
async def test_an_open_home_is_still_followed_after_a_kill(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with own_agent.client() as client:
        await client.open(person)
    own_agent.kill()
    own_agent.start()
    async with own_agent.client() as client:
        assert (await client.status(person)).open
    (own_agent.files(person) / "later.txt").write_text("later")
    key = f"users/{person}/jupyter/later.txt"
    wait_until(lambda: store.get(key) == "later", 10, "a later save is in the store")


async def test_rclone_dying_alone_is_not_felt(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with own_agent.client() as client:
        await client.open(person)
        for number in range(3):
            (own_agent.files(person) / f"{number}.txt").write_text("x")
            own_agent.kill_rclone()
            wait_until(own_agent.healthy, 10, "the agent is healthy again")
        assert (await client.close(person)).state == "saved"
    assert len(store.keys(f"users/{person}/")) == 4


@pytest.mark.long
async def test_rclone_dying_while_somebody_stops_is_not_felt(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    keys = {f"users/{person}/jupyter/{number}.txt" for number in range(10)}
    async with own_agent.client() as client:
        for number in range(10):
            await client.open(person)
            (own_agent.files(person) / f"{number}.txt").write_text("x")
            # A sync takes some seconds, so that most of these points in time are inside it.
            store.faults(delay=0.2)
            closing = asyncio.create_task(client.close(person))
            await asyncio.sleep(number * 0.15)
            own_agent.kill_rclone()
            store.faults()
            assert (await closing).state == "saved", own_agent.log.read_text()
    assert keys <= set(store.keys(f"users/{person}/"))
    assert "not saved" not in own_agent.log.read_text()


async def test_the_keys_are_in_no_command_line_log_or_file(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with own_agent.client() as client:
        await client.open(person)
        store.faults(status=403)
        await client.close(person)
    # The object store's own processes and this one know the keys; the agent's must not show them.
    shown = [own_agent.log.read_bytes(), *own_agent.command_lines()]
    shown += [path.read_bytes() for path in own_agent.folder.rglob("*") if path.is_file()]
    for key in (ACCESS_KEY, SECRET_KEY):
        assert not any(key.encode() in text for text in shown)
