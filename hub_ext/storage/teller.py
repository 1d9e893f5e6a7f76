"""Tells the server of each open home how its person's files stand; see `hub_ext.storage.told`."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import HomeStatus
from hub_ext.storage.record import make_folder
from hub_ext.storage.told import Told, Usage

_LOG = logging.getLogger(__name__)

#: Seconds between two looks at all homes, which are in memory.
_STEP = 0.5
#: A server takes what is older than three times this for unknown.
_REPEATED = timedelta(seconds=10)
#: The container reads, and nobody but the agent writes.
_FOLDER_MODE, _FILE_MODE = 0o711, 0o644


class Teller:
    """Writes ``told/state.json`` of every open home.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    way
        How homes are stored.
    statuses
        Tells how every home stands, from memory.
    usage
        Tells how much room somebody's files take; None if it is not known.
    """

    def __init__(
        self,
        folder: Path,
        way: HomeStorage,
        statuses: Callable[[], Sequence[HomeStatus]],
        usage: Callable[[str], Usage | None],
    ) -> None:
        self._folder = folder
        self._way = way
        self._statuses = statuses
        self._usage = usage
        self._told: dict[str, Told] = {}
        self._troubled = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.create_task(self._tell_all(), name="teller")

    async def stop(self) -> None:
        """Tell no more; half a minute later servers say that they do not know."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def begin(self, status: HomeStatus) -> str:
        """Make the folder of somebody whose home has just been opened.

        Returns
        -------
        str
            The folder relative to ``HUB_DATA_DIR``.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        await asyncio.to_thread(self._write, [self._of(status)], [status.user_id])
        return str(HomeLayout(status.user_id).told)

    async def _tell_all(self) -> None:
        while True:
            await self._tell_changed()
            await asyncio.sleep(_STEP)

    async def _tell_changed(self) -> None:
        current = {status.user_id: status for status in self._statuses() if status.open}
        for user_id in self._told.keys() - current.keys():
            del self._told[user_id]
        news = {
            user_id: told
            for user_id, told in ((name, self._of(status)) for name, status in current.items())
            if self._is_news(user_id, told)
        }
        if not news:
            return
        try:
            await asyncio.to_thread(self._write, list(news.values()), list(news))
        except OSError as error:
            if not self._troubled:
                _LOG.error("people's servers are not told how their files stand: %s", error)
            self._troubled = True
        else:
            self._troubled = False
            self._told |= news

    def _of(self, status: HomeStatus) -> Told:
        return Told(
            way=self._way,
            state=status.state,
            since=status.since,
            reason=status.reason,
            written=datetime.now(UTC),
            usage=self._usage(status.user_id),
        )

    def _is_news(self, user_id: str, told: Told) -> bool:
        before = self._told.get(user_id)
        return (
            before is None
            or told.written - before.written >= _REPEATED
            or told != before.model_copy(update={"written": told.written})
        )

    def _write(self, told: Sequence[Told], user_ids: Sequence[str]) -> None:
        for each, user_id in zip(told, user_ids, strict=True):
            layout = HomeLayout(user_id)
            folder = self._folder / layout.folder.name / layout.told.name
            make_folder(folder, 0, _FOLDER_MODE)
            new = folder / "state.json.new"
            new.write_text(each.model_dump_json(), encoding="utf-8")
            new.chmod(_FILE_MODE)
            # The folder is bound, not the file: so the container sees each new one, whole.
            new.replace(folder / "state.json")
