"""One home with a student at one end and the platform at the other, whichever way it is stored.

Another way is one more class like `WorkingCopyStudent`, one line in `STUDENTS`, and its limits in
`limits.CANNOT`.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import httpx
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbformat.sign import MemorySignatureStore
from traitlets.config import Config

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.filters import is_personal
from hub_ext.storage.process import STUDENT
from tests.integration.storage.agent import TOKEN, AgentProcess
from tests.integration.storage.contract.limits import CANNOT, Ability
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.waiting import wait_until

#: Seconds; 2 GB on two busy cores.
_SETTLED_WITHIN = 600.0


class Student(Protocol):
    """What a student can do with the files of their home. Paths are relative to it."""

    @property
    def way(self) -> HomeStorage:
        """How this home is stored."""

    @property
    def folder(self) -> Path:
        """The home as programs see it, if the way has `Ability.FOLDER`."""

    def write(self, path: str, content: bytes) -> None:
        """Save a whole file, and make the folders that it is in."""

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of a file; None if there is none."""

    def delete(self, path: str) -> None:
        """Delete a file."""

    def rename(self, path: str, new: str) -> None:
        """Give a file or folder another name, in a folder that is there."""

    def make_folder(self, path: str) -> None:
        """Make an empty folder."""

    def paths(self) -> set[str]:
        """Return the paths of all files that are the person's."""

    def contents(self) -> Any:
        """Return what Jupyter's server works with: a `ContentsManager`, which carries no types."""

    def settle(self) -> None:
        """Return when both ends have what the other wrote."""

    def move_to_another_host(self) -> None:
        """Start again where nothing but the object store is known."""


class FolderStudent:
    """A student whose home is a folder on this host.

    Parameters
    ----------
    folder
        The home.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, content: bytes) -> None:
        if "/" in path:
            self.make_folder(path.rpartition("/")[0])
        target = self.folder / path
        target.write_bytes(content)
        os.chown(target, STUDENT, STUDENT)

    def digest(self, path: str) -> str | None:
        file = self.folder / path
        if not file.is_file():
            return None
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def delete(self, path: str) -> None:
        (self.folder / path).unlink()

    def rename(self, path: str, new: str) -> None:
        (self.folder / path).rename(self.folder / new)

    def make_folder(self, path: str) -> None:
        parts = Path(path).parts
        for depth in range(1, len(parts) + 1):
            made = self.folder.joinpath(*parts[:depth])
            made.mkdir(exist_ok=True)
            os.chown(made, STUDENT, STUDENT)

    def paths(self) -> set[str]:
        files = (file for file in self.folder.rglob("*") if file.is_file())
        paths = (PurePosixPath(file.relative_to(self.folder)) for file in files)
        return {str(path) for path in paths if is_personal(path)}

    def contents(self) -> Any:
        # As images/notebook/jupyter_server_config.py sets it.
        settings = Config({"NotebookNotary": {"store_factory": MemorySignatureStore}})
        return LargeFileManager(root_dir=str(self.folder), delete_to_trash=False, config=settings)


class WorkingCopyStudent(FolderStudent):
    """A student whose home is a working copy."""

    way = HomeStorage.WORKING_COPY

    def __init__(self, person: str, agent: AgentProcess) -> None:
        super().__init__(agent.files(person))
        self._person = person
        self._agent = agent
        self._ask("open")

    def settle(self) -> None:
        wait_until(
            lambda: self._ask("close")["state"] == "saved", _SETTLED_WITHIN, "the home is saved"
        )
        self._ask("open")

    def move_to_another_host(self) -> None:
        self.settle()
        assert self._ask("close")["state"] == "saved"
        shutil.rmtree(self.folder.parent)
        self._ask("open")

    def _ask(self, what: str) -> dict[str, Any]:
        answer = httpx.post(
            f"{self._agent.url}/homes/{what}",
            json={"user_id": self._person},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=60,
        )
        assert answer.is_success, f"{answer.text}\n{self._agent.log.read_text()[-2_000:]}"
        found: dict[str, Any] = answer.json()
        return found


#: How to give a person a home, for each way.
STUDENTS: dict[HomeStorage, Callable[[str, AgentProcess], Student]] = {
    HomeStorage.WORKING_COPY: WorkingCopyStudent,
}


class Platform:
    """What the platform does with a person's keys. Paths are relative to their prefix."""

    def __init__(self, person: str, store: ObjectStore) -> None:
        self._prefix = f"users/{person}/jupyter/"
        self._s3 = store.platform

    def write(self, path: str, content: bytes) -> None:
        self._s3.put_object(Bucket=BUCKET, Key=f"{self._prefix}{path}", Body=content)

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of an object; None if there is none."""
        try:
            body = self._s3.get_object(Bucket=BUCKET, Key=f"{self._prefix}{path}")["Body"]
        except self._s3.exceptions.NoSuchKey:
            return None
        digest = hashlib.sha256()
        for chunk in body.iter_chunks(1024 * 1024):
            digest.update(chunk)
        return digest.hexdigest()

    def delete(self, path: str) -> None:
        self._s3.delete_object(Bucket=BUCKET, Key=f"{self._prefix}{path}")

    def paths(self) -> set[str]:
        pages = self._s3.get_paginator("list_objects").paginate(Bucket=BUCKET, Prefix=self._prefix)
        keys = (entry["Key"] for page in pages for entry in page.get("Contents", []))
        return {key.removeprefix(self._prefix) for key in keys}


class ContractHome:
    """A home with both its ends."""

    def __init__(self, student: Student, platform: Platform) -> None:
        self.student = student
        self.platform = platform

    def needs(self, ability: Ability) -> None:
        """Leave the test out if this way cannot do that, with the reason."""
        reason = CANNOT[self.student.way].get(ability)
        if reason is not None:
            pytest.skip(f"{self.student.way.value}: {reason}")

    def is_everywhere(self, path: str, content: bytes) -> None:
        """Assert that a file is there at both ends, and on another host too."""
        digest = hashlib.sha256(content).hexdigest()
        self.student.settle()
        assert self.platform.digest(path) == digest
        self.student.move_to_another_host()
        assert self.student.digest(path) == digest

    def run(self, *command: str, **environment: str) -> str:
        """Run a program in the home as the student; return what it printed."""
        self.needs(Ability.FOLDER)
        done = subprocess.run(
            command,
            cwd=self.student.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.student.folder), **environment},
            user=STUDENT,
            group=STUDENT,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
