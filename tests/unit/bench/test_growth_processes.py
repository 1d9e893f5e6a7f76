"""What a container's processes have used, read from the kernel's files."""

import json
import os
from pathlib import Path

import pytest

from bench.growth.processes import all_stats, answer, family, fields, seconds, serve, used


def stat(parent: int, *, name: str = "python", times: tuple[int, int, int, int] = (0,) * 4) -> str:
    """A line of ``/proc/PID/stat``; times are user, system, children's user, children's system."""
    before = f"S {parent} 1 1 0 -1 4194304 0 0 0 0"
    return f"7 ({name}) {before} {' '.join(map(str, times))} 20 0 1 0 100 1000 10\n"


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    for number, kib in {10: 1000, 11: 200, 12: 30, 20: 5000}.items():
        (tmp_path / str(number)).mkdir()
        rollup = (
            f"00-ff ---p 0 00:00 0 [rollup]\nRss: {kib * 9} kB\nPss: {kib} kB\nPss_Dirty: 1 kB\n"
        )
        (tmp_path / str(number) / "smaps_rollup").write_text(rollup)
    return tmp_path


def test_a_name_may_look_like_fields() -> None:
    assert fields(stat(5, name="a) S 99 (b"))[:2] == ["S", "5"]


def test_a_family_is_all_descendants_and_nobody_else() -> None:
    assert family(10, {10: 1, 11: 10, 12: 11, 20: 1, 21: 20}) == [10, 11, 12]


def test_seconds_are_of_the_process_and_of_its_children_that_ended() -> None:
    assert seconds(stat(1, times=(100, 20, 3, 0))) == 123 / os.sysconf("SC_CLK_TCK")


def test_used_is_the_sum_of_a_family(proc: Path) -> None:
    stats = {
        10: stat(1, times=(100, 0, 0, 0)),
        11: stat(10, times=(0, 50, 0, 0)),
        12: stat(11),
        # What the engine runs in the same container is no descendant.
        20: stat(1, times=(900, 0, 0, 0)),
    }
    assert used(10, stats, proc) == {"seconds": 150 / os.sysconf("SC_CLK_TCK"), "kib": 1230}


def test_one_that_ended_meanwhile_has_no_memory(proc: Path) -> None:
    assert used(10, {10: stat(1), 99: stat(10)}, proc)["kib"] == 1000


def test_a_process_that_cannot_be_seen_is_not_taken_for_an_idle_one() -> None:
    with pytest.raises(ProcessLookupError, match="no process 4"):
        used(4, {10: stat(1)})


def test_this_process_has_used_something(capsys: pytest.CaptureFixture[str]) -> None:
    assert os.getpid() in all_stats()
    (own,) = answer(str(os.getpid()))
    assert own["seconds"] > 0
    assert own["kib"] > 1000
    serve([f"{os.getpid()} {os.getpid()}\n"])
    assert len(json.loads(capsys.readouterr().out)) == 2
