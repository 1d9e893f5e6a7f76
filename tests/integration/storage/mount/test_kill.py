"""Nothing that a program closed in a mounted home is lost or mixed, whatever is killed."""

import pytest

from hub_ext.storage.client import StorageClient
from tests.integration.storage.mount.agent import MountAgent, running_agent
from tests.integration.storage.mount.conftest import Enter
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import eventually, wait_until

pytestmark = pytest.mark.docker

#: Seconds until a container sees its files again.
BACK_WITHIN = 20


async def _wait_until_saved(client: StorageClient, person: str, seconds: float = 30) -> None:
    async def saved() -> bool:
        return (await client.status(person)).state == "saved"

    await eventually(saved, seconds, "everything is saved")


async def test_a_running_container_sees_its_files_again_after_a_kill_of_rclone(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    neighbour = f"{person}n"
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        other = enter(mounts, await client.open(neighbour))
        wait_until(lambda: student.can("test -d lessons/DataAnalysis"), 20, "lessons are there")
        student.runs("printf before > a.txt")
        mounts.kill_rclone(person)
        assert other.can(f"test -s {neighbour}.ipynb"), "nobody else notices"
        wait_until(lambda: student.can("cat a.txt"), BACK_WITHIN, "the files are back")
        assert student.runs("cat a.txt; ls lessons") == "beforeDataAnalysis\n"
        student.runs("printf after >> a.txt")
        student.remove()
        assert (await client.close(person)).state == "saved"
    assert store.get(f"users/{person}/jupyter/a.txt") == "beforeafter"


async def test_a_save_is_whole_however_soon_rclone_is_killed_after_it(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    key = f"users/{person}/jupyter/a.txt"
    store.put(key, "v0")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        for number in range(1, 5):
            # Longer each time, and written in place: rclone's note of the file is the one before.
            text = f"version {number} " * 10**number
            student.runs(f"printf '%s' '{text[:100_000]}' > a.txt")
            mounts.kill_rclone(person)
            wait_until(lambda: student.can("test -e a.txt"), BACK_WITHIN, "the file is back")
            assert student.runs("cat a.txt") == text[:100_000]
            assert store.get(key) == text[:100_000]


async def test_what_was_being_written_is_not_mixed_with_the_version_before(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    key = f"users/{person}/jupyter/a.txt"
    store.put(key, "OLD")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        # The shell has written all of it, and still holds the file open.
        student.runs(
            "(exec 3> a.txt; printf 'a new text' >&3; sleep 60) >/dev/null 2>&1 &\n"
            "until grep -q text a.txt; do :; done"
        )
        mounts.kill_rclone(person)
        wait_until(lambda: student.can("test -e a.txt"), BACK_WITHIN, "the file is back")
        assert student.runs("cat a.txt") == store.get(key) == "a new text"


async def test_a_file_that_was_being_emptied_is_kept_as_it_was(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    key = f"users/{person}/jupyter/a.txt"
    store.put(key, "the version before")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        # The shell empties the file and holds it open, without having written anything.
        student.runs(
            "(exec 3> a.txt; sleep 60) >/dev/null 2>&1 &\nuntil test ! -s a.txt; do :; done"
        )
        mounts.kill_rclone(person)
        wait_until(lambda: student.can("test -e a.txt"), BACK_WITHIN, "the file is back")
        assert student.runs("cat a.txt") == store.get(key) == "the version before"


async def test_a_kill_of_the_agent_between_a_write_and_its_upload_loses_nothing(
    own_mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    agent = own_mounts
    prefix = f"users/{person}/jupyter"
    store.put(f"{prefix}/old.txt", "0")
    async with agent.client() as client:
        student = enter(agent, await client.open(person))
        await _wait_until_saved(client, person)
        store.faults(status=503, methods=["PUT"])
        student.runs(
            "printf '새 파일' > '새 파일.txt'; printf replaced > old.txt; printf 0123456789 >> old.txt;"
            f"printf '{{}}' > .~{person}.ipynb; mv .~{person}.ipynb {person}.ipynb"
        )
        agent.kill()
        assert not student.can("ls"), "without the agent a mounted home does not answer"
        assert store.get(f"{prefix}/old.txt") == "0"
        store.faults()
    agent.start_again()
    async with agent.client() as client:
        assert (await client.status(person)).open
        wait_until(lambda: student.can("cat old.txt"), BACK_WITHIN, "the files are back")
        seen = student.runs(f"cat '새 파일.txt' old.txt {person}.ipynb")
        assert seen == "새 파일replaced0123456789{}"
        await _wait_until_saved(client, person)
        stored = [store.get(f"{prefix}/{name}") for name in ("새 파일.txt", "old.txt")]
        assert stored == ["새 파일", "replaced0123456789"]
        student.remove()
        assert (await client.close(person)).state == "saved"
    assert all(store.get(key) for key in store.keys(f"{prefix}/")), "no file is empty"


@pytest.mark.long
async def test_what_was_pending_is_saved_by_the_next_agent_with_another_key(
    store: ObjectStore, person: str, enter: Enter
) -> None:
    with running_agent(store) as agent:
        async with agent.client() as client:
            student = enter(agent, await client.open(person))
            await _wait_until_saved(client, person)
            store.faults(status=503, methods=["PUT"])
            student.runs("printf kept > work.txt")
            student.remove()
            assert (await client.close(person)).state == "pending"
        assert agent.stop() == 0
        store.faults()
        # rclone names the folder of its cache after the settings of the store.
        with running_agent(store, data=agent.data, AWS_REGION="another") as next_agent:
            async with next_agent.client() as client:
                await _wait_until_saved(client, person)
                assert not (await client.status(person)).open
            assert store.get(f"users/{person}/jupyter/work.txt") == "kept"
            assert next_agent.cached(person) == ""
