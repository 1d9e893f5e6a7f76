"""One sync of one home: which kind is right, and with what settings of bisync."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import Any

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.filters import rclone_filter
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.record import Record
from hub_ext.storage.store import MOMENT, ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy

#: Tried in hundreds of runs with kills in the middle; each of the first four is needed to get out
#: of one of them without a person's help.
_SETTINGS: dict[str, Any] = {
    "resilient": True,
    "recover": True,
    "force": True,
    # Through the remote interface the default is that nothing may be deleted. All may be, because
    # what a sync deletes or replaces is moved to the history of that side.
    "maxDelete": 100,
    "conflictResolve": "newer",
    "conflictLoser": "num",
}


async def synchronise(
    layout: HomeLayout,
    copy: WorkingCopy,
    store: ObjectStore,
    record: Record,
    hold_back: Callable[[], Awaitable[Collection[str]]] | None = None,
) -> None:
    """Make the working copy and the object store equal.

    Parameters
    ----------
    layout, copy, store
        What is to be equal.
    record
        What is remembered about the working copy; updated.
    hold_back
        Asked, when the working copy is ready, for paths that neither side is to change.

    Raises
    ------
    StorageError
        If they are not equal now. The next run goes on where this one stopped.
    """
    await asyncio.to_thread(copy.prepare, record, store.identity)
    held = await hold_back() if hold_back else ()
    moment = datetime.now(UTC).strftime(MOMENT)
    if not await asyncio.to_thread(copy.has_listings):
        await _unite(layout, copy, store, moment, held)
        return
    if not await asyncio.to_thread(copy.holds_anything, held):
        # The person deleted their last file. bisync takes an empty side for a broken one.
        await store.move(layout.prefix, layout.history_prefix(moment), held)
        await asyncio.to_thread(copy.drop_listings)
        await _unite(layout, copy, store, moment, held)
        return
    try:
        await _run(layout, copy, store, moment, held)
    except StorageError as error:
        if error.code is not ErrorCode.INTERNAL:
            raise
        # Listings that bisync cannot use, or a store that lost everything of a person at once.
        await _unite(layout, copy, store, moment, held)


async def _unite(
    layout: HomeLayout, copy: WorkingCopy, store: ObjectStore, moment: str, held: Collection[str]
) -> None:
    """Copy both ways what the other side does not have, the newer of two; delete nothing."""
    await _run(layout, copy, store, moment, held, resync=True, resyncMode="newer")


async def _run(
    layout: HomeLayout,
    copy: WorkingCopy,
    store: ObjectStore,
    moment: str,
    held: Collection[str],
    **more: Any,
) -> None:
    await store.bisync(
        copy.files.parent.name,
        path1=str(copy.files),
        path2=store.path(layout.prefix),
        workdir=str(copy.listings),
        backupDir1=str(copy.history / moment),
        backupDir2=store.path(layout.history_prefix(moment)),
        # `student1.conflict1.ipynb` opens in Jupyter, `student1.ipynb.conflict1` does not.
        _config={"SuffixKeepExtension": True},
        _filter=rclone_filter(held),
        **_SETTINGS,
        **more,
    )
