"""Whose room is how large, and what is said about it."""

import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.settings import StorageSettings
from hub_ext.storage.models import OpenRequest
from hub_ext.storage.quota.choice import Room
from hub_ext.storage.quota.counting import Count
from hub_ext.storage.quota.ledger import Ledger, LedgerFile
from hub_ext.storage.quota.quotas import Quotas
from hub_ext.storage.quota.reconciliation import until_night
from hub_ext.storage.told import NamedSize

MEGABYTE = 1024**2
RESERVE = 25 * MEGABYTE


def quotas_of(folder: Path, **settings: str) -> Quotas:
    tokens = dict.fromkeys(("hub_storage_token", "hub_look_token", "hub_metrics_token"), "a" * 64)
    values = {"hub_mode": "dev", **tokens}
    return Quotas(StorageSettings.model_validate(values | settings), folder / "ledger.json")


def stored(megabytes: int) -> Count:
    return Count(used_bytes=megabytes * MEGABYTE, stored_bytes=megabytes * MEGABYTE)


@pytest.fixture
def quotas(tmp_path: Path) -> Quotas:
    """One and two are of centre 11, with 100 MiB; each may have 60."""
    quotas = quotas_of(tmp_path, hub_user_quota="60M", hub_center_quotas="11=100M")
    for person, megabytes in {"one": 50, "two": 30}.items():
        quotas.opened(OpenRequest(user_id=person, center_id=11))
        quotas.counted(person, stored(megabytes))
    return quotas


def test_the_defaults_are_those_of_the_platform_s_free_plan(tmp_path: Path) -> None:
    quotas = quotas_of(tmp_path)
    quotas.opened(OpenRequest(user_id="one", center_id=11))
    quotas.counted("one", stored(1))
    usage = quotas.usage("one")
    assert usage is not None
    assert (usage.quota_bytes, usage.center_quota_bytes) == (500 * MEGABYTE, 30 * 1024**3)


def test_nobody_knows_what_was_not_counted(quotas: Quotas) -> None:
    assert quotas.usage("nobody") is None
    quotas.opened(OpenRequest(user_id="new", center_id=12))
    assert quotas.usage("new") is None
    usage = quotas.usage("one")
    assert usage is not None
    assert (usage.used_bytes, usage.center_used_bytes) == (50 * MEGABYTE, None)


def test_one_member_who_was_not_counted_makes_the_centre_unknown(quotas: Quotas) -> None:
    quotas.shared(11, 0)
    quotas.opened(OpenRequest(user_id="new", center_id=11))
    usage = quotas.usage("one")
    assert usage is not None
    assert (usage.center_used_bytes, usage.level) == (None, "warn")


def test_without_knowing_the_centre_only_the_own_quota_holds(quotas: Quotas) -> None:
    assert quotas.room("one") == Room(60 * MEGABYTE, 60 * MEGABYTE + RESERVE)


def test_the_centre_leaves_what_the_others_do_not_use(quotas: Quotas) -> None:
    quotas.shared(11, 15 * MEGABYTE)
    left = (100 - 30 - 15) * MEGABYTE
    assert quotas.room("one") == Room(left, left + RESERVE)
    assert quotas.room("two") == Room(35 * MEGABYTE, 35 * MEGABYTE + RESERVE)
    assert quotas.room("nobody") == Room(60 * MEGABYTE, 60 * MEGABYTE + RESERVE)


@pytest.mark.parametrize(
    ("shared", "level"), [(0, "warn"), (15, "urgent"), (20, "full"), (1000, "full")]
)
def test_the_nearest_quota_is_the_level(quotas: Quotas, shared: int, level: str) -> None:
    quotas.shared(11, shared * MEGABYTE)
    usage = quotas.usage("one")
    assert usage is not None
    assert usage.level == level
    assert usage.center_used_bytes == (80 + shared) * MEGABYTE


@pytest.mark.parametrize("shared", [None, 0, 15, 20, 1000])
def test_people_are_counted_by_the_level_that_each_is_told(
    quotas: Quotas, shared: int | None
) -> None:
    quotas.opened(OpenRequest(user_id="of no centre"))
    quotas.counted("of no centre", stored(49))
    waiting = NamedSize(path="big.csv", bytes=MEGABYTE)
    quotas.counted("held", Count(held_back=(waiting,)))
    quotas.opened(OpenRequest(user_id="not counted", center_id=12))
    if shared is not None:
        quotas.shared(11, shared * MEGABYTE)
    told = [quotas.usage(person) for person in ("one", "two", "of no centre", "held")]

    assert quotas.levels() == Counter(usage.level for usage in told if usage)


def test_what_waits_is_full_and_takes_no_room_of_the_centre(quotas: Quotas) -> None:
    quotas.shared(11, 0)
    waiting = NamedSize(path="big.csv", bytes=900 * MEGABYTE)
    count = Count(used_bytes=901 * MEGABYTE, stored_bytes=MEGABYTE, held_back=(waiting,))
    quotas.counted("two", count)
    one, two = quotas.usage("one"), quotas.usage("two")
    assert one is not None
    assert two is not None
    assert (one.center_used_bytes, two.level, two.held_back) == (51 * MEGABYTE, "full", (waiting,))
    assert quotas.room("one") == Room(60 * MEGABYTE, 60 * MEGABYTE + RESERVE)


@pytest.mark.parametrize("none", ["none", "0"])
def test_no_quota_is_no_limit(tmp_path: Path, none: str) -> None:
    quotas = quotas_of(tmp_path, hub_user_quota=none, hub_center_quota=none)
    quotas.opened(OpenRequest(user_id="one", center_id=11))
    quotas.counted("one", stored(10**6))
    quotas.shared(11, 1)
    assert quotas.room("one") == Room(math.inf, math.inf)
    usage = quotas.usage("one")
    assert usage is not None
    assert (usage.quota_bytes, usage.center_quota_bytes, usage.level) == (0, 0, "fine")


@pytest.mark.parametrize(
    "value", ["500", "-1M", "1.5G", "1T", "M", "", "nothing", "9999999M", "500MB"]
)
def test_what_is_no_size_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ValueError, match="hub_user_quota"):
        quotas_of(tmp_path, hub_user_quota=value)
    with pytest.raises(ValueError, match="hub_center_quotas"):
        quotas_of(tmp_path, hub_center_quotas=f"11={value}")
    with pytest.raises(ValueError, match="hub_center_quotas"):
        quotas_of(tmp_path, hub_center_quotas="eleven=1G")


async def test_a_restart_forgets_nothing(quotas: Quotas, tmp_path: Path) -> None:
    quotas.shared(11, 5)
    quotas.start()
    await quotas.stop()
    again = quotas_of(tmp_path, hub_user_quota="60M", hub_center_quotas="11=100M")
    assert again.usage("one") == quotas.usage("one")
    assert again.ledger == quotas.ledger


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"people": 1}', b"\xff\x00"])
def test_a_ledger_that_cannot_be_read_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.json").write_bytes(content)
    assert LedgerFile(tmp_path / "ledger.json").read() == Ledger()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.floats(0, 1),
)
def test_the_counts_are_compared_between_four_and_five_in_korea(
    moment: datetime, share: float
) -> None:
    now = moment.replace(tzinfo=UTC)
    seconds = until_night(now, share)
    assert 0 < seconds <= timedelta(days=1).total_seconds()
    korean = now + timedelta(seconds=seconds, hours=9)
    since_four = korean - korean.replace(hour=4, minute=0, second=0, microsecond=0)
    assert timedelta(seconds=-1) <= since_four <= timedelta(hours=1, seconds=1)
