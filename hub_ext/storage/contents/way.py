"""Everything that homes without a folder need, together."""

from pathlib import Path
from typing import Final

from hub_ext.settings import StorageSettings
from hub_ext.storage.contents.answers import Answers
from hub_ext.storage.contents.door import Door
from hub_ext.storage.contents.gateway import S3Gateway
from hub_ext.storage.contents.greeting import Greeting
from hub_ext.storage.contents.home import ContentsHome
from hub_ext.storage.contents.passes import Passes
from hub_ext.storage.contents.stored import Stored
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.objects import Objects
from hub_ext.storage.rclone import Rclone
from hub_ext.storage.record import Record
from hub_ext.storage.store import ObjectStore

#: Where people's servers reach their files; the packet filter lets them through to no other port.
DOOR_PORT: Final = 8701


class Contents:
    """The door, what is behind it, and the homes that it opens.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    rclone, store, objects
        The object store, as the agent uses it.
    folder
        For sockets; of this machine only.
    """

    def __init__(
        self,
        settings: StorageSettings,
        rclone: Rclone,
        store: ObjectStore,
        objects: Objects,
        folder: Path,
    ) -> None:
        self._store = store
        self._passes = Passes()
        self._gateway = S3Gateway(settings, folder)
        self._answers = Answers(self._passes, settings.bucket_name, self._gateway.questions)
        stored = Stored(rclone, settings.bucket_name)
        self._greeting = Greeting(objects, stored, folder)
        self._door = Door(self._passes, stored, store, self._gateway.socket)

    async def start(self, host: str, port: int) -> None:
        """Start everything, the door last.

        Raises
        ------
        StorageError
            If rclone does not come up.
        """
        self._gateway.make_folder()
        await self._answers.start()
        await self._gateway.start()
        await self._door.start(host, port)

    async def stop(self) -> None:
        """Stop everything, the door first."""
        await self._door.stop()
        await self._gateway.stop()
        await self._answers.stop()

    def home(self, layout: HomeLayout, folder: Path, record: Record | None) -> ContentsHome:
        """Return one person's home, whose record lies in `folder`."""
        return ContentsHome(layout, folder, self._passes, self._store, self._greeting, record)
