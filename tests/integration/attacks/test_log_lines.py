"""What somebody else chose, in lines of the hub's log: never another line, nor anything but visible text."""

import logging
from itertools import product
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from hub_ext.logs.lines import JsonLines, TextLines
from tests.integration.attacks.hub import logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

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
#: Characters of a line; what is longer was made long by somebody.
_LONGEST_LINE: Final = 8_200


def printed(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the hub's log has, in both formats; not what this visitor's own client says."""
    return [
        lines.format(record)
        for lines in (TextLines(), JsonLines())
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
        assert line.isprintable(), ascii(line)
        assert len(line) < _LONGEST_LINE, f"{len(line)}: {line[:200]}"
    assert not [line for line in lines if "Traceback" in line]
    reliability.count(2 * (3 * len(PLACES_IN_THE_LOG) + 8))
