"""When what a centre shares is mounted, and for whom."""

import asyncio
from pathlib import Path

import pytest

from hub_ext.storage.models import OpenRequest
from hub_ext.storage.shared.centers import Centers
from hub_ext.storage.shared.kept_mount import KeptMount
from hub_ext.storage.shared.share import Share
from tests.waiting import eventually

_IDLE = 0.1


class _Mount(KeptMount):
    """Mounted while it is kept; whether it may go is the test's to say."""

    def __init__(self) -> None:
        self.mounted = False
        self.saved = True

    @property
    def at_rest(self) -> bool:
        return self.saved

    async def keep(self) -> None:
        self.mounted = True
        try:
            await asyncio.Event().wait()
        finally:
            self.mounted = False


class _House:
    """A host with centres."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.mounts: dict[Share, _Mount] = {}
        self.centers = Centers(data, self._make, _IDLE)

    def _make(self, share: Share) -> _Mount:
        return self.mounts.setdefault(share, _Mount())

    async def mounted(self) -> set[str]:
        return {share.name for share, mount in self.mounts.items() if mount.mounted}

    async def becomes(self, *names: str) -> None:
        async def are() -> bool:
            return await self.mounted() == set(names)

        await eventually(are, 5, f"mounted are {names}")


@pytest.fixture
def house(tmp_path: Path) -> _House:
    return _House(tmp_path)


def _request(user_id: str, center_id: int | None, *, teaches: bool = False) -> OpenRequest:
    return OpenRequest(user_id=user_id, center_id=center_id, teaches=teaches)


async def test_each_kind_of_member_has_a_folder_of_its_own(house: _House) -> None:
    assert await house.centers.enter(_request("a", 11)) == "centers/11/students"
    assert await house.centers.enter(_request("b", 11, teaches=True)) == "centers/11/teachers"
    assert await house.centers.enter(_request("c", None, teaches=True)) == ""
    await house.becomes("11/students", "11/teachers")
    await house.centers.stop()
    await house.becomes()


async def test_a_mount_goes_with_the_last_who_sees_it(house: _House) -> None:
    await house.centers.enter(_request("a", 11))
    await house.centers.enter(_request("b", 11))
    await house.centers.enter(_request("c", 12))
    await house.centers.leave("a")
    await house.centers.leave("c")
    await house.becomes("11/students")
    await house.centers.leave("b")
    await house.becomes()
    await house.centers.enter(_request("a", 11))
    await house.becomes("11/students")
    await house.centers.stop()


async def test_a_mount_with_anything_unsaved_stays(house: _House) -> None:
    await house.centers.enter(_request("a", 11, teaches=True))
    await house.becomes("11/teachers")
    mount = house.mounts[Share(11, writable=True)]
    mount.saved = False
    await house.centers.leave("a")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(10 * _IDLE):
            await house.becomes()
    mount.saved = True
    await house.becomes()


async def test_who_moves_to_another_centre_leaves_the_first(house: _House) -> None:
    await house.centers.enter(_request("a", 11, teaches=True))
    await house.centers.enter(_request("a", 12))
    await house.becomes("12/students")
    await house.centers.enter(_request("a", None))
    await house.becomes()


async def test_another_agent_mounts_for_the_homes_that_are_open_still(house: _House) -> None:
    await house.centers.enter(_request("a", 11))
    await house.centers.enter(_request("b", 12))
    await house.centers.stop()
    after = _House(house.data)
    after.centers.start(["a"])
    await after.becomes("11/students")
    await after.centers.stop()
    again = _House(house.data)
    again.centers.start(["a", "b"])
    await again.becomes("11/students")
    await again.centers.stop()


async def test_a_folder_that_cannot_be_made_keeps_nobody_out(house: _House) -> None:
    (house.data / "centers").write_text("not a folder")
    assert await house.centers.enter(_request("a", 11)) == ""
    assert house.mounts == {}
