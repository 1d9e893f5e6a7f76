"""A typed client of ``rclone rcd``, which it starts, watches and starts again."""

import contextlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse
from yarl import URL

from hub_ext.settings import ObjectStoreSettings
from hub_ext.storage.errors import BrokenOffError, StorageError
from hub_ext.storage.kept_rclone import KeptRclone
from hub_ext.storage.process import STUDENT, environment
from hub_ext.storage.remote_control import RemoteControl

_OPTIONS = (
    "--rc-no-auth",
    "--rc-serve",
    # Each sync names a folder for what it replaces that no other one names, and rclone keeps what it
    # knows of a folder for five minutes: 120 kB a save, half a gigabyte after a class of thirty.
    "--fs-cache-expire-duration=20s",
    "--fs-cache-expire-interval=5s",
    "--log-level=ERROR",
    # bisync's words are coloured, and they come into our log.
    "--color=NEVER",
    "--checkers=16",
    "--skip-links",
)
#: The other half is for people's programs, which wait for nothing of what goes on here.
_PROCESSORS: Final = max(1, (os.cpu_count() or 1) // 2)


class Rclone:
    """One ``rclone rcd`` behind a socket that only the agent and rclone itself can open.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    folder
        A folder for the socket and rclone's cache; made if missing.
    user
        Whose account rclone runs under, and whose the folder is; the caller's own if None.
    """

    def __init__(
        self, settings: ObjectStoreSettings, folder: Path, *, user: int | None = STUDENT
    ) -> None:
        self._folder = folder
        self._user = user
        self._control = RemoteControl(folder / "rclone.sock")
        socket = self._control.socket
        self._process = KeptRclone(
            "rclone",
            ["rcd", f"--rc-addr=unix://{socket}", f"--cache-dir={folder / 'cache'}", *_OPTIONS],
            environment(settings, folder) | {"GOMAXPROCS": str(_PROCESSORS)},
            socket,
            self._answers,
            user=user,
        )

    async def start(self) -> None:
        """Start rclone and keep it running.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        if self._user is not None:
            os.chown(self._folder, self._user, self._user)
        await self._process.start()

    async def stop(self) -> None:
        """Stop rclone."""
        await self._process.stop()
        await self._control.close()

    @property
    def running(self) -> bool:
        """Whether rclone answers."""
        return self._process.works

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call one of rclone's remote methods.

        Parameters
        ----------
        method
            For example ``operations/list``.
        parameters
            As rclone's documentation names them.

        Raises
        ------
        StorageError
            With the code that rclone's words mean.
        BrokenOffError
            If rclone died meanwhile; the next call waits until it is there again.
        """
        async with self._ready():
            return await self._control.call(method, parameters)

    async def upload(self, fs: str, name: str, content: bytes, config: dict[str, Any]) -> None:
        """Write one small object.

        Parameters
        ----------
        fs
            rclone's name of a prefix.
        name
            The rest of the object's key.
        config
            rclone's ``_config`` for this call.

        Raises
        ------
        StorageError
            As `call`.
        """
        parameters = {"fs": fs, "remote": "", "_config": json.dumps(config)}
        async with self._ready():
            await self._control.upload(parameters, name, content)

    @contextlib.asynccontextmanager
    async def opened(self, fs: str, remote: str) -> AsyncIterator[ClientResponse]:
        """Open one object to read; yields rclone's answer, whatever its status is.

        Parameters
        ----------
        fs
            rclone's name of a bucket, without ``]``.
        remote
            The object's key.

        Raises
        ------
        BrokenOffError
            If rclone died meanwhile.
        """
        url = URL(f"http://rclone/{quote(f'[{fs}]/{remote}')}", encoded=True)
        async with self._ready():
            try:
                async with self._control.session.get(url) as response:
                    yield response
            except (ClientError, OSError) as error:
                raise BrokenOffError("a read", error) from None

    @contextlib.asynccontextmanager
    async def _ready(self) -> AsyncIterator[None]:
        await self._process.wait_until_ready()
        try:
            yield
        except BrokenOffError:
            # Its end may not have been noticed yet.
            self._process.doubt()
            raise

    async def _answers(self) -> bool:
        with contextlib.suppress(StorageError):
            await self._control.call("rc/noopauth")
            return True
        return False
