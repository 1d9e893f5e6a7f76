"""What the proxy lets through to people's servers, and what it takes from them; the real image."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import aiohttp
import pytest
from aiohttp import web

from tests.integration.proxy.real_proxy import (
    add_route,
    free_port,
    listening_on,
    proxy_container,
)

HOST: Final = "hub.example.org"
ITS_OWN: Final = {
    "jupyterhub-user-student1": "a",
    "jupyterhub-user-student1-oauth-state-x1": "b",
    "jupyterhub-session-id": "c",
    "_xsrf": "2|d=|e",
    "__Host-jupyterhub-user-student1": "f",
}
OTHERS: Final = {
    "connect.sid": "platform",
    "jupyterhub-hub-login": "hub",
    "service-classroom": "class",
    "token": "jwt",
    "x-jupyterhub-user-student1": "g",
}
#: What a server could say of everything at its address, which may be the hub's as well.
OF_AN_ORIGIN: Final = {"Service-Worker-Allowed": "/", "Clear-Site-Data": '"cookies"'}


async def tell(request: web.Request) -> web.StreamResponse:
    """Answer with the headers that arrived, and try to set cookies for everybody."""
    if request.headers.get("Upgrade", "").lower() == "websocket" and "refused" not in request.path:
        channel = web.WebSocketResponse()
        channel.headers.add("Set-Cookie", "jupyterhub-hub-login=mine; Domain=example.org; Path=/")
        await channel.prepare(request)
        await channel.send_json(dict(request.headers))
        await channel.close()
        return channel
    answer = web.json_response(dict(request.headers))
    answer.headers.add("Set-Cookie", "jupyterhub-hub-login=mine; Domain=example.org; Path=/")
    answer.headers.add("Set-Cookie", "plain=1; path=/user/student1/")
    answer.headers.update(OF_AN_ORIGIN)
    return answer


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """A program that stands where a person's server, or the hub, would."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", tell)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture(scope="module", params=[False, True], ids=["one host", "subdomains"])
def ports(request: pytest.FixtureRequest) -> Iterator[tuple[int, int, str]]:
    """The proxy's own port, its API's, and how the hub's routes begin."""
    port, api = free_port(), free_port()
    routing = ["--host-routing"] if request.param else []
    with proxy_container(*listening_on(port, api), *routing, PROXY_MODE="dev"):
        yield port, api, f"/{HOST}" if request.param else ""


@pytest.fixture
async def proxy(ports: tuple[int, int, str], server: str) -> str:
    """The proxy with routes to a person's server and to everything else."""
    port, api, prefix = ports
    for path in ("/user/student1", "/"):
        await add_route(f"http://127.0.0.1:{api}/api/routes{prefix}{path}", server)
    return f"http://127.0.0.1:{port}"


def headers(**more: str) -> dict[str, str]:
    cookies = "; ".join(f"{name}={value}" for name, value in (ITS_OWN | OTHERS).items())
    return {"Host": HOST, "Cookie": cookies, **more}


def cookies_of(received: dict[str, str]) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in received.get("Cookie", "").split("; ") if pair)
    return {name: value for name, _, value in pairs}


async def ask(proxy: str, path: str, sent: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    jar = aiohttp.DummyCookieJar()
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as http,
        http.get(f"{proxy}{path}", headers=sent) as answer,
    ):
        received = {name.title(): value for name, value in (await answer.json()).items()}
        return received, answer.headers.getall("Set-Cookie", [])


@pytest.mark.attack("cookies across servers")
@pytest.mark.attack("token theft by a student's page: without subdomains")
@pytest.mark.attack("token theft by a student's page: with subdomains")
async def test_a_person_s_server_gets_its_own_cookies_and_no_others(proxy: str) -> None:
    received, _ = await ask(proxy, "/user/student1/lab", headers())
    assert cookies_of(received) == ITS_OWN


@pytest.mark.attack("token theft by a student's page: without subdomains")
@pytest.mark.parametrize(("path", "kept"), [("/user/student1/sw.js", False), ("/hub/logout", True)])
async def test_a_person_s_server_speaks_for_itself_and_not_for_the_origin(
    proxy: str, path: str, kept: bool
) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{proxy}{path}", headers={"Host": HOST}) as answer,
    ):
        assert [name in answer.headers for name in OF_AN_ORIGIN] == [kept, kept]


@pytest.mark.attack("cookies across servers")
async def test_a_websocket_too(proxy: str) -> None:
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        address = f"{proxy}/user/student1/api/kernels/k/channels"
        async with http.ws_connect(address, headers=headers()) as channel:
            received = json.loads((await channel.receive()).data)
            cookies = channel._response.headers.getall("Set-Cookie")
    assert cookies == ["jupyterhub-hub-login=mine; Path=/"]
    assert cookies_of({name.title(): value for name, value in received.items()}) == ITS_OWN


async def test_a_server_that_refuses_a_websocket_sets_no_cookies_for_others_either(
    proxy: str,
) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{proxy}/user/student1/refused", headers=headers())
    assert refused.value.headers is not None
    cookies = refused.value.headers.getall("Set-Cookie")
    assert cookies == ["jupyterhub-hub-login=mine; Path=/", "plain=1; path=/user/student1/"]


@pytest.mark.attack("cookies across servers")
async def test_without_a_cookie_of_its_own_it_gets_none(proxy: str) -> None:
    received, _ = await ask(proxy, "/user/student1/", {"Host": HOST, "Cookie": "connect.sid=x"})
    assert "Cookie" not in received


@pytest.mark.parametrize("path", ["/hub/home", "/services/classroom/"])
async def test_the_hub_gets_what_was_sent(proxy: str, path: str) -> None:
    received, cookies = await ask(proxy, path, headers())
    assert cookies_of(received) == ITS_OWN | OTHERS
    assert any("Domain=example.org" in cookie for cookie in cookies)


@pytest.mark.attack("cookies across servers")
async def test_a_person_s_server_sets_cookies_for_its_own_host_only(proxy: str) -> None:
    _, cookies = await ask(proxy, "/user/student1/", headers())
    assert cookies == ["jupyterhub-hub-login=mine; Path=/", "plain=1; path=/user/student1/"]


@pytest.mark.parametrize("path", ["/hub/login", "/user/student1/"])
@pytest.mark.attack("password guessing: many addresses")
async def test_nobody_says_themself_where_they_are(proxy: str, path: str) -> None:
    sent = headers(**{"X-Real-IP": "192.0.2.10", "X-Forwarded-For": "198.51.100.1"})
    received, _ = await ask(proxy, path, sent)
    assert "X-Real-Ip" not in received
    assert received["X-Forwarded-For"].endswith(",127.0.0.1")
