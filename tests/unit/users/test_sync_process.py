"""The process of the sync."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from hub_ext.settings import SyncSettings
from hub_ext.users.sync import __main__ as process
from tests.unit.users.settings import NEEDED
from tests.waiting import eventually


async def test_it_ends_when_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As process 1 of its container it would be killed after ten seconds else."""
    alive = tmp_path / "round"
    monkeypatch.setattr(process, "SIGN_OF_LIFE", alive)
    monkeypatch.setattr(process, "HUB_API", "http://127.0.0.1:1/hub/api")
    known = {name: value for name, value in NEEDED.items() if name in SyncSettings.model_fields}
    running = asyncio.create_task(process.run_until_told(SyncSettings.model_validate(known)))

    async def has_made_a_round() -> bool:
        return alive.exists()

    await eventually(has_made_a_round, 20, "a round, for all that nobody answers")
    assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 5)
