"""Line breaks and worse, in everything that could come out again in a header or in the log."""

import logging
import re
from itertools import product
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.integration.attacks.entrances import ENTRANCES, Entrance
from tests.integration.attacks.hub import logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oidc_provider import OidcProvider
from tests.reliability import Reliability

#: Where a login shall lead, and what shall come after it.
BREAKING: Final = tuple(
    f"/hub/home{line_break}{header}"
    for line_break, header in product(
        ("\r\n", "\n", "\r", "\r\n\r\n", "\r\n ", "\x0b", "\x0c", "\x7f", "\u2028", "\u560d\u560a"),
        ("Set-Cookie: jupyterhub-hub-login=evil", "X-Evil: 1"),
    )
)
#: The same in a path, where servers decode it.
PATHS: Final = tuple(
    place.format(f"{line_break}X-Evil:1")
    for place, line_break in product(
        ("/user/{}", "/user/student1/{}", "/user/student1/{}/", "/hub/user/student1/{}", "/hub/{}",
         "/hub/user-redirect/{}", "/hub/spawn/{}", "/hub/spawn-pending/{}", "/{}", "/services/{}"),
        ("%0d%0a", "%0a", "%0d", "%E2%80%A8", "%00", "%7f", "%c0%8a"),
    )
)  # fmt: skip
#: What writes another line, or makes a terminal do something, wherever it is printed as it is.
EVIL_TEXTS: Final = (
    "evil\n[I 2026-01-01 00:00:00 JupyterHub] student1 logged in as admin",
    "evil\r\nWARNING admin logged in",
    "evil\x1b[2J\x1b]0;owned\x07",
    "evil\u2028line\u0085next",
    "evil" + "x" * 50_000,
    "evil%s%d%(message)s{0.__class__}",
)
#: Where the hub takes a name, or another word of the sender's, from an address.
PLACES_IN_THE_LOG: Final = (
    "api/users/{}", "api/users/{}/tokens", "api/users/{}/server", "spawn/{}", "user/{}/x", "error/{}",
    "spawn-pending/{}", "history/{}", "login?next={}", "sso/refused?reason={}", "sso/callback?state={}",
    "api/groups/{}", "api/oauth2/authorize?client_id={}", "api/user-notebooks?user={}",
    "accept-share?code={}",
)  # fmt: skip
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
#: Characters of a line; the longest of ours has an address of 1024 bytes in it, escaped.
_LONGEST_LINE: Final = 6000


def untouched(answer: httpx.Response) -> bool:
    """Tell whether an answer has the headers that the hub writes, and none that was sent to it."""
    cookies = answer.headers.get_list("set-cookie")
    return "x-evil" not in answer.headers and not [c for c in cookies if "=evil" in c]


@pytest.mark.attack("header injection")
@pytest.mark.parametrize("entrance", ENTRANCES.values(), ids=ENTRANCES)
async def test_a_line_break_in_next_is_a_login_that_leads_home(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability, entrance: Entrance
) -> None:
    visitor = visitor_of(hub)
    for target in BREAKING:
        visitor.http.cookies.clear()
        answer = await entrance(visitor, target)
        assert answer.status_code in {200, 302, 303}, f"{target!r}: {answer.status_code}"
        assert untouched(answer), target
        assert "refused" not in answer.headers.get("location", "")
    reliability.count(len(BREAKING))


@pytest.mark.attack("header injection")
async def test_nor_does_it_break_the_providers_login(
    arrive: Arrive, oidc: OidcProvider, reliability: Reliability
) -> None:
    visitor = await arrive(oidc)
    for target in BREAKING:
        visitor.http.cookies.clear()
        answer = await visitor.oauth_login("student1", next=target)
        assert answer.status_code == 302, f"{target!r}: {answer.status_code}"
        assert untouched(answer), target
    reliability.count(len(BREAKING))


@pytest.mark.attack("header injection")
async def test_a_line_break_in_a_path_is_no_header_and_no_fault(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    root = f"http://127.0.0.1:{hub.hub.port}"
    stranger, student = visitor_of(hub), await logged_in(visitor_of(hub), "student1")
    for visitor, path in product((stranger, student), PATHS):
        answer = await visitor.http.get(root + path)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        assert untouched(answer), path
    reliability.count(2 * len(PATHS))


@pytest.mark.attack("header injection")
async def test_nor_is_one_in_next_of_a_page(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    student = await logged_in(visitor_of(hub), "student1")
    answer = await student.http.post("api/users/student1/server")
    assert answer.status_code in {201, 202}, answer.text
    pages = ("spawn", "spawn-pending/student1", "accept-share", "user-redirect/lab", "home")
    for page, target in product(pages, BREAKING):
        answer = await student.http.get(page, params={"next": target, "code": "none"})
        assert answer.status_code < 500, f"{page} {target!r}: {answer.status_code}"
        assert untouched(answer), target
    reliability.count(len(pages) * len(BREAKING))


def printed(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the hub's log has, as it is printed; not what this visitor's own client says."""
    return [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore", "asyncio"))
    ]


@pytest.mark.attack("log injection")
@pytest.mark.attack("known advisories")
@pytest.mark.parametrize("text", EVIL_TEXTS, ids=lambda text: ascii(text[4:16]))
async def test_nobody_writes_a_line_of_the_hubs_log(
    hub: Any,
    visitor_of: VisitorFactory,
    audited: Path,
    reliability: Reliability,
    caplog: pytest.LogCaptureFixture,
    text: str,
) -> None:
    # CVE-2026-54338: a user name of any length was logged.
    stranger, student = visitor_of(hub), await logged_in(visitor_of(hub), "student1")
    quoted = httpx.URL("http://x", params={"a": text}).query.decode()[2:]
    in_path = quoted.replace("+", "%20")[:8000]
    caplog.clear()
    with caplog.at_level(logging.INFO):
        for visitor in (stranger, student):
            await visitor.login(text, "x")
            await visitor.guest_login(next=text[:2000])
            for method, path in product(("GET", "POST", "DELETE"), PLACES_IN_THE_LOG):
                await visitor.http.request(method, path.format(in_path))
            body = {"auth": {"username": text, "password": text}, "name": text}
            for path in ("api/users", "api/users/student1/tokens", "api/create-blank-notebook"):
                await visitor.http.post(path, json=body)
            await visitor.http.post("security/csp-report", content=text.encode())
            await visitor.http.post("sso/login", data={"token": text, "next": text})
            latin = ascii(text)[:4000]
            await visitor.http.get("home", headers={"User-Agent": latin, "Referer": latin})
    lines = printed(caplog)
    assert len(lines) > 20
    for line in lines:
        # Tracebacks have lines of their own; there are none here.
        assert not _CONTROL.search(line), ascii(line)
        assert "\n" not in line, ascii(line)
        assert len(line) < _LONGEST_LINE, f"{len(line)}: {line[:200]}"
    assert not [line for line in lines if "Traceback" in line]
    reliability.count(2 * (3 * len(PLACES_IN_THE_LOG) + 8))
