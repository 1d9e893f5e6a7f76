"""What all spawners of one hub share: one engine, one ear for its events, one storage client and what is known of others."""

from functools import cache
from typing import Final

from hub_ext.servers.engine import Engine
from hub_ext.servers.lab_files import LabFiles
from hub_ext.servers.news import ContainerNews
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient

#: The service `storage` of docker-compose.yml, by its name on the network `backend`.
STORAGE_URL: Final = "http://storage-api:8700"


@cache
def shared_engine() -> Engine:
    """Return the engine, with the hub's only threads for it."""
    return Engine()


@cache
def shared_news(instance: str) -> ContainerNews:
    """Return what is heard of this hub's containers; somebody has to let it `follow`."""
    return ContainerNews(instance)


@cache
def shared_lab_files() -> LabFiles:
    """Return what is known of the service `lab-files`; somebody has to let it `follow`."""
    return LabFiles()


@cache
def _shared_storage(token: str) -> StorageClient:
    return StorageClient(STORAGE_URL, token)


def shared_storage(settings: HubSettings) -> StorageClient:
    """Return the client of the storage agent."""
    return _shared_storage(settings.hub_storage_token.get_secret_value())
