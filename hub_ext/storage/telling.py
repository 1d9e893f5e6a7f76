"""Telling every open home's server how its files stand: `hub_ext.storage.told`, written again and again."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import HomeStatus, OpenedHome
from hub_ext.storage.record import make_folder
from hub_ext.storage.told import Told, Usage

_LOG = logging.getLogger(__name__)

#: Seconds: between two looks at all homes, which cost nothing, and until what has not changed is
#: written again, because by its age a server knows whether anybody still looks.
_LOOK_INTERVAL: Final = 0.5
REPEAT_INTERVAL: Final = 10.0
#: Their person may read what is told and change nothing; others are kept out by the home's folder.
_FOLDER_MODE: Final = 0o711
_FILE_MODE: Final = 0o644

#: Tells, from memory, how much room a person's files take; None if that is not known yet.
KnownUsage = Callable[[str], Usage | None]


def nothing_known(user_id: str) -> Usage | None:  # noqa: ARG001 - a `KnownUsage`
    """Know of nobody."""
    return None


class Teller:
    """Writes ``state.json`` of all open homes, at once when a state changes.

    Parameters
    ----------
    folder
        Where the agent sees ``HUB_DATA_DIR/homes``.
    way
        How files come to the servers.
    statuses
        Tells, from memory, how all homes stand.
    usage
        What is told about room.
    """

    def __init__(
        self,
        folder: Path,
        way: HomeStorage,
        statuses: Callable[[], Iterable[HomeStatus]],
        usage: KnownUsage = nothing_known,
    ) -> None:
        self._folder = folder
        self._way = way
        self._statuses = statuses
        self._usage = usage
        #: What was told of each open home, and when by the clock that only grows.
        self._last: dict[str, tuple[HomeStatus, Usage | None, float]] = {}
        self._fails = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.create_task(self._follow(), name="teller")

    async def stop(self) -> None:
        """Stop; half a minute later every server says that nobody knows."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            due = self._due()
            if due:
                problem = await asyncio.to_thread(self._write, due)
                self._note(problem)
            await asyncio.sleep(_LOOK_INTERVAL)

    def _due(self) -> list[tuple[Path, Told]]:
        """Return what has to be written now, and take it as told."""
        now = time.monotonic()
        present = {status.user_id: status for status in self._statuses() if status.open}
        self._last = {user_id: last for user_id, last in self._last.items() if user_id in present}
        due = []
        for user_id, status in present.items():
            usage = self._usage(user_id)
            *last, moment = self._last.get(user_id, (None, None, 0.0))
            if last != [status, usage] or now - moment >= REPEAT_INTERVAL:
                self._last[user_id] = (status, usage, now)
                due.append((told_folder(self._folder, user_id), self._told(status, usage)))
        return due

    def _told(self, status: HomeStatus, usage: Usage | None) -> Told:
        return Told(
            way=self._way,
            state=status.state,
            since=status.since,
            reason=status.reason,
            written=datetime.now(UTC),
            usage=usage,
        )

    @staticmethod
    def _write(due: list[tuple[Path, Told]]) -> OSError | None:
        """Write everything that can be; return the last reason why something cannot."""
        problem = None
        for folder, told in due:
            try:
                write_told(folder, told)
            except OSError as error:
                problem = error
        return problem

    def _note(self, problem: OSError | None) -> None:
        if problem and not self._fails:
            _LOG.error("servers are not told how their files stand: %s", problem)
        elif self._fails and not problem:
            _LOG.info("servers are told again how their files stand")
        self._fails = problem is not None


def told_folder(homes: Path, user_id: str) -> Path:
    """Return where ``state.json`` of one home is."""
    layout = HomeLayout(user_id)
    return homes / layout.folder.name / layout.told.name


def write_told(folder: Path, told: Told) -> None:
    """Replace ``state.json`` in one step, so that nobody reads half of it.

    It is not forced to the disk: after a power cut it is written again, or too old to be believed.
    """
    make_folder(folder, 0, _FOLDER_MODE)
    new = folder / "state.new"
    new.write_text(told.model_dump_json(), encoding="utf-8")
    new.chmod(_FILE_MODE)
    new.replace(folder / "state.json")


async def with_told(opened: OpenedHome, homes: Path, user_id: str) -> OpenedHome:
    """Add the folder in which an opened home's server is told.

    Parameters
    ----------
    opened
        What the home's own way made ready.
    homes
        Where the agent sees ``HUB_DATA_DIR/homes``.
    user_id
        Whose it is.

    Returns
    -------
    OpenedHome
        Without the folder if it cannot be made: a person can work without being told.
    """
    try:
        await asyncio.to_thread(make_folder, told_folder(homes, user_id), 0, _FOLDER_MODE)
    except OSError as error:
        _LOG.error("the server of %r is not told how its files stand: %s", user_id, error)
        return opened
    return opened.model_copy(update={"told": str(HomeLayout(user_id).told)})
