"""The one port of the agent that people's servers reach.

``rclone serve s3`` checks every signature, but it goes on for minutes with a key that it has seen,
and says "no such key" when the store does not answer. So everything passes here first: a key that
is revoked opens nothing from that moment on, and "unknown" is answered as such. What a request
would replace or delete is copied to the home's history before.
"""

import logging
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, UnixConnector, web
from yarl import URL

from hub_ext.storage.contents import requests
from hub_ext.storage.contents.passes import Pass, Passes
from hub_ext.storage.contents.stored import Stored
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.store import ObjectStore

_LOG = logging.getLogger(__name__)

_CHUNK: Final = 256 * 1024
#: Names of a thousand objects.
_LARGEST_LIST: Final = 2 * 1024 * 1024
_HOP_HEADERS: Final = {"connection", "expect", "keep-alive", "transfer-encoding", "upgrade"}
_AUTOMATIC_HEADERS: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
#: Seconds: a large file over a slow line; the store's answer after the last byte.
_LIMITS: Final = ClientTimeout(total=3600, sock_connect=5, sock_read=600)
#: Of one header: the name of a copy's source, each byte as %XX.
_LONGEST_HEADER: Final = 16 * 1024


class Door:
    """Lets requests through to rclone.

    Parameters
    ----------
    passes
        The keys that open anything.
    stored, store
        The bucket, to be asked closely.
    socket
        Where rclone listens.
    """

    def __init__(self, passes: Passes, stored: Stored, store: ObjectStore, socket: Path) -> None:
        self._passes = passes
        self._stored = stored
        self._store = store
        self._socket = socket
        self._session: ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen."""
        connector = UnixConnector(str(self._socket), limit=0)
        self._session = ClientSession(connector=connector, timeout=_LIMITS, auto_decompress=False)
        application = web.Application(client_max_size=0)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            auto_decompress=False,
            max_field_size=_LONGEST_HEADER,
            shutdown_timeout=5,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        key = requests.access_key(request.headers.getall("Authorization", []), request.query)
        opened = self._passes.find(key) if key else None
        if opened is None:
            return _refusal(HTTPStatus.FORBIDDEN, "InvalidAccessKeyId", "this key opens nothing")
        path = requests.path_of(request.raw_path)
        if path is None or not requests.is_allowed(request.method, path, request.query):
            return _refusal(HTTPStatus.FORBIDDEN, "AccessDenied", "only the home's own files")
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return _refusal(HTTPStatus.LENGTH_REQUIRED, "MissingContentLength", "no length")
        if opened.is_full:
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "SlowDown", "too many requests at once")
        with opened.during(write=requests.is_write(request.method)):
            try:
                return await self._pass_on(request, opened, path)
            except StorageError as error:
                return self._unavailable(request, opened, error)
            except (ClientError, OSError, TimeoutError) as error:
                text = f"rclone serve s3 broke off a request: {type(error).__name__}"
                failure = StorageError(ErrorCode.INTERNAL, text)
                return self._unavailable(request, opened, failure)

    async def _pass_on(self, request: web.Request, opened: Pass, path: str) -> web.StreamResponse:
        body: bytes | AsyncIterator[bytes] | None = None
        if request.body_exists:
            body = request.content.iter_chunked(_CHUNK)
        if requests.is_write(request.method):
            await opened.may_write()
            paths = [path] if requests.replaces(request.method, request.query) else []
            if not path and request.method == "POST":
                body = await _read(request)
                found = requests.paths_to_delete(body)
                if found is None:
                    return _refusal(HTTPStatus.BAD_REQUEST, "MalformedXML", "cannot be read")
                paths = found
            await self._stored.keep(opened.layout, paths)
        return await self._forward(request, opened, path, body)

    async def _forward(
        self,
        request: web.Request,
        opened: Pass,
        path: str,
        body: bytes | AsyncIterator[bytes] | None,
    ) -> web.StreamResponse:
        assert self._session is not None  # noqa: S101 - set before anything listens
        async with self._session.request(
            request.method,
            # As it came: the signature is over these very characters.
            URL(f"http://gateway{request.raw_path}", encoded=True),
            headers=[
                (name, value)
                for name, value in request.headers.items()
                if name.lower() not in _HOP_HEADERS
            ],
            skip_auto_headers=_AUTOMATIC_HEADERS,
            data=body,
            allow_redirects=False,
        ) as upstream:
            await self._check(request, opened, path, upstream)
            answer = web.StreamResponse(status=upstream.status, reason=upstream.reason)
            for name, value in upstream.headers.items():
                if name.lower() not in _HOP_HEADERS:
                    answer.headers.add(name, value)
            await answer.prepare(request)
            try:
                async for chunk in upstream.content.iter_chunked(_CHUNK):
                    await answer.write(chunk)
            except (ClientError, OSError, TimeoutError):
                # Any further word would be taken for the rest of the file.
                if request.transport is not None:
                    request.transport.abort()
            return answer

    async def _check(
        self, request: web.Request, opened: Pass, path: str, upstream: ClientResponse
    ) -> None:
        """Raise `StorageError` if the answer does not tell how things are in the object store."""
        write = requests.is_write(request.method)
        if upstream.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            await self._store.probe()
            raise StorageError(
                ErrorCode.OBJECT_STORE_BUSY, f"{request.method}: HTTP {upstream.status} from rclone"
            )
        if upstream.status == HTTPStatus.NOT_FOUND and path and not write:
            if await self._stored.holds(opened.layout, path):
                raise StorageError(ErrorCode.OBJECT_STORE_BUSY, "a file was not found for a moment")
        elif write and upstream.status < HTTPStatus.BAD_REQUEST and opened.failure is not None:
            _LOG.warning("files of %r are saved again", opened.layout.user_id)
            opened.failure = None

    @staticmethod
    def _unavailable(request: web.Request, opened: Pass, error: StorageError) -> web.StreamResponse:
        if requests.is_write(request.method):
            if opened.failure is not error.code:
                _LOG.warning(
                    "a file of %r is not saved (%s): %s; it is as it was before",
                    opened.layout.user_id,
                    error.code,
                    " ".join(error.message.split())[:500],
                )
            opened.failure = error.code
        return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "ServiceUnavailable", error.code)


async def _read(request: web.Request) -> bytes:
    found = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK):
        found += chunk
        if len(found) > _LARGEST_LIST:
            raise web.HTTPRequestEntityTooLarge(_LARGEST_LIST, len(found))
    return bytes(found)


def _refusal(status: HTTPStatus, code: str, message: str) -> web.Response:
    """Return an error as S3 writes it; every word is the agent's own."""
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return web.Response(
        status=status,
        text=f'<?xml version="1.0" encoding="UTF-8"?>\n{text}',
        content_type="application/xml",
    )
