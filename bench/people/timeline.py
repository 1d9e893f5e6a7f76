"""Files of ``time,milliseconds,…`` that other processes write, and stretches of time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import eventually


@dataclass
class Stretch:
    """From when to when, by the machine's own clock, which all processes share."""

    started: float
    ended: float

    def values(self, file: Path, column: int = 1) -> list[float]:
        """Return a column of what was noted in this time; the last line may be half one."""
        lines = file.read_text().splitlines(keepends=True)
        rows = (line.split(",") for line in lines if line.endswith("\n"))
        return [float(row[column]) for row in rows if self.started <= float(row[0]) <= self.ended]


@contextmanager
def stretch() -> Iterator[Stretch]:
    """Yield the time that the block takes; it is complete after the block."""
    lasting = Stretch(time.monotonic(), time.monotonic())
    yield lasting
    lasting.ended = time.monotonic()


async def noted_until_now(*files: Path) -> None:
    """Wait until each of `files` reaches to this moment, since they are written now and then."""
    now = time.monotonic()

    async def reach() -> bool:
        return all(Stretch(now, now + 60).values(file) for file in files)

    await eventually(reach, 30, "what other processes note is written")
