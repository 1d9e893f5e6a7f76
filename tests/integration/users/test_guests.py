"""Guests: who lets them in, how many, and when they are gone."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import jupyterhub
import pytest
from jupyterhub import orm
from jupyterhub.spawner import Spawner
from jupyterhub.utils import utcnow
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine
from tornado.netutil import bind_sockets
from traitlets.config import Config

from hub_ext import culling, pages
from hub_ext.settings import HubSettings
from hub_ext.users import messages
from hub_ext.users.dev_login import DevelopmentAuthenticator
from hub_ext.users.guests import messages as guest_messages
from hub_ext.users.guests import removal
from hub_ext.users.guests.guest import is_guest_name
from hub_ext.users.identity import Identity
from tests.integration.users import hub as hub_module
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor, hub_config, login_error, use_settings
from tests.unit.users.settings import hub_settings
from tests.waiting import eventually

PASSWORD = "codingnplay"
LIKE_A_GUEST = "guest_ab12cd34"
BUTTON = 'action="/hub/guest"'


@pytest.fixture
def guest_settings(sqlite_hub_settings: dict[str, Any]) -> dict[str, Any]:
    return sqlite_hub_settings | {"auth": "database,guest"}


@pytest.fixture
async def guest_hub(start_hub: HubFactory, guest_settings: dict[str, Any]) -> Any:
    return await start_hub(hub_settings(**guest_settings, hub_guests=4, hub_guests_per_address=2))


def ask_again(hub: Any) -> None:
    """Let the hub look at everybody again, as it does after five minutes."""
    for user in hub.users.values():
        user._auth_refreshed = 0


async def known(visitor: Visitor) -> str:
    name = await visitor.name()
    assert name is not None
    return name


async def test_one_press_makes_a_guest(guest_hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(guest_hub)
    answer = await visitor.guest_login()

    assert (answer.status_code, answer.headers["location"]) == (302, "/hub/spawn")
    name = await known(visitor)
    assert is_guest_name(name)
    user = guest_hub.users[name]
    assert not user.admin
    assert [group.name for group in user.groups] == ["guests"]
    assert Identity.from_auth_state(await user.get_auth_state(), user_name=name) == Identity(
        name, role="guest"
    )


async def test_two_visitors_are_two_guests(guest_hub: Any, visitor_of: VisitorFactory) -> None:
    one, other = visitor_of(guest_hub), visitor_of(guest_hub)
    await one.guest_login()
    await other.guest_login()

    assert await known(one) != await known(other)


async def test_a_guest_who_presses_again_stays_the_same(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(guest_hub)
    await visitor.guest_login()
    before = await known(visitor)

    assert (await visitor.post("guest", {})).status_code == 302
    assert await visitor.name() == before


async def test_the_button_is_there_only_when_opted_in(
    start_hub: HubFactory,
    guest_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def with_our_pages(settings: HubSettings) -> Config:
        c = hub_config(settings)
        pages.configure(c, settings)
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_our_pages)
    hub = await start_hub(hub_settings(**guest_settings))
    visitor = visitor_of(hub)
    assert BUTTON in (await visitor.http.get("login")).text

    use_settings(hub, hub_settings(**guest_settings | {"auth": "database"}))
    assert BUTTON not in (await visitor.http.get("login")).text


async def test_without_guests_there_is_no_such_place(hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(hub)

    assert (await visitor.guest_login()).status_code == 404
    assert (await visitor.http.get("guest")).status_code == 404
    assert await visitor.name() is None
    assert removal.SERVICE not in hub._service_map


@pytest.mark.attack("XSRF without Sec-Fetch headers")
async def test_the_button_needs_its_token_and_a_link_does_nothing(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(guest_hub)
    await visitor.http.get("login")

    assert (await visitor.http.post("guest")).status_code == 403
    assert (await visitor.http.get("guest")).status_code == 405
    assert await visitor.name() is None


async def test_nobody_becomes_a_guest_with_a_form_or_the_rest_api(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(guest_hub)

    assert (await visitor.login(LIKE_A_GUEST, "")).status_code == 403
    answer = await visitor.http.post(
        f"api/users/{LIKE_A_GUEST}/tokens", json={"auth": {"name": LIKE_A_GUEST}}
    )
    assert answer.status_code in {403, 404}
    assert orm.User.find(guest_hub.db, LIKE_A_GUEST) is None


@pytest.mark.parametrize(
    ("target", "location"),
    [
        pytest.param("/hub/user-redirect/lab/tree/lessons", None, id="a lesson"),
        pytest.param("/hub/user/guest_00000000/lab", "/hub/spawn", id="an earlier guest's server"),
        pytest.param("//evil.example/", "/hub/spawn", id="elsewhere"),
    ],
)
async def test_where_a_guest_goes(
    guest_hub: Any, visitor_of: VisitorFactory, target: str, location: str | None
) -> None:
    answer = await visitor_of(guest_hub).guest_login(next=target)

    assert answer.headers["location"].split("?")[0] == (location or target)


async def test_no_more_guests_than_places_for_one_address(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    for _ in range(2):
        assert (await visitor_of(guest_hub, "198.51.100.9").guest_login()).status_code == 302
    refused = await visitor_of(guest_hub, "198.51.100.9").guest_login()

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert login_error(refused) == guest_messages.ADDRESS_FULL.in_language("ko", minutes=5)
    assert (await visitor_of(guest_hub).guest_login()).status_code == 302


async def test_no_more_guests_than_places(guest_hub: Any, visitor_of: VisitorFactory) -> None:
    for _ in range(4):
        assert (await visitor_of(guest_hub).guest_login()).status_code == 302
    refused = await visitor_of(guest_hub).guest_login()

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert login_error(refused).startswith("지금 손님이 너무 많습니다")


async def test_guests_of_an_earlier_start_have_their_places_too(
    guest_hub: Any, guest_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    await visitor_of(guest_hub).guest_login()
    use_settings(guest_hub, hub_settings(**guest_settings, hub_guests=1))

    assert (await visitor_of(guest_hub).guest_login()).status_code == 429


async def test_requests_at_the_same_moment_do_not_share_a_place(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    visitors = [visitor_of(guest_hub) for _ in range(12)]
    crowd = [visitor_of(guest_hub, "198.51.100.9") for _ in range(6)]
    for visitor in (*visitors, *crowd):
        await visitor.http.get("login")

    in_a_crowd = await asyncio.gather(*(visitor.post("guest", {}) for visitor in crowd))
    assert statuses(in_a_crowd) == [302] * 2 + [429] * 4
    everybody = await asyncio.gather(*(visitor.post("guest", {}) for visitor in visitors))
    assert statuses(everybody) == [302] * 2 + [429] * 10


def statuses(answers: list[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def test_a_guest_s_session_goes_on_without_a_row(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(guest_hub)
    await visitor.guest_login()
    name = await known(visitor)
    guest_hub.users[name].admin = True
    ask_again(guest_hub)

    assert await visitor.name() == name
    assert not guest_hub.users[name].admin


async def test_a_guest_s_session_goes_on_beside_the_development_login(
    start_hub: HubFactory, guest_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**guest_settings | {"auth": "guest,dummy"}))
    assert isinstance(hub.authenticator, DevelopmentAuthenticator)
    visitor = visitor_of(hub)
    await visitor.guest_login()
    ask_again(hub)

    assert is_guest_name(await known(visitor))


async def test_a_guest_s_session_ends_when_there_are_to_be_no_guests(
    guest_hub: Any, guest_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(guest_hub)
    await visitor.guest_login()
    use_settings(guest_hub, hub_settings(**guest_settings | {"auth": "database"}))
    ask_again(guest_hub)

    assert await visitor.name() is None


async def test_a_start_without_guests_removes_those_of_before_and_nobody_else(
    guest_hub: Any, guest_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    student = visitor_of(guest_hub)
    await student.login("student1", PASSWORD)
    for _ in range(2):
        await visitor_of(guest_hub).guest_login()
    use_settings(guest_hub, hub_settings(**guest_settings | {"auth": "database"}))
    guest_hub.db.add(orm.User(name=LIKE_A_GUEST))
    guest_hub.db.commit()

    guest_hub.authenticator.get_handlers(guest_hub)

    assert user_names(guest_hub) == {"user", "student1", LIKE_A_GUEST}
    assert await student.name() == "student1"


async def test_a_row_like_a_guest_is_refused_while_there_are_guests_and_only_then(
    guest_hub: Any, guest_settings: dict[str, Any], sqlite: Path, visitor_of: VisitorFactory
) -> None:
    change_sqlite(sqlite, "UPDATE Users SET userID = 'guest_ab12cd34' WHERE id = 4")
    refused = await visitor_of(guest_hub).login(LIKE_A_GUEST, PASSWORD)
    assert refused.status_code == 403
    assert login_error(refused) == messages.NAME_REFUSED.ko

    use_settings(guest_hub, hub_settings(**guest_settings | {"auth": "database"}))
    visitor = visitor_of(guest_hub)
    await visitor.login(LIKE_A_GUEST, PASSWORD)
    assert await visitor.name() == LIKE_A_GUEST

    use_settings(guest_hub, hub_settings(**guest_settings))
    ask_again(guest_hub)
    assert await visitor.name() is None


async def test_idle_guests_are_removed_and_nobody_else(
    start_hub: HubFactory,
    guest_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the real program, which sees everybody but one guest idle or here for a day."""
    monkeypatch.setattr(culling, "CHECK_SECONDS", 1)
    hub = await start_hub(hub_settings(**guest_settings))
    people = [visitor_of(hub) for _ in range(2)]
    for visitor, name in zip(people, ("student1", "admin"), strict=True):
        await visitor.login(name, PASSWORD)
    guests = [visitor_of(hub) for _ in range(4)]
    for visitor in guests:
        await visitor.guest_login()
    idle, silent, old, active = [await known(visitor) for visitor in guests]

    a_day_ago = utcnow(with_tz=False) - timedelta(days=1)
    for user in hub.db.query(orm.User):
        if user.name not in {idle, active}:
            user.created = a_day_ago
        if user.name == silent:
            user.last_activity = None
        elif user.name not in {old, active}:
            user.last_activity = a_day_ago
    hub.db.commit()

    await eventually(lambda: are_gone(hub, idle, silent, old), 30, "idle guests are removed")
    assert user_names(hub) == {"user", "student1", "admin", active}
    assert await guests[0].name() is None
    assert await guests[3].name() == active


def user_names(hub: Any) -> set[str]:
    return {name for (name,) in hub.db.query(orm.User.name)}


async def are_gone(hub: Any, *names: str) -> bool:
    return user_names(hub).isdisjoint(names)


class AnsweringSpawner(Spawner):
    """A server in this process that answers as one of JupyterHub's does."""

    running: ClassVar[dict[str, HTTPServer]] = {}

    async def start(self) -> tuple[str, int]:
        (socket,) = bind_sockets(0, "127.0.0.1")
        server = self.running[self.user.name] = HTTPServer(answer)
        server.add_socket(socket)
        return "127.0.0.1", socket.getsockname()[1]

    async def stop(self, now: bool = False) -> None:  # noqa: ARG002
        self.running.pop(self.user.name).stop()

    async def poll(self) -> int | None:
        return None if self.user.name in self.running else 0


def answer(request: HTTPServerRequest) -> None:
    assert request.connection is not None
    request.connection.write_headers(
        ResponseStartLine("HTTP/1.1", 200, "OK"),
        HTTPHeaders({"Content-Length": "0", "X-JupyterHub-Version": jupyterhub.__version__}),
    )
    request.connection.finish()


async def test_an_idle_guest_s_server_is_stopped_first_and_a_student_s_runs_on(
    start_hub: HubFactory,
    guest_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def with_servers(settings: HubSettings) -> Config:
        c = hub_config(settings)
        c.JupyterHub.spawner_class = AnsweringSpawner
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_servers)
    monkeypatch.setattr(culling, "CHECK_SECONDS", 1)
    hub = await start_hub(hub_settings(**guest_settings))
    student, guest = visitor_of(hub), visitor_of(hub)
    await student.login("student1", PASSWORD)
    await guest.guest_login()
    name = await known(guest)
    for user_name in ("student1", name):
        await hub.users[user_name].spawn()
    assert set(AnsweringSpawner.running) == {"student1", name}

    a_day_ago = utcnow(with_tz=False) - timedelta(days=1)
    for row in (*hub.db.query(orm.User), *hub.db.query(orm.Spawner)):
        row.last_activity = a_day_ago
    hub.db.commit()

    await eventually(lambda: are_gone(hub, name), 30, "the idle guest is removed")
    assert set(AnsweringSpawner.running) == {"student1"}
    await hub.users["student1"].stop()


async def test_the_culler_may_do_nothing_to_others(
    guest_hub: Any, visitor_of: VisitorFactory
) -> None:
    student, guest = visitor_of(guest_hub), visitor_of(guest_hub)
    await student.login("student1", PASSWORD)
    await guest.guest_login()
    name = await known(guest)
    token = guest_hub._service_map[removal.SERVICE].api_token
    headers = {"Authorization": f"token {token}"}
    async with httpx.AsyncClient(base_url=guest.http.base_url, headers=headers) as culler:
        assert [user["name"] for user in (await culler.get("api/users")).json()] == [name]
        for path in ("api/users/student1", "api/users/student1/server", "api/users/user"):
            assert (await culler.delete(path)).status_code == 404
        for path in ("api/users/student1", "api/groups", "api/proxy", "api/services"):
            assert (await culler.get(path)).status_code in {403, 404}
        assert (await culler.patch(f"api/users/{name}", json={"admin": True})).status_code == 403
        assert (await culler.post(f"api/users/{name}/server")).status_code == 403
        assert (await culler.post(f"api/users/{name}/tokens")).status_code in {403, 404}
        assert (await culler.delete(f"api/users/{name}")).status_code == 204
    assert await student.name() == "student1"
    assert await guest.name() is None
