"""Storage agents in their own image, with the rights that the composed system gives them."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.storage.containers import Containers, published, shared
from bench.storage.stage import STORE_URL, TOKENS
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError
from hub_ext.storage.models import OpenedHome
from tests.integration.storage.objectstore import BUCKET
from tests.waiting import wait_until

IMAGE: Final = os.environ.get("EDUHUB_STORAGE_IMAGE", "eduhub/storage:latest")
#: As docker-compose.yml has it.
_OPTIONS: Final[dict[str, Any]] = {
    "cap_drop": ["ALL"],
    "cap_add": ["SYS_ADMIN", "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL"],
    "devices": ["/dev/fuse"],
    "security_opt": ["no-new-privileges:true", "apparmor:unconfined"],
    "cpu_shares": 4096,
}


@dataclass(frozen=True)
class Agent:
    """A storage agent that runs.

    Attributes
    ----------
    name
        Under which containers reach it.
    port
        Of this host's loopback.
    """

    name: str
    port: int

    def open(self, user_id: str) -> OpenedHome:
        """Open a home; `StorageError` if that fails."""
        return asyncio.run(self._open(user_id))

    def wait_until_saved(self, user_id: str, seconds: float) -> None:
        """Return when the agent says that the store has everything."""
        wait_until(lambda: asyncio.run(self._saved(user_id)), seconds, f"{user_id} is saved")

    def wait_until_healthy(self) -> None:
        """Return when it can reach the store."""
        wait_until(lambda: asyncio.run(self._healthy()), 60, f"{self.name} is healthy")

    async def _open(self, user_id: str) -> OpenedHome:
        async with self._client() as client:
            return await client.open(user_id)

    async def _saved(self, user_id: str) -> bool:
        async with self._client() as client:
            return (await client.status(user_id)).state == "saved"

    async def _healthy(self) -> bool:
        try:
            async with self._client() as client:
                return (await client.health()).object_store == "reachable"
        except StorageError:
            return False

    def _client(self) -> StorageClient:
        return StorageClient(f"http://127.0.0.1:{self.port}", TOKENS["hub_storage_token"])


@contextmanager
def running_agent(containers: Containers, way: str, data: Path) -> Iterator[Agent]:
    """Run an agent that keeps homes in one way, in a folder of its own."""
    name = f"storage-{way}"
    secrets = {key.upper(): value for key, value in TOKENS.items() if key in _TOKENS}
    environment = secrets | {
        "HUB_MODE": "dev",
        "HUB_DATA_DIR": str(data),
        "HOME_STORAGE": way,
        "S3_ENDPOINT_URL": STORE_URL,
        "BUCKET_NAME": BUCKET,
        # The rows fill a home several times; what a quota holds back is not the time of a row.
        "HUB_USER_QUOTA": "0",
    }
    with containers.service(
        IMAGE,
        name,
        environment=environment,
        mounts=[shared(data)],
        ports={"8700/tcp": ("127.0.0.1", None)},
        **_OPTIONS,
    ) as container:
        yield Agent(f"bench-{name}", published(container, 8700))


_TOKENS: Final = frozenset({"hub_storage_token", "hub_look_token", "hub_metrics_token"})
