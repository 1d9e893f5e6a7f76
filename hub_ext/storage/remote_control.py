"""rclone's remote methods, through a socket that only the agent and rclone itself can open."""

from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, UnixConnector

from hub_ext.storage.errors import BrokenOffError, StorageError
from hub_ext.storage.failures import code_of


class RemoteControl:
    """A client of one rclone process.

    Parameters
    ----------
    socket
        Where it listens.
    """

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._session: ClientSession | None = None

    @property
    def session(self) -> ClientSession:
        """The connections, made when they are first needed."""
        if self._session is None:
            connector = UnixConnector(str(self.socket), limit=0)
            self._session = ClientSession(connector=connector, timeout=ClientTimeout(total=None))
        return self._session

    async def close(self) -> None:
        """Close the connections; another call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self, method: str, parameters: dict[str, Any] | None = None, *, seconds: float | None = None
    ) -> dict[str, Any]:
        """Call one of rclone's remote methods.

        Parameters
        ----------
        method
            For example ``vfs/queue``.
        parameters
            As rclone's documentation names them.
        seconds
            How long to wait for the answer; without end if None.

        Raises
        ------
        StorageError
            With the code that rclone's words mean.
        BrokenOffError
            If rclone died or did not answer.
        """
        return await self._post(method, seconds, json=parameters or {})

    async def upload(self, parameters: dict[str, str], name: str, content: bytes) -> None:
        """Call ``operations/uploadfile``.

        Raises
        ------
        StorageError
            As `call`.
        """
        form = FormData()
        form.add_field("file", content, filename=name)
        await self._post("operations/uploadfile", None, params=parameters, data=form)

    async def _post(self, method: str, seconds: float | None, **request: Any) -> dict[str, Any]:
        try:
            async with self.session.post(
                f"http://rclone/{method}", timeout=ClientTimeout(total=seconds), **request
            ) as response:
                status, answer = response.status, await response.json()
        except (ClientError, OSError) as error:
            raise BrokenOffError(method, error) from None
        if status != 200:
            text = str(answer.get("error", ""))
            raise StorageError(code_of(text), f"{method}: {text}")
        return dict(answer)
