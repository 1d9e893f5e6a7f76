"""A home that appears in a container which runs already, as it does in one that is started for it."""

import pytest

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from tests.integration.storage.attaching.conftest import Wait, WaitingContainer
from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.mount.conftest import Enter, enter
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import wait_until

__all__ = ["enter"]

pytestmark = pytest.mark.docker

_LESSON = "lessons/DataAnalysis/1강.md"


def _put_everything(store: ObjectStore, person: str) -> None:
    store.put(f"users/{person}/jupyter/과제.txt", "내 것")
    store.put("DataAnalysis/1강.md", "수업")
    store.put("centers/77/shared/함께.md", "센터")


async def _at_home(
    agent: MountAgent, client: StorageClient, wait: Wait, person: str
) -> WaitingContainer:
    """A container that waited, in which somebody's home is shown now."""
    await client.make_place(person)
    container = wait(agent, person)
    await client.open(person)
    await client.attach(person, person)
    return container


async def test_everything_that_is_theirs_appears(
    copies: MountAgent, store: ObjectStore, person: str, wait: Wait
) -> None:
    _put_everything(store, person)
    async with copies.client() as client:
        await client.make_place(person)
        container = wait(copies, person)
        assert container.runs("ls -A /home/student /srv/home-state").split() == [
            "/home/student:",
            "/srv/home-state:",
        ]
        assert not container.can("touch /home/student/x || touch /home/x || touch /srv/x")
        await client.open(person, 77)
        await client.attach(person, person)
        assert container.runs("cat 과제.txt") == "내 것"
        for path, text in ((_LESSON, "수업"), ("center/shared/함께.md", "센터")):
            wait_until(lambda: container.tries(f"cat '{path}'").stdout == text, 20, path)  # noqa: B023
            assert not container.can(f"echo x > '{path}'"), path
        assert not container.can("touch lessons/x || touch /srv/home-state/x || umount lessons")
        wait_until(lambda: container.can("cat /srv/home-state/state.json"), 10, "it is told")
        container.runs("echo 새것 > 새것.txt; mkdir -p 폴더; ln -s 과제.txt 폴더/링크")
        assert (await client.close(person)).state == "saved"
        await client.remove_place(person)
        assert person not in await client.places()
    assert store.get(f"users/{person}/jupyter/새것.txt") == "새것\n"
    assert not [
        key for key in store.keys(f"users/{person}/") if "lessons" in key or "center" in key
    ]
    # It is gone from the container too, and from nowhere else.
    assert not container.can("ls /home/student/과제.txt")
    assert copies.run("cat", str(copies.data / _LESSON)) == "수업"


async def test_a_lesson_that_is_mounted_again_is_seen(
    copies: MountAgent, store: ObjectStore, person: str, wait: Wait
) -> None:
    _put_everything(store, person)
    async with copies.client() as client:
        container = await _at_home(copies, client, wait, person)
        wait_until(lambda: container.can(f"cat '{_LESSON}'"), 20, "the lesson is there")
        copies.run("umount", "--lazy", str(copies.data / "lessons/DataAnalysis"))
        assert not container.can(f"cat '{_LESSON}'")
        wait_until(lambda: container.can(f"cat '{_LESSON}'"), 40, "the lesson is there again")
        await client.close(person)
        await client.remove_place(person)
    assert copies.run("cat", str(copies.data / _LESSON)) == "수업"


async def test_nobody_else_sees_any_of_it(
    copies: MountAgent, store: ObjectStore, person: str, wait: Wait, enter: Enter
) -> None:
    _put_everything(store, person)
    neighbour, visitor = f"n{person[1:]}", f"v{person[1:]}"
    async with copies.client() as client:
        await client.make_place(person)
        await client.make_place(neighbour)
        container, beside = wait(copies, person), wait(copies, neighbour)
        ordinary = enter(copies, await client.open(visitor))
        before = ordinary.runs("cat /proc/self/mountinfo | wc -l")
        await client.open(person, 77)
        await client.attach(person, person)
        assert container.runs("cat 과제.txt") == "내 것"
        assert beside.runs("ls -A /home/student") == ""
        assert person not in beside.runs("cat /proc/self/mountinfo")
        assert ordinary.runs("cat /proc/self/mountinfo | wc -l") == before
        # Nor is there anything in the home itself, where a sync and the next container would see it.
        files = copies.data / "homes" / person / "files"
        assert copies.run("sh", "-c", f"grep -c '{files}/' /proc/self/mountinfo || true") == "0\n"
        for name in (person, neighbour):
            await client.remove_place(name)


@pytest.mark.parametrize("trap", ["ln -s /etc lessons", "echo x > lessons"])
@pytest.mark.attack("escaping the file root")
async def test_what_a_person_put_where_the_lessons_go_leads_nowhere(
    copies: MountAgent, store: ObjectStore, person: str, wait: Wait, trap: str
) -> None:
    async with copies.client() as client:
        await client.make_place(person)
        container = wait(copies, person)
        await client.open(person)
        home = copies.data / "homes" / person / "files"
        copies.run("sh", "-ec", f"cd {home}; rm -rf lessons; {trap}")
        with pytest.raises(StorageError) as caught:
            await client.attach(person, person)
        assert caught.value.code is ErrorCode.INTERNAL
        assert container.runs("ls -A /home/student") == ""
        assert "DataAnalysis" not in copies.run("ls", "/etc")
        assert "attaching" not in copies.run("cat", "/proc/self/mountinfo")
        await client.remove_place(person)


async def test_a_place_is_for_one_person_once(
    copies: MountAgent, store: ObjectStore, person: str, wait: Wait
) -> None:
    other = f"{person}o"
    async with copies.client() as client:
        await client.make_place(person)
        with pytest.raises(StorageError) as caught:
            await client.make_place(person)
        assert caught.value.code is ErrorCode.ALREADY_ATTACHED
        container = wait(copies, person)
        with pytest.raises(StorageError) as caught:
            await client.attach(person, person)
        assert caught.value.code is ErrorCode.NOT_FOUND, "the home is not open"
        for name in (person, other):
            await client.open(name)
        await client.attach(person, person)
        for name in (person, other):
            with pytest.raises(StorageError) as caught:
                await client.attach(person, name)
            assert caught.value.code is ErrorCode.ALREADY_ATTACHED
        assert container.runs(f"ls {person}.ipynb") == f"{person}.ipynb\n"
        with pytest.raises(StorageError) as caught:
            await client.attach("nowhere", other)
        assert caught.value.code is ErrorCode.NOT_FOUND
        await client.remove_place(person)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../homes", "가", "A", "x" * 65])
@pytest.mark.attack("escaping the file root")
async def test_a_name_that_is_a_way_out_is_refused(copies: MountAgent, name: str) -> None:
    async with copies.client() as client:
        for ask in (client.make_place, client.remove_place):
            with pytest.raises(StorageError) as caught:
                await ask(name)
            assert caught.value.code is ErrorCode.INVALID_PATH
        assert copies.data / "homes" in copies.data.iterdir()


async def test_what_is_shown_outlives_the_agent_and_goes_with_the_next_one(
    own_copies: MountAgent, store: ObjectStore, person: str, wait: Wait
) -> None:
    _put_everything(store, person)
    async with own_copies.client() as client:
        container = await _at_home(own_copies, client, wait, person)
    own_copies.kill()
    assert container.runs("cat 과제.txt") == "내 것"
    container.runs("echo 그동안 > 그동안.txt")
    own_copies.start_again()
    async with own_copies.client() as client:
        assert await client.places() == {person: person}
        assert (await client.close(person)).state == "saved"
        await client.remove_place(person)
        await client.remove_place(person)
        assert await client.places() == {}
    assert not container.can("ls /home/student/과제.txt")
    assert store.get(f"users/{person}/jupyter/그동안.txt") == "그동안\n"
    assert store.get(f"users/{person}/jupyter/과제.txt") == "내 것"
