"""What every way of storing homes does with one person's."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import ClosedHome, HomeStatus, OpenedHome, OpenRequest
from hub_ext.storage.record import Record


class Home(Protocol):
    """One person's home.

    `hub_ext.storage.homes.Homes` sees to it that opening and closing never overlap.
    """

    @property
    def layout(self) -> HomeLayout:
        """Where it is."""

    async def open(self, request: OpenRequest) -> OpenedHome:
        """Make the person's files ready for a container. Harmless to repeat.

        Raises
        ------
        StorageError
            If there is nothing to work on; then the home is closed.
        """

    async def close(self) -> ClosedHome:
        """Save everything and take the files away from the container; harmless to repeat.

        What cannot be saved now is tried again until it is: the answer is ``pending``.
        """

    def status(self) -> HomeStatus:
        """Tell how the home stands; at once, from memory."""

    def touched(self, files: int = 1) -> None:
        """Take note that so many files changed on this host."""

    def held(self) -> AbstractAsyncContextManager[None]:
        """Return a context in which nothing of this home is copied either way."""

    async def refresh(self) -> None:
        """Bring here what changed in the object store, if the person's files are here at all.

        Raises
        ------
        StorageError
            If that cannot be done now; it is tried again as always.
        """

    def follow(self) -> None:
        """Take up what an earlier agent left open or not saved."""

    async def stop(self) -> None:
        """End, with the agent. What is not saved yet is saved at the agent's next start."""


#: Makes the home of one person, with what was remembered about it, if anything.
MakeHome = Callable[[HomeLayout, Record | None], Home]
