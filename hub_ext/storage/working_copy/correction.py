"""What a sync had carried over, so that it is nobody's change.

bisync gives no account of a run that failed. What it found new on one side, and the other side has
now, was copied. And of a run that ended well it notes what it found at its start: a file that was
saved once more before its turn came was copied as it was then.
"""

import asyncio
import contextlib

from hub_ext.storage.errors import StorageError
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


async def confirm(layout: HomeLayout, copy: WorkingCopy, store: ObjectStore) -> None:
    """Correct what a run that ended well noted of files that changed while it was at work.

    A store that cannot be asked is no failure of that run: then a file may be kept twice.
    """

    def changed() -> dict[str, Version | None]:
        found = {path: Version.of(copy.files / path) for path in noted}
        return {path: version for path, version in found.items() if version != noted[path]}

    async def compare(path: str) -> None:
        found = await in_store(store, f"{layout.prefix}{path}")
        if found and found != noted[path] and (found.of_a_file or found == here[path]):
            carried[path] = found

    carried: dict[str, Version] = {}
    noted = await asyncio.to_thread(copy.known.noted)
    here = await asyncio.to_thread(changed)
    with contextlib.suppress(StorageError):
        await for_each(here, compare)
    if carried:
        await asyncio.to_thread(copy.known.note, carried)
