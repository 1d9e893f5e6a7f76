"""The CDN: asked politely, and not again and again when it is down."""

import asyncio
import time
from typing import Final, Self
from urllib.parse import quote

import httpx

from hub_ext.content_audit.cdn.answer import Answer

_LIMITS: Final = httpx.Timeout(15, connect=5)
_TRIES: Final = 3
#: Seconds, unless the CDN says how long.
_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 10.0
_BUSY: Final = {429, 500, 502, 503, 504}
_NOT_THERE: Final = {404, 410}
_BEGINNING_BYTES: Final = 512
#: After so many failures in a row it is down, and nothing more is asked.
_DOWN_AFTER: Final = 30


class Cdn:
    """The CDN in front of the bucket.

    Parameters
    ----------
    address
        ``S3_ASSET_URL``.
    rate
        Requests a second, at most.
    """

    def __init__(self, address: str, rate: float) -> None:
        self._address = address.rstrip("/")
        self._interval = 1 / rate
        self._next = 0.0
        self._failures = 0
        # Not compressed, or lengths would tell nothing.
        headers = {"Accept-Encoding": "identity", "User-Agent": "eduhub-content-audit"}
        self._client = httpx.AsyncClient(
            timeout=_LIMITS, headers=headers, follow_redirects=True, max_redirects=5
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, key: str) -> Answer:
        """Return what a browser would get for a key."""
        if self._failures >= _DOWN_AFTER:
            return Answer(None, failure="the CDN is down")
        answer = Answer(None)
        for number in range(_TRIES):
            answer, pause = await self._try(f"{self._address}/{quote(key, safe='/')}")
            if answer.status is not None and answer.status not in _BUSY:
                self._failures = 0
                return answer
            if number + 1 < _TRIES:
                await asyncio.sleep(pause)
        self._failures += 1
        return answer

    async def _try(self, url: str) -> tuple[Answer, float]:
        try:
            head = await self._head(url)
            if head.status_code in _NOT_THERE:
                return Answer(head.status_code), 0
            return await self._get(url, head)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Answer(None, failure=type(error).__name__), _PAUSE

    async def _head(self, url: str) -> httpx.Response:
        await self._turn()
        return await self._client.head(url)

    async def _get(self, url: str, head: httpx.Response) -> tuple[Answer, float]:
        """Look at the first bytes: many a CDN answers HEAD in another way than GET."""
        await self._turn()
        headers = {"Range": f"bytes=0-{_BEGINNING_BYTES - 1}"}
        async with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code == 416:
                # Of an empty object there are no first bytes.
                return _described(head, b""), 0
            beginning = await _beginning(response) if response.is_success else b""
            return _described(response, beginning), _pause(response)

    async def _turn(self) -> None:
        """Wait until one more request may be sent."""
        now = time.monotonic()
        self._next = max(self._next, now) + self._interval
        await asyncio.sleep(self._next - self._interval - now)


async def _beginning(response: httpx.Response) -> bytes:
    beginning = b""
    async for chunk in response.aiter_raw():
        beginning += chunk
        if len(beginning) >= _BEGINNING_BYTES:
            break
    return beginning


def _described(response: httpx.Response, beginning: bytes) -> Answer:
    return Answer(
        response.status_code,
        response.headers.get("Content-Type", "")[:200],
        _length(response, beginning),
        beginning,
    )


def _length(response: httpx.Response, beginning: bytes) -> int | None:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None
    if response.status_code == 206:
        text = response.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        text = response.headers.get("Content-Length", "")
    if text.isascii() and text.isdigit():
        return int(text)
    # It ended before more was asked for.
    ended = response.is_stream_consumed and len(beginning) < _BEGINNING_BYTES
    return len(beginning) if ended and response.status_code == 200 else None


def _pause(response: httpx.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(float(text), _LONGEST_PAUSE) if text.isascii() and text.isdigit() else _PAUSE
