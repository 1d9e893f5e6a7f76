"""How late the hub's loop is: the time for which no request of anybody is looked at."""

import asyncio
import time
from pathlib import Path
from typing import Final

#: Seconds from one look to the next.
INTERVAL: Final = 0.005
_FLUSH_SECONDS: Final = 0.2


async def note_delays(file: Path) -> None:
    """Write ``time,late,worked`` for as long as the loop runs.

    The time is that of the machine's own clock, which all processes share; the others are
    milliseconds. What the loop's thread worked itself does not grow when other programs want the
    processor.
    """
    flushed = 0.0
    with file.open("w") as out:
        while True:
            before, worked = time.monotonic(), time.thread_time()
            await asyncio.sleep(INTERVAL)
            now = time.monotonic()
            late = (now - before - INTERVAL) * 1000
            out.write(f"{now:.4f},{late:.3f},{(time.thread_time() - worked) * 1000:.3f}\n")
            if now - flushed > _FLUSH_SECONDS:
                out.flush()
                flushed = now
