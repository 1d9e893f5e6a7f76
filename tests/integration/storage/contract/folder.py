"""A home that is a folder where this code runs."""

import hashlib
import os
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbformat.sign import MemorySignatureStore
from traitlets.config import Config

from hub_ext.storage.filters import is_personal
from hub_ext.storage.process import STUDENT

#: Other people's files, at the top of a home.
_SHARED = ("lessons", "center")


class HomeFolder:
    """What a student does with files; see `homes.Student`.

    Parameters
    ----------
    folder
        The home.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, content: bytes) -> None:
        if "/" in path:
            self.make_folder(path.rpartition("/")[0])
        target = self._folder / path
        target.write_bytes(content)
        os.chown(target, STUDENT, STUDENT)

    def digest(self, path: str) -> str | None:
        file = self._folder / path
        if not file.is_file():
            return None
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def delete(self, path: str) -> None:
        (self._folder / path).unlink()

    def rename(self, path: str, new: str) -> None:
        (self._folder / path).rename(self._folder / new)

    def make_folder(self, path: str) -> None:
        parts = Path(path).parts
        for depth in range(1, len(parts) + 1):
            made = self._folder.joinpath(*parts[:depth])
            made.mkdir(exist_ok=True)
            os.chown(made, STUDENT, STUDENT)

    def has_folder(self, path: str) -> bool:
        return (self._folder / path).is_dir()

    def paths(self) -> set[str]:
        files = (file for file in self._folder.rglob("*") if file.is_file())
        paths = (PurePosixPath(file.relative_to(self._folder)) for file in files)
        return {str(path) for path in paths if is_personal(path)}

    def contents(self) -> Any:
        # As images/notebook/jupyter_server_config.py sets it.
        settings = Config({"NotebookNotary": {"store_factory": MemorySignatureStore}})
        return LargeFileManager(root_dir=str(self._folder), delete_to_trash=False, config=settings)

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each file has, whoever it is of; links are none."""
        return {
            str(path.relative_to(self._folder)): path.lstat().st_size
            for path in self._folder.rglob("*")
            if path.is_file() and not path.is_symlink()
            if path.relative_to(self._folder).parts[0] not in _SHARED
        }

    def in_use(self) -> set[str]:
        """Return the names of the files that this user's programs have open here."""
        names = set()
        for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                opened = descriptor.readlink()
            except OSError:
                # Closed meanwhile, or somebody else's.
                continue
            if self._folder in opened.parents:
                names.add(opened.name)
        return names
