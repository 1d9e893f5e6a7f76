"""The one rclone behind its socket, killed under whoever asks it something."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub_ext.storage.errors import BrokenOffError
from hub_ext.storage.rclone import Rclone
from tests.integration.storage.agent import storage_settings
from tests.integration.storage.objectstore import ObjectStore

pytestmark = pytest.mark.usefixtures("store")


def process_of(folder: Path) -> int:
    """Return the identifier of the rclone that serves in `folder`."""
    for command_line in Path("/proc").glob("[0-9]*/cmdline"):
        arguments = command_line.read_bytes().split(b"\0")
        if arguments[0] == b"rclone" and f"--cache-dir={folder / 'cache'}".encode() in arguments:
            return int(command_line.parent.name)
    raise LookupError(folder)


@pytest.fixture
async def rclone(store: ObjectStore, passable: Path) -> AsyncIterator[Rclone]:
    settings = storage_settings(store.endpoint)
    rclone = Rclone(settings, passable / "rclone")
    await rclone.start()
    yield rclone
    await rclone.stop()


async def test_whoever_asks_again_after_its_death_waits_until_it_is_back(
    rclone: Rclone, passable: Path
) -> None:
    for _ in range(5):
        os.kill(process_of(passable / "rclone"), signal.SIGKILL)
        # Asked before this process can have heard of the death, and again at once.
        with pytest.raises(BrokenOffError):
            await rclone.call("core/version")
        assert (await rclone.call("core/version"))["version"]


async def test_all_who_ask_when_it_dies_are_told_and_may_ask_again(
    rclone: Rclone, passable: Path
) -> None:
    async def ask() -> str:
        try:
            await rclone.call("core/version")
        except BrokenOffError:
            await rclone.call("core/version")
            return "again"
        return "once"

    os.kill(process_of(passable / "rclone"), signal.SIGKILL)
    answers = set(await asyncio.gather(*(ask() for _ in range(20))))
    assert "again" in answers <= {"once", "again"}


async def test_a_doubt_about_one_that_lives_is_over_when_it_answers(rclone: Rclone) -> None:
    rclone._process.doubt()
    assert not rclone.running
    assert (await rclone.call("core/version"))["version"]
    assert rclone.running
