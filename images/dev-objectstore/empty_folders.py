"""NCP has no folders, only keys; SeaweedFS lists a folder for minutes after its last object.

Whoever deletes everything below ``a/`` would see ``a/`` in lists until SeaweedFS takes it away (two
and a half minutes in 4.48), and an rclone that asked in between could not put a file ``a`` there.
"""

import html
import re
import time
from typing import Final
from urllib.parse import quote, unquote

from aiohttp import ClientSession

#: Seconds; longer than SeaweedFS keeps an empty folder.
_KEPT: Final = 300.0
_PREFIX: Final = re.compile(rb"<CommonPrefixes><Prefix>(.*?)</Prefix></CommonPrefixes>", re.DOTALL)
#: Go's bit for a folder in a mode.
_FOLDER: Final = 1 << 31


class EmptyFolders:
    """Takes out of lists what holds no object any more.

    Parameters
    ----------
    filer
        SeaweedFS's file interface, for example ``http://127.0.0.1:18334``.
    """

    def __init__(self, filer: str) -> None:
        self._filer = filer
        self._deleted_in: dict[str, float] = {}

    def remember(self, path: str) -> None:
        """Note that an object was deleted: the folders above it may be empty now.

        Parameters
        ----------
        path
            Bucket and key, for example ``bucket/users/1/a.txt``.
        """
        now = time.monotonic()
        self._deleted_in = {
            folder: until for folder, until in self._deleted_in.items() if until > now
        }
        bucket, _, key = path.partition("/")
        parts = key.split("/")[:-1]
        for count in range(len(parts)):
            folder = "/".join((bucket, *parts[: count + 1]))
            self._deleted_in[folder] = now + _KEPT

    async def without(
        self, session: ClientSession, bucket: str, listing: bytes, *, encoded: bool
    ) -> bytes:
        """Return a list without the prefixes below which there is no object.

        Parameters
        ----------
        session
            To ask SeaweedFS with.
        bucket
            Whose list it is.
        listing
            S3's XML.
        encoded
            Whether its names are as in a URL (``encoding-type=url``).
        """
        for found in set(_PREFIX.findall(listing)):
            prefix = html.unescape(found.decode())
            folder = f"{bucket}/{unquote(prefix) if encoded else prefix}".rstrip("/")
            if folder in self._deleted_in and not await self._holds(session, folder):
                item = b"<CommonPrefixes><Prefix>%b</Prefix></CommonPrefixes>" % found
                listing = listing.replace(item, b"")
        return listing

    async def _holds(self, session: ClientSession, folder: str) -> bool:
        url = f"{self._filer}/buckets/{quote(folder)}"
        async with session.get(url, params={"metadata": "true"}) as answer:
            # A marker, which is an object called `folder/`, has a type.
            if answer.ok and (await answer.json(content_type=None)).get("Mime"):
                return True
        headers = {"Accept": "application/json"}
        async with session.get(f"{url}/", params={"limit": "1000"}, headers=headers) as answer:
            if not answer.ok:
                return False
            listed = await answer.json(content_type=None)
        entries = listed["Entries"] or []
        if listed["ShouldDisplayLoadMore"] or any(not _is_folder(entry) for entry in entries):
            return True
        for entry in entries:
            if await self._holds(session, entry["FullPath"].removeprefix("/buckets/")):
                return True
        return False


def _is_folder(entry: dict[str, object]) -> bool:
    mode = entry["Mode"]
    return isinstance(mode, int) and bool(mode & _FOLDER) and not entry["Mime"]
