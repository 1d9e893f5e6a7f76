"""Whose requests are noted, and what counts as an open websocket, with real connections."""

from collections.abc import AsyncIterator, Awaitable
from typing import Any, ClassVar, cast

import pytest
from jupyter_server.auth import IdentityProvider, User
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect

from images.notebook.eduhub_visitors.visits import HERE_SECONDS, Visitor, Visits
from images.notebook.eduhub_visitors.watch import Socket, watch
from tests.unit.notebook.test_visits import Clock
from tests.waiting import eventually

PLAIN = cast(RequestHandler, object())


class Provider(IdentityProvider):
    """Takes everybody for the same person, at once or after a while as JupyterHub's does."""

    who: User | None = None
    later = False

    def get_user(
        self,
        handler: RequestHandler,  # noqa: ARG002
    ) -> User | Awaitable[User | None] | None:
        return self._ask() if self.later else self.who

    async def _ask(self) -> User | None:
        return self.who


async def ask(provider: Provider, handler: RequestHandler) -> User | None:
    answer = provider.get_user(handler)
    return await answer if isinstance(answer, Awaitable) else answer


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    ("user", "present"),
    [
        (None, []),
        (User("student1", display_name="이나래"), []),
        (User("Student1"), [Visitor("Student1", "Student1")]),
        (User("teacher11", display_name="강사 하나"), [Visitor("teacher11", "강사 하나")]),
    ],
)
async def test_only_somebody_who_is_let_in_and_not_the_owner_is_noted(
    *, later: bool, user: User | None, present: list[Visitor]
) -> None:
    provider, visits = Provider(), Visits()
    provider.who, provider.later = user, later
    watch(provider, visits, "student1")
    assert await ask(provider, PLAIN) is user
    assert visits.present() == present


class Line(WebSocketHandler):
    """One end of a websocket."""

    opened: ClassVar[Any]

    def open(self, *_: str, **__: str) -> None:
        Line.opened = self


@pytest.fixture
async def address() -> AsyncIterator[str]:
    server = HTTPServer(Application([("/", Line)]))
    listener, port = bind_unused_port()
    server.add_socket(listener)
    yield f"ws://127.0.0.1:{port}/"
    server.stop()
    await server.close_all_connections()


async def test_a_websocket_is_open_until_its_other_end_closes_it(address: str) -> None:
    line = await websocket_connect(address)
    socket = Socket(Line.opened)
    assert socket.is_open()
    line.close()

    async def closed() -> bool:
        return not socket.is_open()

    await eventually(closed, 5, "the socket is closed")


async def test_whoever_has_a_websocket_open_is_here_without_asking_for_anything(
    address: str,
) -> None:
    clock, provider = Clock(), Provider()
    visits = Visits(clock)
    provider.who = User("teacher11")
    watch(provider, visits, "student1")
    line = await websocket_connect(address)
    await ask(provider, Line.opened)
    clock.now += 10 * HERE_SECONDS
    assert [visitor.name for visitor in visits.present()] == ["teacher11"]
    line.close()

    async def gone() -> bool:
        return not visits.present()

    await eventually(gone, 5, "nobody is here")
