"""The pool of waiting servers: which there are, and that each is given away once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from logging import Logger
from typing import Final

from hub_ext.servers import hardening
from hub_ext.servers.engine import Engine, EngineError
from hub_ext.servers.hardening import PLACE_LABEL
from hub_ext.servers.warm.claiming import Claims
from hub_ext.servers.warm.waiting import (
    WaitingServer,
    make_of,
    new_place,
    waiting_config,
    waiting_name,
)
from hub_ext.servers.watching import look
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError

#: Seconds until a server that was started waits; afterwards it is given up.
_READY_SECONDS: Final = 60.0
_READY_STEP: Final = 0.25
#: Seconds. Nothing is wrong with an older one, but nobody has ever tried one of a week.
OLDEST: Final = 12 * 3600.0


class Pool:
    """Waiting servers of one hub.

    Parameters
    ----------
    settings
        The hub's.
    engine, storage
        The hub's own, by its event loop.
    claims
        Asks servers whether they wait.
    log
        The operator's.

    Notes
    -----
    A server leaves the pool in `take`, which nothing interrupts, and never comes back. After a
    restart of the hub the engine tells what waits: whatever was taken has a person's name by then,
    or has answered to a claim and waits no more.
    """

    def __init__(
        self,
        settings: HubSettings,
        engine: Engine,
        storage: StorageClient,
        claims: Claims,
        log: Logger,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._storage = storage
        self._claims = claims
        self._log = log
        self._network = hardening.network_name(settings)
        self._make = make_of(settings)
        self._waiting: list[WaitingServer] = []
        self._making: set[str] = set()
        #: Taken, and not yet anybody's by name: a look at the engine must not find them again.
        self._taken: set[str] = set()
        #: Taken, and to be removed, whatever name they have by now.
        self._spoilt: set[str] = set()
        #: Called when one was taken.
        self.taken: Callable[[], None] = lambda: None

    @property
    def size(self) -> int:
        """How many servers can be taken now."""
        return len(self._waiting)

    def take(self) -> WaitingServer | None:
        """Take the oldest server out of the pool; None if there is none."""
        if not self._waiting:
            return None
        server = self._waiting.pop(0)
        self._taken.add(server.place)
        self.taken()
        return server

    async def give_up(self, server: WaitingServer) -> None:
        """Remove a server that was taken and that nobody got; a later look does what cannot be done now."""
        self._spoilt.add(server.place)
        await self._remove(server.container_id, server.place)

    async def shrink(self) -> None:
        """Take one server out of the pool that is not wanted any more."""
        if self._waiting:
            await self.discard(self._waiting[-1].place)

    async def add(self) -> bool:
        """Start another server, and return when it waits; False if none came of it."""
        place = new_place()
        self._making.add(place)
        try:
            server = await self._start(place)
        except (EngineError, StorageError, TimeoutError) as error:
            self._log.warning("No server could be started in advance: %s", error or "too slow")
            await self.discard(place)
            return False
        except BaseException:
            await self.discard(place)
            raise
        finally:
            self._making.discard(place)
        self._waiting.append(server)
        return True

    async def discard(self, place: str) -> None:
        """Take away a server that waits, or was to, with its place; what cannot be is found later."""
        self._waiting = [server for server in self._waiting if server.place != place]
        await self._remove(waiting_name(self._settings, place), place)

    async def look(self, image: str | None) -> None:
        """Bring the pool into agreement with the engine.

        What waits and is unknown is taken up, what does not wait any more or is of another image,
        of other settings or too old is removed, and so are places without a container.

        Parameters
        ----------
        image
            The engine's id of the image that servers run now; None if that is not known.

        Raises
        ------
        EngineError, StorageError
            If one of the two cannot say; what could be done by then is done.
        """
        label = f"{hardening.INSTANCE_LABEL}={self._settings.hub_instance}"
        listed = await self._engine.containers(label)
        places = await self._storage.places()
        found = [WaitingServer.read(one, self._network) for one in listed]
        present = {server.place: server for server in found if server is not None}
        self._waiting = [server for server in self._waiting if server.place in present]
        for place, server in present.items():
            await self._look_at(place, server, image if place in places else "")
        containers = {one["Labels"].get(PLACE_LABEL): one["Id"] for one in listed}
        for place in self._spoilt & containers.keys():
            await self._quietly(self._engine.remove(containers[place]))
        self._spoilt &= containers.keys()
        self._taken &= containers.keys()
        for place, user_id in places.items():
            if place in self._making or place in self._taken:
                continue
            if place not in containers:
                await self._quietly(self._storage.remove_place(place))
            elif place not in present and not user_id:
                # It has somebody's name, and an earlier hub did not get further than that.
                await self._quietly(self._engine.remove(containers[place]))

    async def _look_at(self, place: str, server: WaitingServer, image: str | None) -> None:
        if place in self._making or place in self._taken:
            return
        if not self._is_current(server, image) or not await self._claims.waits(server):
            # Somebody may have taken it while it was asked.
            if place not in self._taken:
                await self.discard(place)
        elif place not in {known.place for known in self._waiting} | self._taken:
            self._waiting.append(server)

    async def _start(self, place: str) -> WaitingServer:
        name = waiting_name(self._settings, place)
        await self._storage.make_place(place)
        container_id = await self._engine.create(name, waiting_config(self._settings, place))
        await self._engine.start(container_id)
        async with asyncio.timeout(_READY_SECONDS):
            while True:
                container = await look(self._engine, container_id)
                if container is None or not container.running:
                    raise TimeoutError("it ended at once")
                server = WaitingServer(
                    container_id=container_id,
                    place=place,
                    address=container.addresses.get(self._network, ""),
                    image=container.image,
                    make=self._make,
                    created=time.time(),
                )
                if await self._claims.waits(server):
                    return server
                await asyncio.sleep(_READY_STEP)

    def _is_current(self, server: WaitingServer, image: str | None) -> bool:
        return (
            server.running
            and server.make == self._make
            and image in {None, server.image}
            and time.time() - server.created < OLDEST
        )

    async def _remove(self, container: str, place: str) -> None:
        """Remove a container and then its place: one without a place could never get a home."""
        if await self._quietly(self._engine.remove(container)):
            await self._quietly(self._storage.remove_place(place))

    async def _quietly(self, work: Awaitable[None]) -> bool:
        try:
            await work
        except (EngineError, StorageError) as error:
            self._log.warning("A server that was started in advance is not cleared up: %s", error)
            return False
        return True
