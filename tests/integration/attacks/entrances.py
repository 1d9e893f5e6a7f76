"""Every way in that leads somewhere afterwards, as a request with ``next``."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Final

import httpx

from tests.integration.attacks.hub import PASSWORD, logged_in
from tests.integration.users.hub import Visitor
from tests.integration.users.platform import post, sign_on
from tests.unit.users.sso.tokens import token

_numbers = count(1)


def fresh_token() -> str:
    """A token that was not used yet."""
    return token(id=next(_numbers))


async def by_password(visitor: Visitor, wanted: str) -> httpx.Response:
    return await visitor.login("student1", PASSWORD, next=wanted)


async def by_dummy(visitor: Visitor, wanted: str) -> httpx.Response:
    return await visitor.dev_login(next=wanted)


async def as_guest(visitor: Visitor, wanted: str) -> httpx.Response:
    return await visitor.guest_login(next=wanted)


async def through_the_platform(visitor: Visitor, wanted: str) -> httpx.Response:
    return await sign_on(visitor, fresh_token(), next=wanted)


async def by_the_platforms_form(visitor: Visitor, wanted: str) -> httpx.Response:
    return await post(visitor, fresh_token(), next=wanted)


def already_in(path: str) -> Callable[[Visitor, str], Awaitable[httpx.Response]]:
    """A page that sends somebody on who is logged in."""

    async def go(visitor: Visitor, wanted: str) -> httpx.Response:
        await logged_in(visitor, "student1")
        return await visitor.http.get(path, params={"next": wanted})

    return go


Entrance = Callable[[Visitor, str], Awaitable[httpx.Response]]

#: Of them all; the provider's, for which another server is needed, has tests of its own.
ENTRANCES: Final[dict[str, Entrance]] = {
    "password": by_password,
    "dummy": by_dummy,
    "guest": as_guest,
    "platform": through_the_platform,
    "platform's form": by_the_platforms_form,
    "logged in": already_in("login"),
    "the hub's root": already_in(""),
    "logout": already_in("logout"),
}
