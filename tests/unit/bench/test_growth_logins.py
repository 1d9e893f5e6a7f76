"""A login counts when the hub's own page is there, and not before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.growth.logins import NotLetInError, log_in, log_in_one_by_one
from tests.e2e.person import PASSWORD


async def form(_: web.Request) -> web.Response:
    return web.Response(text='<input name="_xsrf" value="t0ken">')


async def send(request: web.Request) -> web.Response:
    fields = await request.post()
    assert (fields["_xsrf"], fields["password"]) == ("t0ken", PASSWORD)
    if fields["username"] == "locked":
        return web.Response(status=429)
    raise web.HTTPFound(request.query["next"] if fields["username"] == "known" else "/hub/spawn")


async def page(_: web.Request) -> web.Response:
    return web.Response(text="page")


@asynccontextmanager
async def hub() -> AsyncIterator[str]:
    application = web.Application()
    routes = [web.get("/hub/login", form), web.post("/hub/login", send)]
    application.add_routes(
        [*routes, web.get("/hub/home", page), web.get("/hub/spawn", page)],
    )
    async with TestServer(application) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_who_gets_to_the_page_has_a_time() -> None:
    async with hub() as url:
        assert await log_in(url, "known") > 0


@pytest.mark.parametrize(
    ("user", "why"), [("locked", "HTTP 429 at /hub/login"), ("lost", "HTTP 200 at /hub/spawn")]
)
async def test_another_page_is_no_login(user: str, why: str) -> None:
    async with hub() as url:
        with pytest.raises(NotLetInError, match=why):
            await log_in(url, user)


async def test_who_fails_is_told_and_in_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    async with hub() as url:
        times = await log_in_one_by_one(url, ["known", "locked", "known"])
    assert len(times) == 2
    assert "not let in: locked: HTTP 429" in capsys.readouterr().out
