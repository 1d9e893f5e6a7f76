"""What a running system costs now: at rest, in ten logins, and in memory."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from bench.growth.host import HostProcesses, Used
from bench.growth.logins import log_in_one_by_one
from bench.starts.usage import Usage
from tests.e2e.stack import Stack

#: Seconds after what was done last; what it left to be done is not to be measured.
SETTLING: Final = 10.0
REST_SECONDS: Final = 60.0
#: People who log in; they have no server.
VISITORS: Final = tuple(f"student{number}" for number in range(1, 11))
_PARTS: Final = ("hub", "sync", "storage")


@dataclass(frozen=True, slots=True)
class Look:
    """What has been used until a moment.

    Attributes
    ----------
    moment
        Of `time.monotonic`.
    parts
        By the name of each part of the system.
    machine
        Seconds of all processors, of everything on this machine.
    """

    moment: float
    parts: Mapping[str, Used]
    machine: float

    @classmethod
    def now(cls, stack: Stack, processes: HostProcesses) -> Self:
        """Look at the hub, the sync and the storage agent."""
        read = processes.of([stack.service(name) for name in _PARTS])
        return cls(time.monotonic(), dict(zip(_PARTS, read, strict=True)), Usage.now().processor)

    def minute_of(self, part: str, later: Self) -> float:
        """Return the processor seconds of a part in a minute, from here to `later`."""
        used = later.parts[part].seconds - self.parts[part].seconds
        return used / (later.moment - self.moment) * 60

    def minute_of_machine(self, later: Self) -> float:
        """Return the processor seconds of this machine in a minute, from here to `later`."""
        return (later.machine - self.machine) / (later.moment - self.moment) * 60


@dataclass(frozen=True, slots=True)
class Cost:
    """What a system costs, whatever its size.

    Attributes
    ----------
    begun, rested, logged_in
        Looks: before and after a minute without anybody, and after the logins.
    logins
        Milliseconds of each that succeeded.
    failed
        How many did not.
    servers
        Memory of each server in MiB.
    used
        Bytes of memory of the whole machine, not available to anybody else.
    """

    begun: Look
    rested: Look
    logged_in: Look
    logins: Sequence[float]
    failed: int
    servers: Sequence[float]
    used: int


def measure(stack: Stack, processes: HostProcesses, servers: Sequence[str] = ()) -> Cost:
    """Measure a system that has nothing to do.

    Parameters
    ----------
    servers
        The containers whose memory is asked for.
    """
    time.sleep(SETTLING)
    used = Usage.now().memory
    memory = [one.mib for one in processes.of(servers)]
    begun = Look.now(stack, processes)
    time.sleep(REST_SECONDS)
    rested = Look.now(stack, processes)
    logins = asyncio.run(log_in_one_by_one(stack.url, VISITORS))
    logged_in = Look.now(stack, processes)
    failed = len(VISITORS) - len(logins)
    return Cost(begun, rested, logged_in, logins, failed, memory, used)
