"""Whether the object store can be used, asked again and again."""

import asyncio
import logging
from typing import Literal

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.store import ObjectStore

_LOG = logging.getLogger(__name__)

#: Seconds between two questions.
INTERVAL = 10.0


class Probe:
    """Keeps in mind whether the store is there; one log line when that changes.

    Parameters
    ----------
    store
        The object store.

    Attributes
    ----------
    state
        What was seen last.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.state: Literal["reachable"] | ErrorCode = ErrorCode.OBJECT_STORE_UNREACHABLE

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            before = self.state
            try:
                await self._store.probe()
            except StorageError as error:
                self.state = error.code
                if error.code is not before:
                    text = " ".join(error.message.split())[:500]
                    _LOG.error("the object store cannot be used (%s): %s", error.code, text)
            else:
                self.state = "reachable"
                if before != "reachable":
                    _LOG.info("the object store can be used")
            await asyncio.sleep(INTERVAL)
