"""Where work is done, and Jupyter's own way to it."""

import asyncio
import inspect
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
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
    by_contents
        Whether Jupyter reaches the home through the storage agent's door, as the environment says, and
        not through a folder.
    """

    home: Path
    material: Path
    by_contents: bool = False

    @contextmanager
    def contents(self) -> Iterator["Contents"]:
        """Give Jupyter's contents manager of this home."""
        with asyncio.Runner() as runner, ExitStack() as stack:
            yield Contents(self._manager(stack), runner)

    def _manager(self, stack: ExitStack) -> Any:
        if self.by_contents:
            # In the notebook image only; it is what such a server is told to use.
            from eduhub_contents import HomeContents

            manager = HomeContents()
            stack.callback(manager.close)
        else:
            manager = AsyncLargeFileManager(root_dir=str(self.home))
            # Of signatures of notebooks; nobody else closes it.
            stack.callback(manager.notary.store.close)
        return manager


class Contents:
    """A contents manager that is asked as the server's handlers ask it: one call after the other.

    Parameters
    ----------
    manager
        One of Jupyter's; some of its kinds are asynchronous.
    runner
        Their event loop.
    """

    def __init__(self, manager: Any, runner: asyncio.Runner) -> None:
        self._manager = manager
        self._runner = runner

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
        return self._runner.run(answer) if inspect.iscoroutine(answer) else answer
