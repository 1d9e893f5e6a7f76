"""Bodies, names, headers and nests that are too large: refused in time, and nobody else waits."""

import asyncio
import time
from itertools import product
from typing import Any, Final

import httpx
import pytest

from hub_ext.bodies import MAX_BODY_BYTES
from tests.integration.attacks.hub import logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

#: Everything that reads JSON, and who may send it there, if only to be refused.
_JSON: Final = (
    ("POST", "api/users"),
    ("POST", "api/users/student1/tokens"),
    ("POST", "api/users/student1/server"),
    ("POST", "api/users/student1/activity"),
    ("PATCH", "api/users/student1"),
    ("POST", "api/groups"),
    ("POST", "api/groups/center-11/users"),
    ("PUT", "api/groups/center-11/properties"),
    ("POST", "api/shares/student1/"),
    ("POST", "api/share-codes/student1/"),
    ("PATCH", "api/proxy"),
    ("POST", "api/shutdown"),
    ("PUT", "api/directory/people"),
    ("POST", "api/create-blank-notebook"),
    ("POST", "security/csp-report"),
)
_NESTS: Final = {
    "lists": b"[" * 200_000,
    "objects": b'{"a":' * 100_000,
    "a long number": b'{"name": ' + b"9" * 100_000 + b"}",
    "many keys": b"{" + b",".join(b'"%d":0' % number for number in range(100_000)) + b"}",
    "half a surrogate": b'{"name": "\\ud800", "user": "\\udfff", "usernames": ["\\ud800"]}',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "NaN": b'{"expires_in": NaN, "limit": Infinity}',
    "no JSON": b"\x00" * 1000,
    "a list": b'["name"]',
    "a number": b"1e400",
}
#: A request that takes longer than this holds everybody up, on a machine that has much to do.
_SECONDS: Final = 10.0


@pytest.fixture
def limited_hub(limited: None, hub: Any) -> Any:
    return hub


async def in_time(visitor: Visitor, method: str, path: str, **more: Any) -> httpx.Response:
    started = time.monotonic()
    answer = await visitor.http.request(method, path, timeout=120, **more)
    assert time.monotonic() - started < _SECONDS, f"{method} {path[:80]}"
    return answer


@pytest.mark.attack("oversized bodies")
async def test_what_no_program_would_send_is_refused_and_no_fault(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    stranger, student = visitor_of(hub), await logged_in(visitor_of(hub), "student1")
    # Not an admin, who may shut the hub down.
    headers = {"Content-Type": "application/json"}
    for visitor, (method, path) in product((stranger, student), _JSON):
        for name, body in _NESTS.items():
            answer = await in_time(visitor, method, path, content=body, headers=headers)
            # 503: who may ask for a notebook learns that no store is there.
            # Upstream's own fault with what is no object; it gives nothing away.
            upstreams = path.startswith("api/share") and name in {"a list", "a number"}
            assert answer.status_code < 500 or answer.status_code == 503 or upstreams, (
                f"{name} {method} {path}: {answer.text[:300]}"
            )
    reliability.count(2 * len(_JSON) * len(_NESTS))


def _raw(length: str) -> bytes:
    return f"POST /hub/login HTTP/1.1\r\nHost: hub\r\n{length}\r\n\r\n".encode()


_HEADS: Final = (
    _raw(f"Content-Length: {MAX_BODY_BYTES + 1}"),
    _raw("Content-Length: 99999999999999999999"),
    _raw("Content-Length: -1"),
    _raw("Content-Length: 5\r\nContent-Length: 6"),
    _raw("Content-Length: 5\r\nTransfer-Encoding: chunked"),
    _raw("Transfer-Encoding: chunked") + f"{MAX_BODY_BYTES + 1:x}\r\n".encode(),
    _raw("Transfer-Encoding: chunked, chunked") + b"0\r\n\r\n",
    b"GET /hub/login HTTP/1.1\r\nHost: hub\r\n" + b"X: " + b"x" * 200_000 + b"\r\n\r\n",
    b"GET /hub/login HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: hub\r\n\r\n",
    b"GET /hub/login HTTP/1.1\r\nHost: hub\r\nHost: evil\r\n\r\n",
    b"G" * 100_000,
)  # fmt: skip


@pytest.mark.attack("oversized bodies")
async def test_a_message_that_cannot_be_is_not_waited_for(
    limited_hub: Any, reliability: Reliability
) -> None:
    for head in _HEADS:
        reader, writer = await asyncio.open_connection("127.0.0.1", limited_hub.hub.port)
        writer.write(head)
        # Refused with a status or by hanging up: it is not read on.
        try:
            first = await asyncio.wait_for(reader.readline(), _SECONDS)
        except ConnectionResetError:
            first = b""
        assert first == b"" or b" 400 " in first or b" 431 " in first, (head[-60:], first)
        writer.close()
    reliability.count(len(_HEADS))


@pytest.mark.attack("oversized names")
async def test_a_name_of_any_length_is_refused_in_time(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    student = await logged_in(visitor_of(hub), "student1")
    for length, letter in product((256, 4096, 60_000), ("x", "한", "%", "\u0301")):
        await a_name_is_refused(visitor_of(hub), student, letter * length)
    reliability.count(12 * 9)


async def a_name_is_refused(stranger: Visitor, student: Visitor, name: str) -> None:
    await stranger.http.get("login")
    answer = await in_time(
        stranger,
        "POST",
        "login",
        data={"username": name, "password": name, "_xsrf": stranger.http.cookies.get("_xsrf")},
    )
    assert answer.status_code == 403
    assert name not in answer.text
    answer = await in_time(
        stranger,
        "POST",
        "api/users/x/tokens",
        json={"auth": {"username": name, "password": name}},
    )
    assert answer.status_code == 403
    for path in ("api/users/{}", "spawn/{}", "history/{}", "user/{}/", "api/groups/{}"):
        short = path.format(httpx.URL("http://x", path=f"/{name[:2000]}").raw_path.decode()[1:])
        answer = await in_time(student, "GET", short)
        assert answer.status_code in {403, 404, 400}, path
    for path in ("api/create-blank-notebook", "api/users"):
        body = {"name": name, "user": name, "usernames": [name]}
        answer = await in_time(student, "POST", path, json=body)
        assert 400 <= answer.status_code < 500, answer.text[:300]
