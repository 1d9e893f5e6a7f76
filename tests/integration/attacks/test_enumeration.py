"""Finding out who has an account: every answer about somebody is the answer about nobody."""

import re
from itertools import product
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.integration.attacks.hub import logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

NOBODY: Final = "nobody77"
#: People with a row, among them some who may not come in and one without a hash.
SOMEBODY: Final = ("student9", "expired1", "inactive1", "kinder1", "guest1", "plain1")
#: Tokens of forms, which no two answers have in common.
_NOISE: Final = re.compile(r"[A-Za-z0-9_|=-]{60,}")
_PLACES: Final = (
    "/hub/api/users/{name}",
    "/hub/api/users/{name}/server",
    "/hub/api/users/{name}/server/progress",
    "/hub/api/users/{name}/servers/x",
    "/hub/api/users/{name}/activity",
    "/hub/api/users/{name}/tokens",
    "/hub/api/users/{name}/tokens/a1",
    "/hub/api/users/{name}/shared",
    "/hub/api/shares/{name}",
    "/hub/api/share-codes/{name}",
    "/hub/api/looks/{name}",
    "/hub/api/user-notebooks?user={name}",
    "/hub/history/{name}",
    "/hub/spawn/{name}",
    "/hub/spawn-pending/{name}",
    "/hub/user/{name}/",
    "/hub/user/{name}/api/contents",
    "/user/{name}/",
    "/user/{name}",
)


def said(answer: httpx.Response, name: str) -> tuple[int, frozenset[str], str, str]:
    """What an answer tells, with everything left out that was sent with the question."""
    hidden = _NOISE.sub("", answer.text).replace(name, "NAME")
    location = answer.headers.get("location", "").replace(name, "NAME")
    return answer.status_code, frozenset(answer.headers), location, hidden


@pytest.fixture
def people(table: Path) -> None:
    change_sqlite(table, "UPDATE Users SET password = 'codingnplay' WHERE userID = 'plain1'")


@pytest.mark.attack("user enumeration by words")
async def test_a_wrong_password_is_answered_in_the_same_words(
    people: None, hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    # The last of each is the one that finds the name locked.
    for name, number in product(SOMEBODY, range(6)):
        answers = [
            said(await visitor_of(hub).login(asked, f"guess{number}"), asked)
            for asked in (name, f"no-{name}")
        ]
        assert answers[0] == answers[1]
        assert answers[0][0] == (403 if number < 5 else 429)
    reliability.count(6 * len(SOMEBODY))


@pytest.mark.attack("user enumeration by words")
async def test_the_api_for_tokens_says_no_more(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    visitor = visitor_of(hub)
    for number in range(6):
        answers = []
        for name in ("student9", NOBODY):
            body = {"auth": {"username": name, "password": f"guess{number}"}}
            answer = await visitor.http.post(f"api/users/{name}/tokens", json=body)
            answers.append(said(answer, name))
        assert answers[0] == answers[1]
    reliability.count(6)


async def differences(visitor: Visitor, methods: tuple[str, ...]) -> list[str]:
    """Where a visitor is answered about somebody otherwise than about nobody."""
    root = f"http://127.0.0.1:{visitor.app.hub.port}"
    found = []
    for place, method in product(_PLACES, methods):
        answers = [
            said(await visitor.http.request(method, root + place.format(name=name)), name)
            for name in ("student9", NOBODY)
        ]
        if answers[0] != answers[1]:
            found.append(f"{method} {place}")
    return found


async def look_up(visitor: Visitor, reliability: Reliability) -> None:
    # Without the token of their own page they would be refused whoever is meant.
    visitor.http.headers["X-XSRFToken"] = visitor.http.cookies.get("_xsrf", path="/hub/") or ""
    assert visitor.http.headers["X-XSRFToken"]
    methods = ("GET", "POST", "DELETE", "PATCH")
    assert await differences(visitor, methods) == []
    reliability.count(len(_PLACES) * len(methods))


async def test_a_teacher_of_their_own_finds_them(hub: Any, visitor_of: VisitorFactory) -> None:
    # What the others are not told, these questions can tell.
    await logged_in(visitor_of(hub), "student9")
    teacher = await logged_in(visitor_of(hub), "teacher11")
    told = await differences(teacher, ("GET",))
    assert {"GET /hub/api/users/{name}", "GET /hub/history/{name}", "GET /hub/spawn/{name}"} <= {
        *told
    }


@pytest.mark.attack("user enumeration by words")
async def test_a_stranger_asks_every_place_for_a_name(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    await logged_in(visitor_of(hub), "student9")
    stranger = visitor_of(hub)
    await stranger.http.get("login")
    await look_up(stranger, reliability)


@pytest.mark.attack("user enumeration by words")
@pytest.mark.parametrize("asking", ["student1", "teacher12"])
async def test_whoever_may_not_see_somebody_is_not_told_that_they_are_there(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability, asking: str
) -> None:
    await logged_in(visitor_of(hub), "student9")
    await look_up(await logged_in(visitor_of(hub), asking), reliability)
