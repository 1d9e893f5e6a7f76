"""Guessing passwords: at one account, at many, and from many addresses."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any, Final

import httpx
import pytest

from hub_ext.users import throttle
from hub_ext.users.throttle import ADDRESS_FAILURES, OVERALL_FAILURES, USER_FAILURES
from tests.integration.attacks.hub import PASSWORD
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor
from tests.reliability import Reliability

# Hundreds of requests each.
pytestmark = pytest.mark.timeout(600)

#: What people use most, as every list of passwords begins; none is the demo people's.
COMMON: Final = tuple(
    f"{word}{end}"
    for word in ("123456", "password", "qwerty", "student", "codingnplay1", "asdf", "korea")
    for end in ("", "!", "1", "12", "123", "2026")
)
#: More at once than a browser's, and fewer than the hub makes wait.
AT_ONCE: Final = 10


async def spray(tries: Iterable[tuple[Visitor, str, str]]) -> Counter[int]:
    """Try names with passwords, many at once; how often each status was the answer."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(visitor: Visitor, name: str, password: str) -> int:
        async with gate:
            fields: dict[str, str | bytes] = {"username": name, "password": password}
            return (await visitor.post("login", fields)).status_code

    return Counter(await asyncio.gather(*(one(*attempt) for attempt in tries)))


async def at_the_form(visitor: Visitor) -> Visitor:
    await visitor.http.get("login")
    return visitor


@pytest.mark.attack("password guessing: one account")
async def test_a_list_of_passwords_is_looked_at_five_times(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    attacker = await at_the_form(visitor_of(hub))
    answers = await spray((attacker, "student1", guess) for guess in COMMON)
    assert answers == {403: USER_FAILURES, 429: len(COMMON) - USER_FAILURES}
    # Found at last, and found too late.
    assert await spray([(attacker, "student1", PASSWORD)]) == {429: 1}
    assert await attacker.name() is None
    reliability.count(len(COMMON) + 1)


@pytest.mark.attack("password guessing: one account")
async def test_no_spelling_and_no_other_door_gives_another_five(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    attacker = await at_the_form(visitor_of(hub))
    spellings = ("STUDENT1", " student1 ", "ｓtudent1", "student1\u200b", "Student1")  # noqa: RUF001
    await spray((attacker, name, guess) for name in spellings for guess in COMMON[:4])
    for guess in COMMON[:20]:
        body = {"auth": {"username": "student1", "password": guess}}
        answer = await attacker.http.post("api/users/student1/tokens", json=body)
        assert answer.status_code == 403
    assert await spray([(attacker, "student1", PASSWORD)]) == {429: 1}
    body = {"auth": {"username": "student1", "password": PASSWORD}}
    answer = await attacker.http.post("api/users/student1/tokens", json=body)
    assert (answer.status_code, "token" in answer.json()) == (403, False)
    reliability.count(len(spellings) * 4 + 22)


@pytest.mark.attack("password guessing: many accounts")
async def test_one_password_for_everybody_ends_at_the_limit_of_the_address(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    attacker = await at_the_form(visitor_of(hub, "198.51.100.66"))
    # Every other name is nobody's: it counts as much as somebody's.
    names = [f"student{number}" for number in range(1, ADDRESS_FAILURES + 101)]
    answers = await spray((attacker, name, "korea123") for name in names)
    assert answers == {403: ADDRESS_FAILURES, 429: 100}
    assert await spray([(attacker, "teacher11", PASSWORD)]) == {429: 1}
    # A class at another address notices nothing.
    assert (await visitor_of(hub).login("teacher11", PASSWORD)).status_code == 302
    reliability.count(len(names) + 1)


#: What a client says of its own address; the proxy puts the true one at the end.
MADE_UP: Final = (
    {"X-Forwarded-For": "{made_up}, 198.51.100.67"},
    {"X-Real-IP": "{made_up}"},
    {"Forwarded": "for={made_up}"},
    {"X-Client-IP": "{made_up}"},
    {"True-Client-IP": "{made_up}"},
)


@pytest.mark.attack("password guessing: many addresses")
async def test_an_address_that_is_made_up_is_none(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    attacker = await at_the_form(visitor_of(hub, "198.51.100.67"))
    # What the form counts too, without its page.
    for number in range(ADDRESS_FAILURES):
        hub.authenticator.login._throttle.begin(f"nobody{number}", "198.51.100.67")
    for number, headers in product(range(10), MADE_UP):
        said = {name: value.format(made_up=f"192.0.2.{number}") for name, value in headers.items()}
        fields: dict[str, str | bytes] = {"username": f"nobody{number}", "password": "x"}
        answer = await attacker.http.post(
            "login", data=fields | {"_xsrf": attacker.http.cookies.get("_xsrf")}, headers=said
        )
        assert answer.status_code == 429, headers
    reliability.count(10 * len(MADE_UP))


@pytest.mark.attack("password guessing: many addresses")
async def test_one_account_from_many_addresses_is_looked_at_five_times(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    botnet = [await at_the_form(visitor_of(hub, f"198.51.100.{n}")) for n in range(1, 41)]
    answers = await spray((bot, "student2", COMMON[0]) for bot in botnet)
    assert answers == {403: USER_FAILURES, 429: len(botnet) - USER_FAILURES}
    reliability.count(len(botnet))


@pytest.mark.attack("password guessing: many addresses")
async def test_many_accounts_from_many_addresses_end_at_the_limit_of_all(
    hub: Any,
    visitor_of: VisitorFactory,
    reliability: Reliability,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A tenth of what it is, so that they come within the minute of the limit on any machine.
    limit = OVERALL_FAILURES // 10
    monkeypatch.setattr(throttle, "OVERALL_FAILURES", limit)
    inside = visitor_of(hub)
    assert (await inside.login("student3", PASSWORD)).status_code == 302
    botnet = [await at_the_form(visitor_of(hub, f"198.51.100.{n}")) for n in range(1, 31)]
    tries = limit + 30
    answers = await spray((botnet[n % 30], f"nobody{n}", "korea123") for n in range(tries))
    assert answers == {403: limit, 503: 30}
    refused: httpx.Response = await botnet[0].login("student4", PASSWORD)
    assert (refused.status_code, int(refused.headers["retry-after"]) <= 60) == (503, True)
    # Whoever is in stays in.
    assert await inside.name() == "student3"
    reliability.count(tries + 1)
