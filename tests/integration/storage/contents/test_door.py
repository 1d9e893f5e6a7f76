"""Who gets in, what they see, and what is answered when the object store is down."""

import asyncio
from typing import Any

import httpx
import pytest
from botocore.exceptions import BotoCoreError, ClientError, ResponseStreamingError

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.models import Gateway
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.contents.visitor import BUCKET, Visitor, refusal
from tests.integration.storage.objectstore import SECRET_KEY, ObjectStore
from tests.waiting import eventually, wait_until


def refused(action: Any, *arguments: Any) -> tuple[int, str]:
    """Return how the door refuses `action`, which must not succeed."""
    with pytest.raises(ClientError) as failure:
        action(*arguments)
    return refusal(failure.value)


def outcome(action: Any, *arguments: Any) -> object:
    """Return what `action` returns, or how the door refuses it."""
    try:
        return action(*arguments)
    except ClientError as error:
        return refusal(error)
    except BotoCoreError as error:
        return type(error)


async def test_opening_gives_keys_and_the_first_notebook(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    home = await client.open(person)
    assert (home.way, home.path, home.state) == (HomeStorage.CONTENTS, "", "current")
    assert home.gateway is not None
    assert home.gateway.secret_key not in repr(home)
    text = store.get(f"users/{person}/jupyter/{person}.ipynb")
    assert text is not None
    assert "나의 첫 노트북" in text
    assert "코드에서는 왼쪽 목록의 파일을 열 수 없습니다" in text


async def test_a_first_notebook_is_made_once(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await client.close(person)
    store.delete(f"users/{person}/jupyter/{person}.ipynb")
    await client.open(person)
    assert store.keys(f"users/{person}/") == []


@pytest.mark.parametrize("user_id", ["김 하늘", 'say "hi", ok=1', "it's", "a:b,c", "x y+z%41&#?"])
async def test_names_of_people_need_no_care(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, user_id: str
) -> None:
    home = await client.open(user_id)
    assert home.gateway is not None
    visitor = Visitor(agent.door_port, home.gateway)
    visitor.put("메모 1.txt", "안녕")
    assert store.get(f"users/{user_id}/jupyter/메모 1.txt") == "안녕"
    assert "메모 1.txt" in visitor.names()
    assert (await client.close(user_id)).state == "saved"


def test_a_save_that_is_answered_is_one_plain_object(
    store: ObjectStore, visitor: Visitor, person: str
) -> None:
    path = "수업/50% & #1 + '가' \"나\".txt"
    visitor.put(path, "처음")
    assert store.get(f"users/{person}/jupyter/{path}") == "처음"
    assert visitor.get(path) == "처음"


def test_what_is_replaced_or_deleted_is_in_the_history(
    store: ObjectStore, visitor: Visitor, person: str
) -> None:
    visitor.put("a/b.txt", "1")
    visitor.put("a/b.txt", "2")
    visitor.delete("a/b.txt")
    visitor.put("c.txt", "3")
    objects = [{"Key": "c.txt"}, {"Key": "not there.txt"}]
    visitor.s3.delete_objects(Bucket=BUCKET, Delete={"Objects": objects})
    kept = {key: store.get(key) for key in store.keys(f"jupyterhub-history/{person}/")}
    assert [(key.split("/", 3)[3], text) for key, text in sorted(kept.items())] == [
        ("a/b.txt", "1"),
        ("a/b.txt", "2"),
        ("c.txt", "3"),
    ]
    assert store.keys(f"users/{person}/") == [f"users/{person}/jupyter/{person}.ipynb"]


def test_what_the_platform_puts_is_seen(store: ObjectStore, visitor: Visitor, person: str) -> None:
    assert visitor.names() == [f"{person}.ipynb"]
    store.put(f"users/{person}/jupyter/과제/문제.md", "풀어 보세요")
    wait_until(lambda: "과제/문제.md" in visitor.names(), 5, "the new folder is listed")
    assert visitor.get("과제/문제.md") == "풀어 보세요"


def test_nothing_else_of_the_bucket_is_there(
    store: ObjectStore, visitor: Visitor, person: str
) -> None:
    store.put(f"users/{person}/python/private.py", "not a notebook")
    store.put("users/other/jupyter/private.txt", "somebody else's")
    (bucket,) = visitor.s3.list_buckets()["Buckets"]
    assert bucket["Name"] == BUCKET
    for name in ("users", "educodingnplaycontents", "center", "other"):
        assert refused(visitor.names, name) == (403, "AccessDenied")
    for path in (
        "../python/private.py",
        "a/../../python/private.py",
        "../../other/jupyter/private.txt",
        "./x",
        "a//b",
    ):
        assert refused(visitor.get, path) == (403, "AccessDenied")
        assert refused(visitor.put, path, "x") == (403, "AccessDenied")
        assert refused(copy_from, visitor, path)[0] in {400, 403, 404}
    assert visitor.names() == [f"{person}.ipynb"]
    assert store.keys(f"jupyterhub-history/{person}/") == []


def copy_from(visitor: Visitor, path: str) -> None:
    source = {"Bucket": BUCKET, "Key": path}
    visitor.s3.copy_object(Bucket=BUCKET, Key="copied.txt", CopySource=source)


async def test_wrong_and_unknown_keys_open_nothing(
    agent: AgentProcess, client: StorageClient, visitor: Visitor, person: str
) -> None:
    other = await client.open(f"{person}-other")
    assert other.gateway is not None
    mixed = Gateway(access_key=visitor.keys.access_key, secret_key=other.gateway.secret_key)
    assert refused(Visitor(agent.door_port, mixed).names) == (403, "AccessDenied")
    unknown = Gateway(access_key="HOME0123456789ABCDEF01234567", secret_key="x" * 40)
    assert refused(Visitor(agent.door_port, unknown).names) == (403, "InvalidAccessKeyId")
    await client.close(f"{person}-other")


@pytest.mark.parametrize("authorization", [[], ["Basic x"], ["AWS4-HMAC-SHA256 Credential="]])
def test_requests_without_a_signature_are_refused(
    visitor: Visitor, authorization: list[str]
) -> None:
    headers = [("Authorization", text) for text in authorization]
    for target in ("/", "/home", "/home/a.txt", "/home/../homes"):
        assert httpx.get(f"{visitor.endpoint}{target}", headers=headers).status_code == 403


def test_a_link_that_others_could_be_given_is_refused(visitor: Visitor, person: str) -> None:
    parameters = {"Bucket": BUCKET, "Key": f"{person}.ipynb"}
    link = visitor.s3.generate_presigned_url("get_object", Params=parameters)
    assert httpx.get(link).status_code == 403


async def test_a_closed_home_is_closed_at_once(
    store: ObjectStore, agent: AgentProcess, client: StorageClient, person: str
) -> None:
    home = await client.open(person)
    assert home.gateway is not None
    visitor = Visitor(agent.door_port, home.gateway)
    visitor.put("a.txt", "1")
    assert (await client.close(person)).state == "saved"
    assert refused(visitor.get, "a.txt") == (403, "InvalidAccessKeyId")
    again = await client.open(person)
    assert again.gateway is not None
    assert again.gateway.access_key != home.gateway.access_key
    assert refused(visitor.put, "a.txt", "2") == (403, "InvalidAccessKeyId")
    assert store.get(f"users/{person}/jupyter/a.txt") == "1"


async def test_an_open_home_keeps_its_keys(
    client: StorageClient, visitor: Visitor, person: str
) -> None:
    again = await client.open(person)
    assert again.gateway == visitor.keys


async def test_closing_waits_for_a_save_on_its_way(
    store: ObjectStore, agent: AgentProcess, client: StorageClient, person: str
) -> None:
    home = await client.open(person)
    assert home.gateway is not None
    store.faults(delay=1)
    visitor = Visitor(agent.door_port, home.gateway)
    upload = asyncio.create_task(asyncio.to_thread(visitor.put, "late.txt", "on its way"))

    async def saving() -> bool:
        return (await client.status(person)).state == "saving"

    await eventually(saving, 20, "the upload has begun")
    assert (await client.close(person)).state == "saved"
    assert store.get(f"users/{person}/jupyter/late.txt") == "on its way"
    await upload


_FAULTS = [
    pytest.param({"off": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, id="not there"),
    pytest.param({"cut": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, id="cut off"),
    pytest.param({"status": 403}, ErrorCode.OBJECT_STORE_REFUSED, id="403"),
    pytest.param({"status": 503}, ErrorCode.OBJECT_STORE_BUSY, id="503"),
]


@pytest.mark.parametrize(("faults", "code"), _FAULTS)
async def test_a_store_that_is_down_is_never_an_empty_one(
    store: ObjectStore,
    client: StorageClient,
    visitor: Visitor,
    person: str,
    faults: dict[str, Any],
    code: ErrorCode,
) -> None:
    visitor.put("a.txt", "before")
    store.faults(**faults)
    unavailable = (503, "ServiceUnavailable")
    assert refused(visitor.put, "a.txt", "after") == unavailable
    assert refused(visitor.delete, "a.txt") == unavailable
    # What was seen a moment ago, and the rest of what was cut off, may still be answered.
    assert outcome(visitor.get, "a.txt") in ("before", unavailable, ResponseStreamingError)
    assert outcome(visitor.names) in (sorted([f"{person}.ipynb", "a.txt"]), unavailable)
    # A cut answer has its first line, which says so truly of a file that is not there.
    assert refused(visitor.get, "never.txt") == unavailable or "cut" in faults
    status = await client.status(person)
    assert (status.open, status.state, status.reason) == (True, "waiting", code)
    store.faults()
    assert visitor.get("a.txt") == "before"
    visitor.put("a.txt", "after")
    assert store.get(f"users/{person}/jupyter/a.txt") == "after"
    assert (await client.status(person)).state == "saved"


@pytest.mark.parametrize(("faults", "code"), _FAULTS)
async def test_a_home_is_not_opened_while_the_store_is_down(
    store: ObjectStore,
    client: StorageClient,
    person: str,
    faults: dict[str, Any],
    code: ErrorCode,
) -> None:
    store.faults(**faults)
    with pytest.raises(StorageError) as failure:
        await client.open(person)
    assert failure.value.code is code
    assert not (await client.status(person)).open


def test_half_a_file_is_never_taken_for_a_whole_one(store: ObjectStore, visitor: Visitor) -> None:
    text = "0123456789" * 10_000
    visitor.put("long.txt", text)
    assert visitor.get("long.txt") == text
    store.faults(cut=True)
    read = outcome(visitor.get, "long.txt")
    assert read in (text, (503, "ServiceUnavailable"), ResponseStreamingError)


async def test_a_store_that_takes_no_writes_leaves_what_was_there(
    store: ObjectStore, visitor: Visitor, person: str
) -> None:
    visitor.put("a.txt", "before")
    store.faults(status=503, methods=["PUT"])
    assert refused(visitor.put, "a.txt", "after") == (503, "ServiceUnavailable")
    assert store.get(f"users/{person}/jupyter/a.txt") == "before"


async def test_an_upload_that_is_cut_in_the_middle_leaves_what_was_there(
    store: ObjectStore, visitor: Visitor, person: str
) -> None:
    visitor.put("big.bin", "before")
    upload = visitor.s3.create_multipart_upload(Bucket=BUCKET, Key="big.bin")["UploadId"]
    part = {"Bucket": BUCKET, "Key": "big.bin", "UploadId": upload, "PartNumber": 1}
    visitor.s3.upload_part(**part, Body=b"x" * 6_000_000)
    assert visitor.get("big.bin") == "before"
    assert store.get(f"users/{person}/jupyter/big.bin") == "before"
    visitor.s3.abort_multipart_upload(Bucket=BUCKET, Key="big.bin", UploadId=upload)
    assert visitor.get("big.bin") == "before"


async def test_the_keys_survive_the_agent_and_rclone(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with own_agent.client() as client:
        home = await client.open(person)
        assert home.gateway is not None
        visitor = Visitor(own_agent.door_port, home.gateway)
        visitor.put("a.txt", "1")
        own_agent.kill()
        own_agent.start()
        assert visitor.get("a.txt") == "1"
        own_agent.kill_rclone()
        wait_until(lambda: answers(visitor), 20, "rclone is there again")
        visitor.put("a.txt", "2")
        assert store.get(f"users/{person}/jupyter/a.txt") == "2"
        assert (await client.close(person)).state == "saved"
        own_agent.kill()
        own_agent.start()
        assert refused(visitor.get, "a.txt") == (403, "InvalidAccessKeyId")


def answers(visitor: Visitor) -> bool:
    try:
        visitor.names()
    except ClientError:
        return False
    return True


async def test_only_the_agent_can_read_the_keys(
    agent: AgentProcess, client: StorageClient, visitor: Visitor, person: str
) -> None:
    keys = agent.data / "homes" / person / "state" / "gateway.json"
    assert (keys.stat().st_uid, f"{keys.stat().st_mode & 0o777:o}") == (0, "600")
    lines = b" ".join(agent.command_lines())
    log = agent.log.read_bytes()
    for secret in (visitor.keys.secret_key, SECRET_KEY):
        assert secret.encode() not in lines + log
    await client.close(person)
    assert not keys.exists()


async def test_a_working_copy_that_is_not_saved_is_saved_first(
    store: ObjectStore, person: str
) -> None:
    agent = AgentProcess(store)
    try:
        agent.start()
        async with agent.client() as client:
            await client.open(person)
            agent.kill()
            (agent.files(person) / "work.txt").write_text("not saved yet")
            agent.use(HOME_STORAGE="contents")
            agent.start()
            assert (await client.open(person)).way is HomeStorage.WORKING_COPY
            assert (await client.close(person)).state == "saved"
            assert store.get(f"users/{person}/jupyter/work.txt") == "not saved yet"
            agent.kill()
            agent.start()
            assert (await client.open(person)).way is HomeStorage.CONTENTS
    finally:
        agent.remove()
