"""``rclone serve s3`` behind a socket, run and kept running by the agent."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from hub_ext.settings import StorageSettings
from hub_ext.storage.contents import ask
from hub_ext.storage.kept_rclone import KeptRclone
from hub_ext.storage.process import STUDENT, environment

_OPTIONS: Final = (
    # What the platform puts into a folder is seen a second later.
    "--dir-cache-time=1s",
    # The time of the upload: asking for more costs a request for every file.
    "--use-server-modtime",
    # A notebook is one request to the store, and its checksum is its ETag.
    "--streaming-upload-cutoff=4Mi",
    # Names of 1024 bytes, each of them as %XX, twice in the headers of a copy.
    "--max-header-bytes=16384",
    # What uploads in parts may hold of this host's memory, for each person.
    "--multipart-max-uploads=8",
    "--multipart-streaming-buffer-limit=16Mi",
    "--multipart-streaming-buffer-total=32Mi",
    "--multipart-expiry=1h",
    "--s3-upload-concurrency=2",
    "--log-level=ERROR",
)


class S3Gateway:
    """One ``rclone serve s3`` for everybody; it holds no files and no keys of people.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    folder
        For its socket; made if missing, closed to others.

    Attributes
    ----------
    socket
        Where it listens.
    questions
        Where it asks what a key opens.
    """

    def __init__(self, settings: StorageSettings, folder: Path) -> None:
        self._folder = folder
        self.socket = folder / "s3.sock"
        self.questions = folder / "questions.sock"
        question = f"{sys.executable} -I -S {ask.__file__} {self.questions}"
        serve = ("serve", "s3", f"--addr=unix://{self.socket}", f"--auth-proxy={question}")
        self._rclone = KeptRclone(
            "rclone serve s3",
            [*serve, *_OPTIONS],
            environment(settings, folder),
            self.socket,
            self._listens,
        )

    def make_folder(self) -> None:
        """Make the folder of both sockets."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        os.chown(self._folder, STUDENT, STUDENT)

    async def start(self) -> None:
        """Start rclone and keep it running.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        await self._rclone.start()

    async def stop(self) -> None:
        """Stop rclone."""
        await self._rclone.stop()

    async def wait_until_ready(self) -> None:
        """Wait until rclone listens.

        Raises
        ------
        StorageError
            If it does not come up.
        """
        await self._rclone.wait_until_ready()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            return False
        writer.close()
        return True
