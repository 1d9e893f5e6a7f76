"""One home with a student at one end and the platform at the other, whichever way it is stored.

The students of the three ways are in `working_copy`, `mount` and `contents`; what a way cannot do
is in `limits.CANNOT`.
"""

import contextlib
import hashlib
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import httpx
import pytest

from hub_ext.setting_types import HomeStorage
from tests.integration.storage.agent import TOKEN
from tests.integration.storage.contract.limits import CANNOT, Ability
from tests.integration.storage.contract.programs import Program
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.waiting import wait_until

#: Seconds; 2 GB on two busy cores.
SETTLED_WITHIN = 600.0
#: Seconds until what is in the store is seen, where that takes one.
SEEN_WITHIN = 30.0


class Student(Protocol):
    """What a student can do with the files of their home. Paths are relative to it."""

    @property
    def way(self) -> HomeStorage:
        """How this home is stored."""

    def write(self, path: str, content: bytes) -> None:
        """Save a whole file, and make the folders that it is in."""

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of a file; None if there is none."""

    def delete(self, path: str) -> None:
        """Delete a file."""

    def rename(self, path: str, new: str) -> None:
        """Give a file or folder another name, in a folder that is there."""

    def make_folder(self, path: str) -> None:
        """Make an empty folder, and the folders that it is in."""

    def has_folder(self, path: str) -> bool:
        """Tell whether there is such a folder."""

    def paths(self) -> set[str]:
        """Return the paths of all files that are the person's."""

    def contents(self) -> Any:
        """Return what Jupyter's server works with: a `ContentsManager`, which carries no types.

        It is of use until the student moves to another host.
        """

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """Start a program in the home as the student, if the way has `Ability.FOLDER`.

        Its input, output and errors are pipes.
        """

    def settle(self) -> None:
        """Return when both ends have what the other wrote; what a program still writes may wait."""

    def move_to_another_host(self) -> None:
        """Start again where nothing but the object store is known."""


class HomeOfAgent:
    """A home as its agent is asked for it.

    Parameters
    ----------
    url
        Where the agent is.
    person
        Whose home it is.
    """

    def __init__(self, url: str, person: str) -> None:
        self._url = url
        self._person = person

    def open(self) -> dict[str, Any]:
        """Open it; return the agent's answer."""
        return self._ask("open")

    def close(self) -> None:
        """Close it, and wait until everything is saved."""
        wait_until(self._is_saved, SETTLED_WITHIN, "the home is saved")

    def _is_saved(self) -> bool:
        return bool(self._ask("close")["state"] == "saved")

    def _ask(self, what: str) -> dict[str, Any]:
        answer = httpx.post(
            f"{self._url}/homes/{what}",
            json={"user_id": self._person},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=60,
        )
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found


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
        return set(self.sizes())

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each object has."""
        pages = self._s3.get_paginator("list_objects").paginate(Bucket=BUCKET, Prefix=self._prefix)
        entries = (entry for page in pages for entry in page.get("Contents", []))
        return {entry["Key"].removeprefix(self._prefix): entry["Size"] for entry in entries}


class ContractHome:
    """A home with both its ends."""

    def __init__(self, student: Student, platform: Platform) -> None:
        self.student = student
        self.platform = platform

    def can(self, ability: Ability) -> bool:
        """Tell whether this way can do that."""
        return ability not in CANNOT[self.student.way]

    def needs(self, ability: Ability) -> None:
        """Leave the test out if this way cannot do that, with the reason."""
        reason = CANNOT[self.student.way].get(ability)
        if reason is not None:
            pytest.skip(f"{self.student.way.value}: {reason}")

    def is_everywhere(self, path: str, content: bytes) -> None:
        """Assert that a file is there at both ends, and on another host too."""
        self.are_everywhere({path: content})

    def are_everywhere(self, files: Mapping[str, bytes]) -> None:
        """Assert it of several, by their paths."""
        digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
        self.student.settle()
        assert {path: self.platform.digest(path) for path in files} == digests
        self.student.move_to_another_host()
        assert {path: self.student.digest(path) for path in files} == digests

    def run(self, *command: str, **environment: str) -> str:
        """Run a program in the home as the student; return what it printed."""
        self.needs(Ability.FOLDER)
        process = self.student.start(*command, **environment)
        printed, errors = process.communicate()
        assert process.returncode == 0, errors
        return printed

    @contextlib.contextmanager
    def program(self, *command: str) -> Iterator[Program]:
        """Have a program at work in the home; it must end well when its input does."""
        self.needs(Ability.FOLDER)
        with self.student.start(*command) as process:
            program = Program(process)
            try:
                yield program
            finally:
                program.end()
            assert process.returncode == 0, program.errors
