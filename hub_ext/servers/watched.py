"""What is known of a person's server, and how it ends."""

import time
from typing import Any

from dockerspawner import DockerSpawner
from traitlets import Instance, Unicode, default

from hub_ext.logs.context import log_context
from hub_ext.servers import guest_home, hardening, watching
from hub_ext.servers.connections import shared_engine, shared_news, shared_storage
from hub_ext.servers.container import Container
from hub_ext.servers.ending import NOT_STOPPED, NOT_YET_SAVED, end_server
from hub_ext.servers.engine import Engine, EngineError
from hub_ext.servers.messages import NOTICES
from hub_ext.servers.news import ContainerNews
from hub_ext.servers.saved_later import SavedLater
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient
from hub_ext.users.guests.guest import is_guest


class WatchedSpawner(DockerSpawner):
    """Whose container it is, whether it runs, and what its person must know of it.

    Of DockerSpawner it keeps the traits and the saved state; every call to the engine goes
    through `hub_ext.servers.engine`.
    """

    settings = Instance(HubSettings, help="The settings of the whole hub.").tag(config=True)
    #: A key of `hub_ext.servers.messages.NOTICES`: what the person must know about the last stop
    #: or the present server. Saved with the spawner's state; the next start clears it.
    notice = Unicode()
    #: The place at which the present server waited for its person; ``""`` if it was made for them.
    place = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._starting = False
        self._home_open = False
        self._saved_later = SavedLater()
        #: What `poll` said last; after a restart of the hub a server counts as running.
        self._last_status: int | None = None
        #: When the engine was last asked about the container: `time.monotonic`.
        self._looked = 0.0

    @property
    def engine(self) -> Engine:
        """The engine of this hub."""
        return shared_engine()

    @property
    def news(self) -> ContainerNews:
        """What is heard of this hub's containers."""
        return shared_news(self.settings.hub_instance)

    @property
    def storage(self) -> StorageClient:
        """The storage agent of this hub."""
        return shared_storage(self.settings)

    @property
    def _has_files(self) -> bool:
        """Whether the storage agent has files of this person: of everybody but a guest."""
        return not is_guest(self.user)

    @property
    def notice_text(self) -> str:
        """What the person must read, in the language of whoever reads; ``""`` if there is nothing.

        Notes
        -----
        Pages show it for ``user.spawner``, whether or not the server runs. That files are not
        saved yet is asked about again whenever it is shown; once they are, the next look is without.
        """
        if self._is_unsaved:
            self._saved_later.ask(self.storage, self.user.name, self._note_saved)
        message = NOTICES.get(self.notice)
        return message.in_language(self.settings.hub_language.now()) if message else ""

    @property
    def files_saved(self) -> bool:
        """Whether the last stop has left nothing to be saved; of a guest nothing ever is."""
        return self._has_files and self.notice not in {NOT_YET_SAVED, NOT_STOPPED}

    @property
    def _is_unsaved(self) -> bool:
        return self.notice == NOT_YET_SAVED and not (self._starting or self._home_open)

    def _note_saved(self) -> None:
        if self._is_unsaved:
            self.notice = ""
            # As JupyterHub does after a stop, so that a hub which starts again knows it too.
            self.orm_spawner.state = self.get_state()
            self.user.db.commit()

    @default("object_name")
    def _object_name_default(self) -> str:
        return hardening.container_name(self.settings, self.user.name)

    def docker(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Refuse DockerSpawner's own way to the engine: one thread for everybody, without end."""
        raise NotImplementedError(f"{method}: use hub_ext.servers.engine")

    # --- watching

    async def poll(self) -> int | None:
        """Tell whether the server runs.

        Returns
        -------
        int or None
            None while it starts or runs, otherwise its exit status, 0 if it has none. An engine
            that cannot say changes nothing: JupyterHub stops a server whose poll fails, and
            "unknown" is not "dead".
        """
        # Not of the request whose start began the polling.
        with log_context(request="", user=self.user.name, container=self.object_name):
            return await self._poll()

    async def _poll(self) -> int | None:
        if self._starting:
            return None
        if not self.object_id:
            return 0
        if self._last_status is None and self.news.is_as_before(self.object_id, self._looked):
            return None
        before = time.monotonic()
        try:
            container = await watching.look(self.engine, self.object_id)
        except EngineError as error:
            watching.note_outage(self.engine, self.log, error)
            return self._last_status
        watching.note_answer(self.engine, self.log)
        self._looked = before
        if container is not None and not self._is_mine(container):
            self._disown(container)
            return 0
        if container is not None and container.running:
            self._last_status = None
        elif self._last_status is None:
            self._last_status = container.exit_code if container else 0
            await self._note_death(container)
        return self._last_status

    def _is_mine(self, container: Container) -> bool:
        return container.belongs_to(self.settings.hub_instance, self.user.name, self.object_name)

    def _disown(self, container: Container) -> None:
        self.log.error(
            "Container %.12s in the hub's record of %r is somebody else's and is left alone",
            container.id,
            self.user.name[:64],
        )
        self.object_id = ""

    async def _note_death(self, container: Container | None) -> None:
        end = await watching.epitaph(self.engine, self.object_name, container)
        self.log.warning("Server of %r has ended: %s", self.user.name[:64], end)
        if container is not None and container.out_of_memory:
            self.notice = "out-of-memory"
        elif container is None or container.exit_code != 0:
            self.notice = "ended"

    # --- stopping

    async def stop(self, now: bool = False) -> None:
        """Stop the server, save its files and remove its container; never raises, see `notice`."""
        await self._end(grace_seconds=0 if now else hardening.STOP_SECONDS)

    async def run_post_stop_hook(self) -> None:
        """Clear up after a server that ended by itself; JupyterHub calls `stop` for others only."""
        await self._end()
        hook = super().run_post_stop_hook()  # type: ignore[no-untyped-call]
        if hook is not None:
            await hook

    async def _end(self, grace_seconds: int = hardening.STOP_SECONDS) -> None:
        if not (self.object_id or self._home_open):
            return
        with log_context(user=self.user.name, container=self.object_name):
            notice = await end_server(
                self.engine,
                self.storage if self._has_files else None,
                self.log,
                user_id=self.user.name,
                container_id=self.object_id,
                place=self.place,
                grace_seconds=grace_seconds,
            )
        self.notice = notice or self._reason_of_end()
        self.object_id = self.place = ""
        self._home_open = False

    def _reason_of_end(self) -> str:
        if not self._has_files:
            return "" if self._starting else guest_home.ENDED
        return self.notice if self.notice in {"out-of-memory", "ended"} else ""

    # --- what outlives the hub

    def get_state(self) -> dict[str, Any]:
        """Return what the hub saves: the container of a running server, and `notice`."""
        state: dict[str, Any] = super().get_state()  # type: ignore[no-untyped-call]
        own = {"notice": self.notice, "place": self.place}
        return state | {name: value for name, value in own.items() if value}

    def load_state(self, state: dict[str, Any]) -> None:
        """Take up again what `get_state` returned."""
        super().load_state(state)  # type: ignore[no-untyped-call]
        self.notice = state.get("notice", "")
        self.place = state.get("place", "")

    def clear_state(self) -> None:
        """Forget the container. `notice` is read after the stop, so it stays."""
        super().clear_state()  # type: ignore[no-untyped-call]
        self.object_id = self.place = ""
