"""What a sync that broke off had carried over, so that it is nobody's change.

bisync gives no account of a run that failed. What it found new on one side, and the other side has
now, was copied.
"""

import asyncio

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.store import ObjectStore
from hub_ext.storage.working_copy.copy import WorkingCopy
from hub_ext.storage.working_copy.emptied import for_each, in_store
from hub_ext.storage.working_copy.listings import Version


async def correct(layout: HomeLayout, copy: WorkingCopy, store: ObjectStore) -> None:
    """Correct what is known of both sides by what the last run copied, if that broke off.

    Raises
    ------
    StorageError
        If the store cannot be asked.
    """
    if not await asyncio.to_thread(copy.known.needs_correction):
        return

    async def compare(path: str) -> None:
        found = await in_store(store, f"{layout.prefix}{path}")
        # A file that was saved once more before its turn came is there as it was then.
        if found and (found == here[path] or (found.of_a_file and found != before.get(path))):
            uploaded[path] = found

    uploaded: dict[str, Version] = {}
    before = await asyncio.to_thread(copy.known.files, "path2")
    here = await asyncio.to_thread(copy.known.changed, "path1")
    # Of what is the same on both sides, too: its person may delete it before anybody looks again.
    await for_each(here, compare)
    there = await asyncio.to_thread(copy.known.changed, "path2")
    downloaded = {
        path: found for path, found in there.items() if Version.of(copy.files / path) == found
    }
    await asyncio.to_thread(copy.known.put_back, {"path1": uploaded, "path2": downloaded})
