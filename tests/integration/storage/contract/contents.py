"""A student whose home is no folder: JupyterLab is all they have."""

import asyncio
import base64
import contextlib
import hashlib
import subprocess
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Any

from tornado.web import HTTPError

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.filters import is_personal
from hub_ext.storage.models import Gateway
from images.notebook.eduhub_contents import HomeContents
from images.notebook.eduhub_contents.names import is_hidden
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.contents.manager import running_manager
from tests.integration.storage.contract.homes import SEEN_WITHIN, HomeOfAgent, Platform
from tests.waiting import wait_until

#: JupyterLab sends what is larger in parts of this size.
_PART_BYTES = 1024 * 1024
_LAST = -1


class _Awaited:
    """A manager each of whose answers is waited for, as those of Jupyter's other managers are."""

    def __init__(self, manager: HomeContents, runner: asyncio.Runner) -> None:
        self._manager = manager
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._manager, name)
        return lambda *given, **more: self._runner.run(method(*given, **more))


class ContentsStudent:
    """See `homes.Student`.

    Parameters
    ----------
    person, agent
        Whose home it is, and who has it.
    platform
        What it should see.
    container
        A folder for what the person's container would have.
    """

    way = HomeStorage.CONTENTS

    def __init__(
        self, person: str, agent: AgentProcess, platform: Platform, container: Path
    ) -> None:
        self._home = HomeOfAgent(agent.url, person)
        self._door = f"http://127.0.0.1:{agent.door_port}"
        self._platform = platform
        self._container = container
        (container / "home").mkdir()
        self._server = contextlib.ExitStack()
        self._open()

    def write(self, path: str, content: bytes) -> None:
        model: dict[str, Any] = {"type": "file", "format": "base64"}
        parts = range(0, len(content), _PART_BYTES)
        for number, first in enumerate(parts or [0], start=1):
            part = content[first : first + _PART_BYTES]
            model_of_part = model | {"content": base64.b64encode(part).decode()}
            if len(parts) > 1:
                model_of_part["chunk"] = _LAST if number == len(parts) else number
            self._contents.save(model_of_part, path)

    def digest(self, path: str) -> str | None:
        try:
            model = self._contents.get(path, type="file", format="base64")
        except HTTPError as refusal:
            if refusal.status_code == 404:
                return None
            raise
        return hashlib.sha256(base64.b64decode(model["content"])).hexdigest()

    def delete(self, path: str) -> None:
        self._contents.delete(path)

    def rename(self, path: str, new: str) -> None:
        self._contents.rename(path, new)

    def make_folder(self, path: str) -> None:
        self._contents.save({"type": "directory"}, path)

    def has_folder(self, path: str) -> bool:
        return bool(self._contents.dir_exists(path))

    def paths(self) -> set[str]:
        return {path for path in self._below("") if is_personal(PurePosixPath(path))}

    def contents(self) -> Any:
        return self._contents

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        raise AssertionError(f"no program sees these files: {command} {environment}")

    def settle(self) -> None:
        wait_until(self._sees_the_store, SEEN_WITHIN, "JupyterLab shows what is in the store")

    def move_to_another_host(self) -> None:
        self.leave()
        self._open()

    def leave(self) -> None:
        """End the server, and close the home."""
        self._server.close()
        self._home.close()

    def _open(self) -> None:
        keys = Gateway.model_validate(self._home.open()["gateway"])
        runner = self._server.enter_context(asyncio.Runner())
        running = running_manager(self._door, keys, self._container)
        self._contents = _Awaited(self._server.enter_context(running), runner)

    def _sees_the_store(self) -> bool:
        # What is saved is in the store, and lists are a second old at most.
        there = {
            unicodedata.normalize("NFC", path): size
            for path, size in self._platform.sizes().items()
            if not is_hidden(path)
        }
        here = self._below("").items()
        return {unicodedata.normalize("NFC", path): size for path, size in here} == there

    def _below(self, folder: str) -> dict[str, int]:
        """Return how many bytes each file has that JupyterLab shows in a folder, at any depth."""
        sizes: dict[str, int] = {}
        try:
            entries = self._contents.get(folder)["content"]
        except HTTPError as refusal:
            # SeaweedFS goes on listing a folder whose last object is gone; NCP has no folders.
            assert refusal.status_code == 404, refusal
            return sizes
        for entry in entries:
            if entry["type"] == "directory":
                sizes |= self._below(entry["path"])
            else:
                sizes[entry["path"]] = entry["size"]
        return sizes
