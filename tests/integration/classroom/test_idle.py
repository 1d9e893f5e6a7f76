"""A teacher who works on the class page only, and one who only leaves it open."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.integration.classroom.page import service_token
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor

OWN = "student1"
Press = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
PRESSES: dict[str, Press] = {
    "the class is opened": lambda page: page.get("center-11"),
    "a run": lambda page: page.post("api/center-11/run", json={"do": "start"}),
    "one is stopped": lambda page: page.delete(f"api/students/{OWN}"),
    "notebooks": lambda page: page.get(f"look/{OWN}"),
}


class Teacher:
    """Somebody with a browser, and the class page with their token."""

    def __init__(self, hub: Any, browser: Visitor, page: httpx.AsyncClient) -> None:
        self.browser, self.page = browser, page
        self.ahead = 0.0
        hub.authenticator.idle_sessions.clock = lambda: time.time() + self.ahead

    def later(self, minutes: float) -> None:
        self.ahead += minutes * 60

    async def polls(self) -> int:
        return (await self.page.get("api/center-11")).status_code


@pytest.fixture
async def teacher(hub: Any, page: str, visitor_of: VisitorFactory) -> AsyncIterator[Teacher]:
    await visitor_of(hub).login(OWN, "codingnplay")
    browser = visitor_of(hub)
    await browser.login("teacher11", "codingnplay")
    headers = {"Authorization": f"token {await service_token(hub, browser)}"}
    async with httpx.AsyncClient(base_url=page, headers=headers, timeout=30) as client:
        yield Teacher(hub, browser, client)


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
async def test_who_presses_buttons_stays_logged_in(teacher: Teacher, press: Press) -> None:
    for _ in range(3):
        teacher.later(40)
        assert (await press(teacher.page)).status_code in {200, 202, 503}

    assert await teacher.polls() == 200
    assert await teacher.browser.name() == "teacher11"
    teacher.later(67)
    assert await teacher.browser.name() is None
    assert (await press(teacher.page)).status_code in {302, 401, 403}


async def test_who_leaves_it_open_is_logged_out(teacher: Teacher) -> None:
    for _ in range(4):
        teacher.later(16)
        await teacher.polls()
    teacher.later(4)

    assert await teacher.browser.name() is None


async def test_a_program_that_does_the_same_keeps_no_session(hub: Any, teacher: Teacher) -> None:
    token = hub.users["teacher11"].new_api_token()
    headers = {"Authorization": f"token {token}"}
    for _ in range(4):
        teacher.later(16)
        await teacher.browser.http.delete(f"api/users/{OWN}/server", headers=headers)
    teacher.later(4)

    assert await teacher.browser.name() is None
