"""What a run of growth says of itself."""

import csv
from pathlib import Path

import pytest

from bench.growth.cost import Cost, Look
from bench.growth.host import Used
from bench.growth.results import PEOPLE, SERVERS, WAITING, Row, write_results


def look(moment: float, hub: float, machine: float, mib: float = 100) -> Look:
    parts = {
        "hub": Used(hub, int(mib * 1024)),
        "sync": Used(moment / 100, 50 * 1024),
        "storage": Used(moment / 10, 70 * 1024),
    }
    return Look(moment, parts, machine)


def cost(
    *, hub: float = 1.0, mib: float = 100, servers: tuple[float, ...] = (), failed: int = 0
) -> Cost:
    """Half a minute of rest in which the hub works so long, then two logins of 0.1 s each."""
    return Cost(
        begun=look(1000, 5, 60),
        rested=look(1030, 5 + hub, 64),
        logged_in=look(1040, 5 + hub + 0.2, 66, mib),
        logins=[80, 300],
        failed=failed,
        servers=servers,
        used=4 * 1024**3,
    )


def test_a_row_is_of_a_minute_and_of_each_login() -> None:
    row = Row.of(PEOPLE, 100, cost())
    assert (row.login_p50_ms, row.login_most_ms) == (80, 300)
    assert row.login_hub_ms == pytest.approx(100)
    assert (row.hub_rest, row.machine_rest) == (2, 8)
    assert row.sync_rest == pytest.approx(0.6)
    assert row.storage_rest == pytest.approx(6)
    assert (row.hub_mib, row.sync_mib, row.storage_mib) == (100, 50, 70)
    assert (row.server_p50_mib, row.server_most_mib, row.server_host_mib) == (None,) * 3


def test_servers_have_their_own_memory_and_the_machines() -> None:
    running = cost(servers=(60, 90, 70, 65))
    row = Row.of(SERVERS, 4, running, used_before=3 * 1024**3, failed_starts=1)
    assert (row.server_p50_mib, row.server_most_mib, row.server_host_mib) == (65, 90, 256)
    assert row.failed_starts == 1


def test_nobody_who_logged_in_is_no_row() -> None:
    nobody = cost(failed=2)
    with pytest.raises(ValueError, match="nothing was measured"):
        Row.of(PEOPLE, 100, Cost(nobody.begun, nobody.rested, nobody.logged_in, [], 2, (), 0))


def test_the_page_compares_with_the_smallest_size(tmp_path: Path) -> None:
    rows = [
        Row.of(PEOPLE, 100, cost()),
        Row.of(PEOPLE, 1000, cost(hub=3.0, mib=250, failed=4)),
        Row.of(WAITING, 2, cost(servers=(80, 81)), used_before=4 * 1024**3 - 300 * 1024**2),
        Row.of(SERVERS, 2, cost(servers=(60, 62)), used_before=3 * 1024**3, failed_starts=1),
    ]
    write_results(rows, tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    few, many = (line for line in page.splitlines() if line.startswith(("| 100 |", "| 1,000 |")))
    assert "| 2 (1.0 x) | 100 (1.0 x) |" in few
    assert "| 6 (3.0 x) | 250 (2.5 x) |" in many
    assert many.endswith("| 4 | 0 |")
    assert "| 2 | waiting for somebody | 80.0 | 81.0 | 150.0 |" in page
    assert "| 2 | somebody's, idle, no kernel | 60.0 | 62.0 | 512.0 |" in page
    with (tmp_path / "results/growth.csv").open() as file:
        written = list(csv.DictReader(file))
    assert [(row["axis"], row["size"]) for row in written] == [
        (PEOPLE, "100"),
        (PEOPLE, "1000"),
        (WAITING, "2"),
        (SERVERS, "2"),
    ]
    assert [row["server_p50_mib"] for row in written] == ["", "", "80", "60"]
    assert [row["failed_starts"] for row in written] == ["0", "0", "0", "1"]


def test_a_run_without_servers_has_no_section_of_them(tmp_path: Path) -> None:
    write_results([Row.of(PEOPLE, 100, cost())], tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    assert "## People in the table" in page
    assert "servers" not in page.partition("## People in the table")[2]
