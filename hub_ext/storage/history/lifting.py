"""What a sync replaced or deleted on this host goes up to the store's history.

It lies in ``homes/<safe name>/state/history/{moment}/``, and a rebuilt host would lose it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from pathlib import Path

from hub_ext.storage.errors import StorageError
from hub_ext.storage.failures import of_this_host
from hub_ext.storage.history.bucket import HistoryBucket
from hub_ext.storage.history.stored import lifted
from hub_ext.storage.home import Home
from hub_ext.storage.homes import Homes

_LOG = logging.getLogger(__name__)

#: Seconds between two looks at all homes, for one folder, and that a home's sync is waited for.
INTERVAL = 20.0
_FOLDER_LIMIT = 600.0
_SYNC_LIMIT = 60.0
#: Of one home, in one turn.
_MOST_FOLDERS = 20


class Lifting:
    """Moves what is in local history to the store.

    Parameters
    ----------
    view
        Where the agent sees ``HUB_DATA_DIR/homes``.
    homes
        All homes of this host.
    bucket
        Where it goes.
    """

    def __init__(self, view: Path, homes: Homes, bucket: HistoryBucket) -> None:
        self._view = view
        self._homes = homes
        self._bucket = bucket
        self._one = asyncio.Lock()
        self._failing = False

    async def run(self) -> None:
        """Look at all homes again and again, until cancelled; what fails is tried again."""
        while True:
            await asyncio.sleep(INTERVAL)
            for user_id in [status.user_id for status in self._homes.statuses()]:
                try:
                    await self.lift(user_id)
                except StorageError as error:
                    self._note_failure(user_id, error)
                    break
            else:
                self._failing = False

    async def lift(self, user_id: str) -> None:
        """Move what there is of one person.

        Raises
        ------
        StorageError
            If it did not all go; it stays here, and the next call goes on.
        """
        home = self._homes.of(user_id)
        folder = self._view / home.layout.folder.name / "state" / "history"
        try:
            if not await asyncio.to_thread(_moments, folder):
                return
            async with self._one:
                for name in await self._finished(home, folder):
                    prefix = home.layout.history_prefix(lifted(name) or name)
                    async with asyncio.timeout(_FOLDER_LIMIT):
                        await self._bucket.take_up(folder / name, prefix)
                    await asyncio.to_thread(_remove, folder / name)
        except TimeoutError:
            _LOG.info("earlier versions of %r wait for their way to the store", user_id)
        except OSError as error:
            raise of_this_host(error) from None

    async def _finished(self, home: Home, folder: Path) -> Iterable[str]:
        """Return the folders into which no sync moves anything any more."""
        async with asyncio.timeout(_SYNC_LIMIT), home.held():
            return (await asyncio.to_thread(_moments, folder))[:_MOST_FOLDERS]

    def _note_failure(self, user_id: str, error: StorageError) -> None:
        if not self._failing:
            _LOG.warning(
                "earlier versions of %r stay on this host for now (%s): %s",
                user_id,
                error.code,
                " ".join(error.message.split())[:500],
            )
        self._failing = True


def _moments(folder: Path) -> list[str]:
    """Return what is in a local history, the oldest first."""
    try:
        return sorted(entry.name for entry in folder.iterdir() if lifted(entry.name))
    except FileNotFoundError:
        return []


def _remove(folder: Path) -> None:
    """Remove what the move left of a folder: itself, if it is empty."""
    with contextlib.suppress(OSError):
        folder.rmdir()
