"""The first notebook of a home in the bucket, which also says what this way of storing cannot do."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import nbformat

from hub_ext.storage.contents.stored import Stored
from hub_ext.storage.first_notebook import first_notebook
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.objects import Objects

#: nbformat's own functions, which carry no types.
_reads: Final[Callable[..., Any]] = nbformat.reads
_writes: Final[Callable[..., str]] = nbformat.writes

_LIMIT_OF_THIS_WAY: Final = """
- 코드에서는 왼쪽 목록의 파일을 열 수 없습니다. `open()`이나 `read_csv()`는 `lessons` 폴더와, 코드가 만들고 나가면 지워지는 파일만 봅니다.
  <br>Code cannot open the files of the list on the left: it sees `lessons`, and files of its own, which are gone when you leave."""


class Greeting:
    """Makes first notebooks.

    Parameters
    ----------
    objects, stored
        The bucket.
    folder
        Of this host, for the notebook on its way; others cannot enter it, rclone can.
    """

    def __init__(self, objects: Objects, stored: Stored, folder: Path) -> None:
        self._objects = objects
        self._stored = stored
        self._folder = folder

    async def greet(self, layout: HomeLayout) -> None:
        """Make a notebook in a home that has none.

        Raises
        ------
        StorageError
            If the object store cannot be used now.
        """
        if await self._objects.list(layout.prefix, "*.ipynb"):
            return
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            file = Path(name, "first.ipynb")
            await asyncio.to_thread(_write, file)
            await self._stored.put(file, f"{layout.prefix}{layout.first_notebook}")


def text() -> str:
    """Return the first notebook, with what a person must know about files and code."""
    made = _reads(first_notebook(), as_version=nbformat.NO_CONVERT)
    (welcome,) = (cell for cell in made.cells if cell.id == "welcome")
    welcome.source += _LIMIT_OF_THIS_WAY
    return f"{_writes(made).rstrip()}\n"


def _write(file: Path) -> None:
    file.parent.chmod(0o711)
    file.write_text(text(), encoding="utf-8")
    file.chmod(0o644)
