"""Whether the bucket lets the storage agent do its work, and the CDN gives out what is in it.

The agent's own rclone is asked, with the agent's keys, about an object that nobody else has.
"""

import asyncio
import re
import secrets
import tempfile
from collections.abc import Awaitable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

import aiohttp

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside.answer import Answer, settings_now
from hub_ext.settings import ObjectStoreSettings, StorageSettings, ToolsSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.objects import Objects
from hub_ext.storage.process import REMOTE
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.store import ObjectStore

#: Ours, at the top of the bucket, as `hub_ext.storage.layout.HISTORY` is.
PREFIX: Final = "jupyterhub-doctor"
_CONTENT: Final = b"eduhub doctor"
_HTTP: Final = aiohttp.ClientTimeout(total=8)
#: Seconds between the two clocks that a slow answer explains, and that nobody notices.
_CLOCK_SECONDS: Final = 60
_WRONG_KEYS: Final = re.compile("InvalidAccessKeyId|SignatureDoesNotMatch|AuthorizationHeader")
_CODES: Final = {
    ErrorCode.OBJECT_STORE_UNREACHABLE: "bucket-unreachable",
    ErrorCode.OBJECT_STORE_BUSY: "bucket-busy",
    ErrorCode.BUCKET_MISSING: "bucket-missing",
}


def answer(arguments: Sequence[str]) -> Answer:
    """Look at the bucket, the store's clock, the lessons and the CDN."""
    values = settings_now(arguments)
    storage, tools = StorageSettings.model_validate(values), ToolsSettings.model_validate(values)
    return Answer(asyncio.run(look(storage, tools.s3_asset_url)))


async def look(settings: StorageSettings, asset_url: str) -> list[Finding]:
    """Try each thing that the agent does.

    Parameters
    ----------
    settings
        The agent's.
    asset_url
        Where the CDN gives out the same bucket; ``""`` for none.
    """
    with tempfile.TemporaryDirectory(prefix="doctor-") as folder:
        rclone = Rclone(settings, Path(folder), user=None)
        try:
            await rclone.start()
            found = await Bucket(rclone, settings).look()
            if any(finding.code not in {"bucket-ok", "clock-ok", "clock-off"} for finding in found):
                return [*found, Finding("cdn", "not-looked", {"cause": found[0].check})]
            return found + await _lessons(rclone, settings, asset_url)
        finally:
            await rclone.stop()


class Bucket:
    """The bucket, through the agent's own rclone."""

    def __init__(self, rclone: Rclone, settings: ObjectStoreSettings) -> None:
        self._rclone = rclone
        self._bucket = settings.bucket_name
        self._endpoint = settings.s3_endpoint_url
        self._store = ObjectStore(rclone, settings.bucket_name, "")
        self._fields = {"bucket": settings.bucket_name, "endpoint": settings.s3_endpoint_url}

    async def look(self) -> list[Finding]:
        """List, write, read and delete, in this order, up to the first that does not work."""
        key = f"{PREFIX}/{secrets.token_hex(8)}"
        read: list[bytes] = []

        async def get() -> None:
            read.append(await Objects(self._rclone, self._bucket).read(key, most=1024))

        failed = await self._tried("list", self._store.probe())
        failed = failed or await self._tried("put", self._put(key))
        if failed is None:
            failed = await self._tried("get", get())
            # Whether it could be read or not.
            failed = await self._tried("delete", self._delete(key)) or failed
        if failed is not None:
            return [failed] if failed.check == "bucket" else [failed, _because_of_clock()]
        if read != [_CONTENT]:
            return [Finding("bucket", "bucket-differs", self._fields)]
        return [Finding("bucket", "bucket-ok", self._fields), *await self._clock()]

    async def _put(self, key: str) -> None:
        prefix, _, name = key.rpartition("/")
        await self._rclone.upload(self._store.path(prefix), name, _CONTENT, {})

    async def _delete(self, key: str) -> None:
        await self._rclone.call("operations/deletefile", fs=f"{REMOTE}:{self._bucket}/", remote=key)

    async def _tried(self, right: str, step: Awaitable[object]) -> Finding | None:
        try:
            await step
        except StorageError as error:
            return failure(right, error, self._fields)
        return None

    async def _clock(self) -> list[Finding]:
        try:
            async with (
                aiohttp.ClientSession(timeout=_HTTP, trust_env=True) as http,
                http.head(self._endpoint) as response,
            ):
                told = response.headers.get("Date", "")
        except (aiohttp.ClientError, TimeoutError):
            return []
        return clock(told, datetime.now(UTC))


def failure(right: str, error: StorageError, fields: Mapping[str, str]) -> Finding:
    """Return what it means that one step failed.

    Parameters
    ----------
    right
        ``list``, ``put``, ``get`` or ``delete``.
    error
        What rclone said. Its text may name keys of objects, and is only searched.
    fields
        The bucket and the store.
    """
    if error.code is ErrorCode.CLOCK_WRONG:
        return Finding("clock", "clock-wrong")
    if error.code is ErrorCode.OBJECT_STORE_REFUSED:
        wrong_keys = _WRONG_KEYS.search(error.message)
        code = "bucket-keys" if wrong_keys else f"bucket-{right}"
        return Finding("bucket", code, {**fields, "right": right})
    if right == "get" and error.code is ErrorCode.INTERNAL:
        # Of a read that was refused rclone does not say why; what was just written is there.
        return Finding("bucket", "bucket-get", {**fields, "right": right})
    code = _CODES.get(error.code, "bucket-other")
    return Finding("bucket", code, {**fields, "code": error.code.value})


def clock(told: str, now: datetime) -> list[Finding]:
    """Compare a store's header ``Date`` with this machine's clock; nothing if it has none."""
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return []
    seconds = round(abs((now - moment.replace(tzinfo=moment.tzinfo or UTC)).total_seconds()))
    code = "clock-ok" if seconds <= _CLOCK_SECONDS else "clock-off"
    return [Finding("clock", code, {"seconds": seconds})]


def _because_of_clock() -> Finding:
    return Finding("bucket", "not-looked", {"cause": "clock"})


async def _lessons(rclone: Rclone, settings: StorageSettings, asset_url: str) -> list[Finding]:
    prefix = settings.hub_lesson_prefixes[0] if settings.hub_lesson_prefixes else ""
    answer = await rclone.call(
        "operations/list",
        fs=f"{REMOTE}:{settings.bucket_name}/",
        remote=prefix,
        opt={"filesOnly": True, "noModTime": True, "noMimeType": True},
    )
    keys = sorted(str(entry["Path"]) for entry in answer["list"])
    if not keys:
        return [Finding("cdn", "lessons-none", {"prefix": prefix})]
    return [await _of_cdn(asset_url.rstrip("/"), keys[0])]


async def _of_cdn(url: str, key: str) -> Finding:
    if not url:
        return Finding("cdn", "cdn-none")
    try:
        async with (
            aiohttp.ClientSession(timeout=_HTTP, trust_env=True) as http,
            http.get(f"{url}/{quote(key)}") as response,
        ):
            status = response.status
    except (aiohttp.ClientError, TimeoutError):
        return Finding("cdn", "cdn-unreachable", {"url": url})
    if status != 200:
        return Finding("cdn", "cdn-refuses", {"key": key, "status": status})
    return Finding("cdn", "cdn-ok", {"key": key})
