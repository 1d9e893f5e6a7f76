"""Giving a waiting server to its person."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from logging import Logger
from typing import Final

from hub_ext.metrics.pool import count_claim
from hub_ext.servers.engine import Engine, EngineError
from hub_ext.servers.refusals import RefusedError
from hub_ext.servers.warm.claiming import Claims, NotClaimedError
from hub_ext.servers.warm.pool import Pool
from hub_ext.servers.warm.waiting import WaitingServer, persons_limits
from hub_ext.servers.watching import address_when_ready
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError

#: After so many that came to nothing something is wrong with all of them.
_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Who gets a server.

    Attributes
    ----------
    user_id
        Whose opened home it shows.
    role
        Decides what it may use.
    container_name
        The name by which the container is theirs.
    environment
        What JupyterHub gives this one server.
    """

    user_id: str
    role: str
    container_name: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WarmStart:
    """What a start from the pool is made with; one for each hub."""

    settings: HubSettings
    engine: Engine
    storage: StorageClient
    claims: Claims
    pool: Pool
    network: str
    log: Logger

    async def start(self, person: Person) -> tuple[WaitingServer, tuple[str, int]] | None:
        """Give a waiting server to somebody.

        Returns
        -------
        tuple or None
            The server that is theirs now, and where the proxy reaches it. None if nothing waits,
            or nothing that did became a server: then an ordinary start is needed, and nothing of
            these tries is left.
        """
        for _ in range(_TRIES):
            server = self.pool.take()
            if server is None:
                count_claim("empty")
                return None
            try:
                address = await self._become(server, person)
            except (EngineError, StorageError, NotClaimedError, RefusedError) as error:
                self.log.warning(
                    "A server that waited did not become that of %r: %s", person.user_id[:64], error
                )
                count_claim("failed")
                await self.pool.give_up(server)
            except BaseException:
                await self.pool.give_up(server)
                raise
            else:
                count_claim("claimed")
                return server, address
        return None

    async def _become(self, server: WaitingServer, person: Person) -> tuple[str, int]:
        # First of all, so that it is known as theirs whatever happens to this hub.
        await self.engine.rename(server.container_id, person.container_name)
        await asyncio.gather(
            self.engine.update(server.container_id, persons_limits(self.settings, person.role)),
            self.storage.attach(server.place, person.user_id),
        )
        await self.claims.claim(server, person.environment)
        return await address_when_ready(
            self.engine, server.container_id, person.container_name, self.network
        )
