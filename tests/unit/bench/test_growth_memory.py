import pytest

from bench.growth.memory import NotEnoughMemoryError, require_memory


def test_what_fits_may_start() -> None:
    require_memory(10, 100.0, 3048.0)


def test_the_reserve_is_not_given_away() -> None:
    with pytest.raises(NotEnoughMemoryError) as refused:
        require_memory(10, 100.0, 3047.0)
    assert "10 more servers need about 3.0 GiB (100 MiB each" in str(refused.value)
    assert "this machine has 3.0 GiB left" in str(refused.value)
    assert "--servers" in str(refused.value)


def test_who_wants_none_needs_the_reserve_only() -> None:
    require_memory(0, 1e9, 2048.0)
