"""Containers that no server of the hub's database belongs to any more.

They come from a stop while the engine did not answer, a start that was given up in the middle of
a call, and a hub database that was lost. Nobody can reach them, and each keeps its memory and its
owner's home.
"""

import asyncio
import time
from collections.abc import Callable
from logging import Logger
from typing import Final

from hub_ext.servers.ending import end_server
from hub_ext.servers.engine import Engine, EngineError
from hub_ext.servers.hardening import (
    HOME_STATE_LABEL,
    INSTANCE_LABEL,
    PLACE_LABEL,
    STOP_SECONDS,
    TEMPORARY,
    USER_LABEL,
)
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError

INTERVAL_SECONDS: Final = 60.0


class OrphanSweep:
    """Removes orphans, at most once in `INTERVAL_SECONDS`, beside the work that asked for it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._last = -INTERVAL_SECONDS

    def soon(
        self,
        engine: Engine,
        storage: StorageClient,
        log: Logger,
        instance: str,
        is_active: Callable[[str], bool],
    ) -> None:
        """Begin a sweep unless one has just been made.

        Parameters
        ----------
        instance
            Whose containers are looked at; others are never touched.
        is_active
            Whether the hub's database has a server, running or starting, for a user id.
        """
        now = time.monotonic()
        if now - self._last >= INTERVAL_SECONDS:
            self._last = now
            self._task = asyncio.create_task(
                remove_orphans(engine, storage, log, instance, is_active)
            )


async def remove_orphans(
    engine: Engine,
    storage: StorageClient,
    log: Logger,
    instance: str,
    is_active: Callable[[str], bool],
) -> None:
    """Stop and remove every container of `instance` that no active server belongs to."""
    try:
        found = await engine.containers(f"{INSTANCE_LABEL}={instance}")
        waited = any(container["Labels"].get(PLACE_LABEL) for container in found)
        people = await storage.places() if waited else {}
    except (EngineError, StorageError) as error:
        log.warning("Containers that nobody owns were not looked for: %s", error)
        return
    for container in found:
        place = container["Labels"].get(PLACE_LABEL, "")
        user_id = people.get(place) if place else container["Labels"].get(USER_LABEL)
        # Asked for each one: a person may have started theirs during the stop of another.
        if user_id and not is_active(user_id):
            log.warning(
                "Removing container %.12s of %r, which the hub has no record of",
                container["Id"],
                user_id[:64],
            )
            temporary = container["Labels"].get(HOME_STATE_LABEL) == TEMPORARY
            await end_server(
                engine,
                None if temporary else storage,
                log,
                user_id=user_id,
                container_id=container["Id"],
                place=place,
                grace_seconds=STOP_SECONDS,
            )
