"""PlatformSpawner: one hardened container a person, with their files attached from outside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, ClassVar, Final

from jupyterhub import orm

from hub_ext.logs.context import log_context
from hub_ext.metrics.starts import StartClock, measured_start
from hub_ext.servers import contents_home, guest_home, hardening, watching
from hub_ext.servers.engine import EngineError
from hub_ext.servers.home_mounts import home_mounts
from hub_ext.servers.messages import PROGRESS
from hub_ext.servers.orphans import OrphanSweep
from hub_ext.servers.progress import Event, Phase, ProgressBoard
from hub_ext.servers.refusals import RefusedError, refusal
from hub_ext.servers.turns import Turns, turns_of_this_machine
from hub_ext.servers.warm.start import Person, WarmStart
from hub_ext.servers.watched import WatchedSpawner
from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.models import OpenedHome
from hub_ext.users.centres import CENTRE_STAFF, is_centre
from hub_ext.users.identity import Identity

#: Seconds for a whole start when it has its turn, from the files to an open port.
START_SECONDS: Final = 150.0
_UPSTREAM_FIRST_LINE: Final = "Server requested"


class PlatformSpawner(WatchedSpawner):
    """Starts one person's container; `WatchedSpawner` has the rest of its life."""

    #: What starts from the pool of waiting servers are made with; None where there is no pool.
    warm: ClassVar[WarmStart | None] = None
    _sweep: ClassVar[OrphanSweep] = OrphanSweep()
    _turns: ClassVar[Turns] = turns_of_this_machine()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board = ProgressBoard(self.settings.hub_language)

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
        with (
            log_context(user=self.user.name, container=self.object_name),
            measured_start() as clock,
        ):
            return await self._start_in_turn(clock)

    async def _start_in_turn(self, clock: StartClock) -> tuple[str, int]:
        self._starting = True
        self.notice = ""
        try:
            async with self._turns.turn(self.board.queue), asyncio.timeout(START_SECONDS):
                return await self._start(clock)
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

    async def _start(self, clock: StartClock) -> tuple[str, int]:
        clock.begin("home")
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
        clock.begin("claim")
        address = await self._start_warm(identity, opened)
        if address is not None:
            clock.kind = "warm"
            return address
        clock.kind = "cold"
        return await self._start_cold(identity, opened, clock)

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

    async def _start_cold(
        self, identity: Identity, opened: OpenedHome | None, clock: StartClock
    ) -> tuple[str, int]:
        clock.begin("container")
        self.object_id = await self.engine.create(
            self.object_name, self._container_config(identity, opened)
        )
        self.board.begin(Phase.SERVER)
        await self.engine.start(self.object_id)
        self.board.begin(Phase.WAITING)
        clock.begin("ready")
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
