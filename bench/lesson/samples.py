"""What everything uses, looked at every ten seconds from the first student to the last."""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import docker
from docker.errors import DockerException
from requests import RequestException

from bench.starts.usage import Usage

INTERVAL: Final = 10.0
MACHINE: Final = "machine"
HUB, STORAGE, PROXY = "hub", "storage", "proxy"
#: The containers of the system itself, whose memory is looked at each time.
SERVICES: Final = (
    *(HUB, STORAGE, PROXY, "classroom", "sync", "firewall"),
    *("dev-objectstore", "dev-database"),
)
#: All people's servers together. There are many, so they are looked at in one of so many samples.
PEOPLE: Final = "people's servers"
_PEOPLE_EVERY: Final = 6
GENERATOR: Final = "load generator"
#: The engine measures each container once a second, and an answer waits for that.
_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """One look.

    Attributes
    ----------
    at
        By the machine's own clock.
    servers
        How many people's servers run.
    processor
        Seconds that all processors together have worked since the machine started.
    memory
        Bytes of each part that could be looked at; the machine's are those nobody else could have.
    """

    at: float
    servers: int
    processor: float
    memory: Mapping[str, int]


def resident(stats: Mapping[str, Any]) -> int:
    """Return the bytes of a container that are no copy of a file, from the engine's answer."""
    counted = stats["memory_stats"]["stats"]
    # The names of control groups of the second version, and of the first.
    return int(counted["anon"] if "anon" in counted else counted["total_rss"])


class Sampler:
    """Looks at one instance of the system until it is cancelled.

    Parameters
    ----------
    instance
        Its name.
    """

    def __init__(self, instance: str) -> None:
        self._instance = instance
        self._engine = docker.from_env().api
        self.samples: list[Sample] = []

    async def run(self) -> None:
        """Look every ten seconds."""
        while True:
            begun = time.monotonic()
            try:
                self.samples.append(await asyncio.to_thread(self._look))
            except (DockerException, RequestException) as error:
                print(f"  no sample: {error}", flush=True)
            await asyncio.sleep(max(begun + INTERVAL - time.monotonic(), 0))

    def _look(self) -> Sample:
        servers = self._servers()
        usage = Usage.now()
        memory = {MACHINE: usage.memory, GENERATOR: own_memory()}
        with_people = len(self.samples) % _PEOPLE_EVERY == 0
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            names = [f"{self._instance}-{name}-1" for name in SERVICES]
            found = threads.map(self._resident, names)
            people = list(threads.map(self._resident, servers if with_people else ()))
            memory |= {k: v for k, v in zip(SERVICES, found, strict=True) if v is not None}
        if with_people:
            memory[PEOPLE] = sum(value for value in people if value is not None)
        return Sample(time.monotonic(), len(servers), usage.processor, memory)

    def _servers(self) -> list[str]:
        label = {"label": f"eduhub.instance={self._instance}"}
        listed = self._engine.containers(filters=label)
        waiting = f"/{self._instance}-warm-"
        return [one["Id"] for one in listed if not one["Names"][0].startswith(waiting)]

    def _resident(self, container: str) -> int | None:
        """Return a container's memory; None if it has just gone."""
        try:
            return resident(self._engine.stats(container, stream=False, one_shot=True))
        except (DockerException, KeyError):
            return None


def own_memory() -> int:
    """Return the bytes of this very process."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def points(samples: Sequence[Sample], part: str) -> Iterator[tuple[float, float]]:
    """Yield the times and megabytes of a part."""
    for sample in samples:
        if part in sample.memory:
            yield sample.at, sample.memory[part] / 2**20
