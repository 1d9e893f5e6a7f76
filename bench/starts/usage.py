"""What a start costs the machine: its processors' time and its memory, of everything that runs on it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hub_ext.servers.warm.keeper import host_memory


@dataclass(frozen=True, slots=True)
class Usage:
    """What the machine has used.

    Attributes
    ----------
    processor
        Seconds that all processors together worked since the machine started.
    memory
        Bytes that are not available to anybody else.
    """

    processor: float
    memory: int

    @classmethod
    def now(cls) -> Self:
        """Read it off the kernel."""
        ticks = [
            int(word) for word in Path("/proc/stat").read_text("ascii").split("\n")[0].split()[1:]
        ]
        # user, nice, system, idle, iowait, irq, softirq
        busy = sum(ticks[:3]) + sum(ticks[5:7])
        total, available = host_memory()
        return cls(busy / os.sysconf("SC_CLK_TCK"), (total - available) * 1024)
