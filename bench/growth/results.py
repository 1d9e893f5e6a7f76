"""The rows of a run, its page and its CSV."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.growth.cost import REST_SECONDS, VISITORS, Cost
from bench.machine import described
from bench.samples import percentile

PEOPLE: Final = "people"
SERVERS: Final = "servers"
WAITING: Final = "waiting servers"
NUMBERS: Final = Path("results/growth.csv")
PLOT: Final = Path("results/growth.png")


@dataclass(frozen=True, slots=True)
class Row:
    """A system of one size.

    Attributes
    ----------
    axis, size
        What there were so many of: people in the table, or servers.
    login_p50_ms, login_most_ms
        From sending the form to having the page.
    login_hub_ms
        Processor time of the hub for each login, the password's check included.
    hub_rest, sync_rest, storage_rest, machine_rest
        Processor seconds in a minute without anybody.
    hub_mib, sync_mib, storage_mib
        Memory after the logins.
    server_p50_mib, server_most_mib
        Memory of a server's own processes; None without servers.
    server_host_mib
        By how much the machine's used memory grew for each server; None without servers.
    failed_logins, failed_starts
        Who is in no number of the others.
    """

    axis: str
    size: int
    login_p50_ms: float
    login_most_ms: float
    login_hub_ms: float
    hub_rest: float
    sync_rest: float
    storage_rest: float
    machine_rest: float
    hub_mib: float
    sync_mib: float
    storage_mib: float
    server_p50_mib: float | None
    server_most_mib: float | None
    server_host_mib: float | None
    failed_logins: int
    failed_starts: int

    @classmethod
    def of(
        cls, axis: str, size: int, cost: Cost, *, used_before: int = 0, failed_starts: int = 0
    ) -> "Row":
        """Sum a size up; `ValueError` if nobody could log in.

        Parameters
        ----------
        used_before
            Bytes of memory that the machine used before there were servers.
        """
        begun, rested, done = cost.begun, cost.rested, cost.logged_in
        hub = done.parts["hub"].seconds - rested.parts["hub"].seconds
        own, host = cost.servers, cost.used - used_before
        return cls(
            axis=axis,
            size=size,
            login_p50_ms=percentile(cost.logins, 0.5),
            login_most_ms=max(cost.logins),
            login_hub_ms=hub * 1000 / len(cost.logins),
            hub_rest=begun.minute_of("hub", rested),
            sync_rest=begun.minute_of("sync", rested),
            storage_rest=begun.minute_of("storage", rested),
            machine_rest=begun.minute_of_machine(rested),
            hub_mib=done.parts["hub"].mib,
            sync_mib=done.parts["sync"].mib,
            storage_mib=done.parts["storage"].mib,
            server_p50_mib=percentile(own, 0.5) if own else None,
            server_most_mib=max(own) if own else None,
            server_host_mib=host / 1024**2 / len(own) if own else None,
            failed_logins=cost.failed,
            failed_starts=failed_starts,
        )


#: What both tables of growth show, and how a column is headed.
_GROWING: Final = {
    "login_p50_ms": "login, median, ms",
    "login_most_ms": "login, longest, ms",
    "login_hub_ms": "hub's processor a login, ms",
    "hub_rest": "hub at rest, s/min",
    "hub_mib": "hub, MiB",
    "sync_rest": "sync, s/min",
    "sync_mib": "sync, MiB",
    "storage_rest": "storage agent, s/min",
    "storage_mib": "storage agent, MiB",
    "machine_rest": "whole machine, s/min",
}
_OF_SERVERS: Final = {
    "server_p50_mib": "own memory, median, MiB",
    "server_most_mib": "own memory, most, MiB",
    "server_host_mib": "of the machine's memory, MiB",
}


def write_results(rows: Sequence[Row], folder: Path) -> None:
    """Write the CSV and ``RESULTS.md``; the plot is drawn from the CSV."""
    numbers = folder / NUMBERS
    numbers.parent.mkdir(parents=True, exist_ok=True)
    with numbers.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(asdict(rows[0])), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: _number(v) for k, v in asdict(row).items()} for row in rows)
    (folder / "RESULTS.md").write_text("\n".join(_page(rows)) + "\n", "utf-8")


def _page(rows: Sequence[Row]) -> list[str]:
    return [
        "# Growth: what the last run measured",
        "",
        f"{described()} Everything runs on this one machine, visitors too.",
        f"`scripts/bench growth` writes this page, [the numbers]({NUMBERS}) and [the plot]({PLOT}).",
        "",
        f"![login time, hub's processor time and memory against people and servers]({PLOT})",
        "",
        f"Logins are {len(VISITORS)}, one after the other; *at rest* is {REST_SECONDS:.0f} s without anybody. In",
        "brackets: how many times the smallest size of this run.",
        *_growth("People in the table", "people", [r for r in rows if r.axis == PEOPLE]),
        *_growth("Running servers", "servers", [r for r in rows if r.axis == SERVERS]),
        *_of_servers([r for r in rows if r.server_p50_mib is not None]),
    ]


def _growth(title: str, noun: str, rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    smallest = min(rows, key=lambda row: row.size)
    heads = [noun, *_GROWING.values(), "failed logins", "failed starts"]
    lines = ["", f"## {title}", "", _line(heads), "|---" * len(heads) + "|"]
    for row in rows:
        cells = [f"{row.size:,}"]
        cells += [_beside(getattr(row, name), getattr(smallest, name)) for name in _GROWING]
        lines.append(_line([*cells, str(row.failed_logins), str(row.failed_starts)]))
    return lines


def _of_servers(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    heads = ["servers", "", *_OF_SERVERS.values()]
    lines = ["", "## Memory per server", "", _line(heads), "|---" * len(heads) + "|"]
    for row in rows:
        kind = "waiting for somebody" if row.axis == WAITING else "somebody's, idle, no kernel"
        cells = [f"{getattr(row, name):.1f}" for name in _OF_SERVERS]
        lines.append(_line([str(row.size), kind, *cells]))
    return lines


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _beside(value: float, smallest: float) -> str:
    times = f" ({value / smallest:.1f} x)" if smallest > 0 else ""
    return f"{_number(value)}{times}"


def _number(value: object) -> object:
    """Write three digits that count."""
    if not isinstance(value, float):
        return value
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
