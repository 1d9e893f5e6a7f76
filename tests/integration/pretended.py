"""Servers that start and stop as real ones do, and are nothing."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from jupyterhub.spawner import Spawner
from traitlets import Instance

from hub_ext.language import LanguageSetting
from hub_ext.servers.refusals import RefusedError, refusal

#: Nobody can start this person's server.
BROKEN = "student3"


class PretendedSpawner(Spawner):
    """The hub itself stands in for every server: it answers, and that is all the hub asks."""

    #: Whether starts go on; cleared by tests that look at one under way.
    gate: ClassVar[asyncio.Event]
    running = False
    language = Instance(LanguageSetting, args=("ko",)).tag(config=True)

    async def start(self) -> tuple[str, int]:
        await self.gate.wait()
        if self.user.name == BROKEN:
            raise refusal(RefusedError("internal", "it is broken"), self.language, "none")
        self.running = True
        return "127.0.0.1", self.hub.port

    async def stop(self, now: bool = False) -> None:  # noqa: ARG002
        self.running = False

    async def poll(self) -> int | None:
        return None if self.running else 0


@contextmanager
def pretended_servers() -> Iterator[None]:
    """Let starts go on at once; at the end none is left waiting."""
    PretendedSpawner.gate = asyncio.Event()
    PretendedSpawner.gate.set()
    try:
        yield
    finally:
        PretendedSpawner.gate.set()
