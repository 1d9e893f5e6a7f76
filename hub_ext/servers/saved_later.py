"""Whether files that a stop had to leave on the host have been saved since."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError

#: Seconds between two questions about one person, however often somebody looks.
INTERVAL_SECONDS: Final = 2.0


class SavedLater:
    """Asks the storage agent beside the page that shows the notice, which never waits for it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._next = 0.0

    def ask(self, storage: StorageClient, user_id: str, saved: Callable[[], None]) -> None:
        """Ask, unless that has just been done, and call `saved` if the object store has everything.

        An agent that does not answer, or that has never brought this person's files to the store,
        says nothing: the notice stays.
        """
        now = time.monotonic()
        if now < self._next or (self._task and not self._task.done()):
            return
        self._next = now + INTERVAL_SECONDS
        self._task = asyncio.create_task(_ask(storage, user_id, saved), name="saved later")


async def _ask(storage: StorageClient, user_id: str, saved: Callable[[], None]) -> None:
    try:
        status = await storage.status(user_id)
    except StorageError:
        return
    # Of a home that it has forgotten the agent says "saved" as well, but not since when.
    if status.state == "saved" and status.since is not None:
        saved()
