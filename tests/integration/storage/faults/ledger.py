"""What was saved, by the hash of its content, and where all of it is now."""

import hashlib
from pathlib import Path

from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.integration.storage.statuses import is_saved
from tests.integration.storage.test_homes import jupyter_saves
from tests.waiting import wait_until


class Ledger:
    """Everything that one person, and the platform for them, ever saved.

    A content counts as kept if it is in the home, in the object store, or in the history of either.
    """

    def __init__(self, agent: AgentProcess, store: ObjectStore, person: str) -> None:
        self.person = person
        self._agent = agent
        self._store = store
        self._saved: dict[str, str] = {}

    def key(self, name: str) -> str:
        return f"users/{self.person}/jupyter/{name}"

    @property
    def home(self) -> Path:
        return self._agent.files(self.person)

    def save(self, name: str, text: str) -> None:
        """Save as Jupyter does."""
        self._saved[_hash(text.encode())] = f"{name}: {text[:40]!r}"
        jupyter_saves(self.home / name, text)

    def put(self, name: str, text: str) -> None:
        """Save as the platform does."""
        self._saved[_hash(text.encode())] = f"{name} of the platform: {text[:40]!r}"
        self._store.put(self.key(name), text)

    def forget(self, text: str) -> None:
        """No longer look for what both sides have replaced."""
        del self._saved[_hash(text.encode())]

    def remember(self, name: str, content_hash: str) -> None:
        """Take note of a file that a test wrote by other means."""
        self._saved[content_hash] = name

    def wait_until_stored(self, name: str, text: str, seconds: float = 15) -> None:
        wait_until(
            lambda: self._store.get(self.key(name)) == text, seconds, f"{name} is in the store"
        )

    async def saved(self, *names_and_texts: tuple[str, str]) -> None:
        """Wait until these are in the store and the agent says so.

        Before that rclone may still compare what it uploaded with the file, and take it away again if its
        person has saved once more meanwhile: such a version was never told to be saved.
        """

        for name, text in names_and_texts:
            self.wait_until_stored(name, text)
        async with self._agent.client() as client:
            await is_saved(client, self.person)

    def lost(self) -> list[str]:
        """What was saved and is nowhere."""
        return self._missing_in(self._on_this_host() | self._in_the_store())

    def missing_here(self) -> list[str]:
        """What was saved and is not on this host: for a time in which there is no store."""
        return self._missing_in(self._on_this_host())

    def missing_in_store(self) -> list[str]:
        """What was saved and another host would not find."""
        return self._missing_in(self._in_the_store())

    def _missing_in(self, kept: set[str]) -> list[str]:
        return sorted(name for content, name in self._saved.items() if content not in kept)

    def _on_this_host(self) -> set[str]:
        folder = self.home.parent
        return {hash_of(path) for path in folder.rglob("*") if path.is_file()}

    def _in_the_store(self) -> set[str]:
        keys = self._store.keys(f"users/{self.person}/")
        keys += self._store.keys(f"jupyterhub-history/{self.person}/")
        return {self._hash_of_object(key) for key in keys}

    def _hash_of_object(self, key: str) -> str:
        body = self._store.platform.get_object(Bucket=BUCKET, Key=key)["Body"]
        whole = hashlib.sha256()
        for chunk in body.iter_chunks(1024 * 1024):
            whole.update(chunk)
        return whole.hexdigest()


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
