import pytest

from hub_ext.users.expiring_table import ExpiringCounts


@pytest.mark.attack("known advisories")
def test_the_table_never_grows_beyond_its_size() -> None:
    counts: ExpiringCounts[int] = ExpiringCounts(10, clock=lambda: 0.0)

    for key in range(1000):
        counts.add(key, seconds=60)

    assert len(counts) == 10


def test_a_flood_of_new_keys_does_not_push_out_the_highest_count() -> None:
    counts: ExpiringCounts[str] = ExpiringCounts(10, clock=lambda: 0.0)
    for _ in range(5):
        counts.add("locked", seconds=60)

    for number in range(1000):
        counts.add(f"flood{number}", seconds=3600)

    locked = counts.get("locked")
    assert locked is not None
    assert locked.value == 5


def test_what_is_over_makes_room_first() -> None:
    now = 0.0
    counts: ExpiringCounts[str] = ExpiringCounts(2, clock=lambda: now)
    counts.add("old", seconds=10)
    counts.add("old", seconds=10)
    counts.add("young", seconds=100)
    now = 50.0

    counts.add("new", seconds=100)

    assert counts.get("old") is None
    assert counts.get("young") is not None


def test_time_runs_from_the_first_of_a_row() -> None:
    now = 0.0
    counts: ExpiringCounts[str] = ExpiringCounts(2, clock=lambda: now)
    counts.add("key", seconds=10)
    now = 9.0
    counts.add("key", seconds=10)
    now = 10.0

    assert counts.get("key") is None


def test_taking_back_the_last_one_forgets_the_key() -> None:
    counts: ExpiringCounts[str] = ExpiringCounts(2, clock=lambda: 0.0)
    counts.add("key", seconds=10)

    counts.take_back("key")
    counts.take_back("key")

    assert len(counts) == 0
