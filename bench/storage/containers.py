"""Containers that live as long as a context, and what an interrupted run left of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import docker
from docker.models.containers import Container
from docker.types import Mount

from hub_ext.servers.hardening import network_name
from hub_ext.settings import HubSettings

_LABELS: Final = {"eduhub.bench": "storage"}
_LABEL: Final = "eduhub.bench=storage"
#: The outermost first: what is mounted in it goes with it, and through a dead one no path leads.
_UNMOUNT: Final = """
while point=$(awk -v top="$0/" 'index($5, top) == 1 {print $5; exit}' /proc/self/mountinfo)
      [ -n "$point" ]
do umount -l "$point" || exit; done
"""


class Containers:
    """The engine, as far as this bench needs it.

    Parameters
    ----------
    settings
        Name the network that students' containers are in.
    """

    def __init__(self, settings: HubSettings) -> None:
        self._client = docker.from_env()
        self.network = network_name(settings)

    def build(self, folder: Path, tag: str) -> None:
        """Build an image, if it changed."""
        self._client.images.build(path=str(folder), tag=tag, rm=True)

    @contextmanager
    def in_one_network(self) -> Iterator[None]:
        """Give them a network, and leave nothing of them afterwards."""
        self._clean()
        try:
            self._client.networks.create(self.network, driver="bridge", labels=_LABELS)
            yield
        finally:
            self._clean()

    @contextmanager
    def service(self, image: str, name: str, **options: Any) -> Iterator[Container]:
        """Run an image that others reach as ``bench-`` and `name`."""
        container = self._client.containers.create(
            image,
            labels=_LABELS,
            detach=True,
            network=self.network,
            name=f"bench-{name}",
            **options,
        )
        with self._started(container):
            yield container

    @contextmanager
    def configured(self, name: str, config: dict[str, Any]) -> Iterator[Container]:
        """Run a container that is described in the engine's own words."""
        config = config | {"Labels": _LABELS}
        answer = self._client.api.create_container_from_config(config, f"bench-{name}")
        with self._started(self._client.containers.get(answer["Id"])):
            yield self._client.containers.get(answer["Id"])

    def release(self, folder: Path, image: str) -> None:
        """Take mounts away that killed programs left below `folder`."""
        self._client.containers.run(
            image,
            ["sh", "-c", _UNMOUNT, str(folder)],
            user="0:0",
            remove=True,
            labels=_LABELS,
            cap_add=["SYS_ADMIN"],
            security_opt=["apparmor:unconfined"],
            network_mode="none",
            mounts=[shared(folder)],
        )

    @contextmanager
    def _started(self, container: Container) -> Iterator[None]:
        try:
            container.start()
            container.reload()
            yield
        finally:
            container.remove(force=True, v=True)

    def _clean(self) -> None:
        for container in self._client.containers.list(all=True, filters={"label": _LABEL}):
            container.remove(force=True, v=True)
        for network in self._client.networks.list(filters={"label": _LABEL}):
            network.remove()


def shared(folder: Path) -> Mount:
    """Return the bind of a folder under its own path, in which mounts are seen on both sides."""
    return Mount(str(folder), str(folder), type="bind", propagation="rshared")


def published(container: Container, port: int) -> int:
    """Return the port of this host's loopback that leads to one of a container's."""
    return int((container.ports[f"{port}/tcp"] or [])[0]["HostPort"])
