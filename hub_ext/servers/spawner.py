"""PlatformSpawner: one hardened container a person, with their files attached from outside."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, ClassVar, Final

from dockerspawner import DockerSpawner
from jupyterhub import orm
from traitlets import Instance, Unicode, default

from hub_ext.servers import contents_home, guest_home, hardening, watching
from hub_ext.servers.connections import shared_engine, shared_news, shared_storage
from hub_ext.servers.container import Container
from hub_ext.servers.ending import NOT_STOPPED, NOT_YET_SAVED, end_server
from hub_ext.servers.engine import Engine, EngineError
from hub_ext.servers.home_mounts import home_mounts
from hub_ext.servers.messages import NOTICES, PROGRESS
from hub_ext.servers.news import ContainerNews
from hub_ext.servers.orphans import OrphanSweep
from hub_ext.servers.progress import Event, Phase, ProgressBoard
from hub_ext.servers.refusals import RefusedError, refusal
from hub_ext.servers.saved_later import SavedLater
from hub_ext.servers.turns import Turns, turns_of_this_machine
from hub_ext.servers.warm.start import Person, WarmStart
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.models import OpenedHome
from hub_ext.users.centres import CENTRE_STAFF, is_centre
from hub_ext.users.guests.guest import is_guest
from hub_ext.users.identity import Identity

#: Seconds for a whole start when it has its turn, from the files to an open port.
START_SECONDS: Final = 150.0
_UPSTREAM_FIRST_LINE: Final = "Server requested"


class PlatformSpawner(DockerSpawner):
    """Starts, watches and stops one person's container.

    Of DockerSpawner it keeps the traits and the saved state; every call to the engine goes
    through `hub_ext.servers.engine`.
    """

    settings = Instance(HubSettings, help="The settings of the whole hub.").tag(config=True)
    #: A key of `hub_ext.servers.messages.NOTICES`: what the person must know about the last stop
    #: or the present server. Saved with the spawner's state; the next start clears it.
    notice = Unicode()

    #: What starts from the pool of waiting servers are made with; None where there is no pool.
    warm: ClassVar[WarmStart | None] = None
    #: The place at which the present server waited for its person; ``""`` if it was made for them.
    place = ""

    _sweep: ClassVar[OrphanSweep] = OrphanSweep()
    _turns: ClassVar[Turns] = turns_of_this_machine()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board = ProgressBoard(self.settings.hub_language)
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

    # --- starting

    async def start(self) -> tuple[str, int]:
        """Open the files, create the container, start it and wait for its port.

        Returns
        -------
        tuple of str and int
            Where the proxy reaches the server.

        Raises
        ------
        SpawnException
            For everything that can be foreseen, with the person's message; by then nothing of
            the attempt is left.
        """
        self._starting = True
        self.notice = ""
        try:
            async with self._turns.turn(self.board.queue), asyncio.timeout(START_SECONDS):
                return await self._start()
        except (StorageError, EngineError, RefusedError) as error:
            await self._end()
            raise self._refusal(error) from None
        except TimeoutError:
            await self._end()
            late = RefusedError("start-timeout", f"not started within {START_SECONDS:g} s")
            raise self._refusal(late) from None
        except BaseException:
            await self._end()
            raise
        finally:
            self._starting = False
            self.board.finish()

    async def _start(self) -> tuple[str, int]:
        identity = Identity.from_auth_state(
            await self.user.get_auth_state(), user_name=self.user.name
        )
        self._refuse_options()
        self._sweep.soon(
            self.engine, self.storage, self.log, self.settings.hub_instance, self._is_active
        )
        self.board.begin(Phase.FILES)
        await watching.clear_name(
            self.engine, self.log, self.object_name, self.settings.hub_instance, self.user.name
        )
        opened = await self._open_home(identity)
        self.board.begin(Phase.CONTAINER)
        self._last_status = None
        return await self._start_warm(identity, opened) or await self._start_cold(identity, opened)

    async def _start_warm(
        self, identity: Identity, opened: OpenedHome | None
    ) -> tuple[str, int] | None:
        """Give the person a server that waits; None if they need one of their own."""
        if self.warm is None or opened is None or opened.way is not HomeStorage.WORKING_COPY:
            return None
        person = Person(
            self.user.name, identity.role, self.object_name, self._environment(identity.role)
        )
        started = await self.warm.start(person)
        if started is None:
            return None
        server, address = started
        self.object_id, self.place = server.container_id, server.place
        return address

    async def _start_cold(self, identity: Identity, opened: OpenedHome | None) -> tuple[str, int]:
        self.object_id = await self.engine.create(
            self.object_name, self._container_config(identity, opened)
        )
        self.board.begin(Phase.SERVER)
        await self.engine.start(self.object_id)
        self.board.begin(Phase.WAITING)
        return await watching.address_when_ready(
            self.engine, self.object_id, self.object_name, self.network_name
        )

    def _refuse_options(self) -> None:
        chosen = self.user_options
        if chosen and chosen != {"image": self.settings.hub_notebook_image}:
            # JupyterHub saves options before it asks, and would offer these again next time.
            self.orm_spawner.user_options = None
            names = ", ".join(sorted(map(repr, chosen)))[:64]
            raise RefusedError("option-refused", f"options {names} were asked for and none exists")

    def _is_active(self, user_id: str) -> bool:
        servers = self.user.db.query(orm.Spawner).filter(orm.Spawner.server != None)  # noqa: E711
        return servers.join(orm.User).filter(orm.User.name == user_id).first() is not None

    async def _open_home(self, identity: Identity) -> OpenedHome | None:
        if not self._has_files:
            return None
        self._home_open = True
        try:
            opened = await self.storage.open(
                self.user.name,
                identity.center_id if is_centre(identity.center_id) else None,
                teaches=identity.role in CENTRE_STAFF,
            )
        except StorageError as error:
            # After a time-out the agent may have opened it all the same.
            self._home_open = error.code is ErrorCode.AGENT_TIMEOUT
            raise
        if opened.state == "behind":
            self.log.warning(
                "Files of %r may be old (%s): the server starts with this host's copy",
                self.user.name[:64],
                opened.reason,
            )
            self.notice = "behind"
            self.board.notice(self.notice)
        return opened

    def _container_config(self, identity: Identity, opened: OpenedHome | None) -> dict[str, Any]:
        if opened is None:
            identity = guest_home.identity(self.user.name)
        environment = self._environment(identity.role)
        if opened is None:
            return guest_home.container_config(self.settings, identity, environment)
        if opened.gateway is not None:
            environment |= contents_home.environment(self.settings.hub_network, opened.gateway)
        try:
            binds = home_mounts(self.settings, opened)
        except ValueError as error:
            raise RefusedError("internal", str(error)) from None
        config = hardening.container_config(
            self.settings,
            identity,
            binds=binds,
            home_state=opened.state,
            environment=environment,
            lessons=opened.way is not HomeStorage.MOUNT,
        )
        return config if opened.gateway is None else contents_home.adapt(config)

    def _environment(self, role: str) -> dict[str, str]:
        limits = hardening.limits_of(self.settings, role)
        # Told to the server for its own display; what holds is the container's limit.
        self.mem_limit = limits.memory
        self.cpu_limit = limits.cpus
        environment: dict[str, str] = self.get_env()  # type: ignore[no-untyped-call]
        return environment

    def _refusal(self, error: StorageError | EngineError | RefusedError) -> Exception:
        return refusal(error, self.settings.hub_language, self.object_name)

    async def _generate_progress(self) -> AsyncIterator[Event]:
        """Put JupyterHub's own first line into the person's language."""
        async with aclosing(super()._generate_progress()) as events:  # type: ignore[no-untyped-call]
            async for event in events:
                if event["message"] == _UPSTREAM_FIRST_LINE:
                    text = PROGRESS["requested"].in_language(self.settings.hub_language.now())
                    event["message"] = text
                yield event

    async def progress(self) -> AsyncIterator[Event]:
        """Yield what is happening; ends when the start has succeeded or failed."""
        async for event in self.board.events():
            yield event

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
