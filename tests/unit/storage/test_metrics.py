"""The agent's numbers: how old what is not saved is, and what they give away."""

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.metrics import AgentMetrics, Unsaved
from hub_ext.storage.models import Health, HomeStatus
from hub_ext.storage.trouble import Trouble

SAVED = HomeStatus(user_id="student1", open=True, state="saved")
SAVING = HomeStatus(user_id="student1", open=True, state="saving")


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def unsaved(clock: Clock) -> Unsaved:
    return Unsaved(clock)


def test_with_everything_saved_nothing_is_old(unsaved: Unsaved) -> None:
    assert unsaved.oldest([SAVED]) == 0
    assert unsaved.oldest([]) == 0


def test_what_is_not_saved_grows_older(unsaved: Unsaved, clock: Clock) -> None:
    unsaved.oldest([SAVING])
    clock.seconds += 700
    waiting = SAVING.model_copy(update={"state": "waiting", "reason": ErrorCode.CLOCK_WRONG})
    assert unsaved.oldest([waiting, SAVED.model_copy(update={"user_id": "other"})]) == 700
    assert unsaved.oldest([SAVED]) == 0
    clock.seconds += 5
    assert unsaved.oldest([SAVING]) == 0


def test_a_home_that_is_saved_again_and_again_is_not_old(unsaved: Unsaved, clock: Clock) -> None:
    unsaved.oldest([SAVING])
    clock.seconds += 700
    assert unsaved.oldest([SAVING.model_copy(update={"since": at(clock.seconds - 2)})]) == 2


def test_what_a_quota_holds_back_is_not_meant(unsaved: Unsaved, clock: Clock) -> None:
    held = SAVING.model_copy(update={"state": "waiting", "reason": ErrorCode.NO_ROOM})
    unsaved.oldest([held])
    clock.seconds += 700
    assert unsaved.oldest([held]) == 0


async def test_numbers_name_nobody(tmp_path: Path) -> None:
    waiting = SAVING.model_copy(update={"state": "waiting", "reason": ErrorCode.DISK_FULL})
    metrics = AgentMetrics(
        tmp_path,
        lambda: [SAVED.model_copy(update={"user_id": "한별"}), waiting],
        lambda: {"warn": 3, "urgent": 2, "full": 1},
        lambda: Health(object_store=ErrorCode.BUCKET_MISSING, lessons="mounted"),
    )
    failure = StorageError(ErrorCode.CLOCK_WRONG, "the clock of student1 is wrong")
    Trouble("student1", PurePosixPath("homes/student1")).note(failure)
    text = (await metrics.text()).decode()

    assert "student1" not in text
    assert "한별" not in text
    values = {
        (sample.name.removeprefix("eduhub_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        if family.name.startswith("eduhub_")
        for sample in family.samples
    }
    assert values["homes", "open"] == 2
    assert values["homes", "waiting"] == 1
    assert values["homes_waiting", "disk-full"] == 1
    assert [values["quota_people", percent] for percent in ("80", "95", "100")] == [6, 3, 1]
    assert values["object_store", "bucket-missing"] == 1
    assert values["object_store", "reachable"] == 0
    assert values["lessons_mounted",] == 1
    assert 0 < values["homes_disk_free_bytes",] <= values["homes_disk_size_bytes",]
    assert values["save_failures_total", "clock-wrong"] >= 1
    assert ("save_failures_total", "disk-full") in values
