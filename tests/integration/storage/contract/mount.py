"""A student whose home is a mount."""

import contextlib
import shutil
import subprocess
from functools import partial
from typing import Any

import httpx

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.mount.cache import MountCache
from tests.integration.storage.contract.homes import (
    SEEN_WITHIN,
    SETTLED_WITHIN,
    HomeOfAgent,
    Platform,
)
from tests.integration.storage.contract.room import Room
from tests.integration.storage.mount.agent import MountAgent
from tests.waiting import wait_until

#: What rclone calls a link.
_LINK = ".rclonelink"


class MountStudent:
    """See `homes.Student`."""

    way = HomeStorage.MOUNT

    def __init__(self, person: str, agent: MountAgent, room: Room, platform: Platform) -> None:
        self._place = agent.home(person)
        self._seen = self._place / "mount" / "student"
        self._cache = MountCache(self._place)
        self._home = HomeOfAgent(agent.url, person)
        self._room = room
        self._platform = platform
        self._rclone = partial(agent.rclone, person)
        self._home.open()
        self._files = room.folder(self._seen)

    def write(self, path: str, content: bytes) -> None:
        self._files.write(path, content)

    def digest(self, path: str) -> str | None:
        return self._files.digest(path)

    def delete(self, path: str) -> None:
        self._files.delete(path)

    def rename(self, path: str, new: str) -> None:
        self._files.rename(path, new)

    def make_folder(self, path: str) -> None:
        self._files.make_folder(path)

    def has_folder(self, path: str) -> bool:
        return self._files.has_folder(path)

    def paths(self) -> set[str]:
        return self._files.paths()

    def contents(self) -> Any:
        return self._files.contents()

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        return self._room.start(self._seen, *command, **environment)

    def settle(self) -> None:
        wait_until(self._is_uploaded, SETTLED_WITHIN, "everything is uploaded")
        self._ask("vfs/refresh", recursive="true")
        wait_until(self._sees_the_store, SEEN_WITHIN, "the home is as the store is")

    def move_to_another_host(self) -> None:
        self.leave()
        shutil.rmtree(self._place)
        self._home.open()

    def leave(self) -> None:
        """Close the home."""
        self._home.close()

    def _is_uploaded(self) -> bool:
        for upload in self._ask("vfs/queue")["queue"]:
            # It may have begun meanwhile, or ended.
            with contextlib.suppress(httpx.HTTPStatusError):
                self._ask("vfs/queue-set-expiry", id=upload["id"], expiry=0)
        waiting = {file.name for file in self._cache.unsaved()}
        # rclone uploads a file when the last program lets go of it.
        return not waiting or waiting <= self._files.in_use()

    def _sees_the_store(self) -> bool:
        # For a second the kernel goes by what it knew of a file before.
        in_use = self._files.in_use()
        here, there = (
            {
                path: size
                for path, size in sizes.items()
                if path.rpartition("/")[2] not in in_use and not path.endswith(_LINK)
            }
            for sizes in (self._files.sizes(), self._platform.sizes())
        )
        return here == there

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        with self._rclone() as rclone:
            answer = rclone.post(f"/{method}", json=parameters).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
