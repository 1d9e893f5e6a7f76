"""What a person's server is told, and how often it is written."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.models import HomeStatus
from hub_ext.storage.teller import Teller
from hub_ext.storage.told import Told, Usage
from tests.waiting import eventually

USAGE = Usage(used_bytes=1, quota_bytes=2)


class Agent:
    """The homes of an agent, whose states a test sets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: Literal["saved", "saving", "waiting"] = "saved"
        self.open = True
        self.teller = Teller(
            folder, HomeStorage.WORKING_COPY, lambda: [self.status], lambda _: USAGE
        )

    @property
    def status(self) -> HomeStatus:
        reason = ErrorCode.OBJECT_STORE_BUSY if self.state == "waiting" else None
        return HomeStatus(user_id="한별", open=self.open, state=self.state, reason=reason)

    @property
    def file(self) -> Path:
        (file,) = self.folder.glob("*/told/state.json")
        return file

    def told(self) -> Told:
        return Told.model_validate_json(self.file.read_bytes())


async def test_an_opened_home_is_told_before_its_server_starts(tmp_path: Path) -> None:
    agent = Agent(tmp_path)
    path = await agent.teller.begin(agent.status)
    assert agent.file.parent == tmp_path.parent / tmp_path.name / Path(path).relative_to("homes")
    told = agent.told()
    assert (told.state, told.usage) == ("saved", USAGE)
    assert abs((datetime.now(UTC) - told.written).total_seconds()) < 30


async def test_changes_are_told_and_what_stays_is_not_written_again(tmp_path: Path) -> None:
    agent = Agent(tmp_path)
    await agent.teller.begin(agent.status)
    agent.teller.start()
    agent.state = "waiting"

    async def waits() -> bool:
        return agent.told().reason is ErrorCode.OBJECT_STORE_BUSY

    await eventually(waits, 10, "the change is told")
    before = agent.told().written
    agent.open = False
    agent.state = "saved"
    await asyncio.sleep(1.2)  # Two looks, in which a home that is closed is not written.
    assert agent.told().written == before
    await agent.teller.stop()


async def test_the_container_can_read_and_not_write(tmp_path: Path) -> None:
    agent = Agent(tmp_path)
    await agent.teller.begin(agent.status)
    status = agent.file.stat()
    assert (status.st_uid, status.st_mode & 0o777) == (0, 0o644)
    assert agent.file.parent.stat().st_mode & 0o777 == 0o711
