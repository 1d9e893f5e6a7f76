"""XSRF: everything that somebody may do, asked for by another site's page in their browser."""

import re
from collections.abc import AsyncIterator, Iterator
from itertools import product
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio

from tests.integration.permissions.actions import ACTIONS
from tests.integration.permissions.house import House, open_house
from tests.integration.permissions.ways import Ask
from tests.reliability import Reliability

#: What browsers say of a request that another site's page makes, and of one that a student's page
#: makes, which is on this very origin without subdomains.
FETCHED: Final = {
    "a form": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    "no-cors": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "cors": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    "a sibling domain": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    "a page of this origin, no-cors": {
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "no-cors",
    },
    "a page of this origin": {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
}
#: Old browsers, and addresses without encryption: nothing is said, or it is said in another way.
SAID_IN_ANOTHER_WAY: Final = {
    "nothing": {},
    "a referrer": {"Referer": "https://evil.example/"},
    "an origin": {"Origin": "https://evil.example"},
    "an opaque origin": {"Origin": "null"},
}
#: What the body is said to be, where it is no form's: the first is all that another site can send without asking
#: first. Upstream takes no such POST for anybody's, so it is the second that needs the token: pages of this origin
#: can send it, and another site's where the hub's answer to a question before is let through.
_KINDS: Final = ("text/plain", "application/json")
#: What APIs say to somebody whom they know and who has no token: upstream's, and ours.
_FOR_THE_TOKEN: Final = re.compile('xsrf|"error": *"forbidden"', re.IGNORECASE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A hub with everybody in it, and its admin before a page of the attacker's."""
    async with open_house(tmp_path_factory.mktemp("house"), subdomains=False) as house:
        yield house


def everything_that_can_be_done() -> Iterator[Ask]:
    """Every way in the table of permissions that changes something, or could."""
    for ways in ACTIONS.values():
        for way in ways:
            if isinstance(way, Ask) and way.method != "GET" and not way.of_class_page:
                yield way


def without_token(house: House) -> httpx.AsyncClient:
    """The admin's browser, with all its cookies, as another page can use it."""
    http = house.client("admin")
    del http.headers["X-XSRFToken"]
    return http


async def attempt(
    house: House, way: Ask, headers: dict[str, str], query: dict[str, str]
) -> httpx.Response:
    """Ask once, as the attacker's page does; `headers` say what the body is unless it is a form's."""
    names, tokens = house.names, house.tokens
    path = way.path.format(whom=names["classmate11"], token=tokens["classmate11"])
    http = without_token(house)
    body: dict[str, Any] = {"data": way.body or {}} if way.form else {"json": way.body or {}}
    return await http.request(way.method, path, headers=headers, params=query, **body)


async def refuses_everything(
    house: House, headers: dict[str, str], reliability: Reliability, **query: str
) -> None:
    before, tried = house.state(), 0
    for way, kind in product(everything_that_can_be_done(), _KINDS):
        said = {} if way.form else {"Content-Type": kind}
        answer = await attempt(house, way, headers | said, query)
        # Ours say 401: without the token it is as if nobody were there.
        told = f"{way.method} {way.path}, {kind}: {answer.text[:200]}"
        assert answer.status_code in {401, 403}, told
        if kind == "application/json" and way.path.startswith("api/"):
            assert _FOR_THE_TOKEN.search(answer.text), told
        tried += 1
    assert tried > 40
    assert house.state() == before
    reliability.count(tried)


@pytest.mark.attack("XSRF with Sec-Fetch headers")
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("headers", FETCHED.values(), ids=FETCHED)
async def test_what_browsers_say_of_a_request_replaces_no_token(
    house: House, reliability: Reliability, headers: dict[str, str]
) -> None:
    await refuses_everything(house, headers, reliability)


@pytest.mark.attack("XSRF without Sec-Fetch headers")
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("headers", SAID_IN_ANOTHER_WAY.values(), ids=SAID_IN_ANOTHER_WAY)
async def test_a_request_of_which_nothing_is_said_needs_a_token_too(
    house: House, reliability: Reliability, headers: dict[str, str]
) -> None:
    await refuses_everything(house, headers, reliability)


async def token_of(house: House, actor: str) -> str:
    """A token that the hub signed, for another browser."""
    page = (await house.client(actor).get("login" if actor == "anonymous" else "home")).text
    found = re.search(r'xsrf_token: "([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.attack("XSRF with Sec-Fetch headers")
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("whose", ["student11", "anonymous"])
async def test_another_browsers_token_is_none(
    house: House, reliability: Reliability, whose: str
) -> None:
    token = await token_of(house, whose)
    assert token != await token_of(house, "admin")
    await refuses_everything(house, FETCHED["a form"], reliability, _xsrf=token)


@pytest.mark.attack("XSRF with Sec-Fetch headers")
@pytest.mark.asyncio(loop_scope="module")
async def test_a_cookie_that_a_students_page_planted_makes_no_token(
    house: House, reliability: Reliability
) -> None:
    headers = FETCHED["a page of this origin"]
    planted = await token_of(house, "student11")
    http = house.client("admin")
    own = http.cookies.get("_xsrf", path="/hub/")
    try:
        for value in ("x", planted):
            http.cookies.set("_xsrf", value, domain="127.0.0.1", path="/hub/")
            await refuses_everything(house, headers, reliability, _xsrf=value)
    finally:
        http.cookies.set("_xsrf", own or "", domain="127.0.0.1", path="/hub/")


@pytest.mark.attack("XSRF with Sec-Fetch headers")
@pytest.mark.attack("known advisories")
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "path", ["api/users", "api/user", "api/groups", "api/services", "api/users/classmate11"]
)
async def test_another_sites_page_reads_nothing_with_no_cors(
    house: House, reliability: Reliability, path: str
) -> None:
    # CVE-2026-40864: this mode was taken for a visit to a page.
    for name in ("no-cors", "cors", "a sibling domain", "a page of this origin"):
        answer = await without_token(house).get(path, headers=FETCHED[name])
        assert answer.status_code == 403, name
    reliability.count(4)
