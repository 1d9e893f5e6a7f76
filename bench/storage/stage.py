"""What all ways have in common in a run: the object store, what is unpacked, a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from bench.drawing import NOTEBOOK_IMAGE
from bench.storage.containers import Containers, published
from bench.storage.worker import CODE, MATERIAL
from hub_ext.settings import HubSettings
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import wait_until

_PROJECT: Final = Path(__file__).parents[2]
STORE_NAME: Final = "dev-objectstore"
_LEAST_SHARES: Final = 2
STORE_URL: Final = f"http://bench-{STORE_NAME}:8333"
#: Of this run only; nothing of it is reached from another machine.
TOKENS: Final = dict.fromkeys(
    (
        "hub_storage_token",
        "hub_sync_token",
        "hub_classroom_token",
        "hub_platform_token",
        "hub_look_token",
        "hub_metrics_token",
        "hub_proxy_token",
        "hub_crypt_key",
        "hub_cookie_secret",
    ),
    "b1" * 32,
)


def hub_settings(data: Path) -> HubSettings:
    """Return the hub's settings for homes in `data`."""
    own = {
        "hub_mode": "dev",
        "hub_instance": "bench",
        "hub_data_dir": data,
        "hub_notebook_image": NOTEBOOK_IMAGE,
    }
    return HubSettings.model_validate(TOKENS | own)


@dataclass(frozen=True)
class Stage:
    """What a try is made on.

    Attributes
    ----------
    containers, store
        The engine, and the store with what can be set in it.
    material
        See `bench.storage.material`.
    folder
        Where the homes of this try are; all on one file system.
    """

    containers: Containers
    store: ObjectStore
    material: Path
    folder: Path

    def binds(self) -> list[dict[str, Any]]:
        """Return what every container gets beside its home."""
        found = {_PROJECT / "bench": CODE, self.material: MATERIAL}
        return [
            {"Type": "bind", "Source": str(source), "Target": target, "ReadOnly": True}
            for source, target in found.items()
        ]

    @contextmanager
    def at(self, milliseconds: float) -> Iterator[None]:
        """Let each answer of the store come so much later."""
        self.store.faults(delay=milliseconds / 1000)
        try:
            yield
        finally:
            self.store.faults()


@contextmanager
def running_store(containers: Containers) -> Iterator[ObjectStore]:
    """Run the development object store with an empty bucket.

    In production it is another machine: what it stores is in memory, and not on the disk that homes
    are on; and it works when nobody else here wants the processor.
    """
    ports = dict.fromkeys(("8333/tcp", "8334/tcp"), ("127.0.0.1", None))
    image, memory = f"eduhub/{STORE_NAME}:latest", {"/memory": "mode=1777"}
    command = ["python", "/srv/objectstore/start.py", "--data=/memory"]
    with containers.service(
        image, STORE_NAME, ports=ports, tmpfs=memory, command=command, cpu_shares=_LEAST_SHARES
    ) as container:
        store = ObjectStore(published(container, 8333), published(container, 8334))
        wait_until(lambda: _answers(store), 60, "the object store answers")
        yield store


def _answers(store: ObjectStore) -> bool:
    try:
        store.faults()
    except httpx.HTTPError:
        return False
    return store.answers()
