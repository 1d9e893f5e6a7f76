"""Sessions that end because nobody uses them, and what a logout ends."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

import asyncio
import html
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import tornado.web
from jupyterhub import orm
from jupyterhub.tests.mocking import MockHub
from sqlalchemy.exc import OperationalError
from tornado.web import create_signed_value
from traitlets.config import Config

from hub_ext import pages
from hub_ext.settings import HubSettings
from hub_ext.users.idle import gate
from hub_ext.users.idle import sessions as sessions_module
from hub_ext.users.idle.gate import NOTICE_COOKIE
from hub_ext.users.idle.messages import IDLE
from hub_ext.users.idle.sessions import IdleSessions
from tests.integration.pretended import PretendedSpawner
from tests.integration.users import hub as hub_module
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"
LOGIN_COOKIE = "jupyterhub-hub-login"
NOTICE = re.compile(r'id="login-notice">(.*?)</p>', re.DOTALL)
NOT_LOGGED_IN = "/hub/login?next=%2Fhub%2Fhome"

Enter = Callable[[str], Awaitable[Visitor]]


class Clock:
    """Seconds since the epoch, or later."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def later(self, minutes: float) -> None:
        self.ahead += minutes * 60


CLOCK = Clock()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What dates cookies and sessions."""
    monkeypatch.setattr(CLOCK, "ahead", 0.0)
    monkeypatch.setattr(gate, "IdleSessions", partial(IdleSessions, clock=CLOCK))
    monkeypatch.setattr(
        tornado.web, "create_signed_value", partial(create_signed_value, clock=CLOCK)
    )


@pytest.fixture(autouse=True)
def pages_and_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our pages, and servers that are only pretended."""
    PretendedSpawner.gate = asyncio.Event()
    PretendedSpawner.gate.set()

    def with_pages_and_servers(settings: HubSettings) -> Config:
        c = hub_config(settings)
        c.JupyterHub.spawner_class = PretendedSpawner
        # As production has it.
        c.JupyterHub.cleanup_servers = False
        # These servers are the hub, so it waits for none of them before it answers.
        c.JupyterHub.init_spawners_timeout = 0
        pages.configure(c, settings)
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_pages_and_servers)


@pytest.fixture
def enter(hub: Any, visitor_of: VisitorFactory) -> Enter:
    return lambda name: logged_in(visitor_of(hub), name)


@pytest.fixture
async def student(enter: Enter) -> Visitor:
    return await enter("student1")


async def logged_in(visitor: Visitor, name: str) -> Visitor:
    await visitor.login(name, PASSWORD)
    assert await visitor.name() == name
    return visitor


def sessions_of(hub: Any) -> IdleSessions:
    sessions: IdleSessions = hub.authenticator.idle_sessions
    return sessions


async def home(visitor: Visitor) -> httpx.Response:
    return await visitor.http.get("home")


async def is_in(visitor: Visitor) -> bool:
    answer = await home(visitor)
    assert answer.status_code == 200 or answer.headers["location"] == NOT_LOGGED_IN
    return answer.status_code == 200


def notice(answer: httpx.Response) -> str:
    found = NOTICE.search(answer.text)
    return html.unescape(found.group(1)) if found else ""


def asking(owner: str) -> dict[str, str]:
    return {
        "client_id": f"jupyterhub-user-{owner}",
        "redirect_uri": f"/user/{owner}/oauth_callback",
        "response_type": "code",
        "state": "made-up-state",
    }


class Server:
    """A person's own server, and what it keeps in a browser that opened it."""

    def __init__(self, hub: Any, name: str, token: str) -> None:
        self.hub, self.name, self.token = hub, name, token

    @classmethod
    async def opened(cls, hub: Any, visitor: Visitor, name: str) -> "Server":
        """Start it if need be, open it with a browser, and take the token that this is for."""
        if not hub.users[name].spawner.ready:
            await hub.users[name].spawn()
        answer = await visitor.http.get("api/oauth2/authorize", params=asking(name))
        [code] = parse_qs(urlsplit(answer.headers["location"]).query)["code"]
        given = await visitor.http.post(
            "api/oauth2/token",
            data={
                "client_id": f"jupyterhub-user-{name}",
                "client_secret": hub.users[name].spawner.api_token,
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": f"/user/{name}/oauth_callback",
            },
        )
        server = cls(hub, name, given.json()["access_token"])
        assert await server.takes_browser()
        return server

    async def takes_browser(self) -> bool:
        """Ask the hub whose token this is, as every five minutes."""
        row = orm.APIToken.find(self.hub.db, self.token)
        answer = await self._send("GET", "api/user", self.token)
        if row is None or answer.status_code != 200:
            return False
        row.last_activity = datetime.fromtimestamp(CLOCK(), UTC).replace(tzinfo=None)
        self.hub.db.commit()
        return True

    async def is_used(self, when: float | None = None) -> None:
        """Report it, as after somebody ran a cell."""
        moment = datetime.fromtimestamp(when or CLOCK(), UTC).isoformat()
        activity = {"servers": {"": {"last_activity": moment}}, "last_activity": moment}
        answer = await self._send(
            "POST",
            f"api/users/{self.name}/activity",
            self.hub.users[self.name].spawner.api_token,
            json=activity,
        )
        assert answer.status_code == 200

    async def _send(self, method: str, path: str, token: str, **more: Any) -> httpx.Response:
        base_url = f"http://127.0.0.1:{self.hub.hub.port}/hub/"
        headers = {"Authorization": f"token {token}"}
        async with httpx.AsyncClient(base_url=base_url, headers=headers) as client:
            return await client.request(method, path, **more)


# --- a session that nobody uses


async def test_it_ends_after_an_hour_and_the_login_page_says_why(
    hub: Any, student: Visitor
) -> None:
    CLOCK.later(59)
    assert await student.name() == "student1"
    CLOCK.later(2)

    answer = await home(student)

    assert (answer.status_code, answer.headers["location"]) == (302, NOT_LOGGED_IN)
    assert LOGIN_COOKIE not in student.http.cookies
    page = await student.http.get(f"http://127.0.0.1:{hub.hub.port}{NOT_LOGGED_IN}")
    assert page.status_code == 200
    assert notice(page) == IDLE.ko.format(minutes=60)
    assert NOTICE_COOKIE not in student.http.cookies
    assert notice(await student.http.get("login")) == ""


async def test_a_login_after_it_is_a_new_session(hub: Any, student: Visitor) -> None:
    old = student.http.cookies[LOGIN_COOKIE]
    CLOCK.later(61)
    assert (await student.login("student1", PASSWORD)).status_code == 302

    assert student.http.cookies[LOGIN_COOKIE] != old
    assert await is_in(student)
    CLOCK.later(61)
    assert not await is_in(student)


async def test_the_login_page_itself_says_it_too_and_a_typing_mistake_goes_before(
    hub: Any, student: Visitor
) -> None:
    CLOCK.later(61)

    assert notice(await student.http.get("login")) == IDLE.ko.format(minutes=60)
    wrong = await student.post("login", {"username": "student1", "password": "wrong"})
    assert wrong.status_code == 403
    assert notice(wrong) == ""


async def test_the_api_refuses_its_cookie(hub: Any, student: Visitor) -> None:
    CLOCK.later(61)

    answer = await student.http.get("api/user")

    assert answer.status_code == 403
    assert LOGIN_COOKIE not in student.http.cookies


async def test_the_cookie_is_of_no_use_when_it_is_kept(hub: Any, student: Visitor) -> None:
    kept = dict(student.http.cookies)
    CLOCK.later(61)
    for _ in range(3):
        student.http.cookies = httpx.Cookies(kept)
        assert not await is_in(student)
    student.http.cookies = httpx.Cookies({LOGIN_COOKIE: kept[LOGIN_COOKIE]})

    assert not await is_in(student)


async def test_pages_keep_it(hub: Any, student: Visitor) -> None:
    for _ in range(4):
        CLOCK.later(40)
        assert await is_in(student)


async def test_english_and_other_minutes(
    start_hub: HubFactory, sqlite_hub_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    settings = {"hub_language": "en", "hub_session_idle_minutes": 5}
    hub = await start_hub(hub_settings(**sqlite_hub_settings, **settings))
    visitor = await logged_in(visitor_of(hub), "student1")
    CLOCK.later(6)

    assert notice(await visitor.http.get("login")) == IDLE.en.format(minutes=5)


async def test_each_browser_reads_why_in_its_language(
    start_hub: HubFactory, sqlite_hub_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sqlite_hub_settings, hub_language="browser"))
    people = {header: await logged_in(visitor_of(hub), "student1") for header in ("ko", "en", "")}
    CLOCK.later(61)

    for header, visitor in people.items():
        visitor.http.headers["Accept-Language"] = header
        spoken = IDLE.en if header == "en" else IDLE.ko
        assert notice(await visitor.http.get("login")) == spoken.format(minutes=60)


async def test_its_end_is_no_activity(hub: Any, student: Visitor) -> None:
    user = hub.db.query(orm.User).filter_by(name="student1").one()
    before = user.last_activity = datetime(2020, 1, 1)
    hub.db.commit()
    CLOCK.later(61)
    await home(student)

    assert user.last_activity == before


# --- what pages do by themselves


@pytest.mark.parametrize("path", ["api/user", "api/users/student1/server/progress", "logo"])
async def test_pages_that_ask_by_themselves_do_not_keep_it(
    hub: Any, student: Visitor, path: str
) -> None:
    for _ in range(4):
        CLOCK.later(14)
        await student.http.get(path)
    CLOCK.later(5)

    assert not await is_in(student)


async def test_requests_with_a_token_do_not_keep_it(hub: Any, student: Visitor) -> None:
    """Neither the class page's with the session's token, nor a program's beside the cookie."""
    server = await Server.opened(hub, student, "student1")
    token = hub.users["student1"].new_api_token()
    for _ in range(4):
        CLOCK.later(14)
        assert await server.takes_browser()
        headers = {"Authorization": f"token {token}"}
        assert (await student.http.get("api/user", headers=headers)).status_code == 200
    CLOCK.later(16)

    assert not await is_in(student)
    # A token that somebody made for a program is of no session.
    headers = {"Authorization": f"token {token}"}
    assert (await student.http.get("api/user", headers=headers)).status_code == 200


# --- the person's own server


async def test_a_server_that_is_used_keeps_it(hub: Any, student: Visitor) -> None:
    server = await Server.opened(hub, student, "student1")
    CLOCK.later(50)
    assert await server.takes_browser()
    await server.is_used()
    CLOCK.later(50)
    assert await server.takes_browser()
    assert await student.name() == "student1"
    CLOCK.later(20)

    assert not await is_in(student)


async def test_a_server_that_is_used_elsewhere_does_not(
    hub: Any, enter: Enter, student: Visitor
) -> None:
    """The computer at school was left logged in; the student works at home."""
    school, at_home = student, await apart(enter, student)
    at_school = await Server.opened(hub, school, "student1")
    server = await Server.opened(hub, at_home, "student1")
    CLOCK.later(50)
    assert await server.takes_browser()
    await server.is_used()
    CLOCK.later(30)
    assert await server.takes_browser()

    assert not await at_school.takes_browser()
    assert not await is_in(school)
    assert await is_in(at_home)


async def test_what_a_server_says_of_the_future_is_not_believed(hub: Any, student: Visitor) -> None:
    server = await Server.opened(hub, student, "student1")
    await server.is_used(CLOCK() + 58 * 60)
    CLOCK.later(67)

    assert not await is_in(student)


async def test_the_server_asks_for_a_login_when_it_is_over_and_goes_on(
    hub: Any, student: Visitor
) -> None:
    server = await Server.opened(hub, student, "student1")
    CLOCK.later(67)

    assert not await server.takes_browser()
    answer = await student.http.get("api/oauth2/authorize", params=asking("student1"))
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/hub/login?next=")
    assert hub.users["student1"].spawner.ready


# --- other sessions, other people, other moments


async def apart(enter: Enter, visitor: Visitor) -> Visitor:
    """Log the same person in with another browser, in another second."""
    CLOCK.later(1 / 60)
    other = await enter("student1")
    assert other.http.cookies[LOGIN_COOKIE] != visitor.http.cookies[LOGIN_COOKIE]
    return other


async def test_two_browsers_of_one_person(hub: Any, enter: Enter, student: Visitor) -> None:
    idle, active = student, await apart(enter, student)
    CLOCK.later(40)
    assert await is_in(active)
    CLOCK.later(40)

    assert not await is_in(idle)
    assert await is_in(active)
    assert await idle.name() is None
    assert await active.name() == "student1"


async def test_others_are_not_concerned(hub: Any, enter: Enter, student: Visitor) -> None:
    teacher = await enter("teacher11")
    CLOCK.later(40)
    assert await is_in(teacher)
    CLOCK.later(40)

    assert not await is_in(student)
    assert await is_in(teacher)


async def test_a_restart_logs_nobody_out(
    sqlite_hub_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither at once nor with what the first hub knew; an hour after it the session ends."""
    monkeypatch.setenv("JUPYTERHUB_TEST_DB_URL", f"sqlite:///{tmp_path}/hub.sqlite")
    monkeypatch.setattr(MockHub, "test_clean_db", False)
    settings = hub_settings(**sqlite_hub_settings)
    async with running_hub(settings) as hub:
        visitor = await logged_in(visitor_of(hub), "student1")
        server = await Server.opened(hub, visitor, "student1")
        CLOCK.later(59)
        assert await server.takes_browser()

    # What runs goes on meanwhile.
    monkeypatch.setattr(PretendedSpawner, "running", True)
    async with running_hub(settings) as hub:
        visitor.find(hub)
        server.hub = hub
        assert sessions_of(hub).remembered == 0
        CLOCK.later(40)
        assert await server.takes_browser()
        assert await visitor.name() == "student1"
        CLOCK.later(27)
        assert not await server.takes_browser()
        assert not await is_in(visitor)


@pytest.mark.parametrize("press", [Visitor.guest_login, Visitor.dev_login])
async def test_guests_and_testuser_too(
    start_hub: HubFactory,
    sqlite_hub_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    press: Callable[[Visitor], Awaitable[httpx.Response]],
) -> None:
    hub = await start_hub(hub_settings(**sqlite_hub_settings | {"auth": "database,guest,dummy"}))
    visitor = visitor_of(hub)
    await press(visitor)
    CLOCK.later(40)
    assert await is_in(visitor)
    CLOCK.later(61)

    assert not await is_in(visitor)


async def test_memory_is_bounded_and_a_session_that_was_dropped_is_not_ended_for_it(
    hub: Any, enter: Enter, student: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions_module, "TABLE_SIZE", 1)
    small = IdleSessions(hub, 3600, CLOCK)
    for table in ("_logins", "_session_ids", "_servers"):
        monkeypatch.setattr(sessions_of(hub), table, getattr(small, table))
    CLOCK.later(40)
    assert await is_in(student)
    for name in ("student2", "teacher11", "admin"):
        assert await is_in(await enter(name))
    assert sessions_of(hub).remembered <= 3
    CLOCK.later(40)

    assert await is_in(student)


async def test_what_is_over_leaves_memory(hub: Any, student: Visitor) -> None:
    assert await is_in(student)
    assert sessions_of(hub).remembered > 0
    CLOCK.later(70)
    await student.http.get("health")

    assert sessions_of(hub).remembered == 0


async def test_a_fault_of_the_database_ends_nothing(
    hub: Any, student: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    with monkeypatch.context() as during:
        during.setattr(IdleSessions, "_sweep", broken)
        assert await student.name() == "student1"

    assert await is_in(student)


# --- a logout


@pytest.mark.parametrize(("stops", "goes_on"), [(False, True), (True, False)])
async def test_a_logout_stops_the_server_only_where_it_shall(
    start_hub: HubFactory,
    sqlite_hub_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    stops: bool,
    goes_on: bool,
) -> None:
    hub = await start_hub(hub_settings(**sqlite_hub_settings, hub_logout_stops_server=stops))
    visitor = await logged_in(visitor_of(hub), "student1")
    server = await Server.opened(hub, visitor, "student1")
    spawner = hub.users["student1"].spawner
    await visitor.http.get("logout")

    assert bool(spawner.active) is goes_on
    # What the spawner's own stop did.
    assert spawner.running is goes_on
    assert not await server.takes_browser()
    assert not await is_in(visitor)


async def test_a_logout_ends_this_session_and_its_tokens_and_no_other(
    hub: Any, enter: Enter, student: Visitor
) -> None:
    other = await apart(enter, student)
    here = await Server.opened(hub, student, "student1")
    there = await Server.opened(hub, other, "student1")
    await student.http.get("logout")

    assert not await here.takes_browser()
    answer = await student.http.get("api/oauth2/authorize", params=asking("student1"))
    assert answer.headers["location"].startswith("/hub/login?next=")
    assert notice(await student.http.get("login")) == ""
    assert await there.takes_browser()
    assert await is_in(other)
