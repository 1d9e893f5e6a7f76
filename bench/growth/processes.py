"""What processes of this host have used, asked by their numbers.

``python processes.py``: a line of numbers in, a line of JSON out. A number is that of a container's first
process and stands for all that descend from it. What the engine runs in a container for a look at its health
does not, and so is not counted. It has to see the host's processes, and needs nothing but Python.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
#: Where the fields of ``/proc/PID/stat`` are, counted after the program's name.
_PARENT: Final = 1
_TIMES: Final = slice(11, 15)
_PSS: Final = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


def fields(stat: str) -> list[str]:
    """Return what follows the program's name, which may contain spaces and brackets."""
    return stat.rpartition(")")[2].split()


def family(first: int, parents: Mapping[int, int]) -> list[int]:
    """Return a process and its descendants.

    Parameters
    ----------
    first
        The eldest.
    parents
        Of every process its parent.
    """
    found = [first]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def seconds(stat: str) -> float:
    """Return the processor time of a process and of those children that have ended."""
    return sum(int(ticks) for ticks in fields(stat)[_TIMES]) / _TICKS


def used(first: int, stats: Mapping[int, str], proc: Path = _PROC) -> dict[str, float]:
    """Return what a process and its descendants have used.

    Parameters
    ----------
    stats
        The kernel's line about each process, by number.

    Returns
    -------
    dict
        ``seconds`` of processors until now, and ``kib`` of memory: what several processes share is
        divided among them.

    Raises
    ------
    ProcessLookupError
        If there is no such process.
    """
    if first not in stats:
        raise ProcessLookupError(f"this host has no process {first} that can be seen from here")
    parents = {number: int(fields(stat)[_PARENT]) for number, stat in stats.items()}
    members = family(first, parents)
    return {
        "seconds": sum(seconds(stats[member]) for member in members),
        "kib": sum(_pss(member, proc) for member in members),
    }


def _pss(number: int, proc: Path) -> int:
    # One that has ended since has no memory any more.
    found = _PSS.search(_read(proc / str(number) / "smaps_rollup"))
    return int(found[1]) if found else 0


def all_stats(proc: Path = _PROC) -> dict[int, str]:
    """Return the kernel's line about each process."""
    numbers = (int(folder.name) for folder in proc.iterdir() if folder.name.isdigit())
    read = ((number, _read(proc / str(number) / "stat")) for number in numbers)
    return {number: stat for number, stat in read if stat}


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def answer(line: str) -> Any:
    """Return what each process of a line of numbers has used, at one moment for all."""
    stats = all_stats()
    return [used(int(number), stats) for number in line.split()]


def serve(lines: Iterable[str]) -> None:
    """Answer until there are no more lines."""
    for line in lines:
        print(json.dumps(answer(line)), flush=True)


if __name__ == "__main__":
    serve(sys.stdin)
