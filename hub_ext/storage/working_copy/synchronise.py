"""One sync of one home: which kind is right, and with what settings of bisync."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hub_ext.storage.errors import BeingWrittenError, ErrorCode, StorageError
from hub_ext.storage.filters import rclone_filter
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.new_only import NEW_ONLY
from hub_ext.storage.record import Record
from hub_ext.storage.store import ObjectStore, moment_name
from hub_ext.storage.working_copy.being_written import FilesBeingWritten, put_back
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.correction import confirm, correct
from hub_ext.storage.working_copy.emptied import carry_out_here, carry_out_there
from hub_ext.storage.working_copy.obstacles import give_back_to_owner, too_long_for_a_key

_LOG = logging.getLogger(__name__)

#: `tests/integration/storage/reconciliation` tries them with kills in the middle.
_SETTINGS: dict[str, Any] = {
    # The store tells times in seconds: without checksums two changes by the platform within one
    # look the same. Its lists have them; of files here only those that are copied are read.
    "compare": "size,modtime,checksum",
    "slowHashSyncOnly": True,
    "resilient": True,
    "force": True,
    # Through the remote interface the default is that nothing may be deleted. All may be, because
    # what a sync deletes or replaces is moved to the history of that side.
    "maxDelete": 100,
    "conflictResolve": "newer",
    "conflictLoser": "pathname",
    # `노트.충돌 2026-11-24 14.03.05 이 컴퓨터.ipynb`: what was here, and what was in the store.
    "conflictSuffix": "충돌 {date} 이 컴퓨터,충돌 {date} 저장소",
}
#: How a person reads the time of a conflict, in names: without colons.
_CONFLICT_TIME = "%Y-%m-%d %H.%M.%S"
#: Settings of rclone for a sync.
_CONFIG = {
    # `student1.충돌 ….ipynb` opens in Jupyter, `student1.ipynb.충돌 …` does not.
    "SuffixKeepExtension": True,
    # Names that differ in their Unicode form only are two files for Linux and for the store.
    "NoUnicodeNormalization": True,
}
#: A conflict whose loser cannot get a longer name: then it goes to the history.
_NO_ROOM_FOR_A_SUFFIX = re.compile(r"KeyTooLong|name too long", re.IGNORECASE)
#: Each leaves out what changed while the one before read it.
_RUNS_FOR_FILES_BEING_WRITTEN = 4
#: After so many bad runs for no reason that the store gave, the earlier state is given up.
_PATIENCE = 4


@dataclass(frozen=True, slots=True)
class _Sync:
    """What one sync is about."""

    layout: HomeLayout
    copy: WorkingCopy
    store: ObjectStore
    #: Paths that neither side is to change.
    held: Collection[str]
    #: When each of its runs began, the last one last.
    moments: list[str] = field(default_factory=list)

    def begin_run(self) -> str:
        """Return the moment of a run: what two runs replace under one would replace each other."""
        self.moments.append(moment_name(datetime.now(UTC)))
        return self.moments[-1]


async def synchronise(
    layout: HomeLayout,
    copy: WorkingCopy,
    store: ObjectStore,
    record: Record,
    hold_back: Callable[[Collection[str]], Awaitable[Collection[str]]],
    being_written: FilesBeingWritten,
) -> None:
    """Make the working copy and the object store equal.

    Parameters
    ----------
    layout, copy, store
        What is to be equal.
    record
        What is remembered about the working copy; updated.
    hold_back
        Asked, when the working copy is ready, for paths that neither side is to change, those that
        it is given among them.
    being_written
        Files that are left out, because they change too often to be read; updated.

    Raises
    ------
    StorageError
        If they are not equal now. The next run goes on where this one stopped.
    """
    for _ in range(_RUNS_FOR_FILES_BEING_WRITTEN):
        # Before anything is held back, which is noted in bisync's listings too.
        await asyncio.to_thread(copy.prepare, record, store.identity)
        await correct(layout, copy, store)
        held = await hold_back(await asyncio.to_thread(being_written.left_out))
        try:
            await _once(layout, copy, store, held)
        except BeingWrittenError as error:
            being_written.note(error.paths)
            failure = StorageError(ErrorCode.INTERNAL, str(error))
        else:
            being_written.end_well()
            return
    raise failure


async def _once(
    layout: HomeLayout, copy: WorkingCopy, store: ObjectStore, held: Collection[str]
) -> None:
    sync = _Sync(layout, copy, store, held)
    try:
        if not await asyncio.to_thread(copy.known.hold_any):
            await _unite(sync)
        elif not await asyncio.to_thread(copy.holds_anything, held):
            await carry_out_there(layout, copy, store, sync.begin_run(), held)
            await _unite(sync)
        else:
            await _go_on(sync)
    except BeingWrittenError as error:
        await put_back(layout, copy, store, sync.moments, error.paths)
        raise
    if not copy.witnessed:
        await _leave_witness(layout, copy, store)


async def _go_on(sync: _Sync) -> None:
    """Carry over what changed since both sides were equal."""
    copy = sync.copy
    try:
        await _run(sync)
    except StorageError as error:
        if error.code is not ErrorCode.INTERNAL:
            raise
        if not await sync.store.holds_anything(sync.layout.prefix):
            await carry_out_here(sync.layout, copy, sync.store, sync.begin_run())
        elif _NO_ROOM_FOR_A_SUFFIX.search(error.message) and copy.failures > 1:
            pass
        elif await asyncio.to_thread(_clear_away, sync) or copy.failures == 1:
            # Nothing is in the way any more; or rclone was killed, or a file went away meanwhile.
            await _run(sync)
            return
        elif copy.failures < _PATIENCE:
            raise
        await _unite(sync)


async def _unite(sync: _Sync) -> None:
    """Copy both ways what the other side does not have, the newer of two; delete nothing."""
    await asyncio.to_thread(sync.copy.known.drop)
    try:
        await _run(sync, resync=True, resyncMode="newer")
    except StorageError as error:
        if error.code is not ErrorCode.INTERNAL:
            raise
        if not await asyncio.to_thread(_clear_away, sync) and sync.copy.failures > 1:
            raise
        await _run(sync, resync=True, resyncMode="newer")


async def _run(sync: _Sync, **more: Any) -> None:
    layout, copy, store, moment = sync.layout, sync.copy, sync.store, sync.begin_run()
    await correct(layout, copy, store)
    await asyncio.to_thread(copy.unlock)
    suffix = _SETTINGS["conflictSuffix"].format(
        date=datetime.now().astimezone().strftime(_CONFLICT_TIME)
    )
    try:
        await store.bisync(
            copy.files.parent.name,
            path1=str(copy.files),
            path2=store.path(layout.prefix),
            workdir=str(copy.listings),
            backupDir1=str(copy.history / moment),
            backupDir2=store.path(layout.history_prefix(moment)),
            # The version before is moved away first. What the platform writes in its place before an
            # upload ends is not replaced: that fails, and the next run finds a conflict. It goes
            # without, for a store that takes something else for an object of that name.
            _config=_CONFIG if copy.failures else _CONFIG | NEW_ONLY,
            _filter=rclone_filter([*sync.held, *copy.left_out]),
            **{**_SETTINGS, "conflictSuffix": suffix},
            **more,
        )
    except StorageError as error:
        # What the store does is no sign of listings that cannot be used.
        copy.failures += error.code is ErrorCode.INTERNAL
        raise
    copy.failures = 0
    await confirm(layout, copy, store)
    await asyncio.to_thread(copy.known.keep)


def _clear_away(sync: _Sync) -> bool:
    """Take away what the person may have put in the way; tell whether there was anything."""
    layout, copy = sync.layout, sync.copy
    given_back = give_back_to_owner(copy.files)
    left_out = too_long_for_a_key(layout, copy, sync.moments[-1])
    new = set(left_out) - set(copy.left_out)
    if new:
        _LOG.warning(
            "%d files of %r have names that are too long for the object store and stay on this host",
            len(left_out),
            layout.user_id,
        )
    copy.left_out = left_out
    return bool(given_back or new)


async def _leave_witness(layout: HomeLayout, copy: WorkingCopy, store: ObjectStore) -> None:
    """Leave an object that is there as long as the bucket is the one we know."""
    with contextlib.suppress(StorageError):
        await store.upload(await asyncio.to_thread(copy.witness), layout.witness)
        copy.witnessed = True
