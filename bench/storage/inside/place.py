"""Where work is done, and Jupyter's own way to it."""

import asyncio
import inspect
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


@dataclass(frozen=True)
class Place:
    """A home, as the student's container has it.

    Attributes
    ----------
    home
        Its folder; where there is none, a folder that nobody reads.
    material
        What `bench.storage.material` made, on the local disk.
    endpoint, access_key, secret_key
        Of the gateway, for a home without a folder; ``""`` otherwise.
    """

    home: Path
    material: Path
    endpoint: str = ""
    access_key: str = ""
    secret_key: str = ""

    def contents(self) -> "Contents":
        """Return Jupyter's contents manager of this home."""
        if not self.endpoint:
            return Contents(AsyncLargeFileManager(root_dir=str(self.home)))
        from s3contents import S3ContentsManager  # Only where it is used: it takes half a second.

        return Contents(
            S3ContentsManager(
                bucket="home",
                endpoint_url=self.endpoint,
                access_key_id=self.access_key,
                secret_access_key=self.secret_key,
                region_name="kr-standard",
            )
        )


class Contents:
    """A contents manager that is asked as the server's handlers ask it: one call after the other.

    Parameters
    ----------
    manager
        One of Jupyter's; some of its kinds are asynchronous.
    """

    def __init__(self, manager: Any) -> None:
        self._manager = manager
        self._loop = asyncio.new_event_loop()
        weakref.finalize(self, self._loop.close)

    def save(self, path: str, model: dict[str, Any]) -> None:
        """Save a notebook, a file or a folder."""
        self._ask(self._manager.save(model, path))

    def get(self, path: str) -> dict[str, Any]:
        """Return a notebook, a file or a folder with its content."""
        model: dict[str, Any] = self._ask(self._manager.get(path, content=True))
        return model

    def missing(self, paths: Iterable[str]) -> list[str]:
        """Return those that are not there."""
        return [path for path in paths if not self._ask(self._manager.file_exists(path))]

    def _ask(self, answer: Any) -> Any:
        return self._loop.run_until_complete(answer) if inspect.isawaitable(answer) else answer
