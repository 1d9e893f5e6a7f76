"""What needs mounts: links that lead out of a home, lessons, a full disk."""

from collections.abc import Iterator

import pytest

from hub_ext.storage.errors import ErrorCode, StorageError
from tests.integration.storage.agent import TOKEN
from tests.integration.storage.container import AgentContainer
from tests.integration.storage.objectstore import SECRET_KEY, ObjectStore
from tests.waiting import eventually, wait_until

pytestmark = pytest.mark.docker

_SMALL_DISK = ("--tmpfs=/data:size=96m,mode=0755",)


@pytest.fixture(scope="module")
def running_container(running_store: ObjectStore) -> Iterator[AgentContainer]:
    running_store.faults()
    container = AgentContainer(running_store)
    container.wait_until_healthy()
    yield container
    container.remove()


@pytest.fixture
def container(running_container: AgentContainer, store: ObjectStore) -> AgentContainer:
    return running_container


@pytest.mark.parametrize(
    "target",
    [
        "/run/secrets",
        "/run/secrets/hub_storage_token",
        "/proc/self/environ",
        "/proc/self",
        "/data/homes/victim/files",
        "/data/homes/victim/files/secret.txt",
        "../../victim/files",
    ],
)
async def test_a_link_leads_the_agent_nowhere(
    container: AgentContainer, store: ObjectStore, person: str, target: str
) -> None:
    async with container.client() as client:
        await client.open("victim")
        container.as_student("victim", "echo private > secret.txt")
        await client.open(person)
        container.as_student(person, f"mkdir real; echo mine > real/a.txt; ln -s {target} link")
        # A folder that was synced becomes a link to somewhere else.
        wait_until(
            lambda: store.get(f"users/{person}/jupyter/real/a.txt"), 5, "the real folder is saved"
        )
        container.as_student(person, f"mv real gone; ln -s {target} real; echo x > after.txt")
        assert (await client.close(person)).state == "saved"
    prefix = f"users/{person}/jupyter"
    assert store.keys(f"{prefix}/") == sorted(
        f"{prefix}/{name}" for name in (f"{person}.ipynb", "after.txt", "gone/a.txt")
    )


async def test_a_folder_swapped_for_a_link_all_the_time_gives_nothing_away(
    container: AgentContainer, store: ObjectStore, person: str
) -> None:
    async with container.client() as client:
        await client.open("victim")
        container.as_student("victim", "mkdir -p d; echo private > d/a.txt")
        await client.open(person)
        container.as_student(
            person,
            "mkdir d; echo mine > d/a.txt; i=0; while [ $i -lt 400 ]; do i=$((i+1));"
            " mv d e; ln -s /data/homes/victim/files/d d; echo $i > n.txt; rm d; mv e d; done",
        )
        await client.close(person)
    texts = {store.get(key) for key in store.keys(f"users/{person}/jupyter/")}
    history = {store.get(key) for key in store.keys(f"jupyterhub-history/{person}/")}
    assert "private\n" not in texts | history


async def test_what_the_platform_puts_never_lands_behind_a_link(
    container: AgentContainer, store: ObjectStore, person: str
) -> None:
    async with container.client() as client:
        await client.open("victim")
        await client.open(person)
        container.as_student(person, "ln -s /data/homes/victim/files d")
        store.put(f"users/{person}/jupyter/d/planted.txt", "planted")
        await client.close(person)
    assert "planted.txt" not in container.run("ls", "/data/homes/victim/files")


async def test_the_agent_ends_when_it_is_told_to(store: ObjectStore) -> None:
    agent = AgentContainer(store)
    try:
        agent.wait_until_healthy()

        async def mounted() -> bool:
            async with agent.client() as client:
                return (await client.health()).lessons == "mounted"

        await eventually(mounted, 30, "lessons are mounted")
        assert agent.stop() == 0
    finally:
        agent.remove()


async def test_lessons_are_read_only_and_come_back_after_a_kill(
    container: AgentContainer, store: ObjectStore
) -> None:
    lesson = "/data/lessons/DataAnalysis/chapter01_1_p01.md"

    async def mounted() -> bool:
        async with container.client() as client:
            return (await client.health()).lessons == "mounted"

    await eventually(mounted, 30, "lessons are mounted")
    assert container.run("cat", lesson) == store.get("DataAnalysis/chapter01_1_p01.md")
    container.run("sh", "-c", f"! touch {lesson} 2>/dev/null")
    container.run("sh", "-c", _KILL_MOUNTS)

    async def readable() -> bool:
        return "데이터" in container.run("sh", "-c", f"cat {lesson} 2>/dev/null || true")

    await eventually(readable, 30, "lessons are readable again")


async def test_the_keys_are_not_in_the_agents_log_or_command_lines(
    container: AgentContainer,
) -> None:
    lines = container.run("sh", "-c", "cat /proc/[0-9]*/cmdline")
    for secret in (SECRET_KEY, TOKEN):
        assert secret not in container.log() + lines


async def test_a_full_disk_is_named_and_nobody_starts_on_it(
    store: ObjectStore, person: str
) -> None:
    container = AgentContainer(store, volume=_SMALL_DISK)
    try:
        container.wait_until_healthy()
        async with container.client() as client:
            await client.open(person)
            container.as_student(person, "head -c 50M /dev/zero > big.bin")
            assert (await client.close(person)).state == "saved"
            with pytest.raises(StorageError) as failure:
                await client.open(person)
            assert failure.value.code is ErrorCode.DISK_FULL
    finally:
        container.remove()


async def test_a_mount_needs_room_for_its_cache(store: ObjectStore, person: str) -> None:
    container = AgentContainer(store, volume=_SMALL_DISK, HOME_STORAGE="mount")
    try:
        container.wait_until_healthy()
        container.run("sh", "-c", "head -c 50M /dev/zero > /data/full")
        async with container.client() as client:
            with pytest.raises(StorageError) as failure:
                await client.open(person)
            assert failure.value.code is ErrorCode.DISK_FULL
            container.run("rm", "/data/full")
            assert (await client.open(person)).state == "current"
    finally:
        container.remove()


async def test_files_that_do_not_fit_are_named(store: ObjectStore, person: str) -> None:
    for number in range(3):
        store.put(f"users/{person}/jupyter/{number}.bin", "x" * 40_000_000)
    container = AgentContainer(store, volume=_SMALL_DISK)
    try:
        container.wait_until_healthy()
        async with container.client() as client:
            with pytest.raises(StorageError) as failure:
                await client.open(person)
        assert failure.value.code is ErrorCode.DISK_FULL
    finally:
        container.remove()


#: Without `ps`: every process whose command line says `rclone mount`.
_KILL_MOUNTS = """for p in /proc/[0-9]*; do
  if tr '\\0' ' ' < $p/cmdline | grep -q '^rclone mount'; then kill -9 ${p#/proc/}; fi
done"""
