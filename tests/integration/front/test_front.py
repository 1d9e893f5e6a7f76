"""What the TLS proxies in front of the hub let through, change and refuse."""

import asyncio
import json
import os
import secrets
import socket
import ssl
import subprocess
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from yarl import URL

from hub_ext.remote_address import remote_address
from hub_ext.servers.firewall.rules import Addresses
from hub_ext.settings import HubSettings
from tests.integration.front.conftest import CADDY_LOG, TIMEOUT, Front
from tests.integration.front.hub import Hub
from tests.integration.front.machine import NAME
from tests.integration.front.old_tls import OldServer

# A connection says goodbye in TLS for a while after its test, and nobody waits for it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function _SelectorTransport.__del__"
    ":pytest.PytestUnraisableExceptionWarning"
)
STUDENT = f"https://student1.{NAME}"


async def told(browser: aiohttp.ClientSession, address: str | URL, **more: Any) -> dict[str, Any]:
    """What the hub says that it received."""
    async with browser.get(address, **more) as answer:
        received: dict[str, Any] = await answer.json()
        return received


def test_a_certificate_comes_by_the_guide_s_commands(front: Front) -> None:
    assert front.first_names == (NAME,)


@pytest.mark.parametrize("host", [NAME, f"student1.{NAME}"])
async def test_who_comes_without_tls_is_sent_to_it(
    browser: aiohttp.ClientSession, host: str
) -> None:
    async with browser.get(f"http://{host}/hub/login?next=x", allow_redirects=False) as answer:
        assert answer.status in {301, 308}
        assert answer.headers["Location"].startswith("https://")
        assert answer.headers["Location"].endswith(f"{NAME}/hub/login?next=x")


async def test_nobody_chooses_where_they_come_from(
    front: Front, hub: Hub, browser: aiohttp.ClientSession
) -> None:
    forged = {
        "X-Forwarded-For": "198.51.100.1",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example.net",
        "X-Forwarded-Server": "evil.example.net",
        "X-Forwarded-Port": "1",
        "X-Real-IP": "198.51.100.1",
        "X-Scheme": "http",
        "Forwarded": "for=198.51.100.1;proto=http;host=evil.example.net",
    }
    received = (await told(browser, "/hub/login", headers=forged))["headers"]
    assert received["X-Forwarded-For"].replace(" ", "") == f"{front.client},127.0.0.1"
    assert received["X-Forwarded-Proto"].split(",")[0] == "https"
    assert received["X-Forwarded-Host"] == received["Host"] == NAME
    assert not {"X-Real-Ip", "X-Scheme", "Forwarded"} & set(received)
    assert "evil" not in str(received)
    assert "198.51.100.1" not in str(received)


async def test_the_hub_finds_out_who_it_is(
    front: Front, hub: Hub, browser: aiohttp.ClientSession
) -> None:
    received = (await told(browser, "/hub/login"))["headers"]
    network = HubSettings.model_fields["hub_network"].default
    servers = Addresses.of(network).servers
    found = remote_address(
        "10.213.0.3", received["X-Forwarded-For"], servers, frozenset({"127.0.0.1"})
    )
    assert found == front.client


@pytest.mark.parametrize(
    "path",
    [
        "/hub/user-redirect/lab/tree/%ED%95%9C%EA%B8%80.ipynb?reset",
        "/hub/files/a%2Fb%25c%3Fd.ipynb?x=%2F&y=a+b",
        "/hub/files/a;b=c,d/e'f(g)[h]!.ipynb",
        "/hub/files//two/%20/..%2F",
    ],
)
async def test_an_address_arrives_as_it_was_sent(
    hub: Hub, browser: aiohttp.ClientSession, path: str
) -> None:
    received = await told(browser, URL(f"https://{NAME}{path}", encoded=True))
    assert received["path"] == path


async def test_everybody_has_their_subdomain(hub: Hub, browser: aiohttp.ClientSession) -> None:
    cookies = {"Cookie": "jupyterhub-user-student1=1; jupyterhub-hub-login=2"}
    received = await told(browser, f"{STUDENT}/user/student1/lab", headers=cookies)
    assert received["headers"]["Host"] == f"student1.{NAME}"
    # So the hub's proxy knows it for a person's server.
    assert received["headers"]["Cookie"] == "jupyterhub-user-student1=1"


async def test_no_other_name_reaches_the_hub(hub: Hub, browser: aiohttp.ClientSession) -> None:
    hub.received.clear()
    async with browser.get("/hub/login", headers={"Host": "evil.example.net"}) as answer:
        text = await answer.text()
    assert not hub.received
    # Nor the hub's proxy, which has a page for what it does not know.
    assert "찾을 수 없습니다" not in text


async def test_a_websocket_may_be_silent_for_longer_than_the_proxy_s_timeout(
    hub: Hub, browser: aiohttp.ClientSession
) -> None:
    async with browser.ws_connect(f"{STUDENT}/user/student1/channels", max_msg_size=0) as channel:
        await channel.send_bytes(b"one")
        assert (await channel.receive(10)).data == b"one"
        # It is the silence that is tried.
        await asyncio.sleep(TIMEOUT + 1)
        large = os.urandom(5 * 1024 * 1024)
        await channel.send_bytes(large)
        assert (await channel.receive(10)).data == large


async def test_progress_is_seen_while_it_happens(hub: Hub, browser: aiohttp.ClientSession) -> None:
    async with browser.get("/hub/events") as stream, asyncio.timeout(10):
        assert await stream.content.readline() == b"data: one\n"
        hub.seen.set()
        assert b"data: two" in await stream.content.read()


@pytest.mark.parametrize(
    ("megabytes", "known"), [(100, True), (20, False)], ids=["length known", "in pieces"]
)
async def test_a_large_file_goes_up(
    hub: Hub, browser: aiohttp.ClientSession, megabytes: int, known: bool
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield bytes(2**20)

    headers = {"Content-Length": str(megabytes * 2**20)} if known else {}
    address = f"{STUDENT}/user/student1/api/contents/x"
    async with browser.put(address, data=pieces(), headers=headers) as answer:
        assert (await answer.json())["size"] == megabytes * 2**20


@pytest.mark.parametrize(
    ("path", "status"),
    [("/hub/login", 200), ("/hub/broken", 500), ("/hub/metrics", 404)],
)
async def test_every_answer_has_its_headers_once(
    hub: Hub, browser: aiohttp.ClientSession, path: str, status: int
) -> None:
    async with browser.get(path) as answer:
        headers = answer.headers
        assert answer.status == status
    assert headers.getall("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"]
    assert headers.getall("X-Content-Type-Options") == ["nosniff"]
    assert headers.getall("Referrer-Policy") == ["same-origin"]
    assert len(headers.getall("Permissions-Policy")) == 1
    assert "Python" not in headers.get("Server", "")
    assert all("; Secure" in cookie for cookie in headers.getall("Set-Cookie", []))


async def test_how_the_system_is_is_not_for_the_world(
    front: Front, hub: Hub, browser: aiohttp.ClientSession
) -> None:
    for path, over_tls in {"health": 200, "ready": 404, "metrics": 404}.items():
        async with browser.get(f"/hub/{path}") as answer:
            assert answer.status == over_tls
        command = f"curl -sS -o /dev/null -w '%{{http_code}}' http://127.0.0.1:8000/hub/{path}"
        assert await asyncio.to_thread(front.machine.run, command) == "200"


async def test_past_the_proxy_nobody_comes_in(
    front: Front, hub: Hub, browser: aiohttp.ClientSession
) -> None:
    # From another machine, as it were, and with what the proxy in front would say.
    headers = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    async with browser.get(f"http://{front.address}:8000/hub/login", headers=headers) as answer:
        assert answer.status == 403
        assert "https 주소로 접속해 주세요" in await answer.text()
    command = "curl -sS http://127.0.0.1:8000/hub/login"
    plain = await asyncio.to_thread(front.machine.run, command)
    assert "https 주소로 접속해 주세요" in plain
    assert not hub.received


async def engine(*command: str) -> None:
    done = await asyncio.create_subprocess_exec("docker", *command, stdout=subprocess.DEVNULL)
    assert await done.wait() == 0


@asynccontextmanager
async def no_proxy(front: Front) -> AsyncIterator[None]:
    """The hub cannot be reached."""
    await engine("kill", front.proxy)
    try:
        yield
    finally:
        await engine("start", front.proxy)
        await front.add_routes()


async def test_no_token_of_the_platform_is_in_a_log(
    front: Front, hub: Hub, browser: aiohttp.ClientSession
) -> None:
    token = f"a-token-{secrets.token_hex(8)}"
    address = f"/hub/sso/login?next=%2Fhub%2Fhome&token={token}"

    async def come_back() -> int:
        # From the platform, and to what the page that has the token in its address loads.
        for headers in ({}, {"Referer": f"https://{NAME}{address}"}):
            async with browser.get(address, headers=headers) as answer:
                await answer.read()
        return answer.status

    assert await come_back() == 200
    async with no_proxy(front):
        assert await come_back() in {502, 503}
    logs = front.machine.run(f"cat {CADDY_LOG} /var/log/apache2/*.log 2>/dev/null || true")
    # Caddy writes down no requests at all.
    assert ("/hub/sso/login" in logs) == (front.kind == "apache")
    assert token not in logs


async def test_a_page_tells_that_the_hub_cannot_be_reached_and_it_is_there_at_once_again(
    front: Front, hub: Hub, browser: aiohttp.ClientSession
) -> None:
    async with no_proxy(front):
        for method in ("GET", "POST"):
            async with browser.request(method, "/hub/login") as answer:
                assert answer.status in {502, 503}
                assert answer.content_type == "text/html"
                assert "잠시만 기다려 주세요" in await answer.text()
    async with browser.get("/hub/login") as answer:
        assert answer.status == 200


def protocol(address: str, port: int, context: ssl.SSLContext) -> tuple[str | None, str | None]:
    """What is agreed on: the version of TLS, and of HTTP."""
    with (
        socket.create_connection((address, port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as encrypted,
    ):
        return encrypted.version(), encrypted.selected_alpn_protocol()


async def test_a_request_goes_through_with_http_2(front: Front, hub: Hub) -> None:
    curl = "head -c 20971520 /dev/zero | curl -sS --http2 --cacert /authority/root.pem -T -"
    told = f"{curl} -w '\\n%{{http_version}}' https://{NAME}/hub/files/x"
    answer, version = (await asyncio.to_thread(front.machine.run, told)).splitlines()
    assert version == "2"
    received = json.loads(answer)
    assert received["size"] == 20 * 2**20
    assert received["headers"]["X-Forwarded-For"].replace(" ", "") == "127.0.0.1,127.0.0.1"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_of_today_with_http_2(front: Front, version: ssl.TLSVersion) -> None:
    context = front.trust
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    _, http = protocol(front.address, 443, context)
    assert http == "h2"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_tls_of_yesterday_is_refused(front: Front, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    # This very client gets along with whoever still speaks it.
    with OldServer(front.machine, version) as port:
        assert protocol(front.address, port, context)[0] == version.name.replace("_", ".")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        protocol(front.address, 443, context)
