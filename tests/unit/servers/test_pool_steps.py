"""The pool through a thousand random steps: nobody shares a server, and nothing is left over.

The engine, the storage agent and the waiting servers have real state here and can fail at any call,
before or after having done what was asked.
"""

import asyncio
import contextlib
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

import httpx
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from hub_ext.servers import watching
from hub_ext.servers.ending import end_server
from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.hardening import container_name, network_name
from hub_ext.servers.orphans import remove_orphans
from hub_ext.servers.refusals import RefusedError
from hub_ext.servers.warm.claiming import Claims, NotClaimedError
from hub_ext.servers.warm.pool import Pool
from hub_ext.servers.warm.start import Person, WarmStart
from hub_ext.servers.warm.waiting import WaitingServer
from hub_ext.storage.errors import StorageError
from tests.unit.servers.conftest import make_settings
from tests.unit.servers.fakes import FakeAgent, FakeEngine

LOG = logging.getLogger("test")
SETTINGS = make_settings()
WANTED = 3
PEOPLE = [f"student{number}" for number in range(6)]
#: What can fail, and whether it is done all the same.
_CALLS = [
    "create", "start", "inspect", "containers", "rename", "update", "remove", "stop",
    "places", "places/make", "places/attach", "places/remove", "open", "close", "claim", "waits",
]  # fmt: skip


class Trouble:
    """The next calls that fail: by name, and whether they have had their effect by then."""

    def __init__(self) -> None:
        self.next: list[tuple[str, bool]] = []

    def of(self, call: str) -> bool | None:
        """Return whether `call` fails after its effect (True) or before it (False); None if not."""
        for planned in self.next:
            if planned[0] == call:
                self.next.remove(planned)
                return planned[1]
        return None


class TroubledEngine(FakeEngine):
    """Fails as planned, and lets others have their turn in each call."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        for name, method in inspect.getmembers(self, inspect.iscoroutinefunction):
            if name in _CALLS:
                setattr(self, name, self._troubled(name, method, trouble))

    @staticmethod
    def _troubled(
        name: str, method: Callable[..., Awaitable[Any]], trouble: Trouble
    ) -> Callable[..., Awaitable[Any]]:
        async def call(*arguments: Any, **more: Any) -> Any:
            await asyncio.sleep(0)
            late = trouble.of(name)
            failure = EngineError(EngineCode.TIMEOUT, "no answer in time")
            if late is False:
                raise failure
            answer = await method(*arguments, **more)
            await asyncio.sleep(0)
            if late:
                raise failure
            return answer

        return call


class TroubledAgent(FakeAgent):
    """Fails as planned."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self._trouble = trouble

    def _answer(self, request: httpx.Request) -> httpx.Response:
        late = self._trouble.of(request.url.path.removeprefix("/homes/").removeprefix("/"))
        if late is False:
            raise httpx.ReadTimeout("no answer")
        answer = super()._answer(request)
        if late:
            raise httpx.ReadTimeout("no answer")
        return answer


class PretendedClaims(Claims):
    """What the processes in all containers have been told."""

    def __init__(self, engine: FakeEngine, trouble: Trouble) -> None:
        self._engine = engine
        self._trouble = trouble
        self.told: dict[str, list[str]] = {}

    async def waits(self, server: WaitingServer) -> bool:
        await asyncio.sleep(0)
        container = self._engine.all.get(server.container_id)
        running = container is not None and container["State"]["Running"]
        fails = self._trouble.of("waits") is not None
        return running and server.container_id not in self.told and not fails

    async def claim(self, server: WaitingServer, environment: Mapping[str, str]) -> None:
        late = self._trouble.of("claim")
        container = self._engine.all.get(server.container_id)
        if late is False or container is None or not container["State"]["Running"]:
            raise NotClaimedError("no answer")
        # As the process itself does: the first claim closes its port.
        if server.container_id in self.told:
            raise NotClaimedError("HTTP 404")
        self.told[server.container_id] = [environment["JUPYTERHUB_USER"]]
        if late:
            raise NotClaimedError("no answer")


class PoolSteps(RuleBasedStateMachine):
    """Hubs that come and go, and the people of each."""

    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        self.trouble = Trouble()
        self.engine = TroubledEngine(self.trouble)
        self.agent = TroubledAgent(self.trouble)
        self.claims = PretendedClaims(self.engine, self.trouble)
        #: What the hub's database says: whose server is in which container at which place.
        self.servers: dict[str, tuple[str, str]] = {}
        self.ever: dict[str, set[str]] = {}
        self._hub()

    def _hub(self) -> None:
        self.pool = Pool(SETTINGS, self.engine, self.agent.client, self.claims, LOG)
        self.warm = WarmStart(
            SETTINGS, self.engine, self.agent.client, self.claims, self.pool,
            network_name(SETTINGS), LOG,
        )  # fmt: skip

    def _run[T](self, work: Awaitable[T]) -> T:
        async def limited() -> T:
            async with asyncio.timeout(20):
                return await work

        return self.loop.run_until_complete(limited())

    @rule(call=st.sampled_from(_CALLS), late=st.booleans())
    def fail_soon(self, call: str, late: bool) -> None:
        self.trouble.next.append((call, late))

    @rule()
    def fill(self) -> None:
        if self.pool.size < WANTED:
            self._run(self.pool.add())

    @rule()
    def look(self) -> None:
        self._run(self._look())

    async def _look(self) -> None:
        with contextlib.suppress(EngineError, StorageError):
            await self.pool.look(self.engine.image)

    @rule()
    def build_another_image(self) -> None:
        self.engine.image = f"sha256:{int(self.engine.image[7:]) + 1}"

    @rule(users=st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=4), filling=st.booleans())
    def come_together(self, users: set[str], filling: bool) -> None:
        async def all_of_them() -> None:
            also = [self._look()] + ([self.pool.add()] if filling else [])
            await asyncio.gather(*(self._come(user) for user in sorted(users)), *also)

        self._run(all_of_them())

    async def _come(self, user: str) -> None:
        if user in self.servers:
            return
        name = container_name(SETTINGS, user)
        try:
            await watching.clear_name(self.engine, LOG, name, SETTINGS.hub_instance, user)
            await self.agent.client.open(user)
        except (EngineError, StorageError, RefusedError):
            return
        person = Person(user, "student", name, {"JUPYTERHUB_USER": user})
        started = await self.warm.start(person)
        if started is not None:
            server, _ = started
            self.servers[user] = (server.container_id, server.place)
            self.ever.setdefault(server.container_id, set()).add(user)

    @rule(user=st.sampled_from(PEOPLE))
    def go(self, user: str) -> None:
        if user in self.servers:
            self._run(self._end(user))

    async def _end(self, user: str) -> None:
        container_id, place = self.servers.pop(user)
        await end_server(
            self.engine, self.agent.client, LOG,
            user_id=user, container_id=container_id, place=place, grace_seconds=1,
        )  # fmt: skip

    @rule(number=st.integers(0, 20))
    def kill_a_container(self, number: int) -> None:
        running = [c for c in self.engine.all.values() if c["State"]["Running"]]
        if running:
            self.engine.end(running[number % len(running)]["Id"], 137)

    @rule(calls=st.integers(0, 12), user=st.sampled_from(PEOPLE))
    def kill_the_hub_while_somebody_comes(self, calls: int, user: str) -> None:
        async def killed() -> None:
            task = asyncio.ensure_future(self._come_and_never_clear_up(user))
            for _ in range(calls):
                await asyncio.sleep(0)
            # A power cut: no line of the hub runs any more.
            self._dead = True
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self._run(killed())
        self._hub()
        self._run(self._look())

    async def _come_and_never_clear_up(self, user: str) -> None:
        if user in self.servers:
            return
        server = self.pool.take()
        if server is None:
            return
        name = container_name(SETTINGS, user)
        try:
            await self.agent.client.open(user)
            await self.engine.rename(server.container_id, name)
            await self.agent.client.attach(server.place, user)
            await self.claims.claim(server, {"JUPYTERHUB_USER": user})
            self.ever.setdefault(server.container_id, set()).add(user)
            await asyncio.sleep(0)
        except (EngineError, StorageError, NotClaimedError):
            pass

    def teardown(self) -> None:
        self.trouble.next = []
        self._run(self._recover())
        for container_id, people in self.ever.items():
            assert len(people) == 1, f"{container_id} served {people}"
        assert self.pool.size == WANTED
        left = [
            (one["Name"], one["Config"]["Labels"], one["State"]) for one in self.engine.all.values()
        ]
        assert len(left) == WANTED, (left, self.agent.places, self.claims.told)
        assert set(self.agent.places.values()) == {""}
        assert len(self.agent.places) == WANTED
        assert not self.agent.open

    async def _recover(self) -> None:
        """Do what a hub does in its next minutes, when everything works again and everybody has left."""
        await self.pool.look(self.engine.image)
        for user in list(self.servers):
            await self._end(user)
        await remove_orphans(
            self.engine,
            self.agent.client,
            LOG,
            SETTINGS.hub_instance,
            self.servers.__contains__,
        )
        # A home that was opened for a server which never came is closed by its person's next stop.
        for user in list(self.agent.open):
            await self.agent.client.close(user)
        await self.pool.look(self.engine.image)
        while self.pool.size > WANTED:
            await self.pool.shrink()
        while self.pool.size < WANTED:
            assert await self.pool.add()
        await self.pool.look(self.engine.image)


def test_a_thousand_steps(monkeypatch: Any) -> None:
    async def port_is_open(*_: object) -> bool:
        await asyncio.sleep(0)
        return True

    monkeypatch.setattr(watching, "port_is_open", port_is_open)
    with asyncio.Runner() as runner:
        PoolSteps.loop = runner.get_loop()
        run_state_machine_as_test(
            PoolSteps,
            settings=hypothesis_settings(
                max_examples=20,
                stateful_step_count=50,
                database=None,
                # The shortest steps to a failure take minutes to be found, and the first ones do.
                phases=[Phase.generate],
            ),
        )
