import pytest

from bench.growth.memory import EACH_MIB, NotEnoughMemoryError, require_memory

ENOUGH_FOR_TEN = 10 * EACH_MIB + 2048


def test_what_fits_may_start() -> None:
    require_memory(10, ENOUGH_FOR_TEN)


def test_the_reserve_is_not_given_away() -> None:
    with pytest.raises(NotEnoughMemoryError) as refused:
        require_memory(10, ENOUGH_FOR_TEN - 1)
    assert "10 more servers need about 3.3 GiB (130 MiB each, and 2 GiB" in str(refused.value)
    assert "this machine has 3.3 GiB left" in str(refused.value)
    assert "--servers" in str(refused.value)


def test_a_hundred_servers_need_a_machine_of_their_own() -> None:
    require_memory(100, 16 * 1024)
    with pytest.raises(NotEnoughMemoryError):
        require_memory(100, 8 * 1024)
