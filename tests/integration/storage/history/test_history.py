"""What was deleted or replaced, and how it comes back: real agent, real store."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.history.models import HistoryFile
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.test_homes import jupyter_saves
from tests.waiting import eventually, wait_until

#: "가나다" as Windows and Linux write it, and as macOS does.
COMPOSED, DECOMPOSED = "\uac00\ub098\ub2e4.ipynb", "\u1100\u1161\u1102\u1161\u1103\u1161.ipynb"
NAMES = [COMPOSED, DECOMPOSED, "과제/1주차 (최종) +%#&'\".ipynb", "b[1]*{x}😀.csv", "x" * 200]


def key(person: str, path: str) -> str:
    return f"users/{person}/jupyter/{path}"


def version_key(person: str, moment: str, path: str) -> str:
    return f"jupyterhub-history/{person}/{moment}/{path}"


async def when_kept(client: StorageClient, person: str, path: str, count: int = 1) -> list[str]:
    """Wait until a file has so many versions; their moments, the newest first."""

    async def kept() -> bool:
        return len((await client.versions(person, path)).versions) == count

    await eventually(kept, 30, f"{count} versions of {path} are kept")
    return [version.moment for version in (await client.versions(person, path)).versions]


async def saved(agent: AgentProcess, store: ObjectStore, person: str, path: str, text: str) -> None:
    """Save as Jupyter does, and wait for the end of the sync: until then rclone may take the
    object away again if the file changes.
    """
    file = agent.files(person) / path
    if path != file.name:
        file.parent.mkdir(exist_ok=True)
        shutil.chown(file.parent, 1000, 1000)
    jupyter_saves(file, text)
    wait_until(lambda: store.get(key(person, path)) == text, 20, f"{path} is in the store")

    async def is_saved() -> bool:
        return (await client.status(person)).state == "saved"

    async with agent.client() as client:
        await eventually(is_saved, 20, f"{path} is saved")


async def file_of(client: StorageClient, person: str, path: str) -> HistoryFile:
    found = await client.history(person)
    return next(file for file in found.files if file.path == path)


async def test_whoever_never_lost_anything_has_no_history(
    client: StorageClient, person: str
) -> None:
    found = await client.history(person)
    assert (found.files, found.count, found.bytes) == ([], 0, 0)
    assert (await client.versions(person, "a.ipynb")).versions == []


@pytest.mark.parametrize("path", NAMES)
async def test_a_deleted_file_is_brought_back_to_a_running_server(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str, path: str
) -> None:
    await client.open(person)
    await saved(agent, store, person, path, "내 노트북")
    (agent.files(person) / path).unlink()
    wait_until(lambda: store.get(key(person, path)) is None, 20, "the deletion is in the store")
    listed = await file_of(client, person, path)
    assert (listed.exists, listed.versions, listed.bytes) == (False, 1, len("내 노트북".encode()))
    assert datetime.now(UTC) - listed.replaced < timedelta(minutes=2)
    (moment,) = await when_kept(client, person, path)
    assert await client.read_version(person, path, moment) == "내 노트북".encode()
    back = await client.restore(person, path, moment)
    assert (back.kept, back.arrived) == (None, True)
    assert (agent.files(person) / path).read_text() == "내 노트북"
    assert (agent.files(person) / path).stat().st_uid == 1000
    assert store.get(key(person, path)) == "내 노트북"
    assert (await client.versions(person, path)).exists


async def test_a_deleted_file_is_brought_back_while_the_server_is_off(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await saved(agent, store, person, "a.ipynb", "mine")
    (agent.files(person) / "a.ipynb").unlink()
    assert (await client.close(person)).state == "saved"
    (moment,) = await when_kept(client, person, "a.ipynb")
    await client.restore(person, "a.ipynb", moment)
    assert store.get(key(person, "a.ipynb")) == "mine"
    await client.open(person)
    assert (agent.files(person) / "a.ipynb").read_text() == "mine"


async def test_a_file_is_brought_back_for_somebody_whom_this_host_does_not_know(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    moment = "20261101T090000.000000Z"
    store.put(version_key(person, moment, "a.ipynb"), "elsewhere")
    assert (await client.restore(person, "a.ipynb", moment)).arrived
    assert store.get(key(person, "a.ipynb")) == "elsewhere"


async def test_what_is_there_now_becomes_a_version_first(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await saved(agent, store, person, "a.ipynb", "first")
    await saved(agent, store, person, "a.ipynb", "second")
    (moment,) = await when_kept(client, person, "a.ipynb")
    # Of the same length, and not yet in the store.
    jupyter_saves(agent.files(person) / "a.ipynb", "third")
    back = await client.restore(person, "a.ipynb", moment)
    assert (agent.files(person) / "a.ipynb").read_text() == "first"
    assert back.kept is not None
    moments = (await client.versions(person, "a.ipynb")).versions
    texts = [await client.read_version(person, "a.ipynb", one.moment) for one in moments]
    assert (texts[0], set(texts)) == (b"third", {b"first", b"second", b"third"})
    # To have asked twice changes nothing more.
    again = await client.restore(person, "a.ipynb", moment)
    assert again.kept is None
    assert len((await client.versions(person, "a.ipynb")).versions) == len(moments)


async def test_what_the_platform_replaced_goes_up_to_the_store(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await saved(agent, store, person, "a.ipynb", "the student's")
    await client.close(person)
    store.put(key(person, "a.ipynb"), "the platform's")
    await client.open(person)
    assert (agent.files(person) / "a.ipynb").read_text() == "the platform's"
    (moment,) = await when_kept(client, person, "a.ipynb")
    assert store.get(version_key(person, moment, "a.ipynb")) == "the student's"
    # A host that is built anew has lost nothing.
    await client.close(person)
    assert not list((agent.data / "homes" / person / "state/history").rglob("a.ipynb"))
    shutil.rmtree(agent.data / "homes" / person)
    await client.restore(person, "a.ipynb", moment)
    assert store.get(key(person, "a.ipynb")) == "the student's"


async def test_local_history_goes_up_without_being_asked_for_once_the_store_is_there(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with own_agent.client() as client:
        await client.open(person)
        await client.close(person)
        moment = "20261101T090000.000000Z"
        folder = own_agent.data / "homes" / person / "state/history" / moment
        (folder / "과제").mkdir(parents=True)
        (folder / "과제/a.ipynb").write_text("kept here")
        for path in (folder, folder / "과제", folder / "과제/a.ipynb"):
            shutil.chown(path, 1000, 1000)
        store.faults(off=True)
        wait_until(lambda: "stay on this host" in own_agent.log.read_text(), 60, "it is said")
        assert (folder / "과제/a.ipynb").read_text() == "kept here"
        store.faults()
        expected = version_key(person, "20261101T090000.000001Z", "과제/a.ipynb")
        wait_until(lambda: store.get(expected) == "kept here", 60, "it is in the store")
        wait_until(lambda: not folder.exists(), 10, "nothing of it is left here")


async def test_a_file_that_changed_on_both_sides_loses_nothing(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await saved(agent, store, person, "a.ipynb", "old")
    await saved(agent, store, person, "a.ipynb", "present")
    (moment,) = await when_kept(client, person, "a.ipynb")
    jupyter_saves(agent.files(person) / "a.ipynb", "of the student, just now")
    store.put(key(person, "a.ipynb"), "of the platform, just now")
    await client.restore(person, "a.ipynb", moment)
    await client.close(person)
    found = await client.versions(person, "a.ipynb")
    texts = {await client.read_version(person, "a.ipynb", one.moment) for one in found.versions}
    texts |= {(store.get(one) or "").encode() for one in store.keys(key(person, ""))}
    # What was there before, both of them have written over themselves.
    assert {b"old", b"of the student, just now", b"of the platform, just now"} <= texts
    assert store.get(key(person, "a.ipynb")) == "old"


@pytest.mark.parametrize(
    ("path", "present"), [("a", "a/b.ipynb"), ("a/b.ipynb", "a"), ("a/b/c.ipynb", "a")]
)
async def test_a_name_that_is_taken_is_not_taken_twice(
    store: ObjectStore, client: StorageClient, person: str, path: str, present: str
) -> None:
    moment = "20261101T090000.000000Z"
    store.put(version_key(person, moment, path), "old")
    store.put(key(person, present), "new")
    assert await refusal(client, person, path, moment) is ErrorCode.INVALID_PATH
    assert store.keys(key(person, "")) == [key(person, present)]


async def refusal(client: StorageClient, person: str, path: str, moment: str) -> ErrorCode:
    with pytest.raises(StorageError) as failure:
        await client.restore(person, path, moment)
    return failure.value.code


@pytest.mark.parametrize(
    ("path", "moment", "code"),
    [
        ("../../other/jupyter/a.ipynb", "20261101T090000.000000Z", ErrorCode.INVALID_PATH),
        ("/a.ipynb", "20261101T090000.000000Z", ErrorCode.INVALID_PATH),
        ("", "20261101T090000.000000Z", ErrorCode.INVALID_PATH),
        ("a\n.ipynb", "20261101T090000.000000Z", ErrorCode.INVALID_PATH),
        (".cache/a", "20261101T090000.000000Z", ErrorCode.INVALID_PATH),
        ("a.ipynb", "../../other/20261101T090000.000000Z", ErrorCode.INVALID_PATH),
        ("a.ipynb", "..", ErrorCode.INVALID_PATH),
        ("a.ipynb", "20261101T090000.000000Z", ErrorCode.NOT_FOUND),
    ],
)
async def test_only_versions_of_files_in_a_home_are_brought_back(
    store: ObjectStore, client: StorageClient, person: str, path: str, moment: str, code: ErrorCode
) -> None:
    store.put(version_key("other", "20261101T090000.000000Z", "a.ipynb"), "private")
    assert await refusal(client, person, path, moment) is code
    assert store.keys(key(person, "")) == []


@pytest.mark.parametrize("user_id", ["", "..", "a/b", "x" * 300])
async def test_who_cannot_have_files_has_no_history(client: StorageClient, user_id: str) -> None:
    with pytest.raises(StorageError) as failure:
        await client.history(user_id)
    assert failure.value.code is ErrorCode.INVALID_USER_ID


async def test_a_store_that_is_down_is_no_empty_history(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    moment = "20261101T090000.000000Z"
    store.put(version_key(person, moment, "a.ipynb"), "old")
    store.put(key(person, "a.ipynb"), "new")
    store.faults(off=True)
    for asked in (client.history(person), client.versions(person, "a.ipynb")):
        with pytest.raises(StorageError) as failure:
            await asked
        assert failure.value.code is ErrorCode.OBJECT_STORE_UNREACHABLE
    assert await refusal(client, person, "a.ipynb", moment) is ErrorCode.OBJECT_STORE_UNREACHABLE
    store.faults()
    assert store.get(key(person, "a.ipynb")) == "new"


async def test_hidden_files_come_last(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    for number, path in enumerate([".git/objects/aa", "b.ipynb", "a.ipynb"]):
        store.put(version_key(person, f"2026110{9 - number}T090000.000000Z", path), "x")
    found = await client.history(person)
    assert [file.path for file in found.files] == ["b.ipynb", "a.ipynb", ".git/objects/aa"]
    assert found.bytes == 3
