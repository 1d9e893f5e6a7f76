"""How long a sync waits for a program that is still writing."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.record import Record
from hub_ext.storage.working_copy import reasons as module
from hub_ext.storage.working_copy.reasons import Reasons


@pytest.fixture
def reasons() -> Reasons:
    """Of a home in which something changed."""
    record = Record(user_id="student1", saved=False)
    syncs, trouble = SimpleNamespace(changed=True), SimpleNamespace(failure=None)
    return Reasons(
        HomeLayout("student1"), cast(Any, None), record, cast(Any, syncs), cast(Any, trouble)
    )


async def _go_on_writing(reasons: Reasons, files: int) -> None:
    while True:
        reasons.wake(files)
        await asyncio.sleep(0)


async def test_a_save_does_not_wait_for_a_program_that_never_ends(
    reasons: Reasons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_DEBOUNCE", 0.05)
    monkeypatch.setattr(module, "LONGEST_DEBOUNCE_OF_MANY", 3600)
    writing = asyncio.create_task(_go_on_writing(reasons, 0))
    async with asyncio.timeout(30):
        await reasons.wait()
    assert not writing.done()
    writing.cancel()


async def test_many_files_are_waited_for_until_they_are_all_there(
    reasons: Reasons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_DEBOUNCE", 0.0)
    monkeypatch.setattr(module, "LONGEST_DEBOUNCE_OF_MANY", 3600)
    monkeypatch.setattr(module, "DEBOUNCE", 0.05)
    reasons.wake(module.MANY_FILES + 1)
    writing = asyncio.create_task(_go_on_writing(reasons, 1))
    waiting = asyncio.create_task(reasons.wait())
    done, _ = await asyncio.wait({waiting}, timeout=0.3)
    assert not done
    writing.cancel()
    async with asyncio.timeout(30):
        await waiting


async def test_after_many_files_a_save_is_one_again(
    reasons: Reasons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DEBOUNCE", 0.01)
    reasons.wake(module.MANY_FILES + 1)
    await reasons.wait()
    await test_a_save_does_not_wait_for_a_program_that_never_ends(reasons, monkeypatch)


async def test_many_files_that_never_end_are_not_waited_for_for_ever(
    reasons: Reasons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_DEBOUNCE_OF_MANY", 0.05)
    writing = asyncio.create_task(_go_on_writing(reasons, 1000))
    async with asyncio.timeout(30):
        await reasons.wait()
    writing.cancel()
