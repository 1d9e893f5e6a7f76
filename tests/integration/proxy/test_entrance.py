"""Production answers over TLS only; who is believed to have ended it; the headers of every answer."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
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

#: Both are this host; the proxy knows the first one.
TRUSTED, STRANGER = "127.0.0.1", "127.0.0.2"
CLIENT: Final = "203.0.113.7"
OVER_TLS: Final = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}


@dataclass(frozen=True)
class Proxy:
    """One that runs; `container` is its name."""

    url: str
    api: str
    container: str

    async def ask(
        self, path: str, headers: dict[str, str], source: str = TRUSTED, method: str = "GET"
    ) -> tuple[int, Any, str]:
        """Ask from one of this host's addresses; returns status, headers and text."""
        connector = aiohttp.TCPConnector(local_addr=(source, 0), force_close=True)
        async with (
            aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http,
            http.request(
                method, f"{self.url}{path}", headers=headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status, answer.headers, await answer.text()


@pytest.fixture(scope="module")
def container() -> Iterator[Proxy]:
    port, api = free_port(), free_port()
    options = listening_on(port, api)
    with proxy_container(*options, PROXY_MODE="", FORWARDING_PROXIES=TRUSTED) as name:
        yield Proxy(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api}/api/routes", name)


async def answers(request: web.Request) -> web.Response:
    """Answer with what arrived, and with what nobody should have to take."""
    answer = web.json_response({name.lower(): value for name, value in request.headers.items()})
    answer.headers.add("Set-Cookie", "plain=1; Path=/")
    answer.headers.add("Set-Cookie", "secure=1; Path=/; Secure; HttpOnly")
    answer.headers["Strict-Transport-Security"] = "max-age=0"
    answer.headers["Server"] = "TornadoServer/6.5"
    if "strict" in request.path:
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@pytest.fixture
async def proxy(container: Proxy) -> AsyncIterator[Proxy]:
    """The proxy before something that stands where hub and servers would."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answers)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    for path in ("/", "/user/student1"):
        await add_route(f"{container.api}{path}", f"http://127.0.0.1:{port}")
    # Nothing listens there.
    await add_route(f"{container.api}/gone", f"http://127.0.0.1:{free_port()}")
    yield container
    await runner.cleanup()


@pytest.mark.parametrize(
    ("source", "headers", "path", "status"),
    [
        (TRUSTED, OVER_TLS, "/hub/login", 200),
        (TRUSTED, OVER_TLS, "/user/student1/lab", 200),
        (TRUSTED, OVER_TLS | {"X-Forwarded-Proto": "WSS"}, "/hub/login", 200),
        # What the last proxy says is what it saw; what stands before it is anybody's.
        (TRUSTED, OVER_TLS | {"X-Forwarded-Proto": "http, https"}, "/hub/login", 200),
        (TRUSTED, OVER_TLS | {"X-Forwarded-Proto": "https, http"}, "/hub/login", 403),
        (TRUSTED, OVER_TLS | {"X-Forwarded-Proto": "https-not"}, "/hub/login", 403),
        (TRUSTED, {"X-Forwarded-For": CLIENT}, "/hub/login", 403),
        (TRUSTED, {"Forwarded": "proto=https", "X-Scheme": "https"}, "/hub/login", 403),
        (TRUSTED, {}, "/hub/login", 403),
        (TRUSTED, {}, "/user/student1/lab", 403),
        (STRANGER, OVER_TLS, "/hub/login", 403),
        (STRANGER, OVER_TLS | {"X-Forwarded-For": TRUSTED}, "/hub/login", 403),
        (STRANGER, {}, "/hub/health", 403),
        # How the system is: this host may know it, and the world whether the hub runs.
        (TRUSTED, {}, "/hub/health", 200),
        (TRUSTED, {}, "/hub/ready", 200),
        (TRUSTED, {}, "/hub/metrics", 200),
        (TRUSTED, {}, "/hub/metrics?x=1", 200),
        (TRUSTED, {}, "/hub/metrics/x", 403),
        (TRUSTED, OVER_TLS, "/hub/health", 200),
        (TRUSTED, OVER_TLS, "/hub/ready", 404),
        (TRUSTED, OVER_TLS, "/hub/metrics", 404),
        (TRUSTED, OVER_TLS, "/hub/%6detrics?x=1", 404),
        (TRUSTED, {"X-Forwarded-For": CLIENT}, "/hub/metrics", 403),
        # The proxy itself runs: that may be asked from anywhere.
        (STRANGER, {}, "/_chp_healthz", 200),
    ],
)
async def test_who_may_come_in(
    proxy: Proxy, source: str, headers: dict[str, str], path: str, status: int
) -> None:
    found, _, _ = await proxy.ask(path, headers, source)
    assert found == status


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_no_method_comes_in_without_tls(proxy: Proxy, method: str) -> None:
    status, _, _ = await proxy.ask("/hub/login", {}, method=method)
    assert status == 403


async def test_the_refusal_says_what_to_do(proxy: Proxy) -> None:
    _, headers, text = await proxy.ask("/hub/login", {})
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "https 주소로 접속해 주세요" in text
    assert "Use the address that begins with https://" in text
    # A promise about TLS means nothing without it.
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    ("headers", "path", "status"), [({}, "/user/student1/k", 403), (OVER_TLS, "/hub/ready", 404)]
)
async def test_a_websocket_is_refused_too(
    proxy: Proxy, headers: dict[str, str], path: str, status: int
) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{proxy.url}{path}", headers=headers)
    assert refused.value.status == status


async def test_who_hangs_up_while_being_refused_disturbs_nobody(proxy: Proxy) -> None:
    address = proxy.url.removeprefix("http://").split(":")
    handshake = b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    for target in (b"/x", b"//", b"http://[", b"/%E0%A4%A"):
        for _ in range(20):
            _, writer = await asyncio.open_connection(address[0], int(address[1]))
            writer.write(handshake.replace(b"/x", target))
            await writer.drain()
            writer.transport.abort()
    status, _, _ = await proxy.ask("/hub/login", OVER_TLS)
    assert status == 200


def refusals(container: str) -> list[str]:
    logs = ["docker", "logs", container]
    printed = subprocess.run(logs, check=True, text=True, capture_output=True)
    return [line for line in (printed.stdout + printed.stderr).splitlines() if "Refused" in line]


async def test_the_operator_reads_a_line_a_minute_however_many_are_refused(proxy: Proxy) -> None:
    await proxy.ask("/hub/login", {}, STRANGER)
    before = refusals(proxy.container)
    for _ in range(30):
        await proxy.ask("/hub/login", {}, STRANGER)
    assert len(refusals(proxy.container)) - len(before) <= 1
    assert "HUB_TRUSTED_PROXIES" in before[-1]
    assert "docs/tls.md" in before[-1]


async def test_nothing_else_says_how_a_request_came(proxy: Proxy) -> None:
    sent = OVER_TLS | {
        "X-Forwarded-Proto": "http,https",
        "X-Forwarded-Host": "evil.example.net",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Server": "evil.example.net",
        "X-Real-IP": "192.0.2.1",
        "X-Scheme": "http",
        "Forwarded": "proto=http;host=evil.example.net",
        "Host": "hub.example.org",
    }
    status, _, text = await proxy.ask("/hub/login", sent)
    assert status == 200
    received: dict[str, str] = json.loads(text)
    assert received["x-forwarded-proto"].split(",")[0] == "https"
    assert received["x-forwarded-for"] == f"{CLIENT},{TRUSTED}"
    assert received["x-forwarded-host"] == received["host"] == "hub.example.org"
    assert not {"x-real-ip", "x-scheme", "forwarded"} & set(received)
    assert "evil" not in text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/hub/login", 200), ("/user/student1/lab", 200), ("/hub/metrics", 404), ("/gone/", 503)],
)
async def test_every_answer_has_the_headers_of_production(
    proxy: Proxy, path: str, status: int
) -> None:
    found, headers, _ = await proxy.ask(path, OVER_TLS)
    assert found == status
    # Also where a student's server has its own opinion of it.
    assert headers.getall("Strict-Transport-Security") == ["max-age=31536000"]
    assert headers.getall("X-Content-Type-Options") == ["nosniff"]
    assert headers.getall("Referrer-Policy") == ["same-origin"]
    [permissions] = headers.getall("Permissions-Policy")
    assert "camera=()" in permissions
    assert "Server" not in headers
    assert status == 200 or headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_stricter_header_of_the_hub_s_own_stays(proxy: Proxy) -> None:
    _, headers, _ = await proxy.ask("/hub/strict", OVER_TLS)
    assert headers.getall("Referrer-Policy") == ["no-referrer"]


@pytest.mark.parametrize("path", ["/hub/login", "/user/student1/lab"])
async def test_every_cookie_is_secure(proxy: Proxy, path: str) -> None:
    _, headers, _ = await proxy.ask(path, OVER_TLS)
    assert headers.getall("Set-Cookie") == [
        "plain=1; Path=/; Secure",
        "secure=1; Path=/; Secure; HttpOnly",
    ]


async def test_subdomains_are_promised_too_and_development_promises_nothing() -> None:
    cases = [
        ({"PROXY_MODE": "production", "PROXY_HOST_ROUTING": "hub.example.org"}, "max-age=31536000; includeSubDomains"),
        ({"PROXY_MODE": "dev"}, None),
    ]  # fmt: skip
    for environment, promised in cases:
        port, api = free_port(), free_port()
        with proxy_container(
            *listening_on(port, api), FORWARDING_PROXIES=TRUSTED, **environment
        ) as name:
            started = Proxy(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api}/api/routes", name)
            await add_route(f"{started.api}/gone", f"http://127.0.0.1:{free_port()}")
            headers = OVER_TLS if promised else {}
            status, received, _ = await started.ask("/nowhere", headers)
        assert (status, received.get("Strict-Transport-Security")) == (404, promised)
