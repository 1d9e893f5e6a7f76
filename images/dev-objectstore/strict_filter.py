"""A filter that makes SeaweedFS as strict as NCP Object Storage, and breaks it on demand.

A stand-in that can do more than NCP hides bugs until the day of the move. So this refuses what NCP
refuses, and a control port sets faults while it runs: ``PUT /faults`` with the fields of `Faults`,
``GET /faults`` shows them.
"""

import argparse
import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web
from empty_folders import EmptyFolders
from yarl import URL

#: Sub-resources that NCP does not have in Korea.
UNKNOWN_SUBRESOURCES = {
    "accelerate",
    "encryption",
    "object-lock",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "replication",
    "versionId",
    "versioning",
    "versions",
}
#: SeaweedFS takes longer ones.
LONGEST_KEY_BYTES = 1024
_CHUNK = 256 * 1024
#: As AWS has it; NCP names no number of its own.
_LARGEST_SKEW = timedelta(minutes=15)
#: Of one connection, not of the next one.
_HOP_HEADERS = {"connection", "expect", "keep-alive", "transfer-encoding", "upgrade"}
_AUTOMATIC_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
#: What a status that a test sets is called.
_CODES = {403: "AccessDenied", 429: "TooManyRequests", 500: "InternalError", 503: "SlowDown"}
_LISTED_OBJECT = re.compile(rb"<Contents>.*?</Contents>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Faults:
    """What is broken now.

    Attributes
    ----------
    delay
        Seconds before each answer.
    status
        Every request that `methods` names is answered with this HTTP status.
    methods
        The methods that `status` and `cut` are for; all of them if empty.
    key
        They are for objects with this in their key; for all requests if empty.
    cut
        The connection is closed in the middle of the answer.
    unsorted
        Lists come in another order than that of the keys.
    off
        Nothing listens.
    list_v2
        ListObjectsV2 works.
    clock
        Seconds by which the store's clock is ahead of this machine's.
    """

    delay: float = 0
    status: int | None = None
    methods: tuple[str, ...] = ()
    key: str = ""
    cut: bool = False
    unsorted: bool = False
    off: bool = False
    list_v2: bool = False
    clock: int = 0


class StrictFilter:
    """A reverse proxy in front of SeaweedFS.

    Parameters
    ----------
    upstream
        Where SeaweedFS listens, for example ``http://127.0.0.1:18333``.
    filer
        Its file interface.
    host, port
        Where this listens.
    """

    def __init__(self, upstream: str, filer: str, host: str, port: int) -> None:
        self.faults = Faults()
        self._upstream = upstream
        self._empty_folders = EmptyFolders(filer)
        self._address = (host, port)
        self._session: ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def run(self, control: tuple[str, int]) -> None:
        """Serve until cancelled; faults are set on the address `control`."""
        application = web.Application()
        application.add_routes(
            [web.get("/faults", self._show_faults), web.put("/faults", self._set_faults)]
        )
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, *control).start()
        connector = TCPConnector(limit=0)
        timeout = ClientTimeout(total=None, connect=10)
        async with ClientSession(
            connector=connector, timeout=timeout, auto_decompress=False
        ) as self._session:
            await self._listen()
            await asyncio.Event().wait()

    async def _listen(self) -> None:
        server = web.Application(client_max_size=0)
        server.router.add_route("*", "/{key:.*}", self._answer)
        self._runner = web.AppRunner(
            server, access_log=None, shutdown_timeout=0, auto_decompress=False
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._address).start()

    async def _show_faults(self, _: web.Request) -> web.Response:
        return web.json_response(asdict(self.faults))

    async def _set_faults(self, request: web.Request) -> web.Response:
        try:
            self.faults = Faults(**json.loads(await request.read()))
        except (TypeError, ValueError) as error:
            return web.Response(status=400, text=str(error))
        if self.faults.off and self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        elif not self.faults.off and self._runner is None:
            await self._listen()
        return await self._show_faults(request)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        faults = self.faults
        await asyncio.sleep(faults.delay)
        concerned = faults.key in request.match_info["key"] and (
            not faults.methods or request.method in faults.methods
        )
        if faults.status is not None and concerned:
            return _error(
                faults.status, _CODES.get(faults.status, "ServiceUnavailable"), "set by a test"
            )
        if len(request.match_info["key"].partition("/")[2].encode()) > LONGEST_KEY_BYTES:
            return _error(400, "KeyTooLongError", "Your key is too long.")
        now = datetime.now(UTC) + timedelta(seconds=faults.clock)
        refusal = too_skewed(request.headers, now) or refused(
            request.method, request.query, request.headers, faults
        )
        if refusal is not None:
            return refusal
        try:
            return await self._forward(request, cut=faults.cut and concerned)
        except ClientError:
            return _error(503, "SlowDown", "SeaweedFS does not answer")

    async def _forward(self, request: web.Request, *, cut: bool) -> web.StreamResponse:
        assert self._session is not None  # noqa: S101 - set before anything listens
        path = request.match_info["key"]
        if request.method == "DELETE":
            self._empty_folders.remember(path)
        async with self._session.request(
            request.method,
            # As it came: the signature is over these very characters.
            URL(f"{self._upstream}{request.raw_path}", encoded=True),
            headers=[
                (name, value)
                for name, value in request.headers.items()
                if name.lower() not in _HOP_HEADERS
            ],
            skip_auto_headers=_AUTOMATIC_HEADERS,
            data=_body(request),
            allow_redirects=False,
        ) as upstream:
            answer = web.StreamResponse(status=upstream.status, reason=upstream.reason)
            for name, value in upstream.headers.items():
                if name.lower() not in _HOP_HEADERS:
                    answer.headers.add(name, value)
            if is_list(request.method, path) and upstream.ok and not cut:
                listing = await self._as_ncp_lists(request, await upstream.read())
                answer.content_length = len(listing)
                await answer.prepare(request)
                await answer.write(listing)
                return answer
            await answer.prepare(request)
            async for chunk in upstream.content.iter_chunked(_CHUNK):
                await answer.write(chunk[: len(chunk) // 2] if cut else chunk)
                if cut:
                    break
            if cut and request.transport is not None:
                request.transport.abort()
            return answer

    async def _as_ncp_lists(self, request: web.Request, listing: bytes) -> bytes:
        assert self._session is not None  # noqa: S101 - set before anything listens
        if "delimiter" in request.query:
            bucket = request.match_info["key"].strip("/")
            encoded = request.query.get("encoding-type") == "url"
            listing = await self._empty_folders.without(
                self._session, bucket, listing, encoded=encoded
            )
        return unsorted(listing) if self.faults.unsorted else listing


def refused(
    method: str, query: Mapping[str, str], headers: Mapping[str, str], faults: Faults
) -> web.Response | None:
    """Return NCP's refusal of a request that SeaweedFS would have answered."""
    names = {name.lower() for name in headers}
    checksums = any(
        name.startswith("x-amz-checksum-")
        or name in {"x-amz-trailer", "x-amz-sdk-checksum-algorithm"}
        for name in names
    )
    if checksums or headers.get("x-amz-content-sha256", "").endswith("-TRAILER"):
        return _error(403, "AccessDenied", "Access Denied.")
    if query.get("list-type") == "2" and not faults.list_v2:
        return _error(501, "NotImplemented", "ListObjectsV2 is not implemented.")
    if UNKNOWN_SUBRESOURCES & set(query):
        return _error(501, "NotImplemented", f"{method} of this sub-resource is not implemented.")
    return None


def too_skewed(headers: Mapping[str, str], now: datetime) -> web.Response | None:
    """Return the refusal of a signature that is more than 15 minutes from the store's `now`."""
    try:
        signed = datetime.strptime(headers.get("X-Amz-Date", ""), "%Y%m%dT%H%M%SZ")
    except ValueError:
        return None
    if abs(now - signed.replace(tzinfo=UTC)) <= _LARGEST_SKEW:
        return None
    text = "The difference between the request time and the current time is too large."
    refusal = _error(403, "RequestTimeTooSkewed", text)
    refusal.headers["Date"] = format_datetime(now, usegmt=True)
    return refusal


def is_list(method: str, path: str) -> bool:
    """Tell whether a request asks what a bucket holds."""
    return method == "GET" and "/" not in path.strip("/") and bool(path.strip("/"))


def unsorted(listing: bytes) -> bytes:
    """Reverse a list, except for its last entry: the next page starts after that one."""
    entries = _LISTED_OBJECT.findall(listing)
    reversed_entries = iter([*reversed(entries[:-1]), *entries[-1:]])
    return _LISTED_OBJECT.sub(lambda _: next(reversed_entries), listing)


def _body(request: web.Request) -> AsyncIterator[bytes] | None:
    return request.content.iter_chunked(_CHUNK) if request.body_exists else None


def _error(status: int, code: str, message: str) -> web.Response:
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return web.Response(
        status=status,
        text=f'<?xml version="1.0" encoding="UTF-8"?>\n{text}',
        content_type="application/xml",
    )


def main() -> None:
    """Start from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upstream", default="http://127.0.0.1:18333")
    parser.add_argument("--filer", default="http://127.0.0.1:18334")
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - inside its container
    parser.add_argument("--port", type=int, default=8333)
    parser.add_argument("--control-port", type=int, default=8334)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    the_filter = StrictFilter(options.upstream, options.filer, options.host, options.port)
    asyncio.run(the_filter.run((options.host, options.control_port)))


if __name__ == "__main__":
    main()
