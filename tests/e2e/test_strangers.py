"""Somebody from the internet at the front door, and a student's page in a teacher's browser."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import product
from typing import Any, Final

import aiohttp
import pytest
from playwright.async_api import Page
from yarl import URL

from tests.e2e import lure
from tests.e2e.conftest import SitDown, log_in
from tests.e2e.person import Person
from tests.e2e.stack import HUB, PROJECT, Stack
from tests.reliability import Reliability

Arrives = Callable[[str], Awaitable[Person]]

#: Everything that is not for strangers, by the part that has it.
_INSIDE: Final = (
    "/hub/home", "/hub/admin", "/hub/token", "/hub/spawn", "/hub/spawn/student4", "/hub/history", "/hub/history/student4",
    "/hub/metrics", "/hub/api/users", "/hub/api/users/student4", "/hub/api/user", "/hub/api/groups", "/hub/api/services",
    "/hub/api/proxy", "/hub/api/info", "/hub/api/directory/people", "/hub/api/centres", "/hub/api/centres/center-11",
    "/hub/api/user-notebooks", "/hub/api/user-notebooks?user=student4", "/hub/api/shares/student4",
    "/user/student4/", "/user/student4/lab", "/user/student4/api/contents", "/user/student4/api/kernels",
    "/user/student4/api/sessions", "/user/student4/api/terminals", "/user/student4/files/student4.ipynb",
    "/services/classroom/", "/services/classroom/api/center-11", "/services/classroom/look/student4",
    "/api/routes", "/api/routes/", "/api/status", "/metrics", "/_status", "/server-status", "/debug", "/debug/pprof",
    "/.env", "/.git/config", "/jupyterhub_config.py", "/docker-compose.yml", "/hub/.env", "/hub/static/../.env",
)  # fmt: skip
#: Everything that is for strangers.
_OPEN: Final = (
    "/hub/login", "/hub/health", "/hub/api", "/hub/api/", "/hub/api/health", "/hub/logo", "/hub/static/favicon.ico",
    "/hub/assets/pages.css", "/services/classroom/health",
)  # fmt: skip
#: Where somebody is sent who has to log in.
_LOGIN: Final = "/hub/login"
#: From a page of a server over its login with the hub to the hub's, and some to spare.
_HOPS: Final = 6
_METHODS: Final = (
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "CONNECT",
)
_ROOTS: Final = (
    "/hub/static",
    "/hub/assets",
    "/lab-files",
    "/services/classroom/static",
    "/hub/logo",
    "/hub/api",
)
_UPS: Final = ("..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "..;", "%252e%252e", "....//", "\\..")
_FILES: Final = (
    "etc/passwd",
    "proc/self/environ",
    "run/secrets/hub_crypt_key",
    "srv/hub-data/hub.sqlite",
)
#: The front door, and the names that it has.
_FRONT: Final = f"http://localhost:{HUB.rpartition(':')[2]}"
_OURS: Final = frozenset({"localhost", URL(HUB).host})
#: What is only in files that a path must not lead to.
_LOOT: Final = re.compile(rb"root:x:0|HUB_MODE=|PYTHONPATH=|SQLite format 3|^[0-9a-f]{64}$")


async def knock(
    http: aiohttp.ClientSession, method: str, path: str, **more: Any
) -> tuple[int, bytes, Any]:
    """Ask for a path exactly as it is written."""
    url = URL(f"{_FRONT}{path}", encoded=True)
    async with http.request(method, url, allow_redirects=False, **more) as answer:
        return answer.status, await answer.content.read(100_000), answer.headers


async def led_to(http: aiohttp.ClientSession, method: str, path: str) -> tuple[str, int, bytes]:
    """Ask, and go where the answer leads, which is never another host; the address there, status and body."""
    for _ in range(_HOPS):
        status, body, headers = await knock(http, method, path)
        if not 300 <= status < 400:
            return path, status, body
        here = URL(f"{_FRONT}{path}", encoded=True)
        there = here.join(URL(headers["Location"], encoded=True))
        assert (there.host in _OURS, there.port) == (True, here.port), f"{path} leads to {there}"
        method, path = "GET", there.raw_path_qs
    raise AssertionError(f"{path} leads on and on")


@pytest.fixture
async def student(stack: Stack, person: Arrives) -> Person:
    """Somebody whose server runs meanwhile."""
    student = await (await person("student4")).log_in()
    await student.start_server()
    return student


@pytest.mark.attack("a student with a shell")
async def test_a_stranger_opens_nothing_at_the_front_door(
    stack: Stack, student: Person, reliability: Reliability
) -> None:
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=connector
    ) as http:
        for path in _OPEN:
            # Whoever is refused everything else has asked at the right door.
            status, _, _ = await knock(http, "GET", path)
            assert status == 200, f"{path}: {status}"
        for method, path in product(_METHODS[:5], _INSIDE):
            there, status, body = await led_to(http, method, path)
            told = f"{method} {path}: {there} {status} {body[:300]!r}"
            # A page that lets strangers in is the login's, where they are sent.
            at_login = status == 200 and there.partition("?")[0] == _LOGIN
            assert at_login or 400 <= status < 500 or status == 503, told
            assert not _LOOT.search(body), told
        for method in _METHODS[5:]:
            # Hung up on, as node does with what it takes for no request, is an answer, too.
            with suppress(aiohttp.ServerDisconnectedError):
                status, _, _ = await knock(http, method, "/hub/login")
                assert status in {204, 400, 403, 404, 405}, f"{method}: {status}"
    # What they could not open is there.
    assert f"{student.user}.ipynb" in await student.names()
    reliability.count(5 * len(_INSIDE) + 4)


@pytest.mark.attack("escaping the file root")
async def test_no_path_leads_a_stranger_to_a_file(stack: Stack, reliability: Reliability) -> None:
    secrets = [
        file.read_bytes().strip() for file in (PROJECT / ".run" / stack.name / "secrets").iterdir()
    ]
    connector = aiohttp.TCPConnector(force_close=True)
    tried = 0
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=connector
    ) as http:
        for root, up, depth, file in product(_ROOTS, _UPS, (1, 3, 8), _FILES):
            path = f"{root}/{'/'.join([up.rstrip('/')] * depth)}/{file}"
            status, body, _ = await knock(http, "GET", path)
            assert status < 500, f"{path}: {status}"
            assert not _LOOT.search(body), path
            assert not [secret for secret in secrets if secret and secret in body], path
            tried += 1
    reliability.count(tried)


# --- a page of a student's server, in the browser of a teacher who was sent a link to it


@pytest.fixture
async def teacher(stack: Stack, sit_down: SitDown) -> Page:
    """Somebody with rights, who opens the student's page."""
    screen = await sit_down()
    await log_in(screen, "teacher11", "/hub/home")
    await screen.wait_for_url(f"{HUB}/hub/home")
    await lure.lured(screen, f"{HUB}{lure.PLACE}")
    return screen


@pytest.mark.attack("token theft by a student's page: without subdomains")
async def test_a_students_page_on_the_hubs_origin_gets_nothing_by_asking(
    teacher: Page, reliability: Reliability
) -> None:
    got = await lure.steal(teacher, lure.THEFT)
    assert {name: loot for name, loot in got.items() if loot} == {}
    reliability.count(len(got))


@pytest.mark.attack("token theft by a student's page: without subdomains")
async def test_what_a_page_on_the_hubs_origin_can_do_is_known(
    teacher: Page, reliability: Reliability
) -> None:
    """A gap, and documented as one: SECURITY.md says to set `HUB_SUBDOMAIN_HOST`."""
    assert await lure.steal(teacher, lure.WINDOW)
    # What says that it does not want to read across origins may read what is of its own.
    assert "student1" in await lure.steal(teacher, lure.READ)
    assert "Without `HUB_SUBDOMAIN_HOST`" in (PROJECT / "SECURITY.md").read_text()
    reliability.count(2)
