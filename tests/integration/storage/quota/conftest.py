"""An agent in this process, with quotas that a test can fill, and everything around it real."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub_ext.storage.agent import Agent
from hub_ext.storage.models import OpenRequest
from hub_ext.storage.told import Usage
from tests.integration.storage.agent import storage_settings
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.waiting import eventually

MEGABYTE = 1024**2


class Home:
    """One person's home on this host and in the store."""

    def __init__(self, agent: Agent, store: ObjectStore, user_id: str, files: Path) -> None:
        self.user_id = user_id
        self.files = files
        self._agent = agent
        self._store = store

    async def open(self, center_id: int | None = None) -> None:
        await self._agent.homes.open(OpenRequest(user_id=self.user_id, center_id=center_id))

    async def close(self) -> tuple[str, str | None]:
        closed = await self._agent.homes.close(self.user_id)
        return closed.state, closed.reason

    async def sync(self) -> None:
        """Make both sides equal now, as far as there is room."""
        await self._agent.homes._homes[self.user_id].refresh()

    def write(self, path: str, size: int, letter: str = "x") -> Path:
        """Write a file of so many bytes, owned by the person as all of theirs."""
        file = self.files / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(letter.encode() * size)
        for each in (file, *file.parents):
            if self.files in each.parents:
                shutil.chown(each, 1000, 1000)
        return file

    def key(self, path: str) -> str:
        return f"users/{self.user_id}/jupyter/{path}"

    def stored(self) -> dict[str, int]:
        """What the store has, with sizes."""
        prefix = self.key("")
        answer = self._store.platform.list_objects(Bucket=BUCKET, Prefix=prefix)
        return {
            entry["Key"].removeprefix(prefix): entry["Size"] for entry in answer.get("Contents", [])
        }

    def on_disk(self) -> dict[str, int]:
        return {
            str(path.relative_to(self.files)): path.stat().st_size
            for path in self.files.rglob("*")
            if path.is_file()
        }

    def usage(self) -> Usage:
        usage = self._agent.usage(self.user_id)
        assert usage is not None
        return usage

    def held(self) -> list[str]:
        return [file.path for file in self.usage().held_back]

    async def until_held(self, *paths: str) -> None:
        async def as_wanted() -> bool:
            return sorted(self.held()) == sorted(paths)

        await eventually(as_wanted, 20, f"held back: {paths}")


class Host:
    """A data folder, and the agents that run on it one after the other."""

    def __init__(self, store: ObjectStore, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.data = folder / "data"

    @contextlib.asynccontextmanager
    async def agent(self, *, missed_night: bool = False, **quotas: str) -> AsyncIterator[Agent]:
        """Run an agent; it compares with the bucket by itself if it missed a night."""
        settings = storage_settings(self.store.endpoint, hub_data_dir=str(self.data), **quotas)
        agent = Agent(settings, self.folder / "run", mounts=False)
        agent.quotas.reconciled(datetime.now(UTC) - timedelta(days=2 if missed_night else 0))
        running = agent.running()
        await anext(running)
        try:
            yield agent
        finally:  # Also of a test that failed: what the agent started ends here.
            await anext(running, None)

    def home(self, agent: Agent, user_id: str) -> Home:
        return Home(agent, self.store, user_id, self.data / "homes" / user_id / "files")


@pytest.fixture
def host(store: ObjectStore, passable: Path) -> Host:
    return Host(store, passable)
