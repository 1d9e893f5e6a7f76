"""The machine that a run was made on, in words: no number means anything without it."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


def described() -> str:
    """Return the day, the processors, the memory and the kernel, as the beginning of a page."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC).date()}. {os.cpu_count()} processors ({_processor()}), "
        f"{memory:.0f} GiB of memory, Linux {platform.release().split('-')[0]}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
