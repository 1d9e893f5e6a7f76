"""Student and platform at the same file, clocks that disagree, and an upload that is cut."""

import os
import time

import pytest

from hub_ext.servers.messages import REFUSALS
from hub_ext.storage.errors import ErrorCode, StorageError
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.faults.ledger import Ledger, hash_of
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.integration.storage.statuses import is_waiting
from tests.waiting import wait_until

MEGABYTE = 1024 * 1024


async def test_platform_changes_a_file_that_the_student_edits(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger
) -> None:
    async with own_agent.client() as client:
        await client.open(ledger.person)
        ledger.save("과제.ipynb", "처음")
        await ledger.saved(("과제.ipynb", "처음"))
    # Both go on from the same version before either hears of the other.
    own_agent.kill()
    # No bucket of NCP's keeps versions: what both replace is gone, as in any shared folder.
    ledger.forget("처음")
    ledger.save("과제.ipynb", "학생이 고침")
    ledger.put("과제.ipynb", "플랫폼이 고침")
    own_agent.start()
    async with own_agent.client() as client:
        assert (await client.close(ledger.person)).state == "saved"
    assert ledger.lost() == []
    names = [key for key in store.keys(f"users/{ledger.person}/") if "과제" in key]
    assert len(names) == 2, "both are there to be seen, none in the history only"
    assert all(name.endswith(".ipynb") for name in names)


@pytest.mark.parametrize("seconds", [-3600, 3600], ids=["an hour behind", "an hour ahead"])
async def test_clock_wrong_by_an_hour(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger, seconds: int
) -> None:
    """The store's clock is the right one; it refuses signatures that are 15 minutes off."""
    async with own_agent.client() as client:
        await client.open(ledger.person)
        ledger.save("수업.ipynb", "전")
        await ledger.saved(("수업.ipynb", "전"))
        store.faults(clock=seconds)
        ledger.save("수업.ipynb", "시계가 틀려도")
        moment = time.time() + seconds
        os.utime(ledger.home / "수업.ipynb", (moment, moment))
        await is_waiting(client, ledger.person, ErrorCode.CLOCK_WRONG)
        assert f"files of '{ledger.person}' are not saved (clock-wrong): " in (
            own_agent.log.read_text()
        )
        with pytest.raises(StorageError) as failure:
            await client.open(f"{ledger.person}x")
        assert REFUSALS[failure.value.code].ko == (
            "서버 컴퓨터의 시계가 틀려서 파일 저장소가 접속을 받아 주지 않습니다. "
            "저장된 파일은 그대로 있습니다. 선생님께 이 화면을 보여 주세요."
        )
        store.faults()
        ledger.wait_until_stored("수업.ipynb", "시계가 틀려도", seconds=45)
        assert (await client.close(ledger.person)).state == "saved"
    assert ledger.missing_in_store() == []


async def _large_upload_cut(
    agent: AgentProcess, store: ObjectStore, ledger: Ledger, megabytes: int
) -> None:
    async with agent.client() as client:
        await client.open(ledger.person)
        large = ledger.home / "자료.bin"
        with large.with_name(".~자료.bin").open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(MEGABYTE))
        large.with_name(".~자료.bin").rename(large)
        ledger.remember(large.name, hash_of(large))
        key = ledger.key(large.name)
        wait_until(lambda: _parts(store, key), 300, "parts of it have been sent")
        store.faults(off=True)
        assert agent.healthy()
        agent.kill()
        store.faults()
        assert store.keys(key) == [], "half an object is never seen"
        agent.start()
    wait_until(lambda: store.keys(key) == [key], 600, "it is in the store after all")
    async with agent.client() as client:
        assert (await client.close(ledger.person)).state == "saved"
    assert ledger.missing_in_store() == []


def _parts(store: ObjectStore, key: str) -> bool:
    uploads = store.platform.list_multipart_uploads(Bucket=BUCKET, Prefix=key).get("Uploads", [])
    return any(
        store.platform.list_parts(Bucket=BUCKET, Key=key, UploadId=upload["UploadId"]).get("Parts")
        for upload in uploads
    )


@pytest.mark.timeout(300)
async def test_large_upload_cut_in_the_middle(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger
) -> None:
    await _large_upload_cut(own_agent, store, ledger, megabytes=256)


@pytest.mark.long
@pytest.mark.timeout(1200)
async def test_upload_of_two_gigabytes_cut_in_the_middle(
    own_agent: AgentProcess, store: ObjectStore, ledger: Ledger
) -> None:
    await _large_upload_cut(own_agent, store, ledger, megabytes=2048)
