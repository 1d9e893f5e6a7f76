"""Session fixation: whoever prepared a browser knows nothing of the session that begins in it."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from typing import Any, Final

import pytest
from jupyterhub import orm

from tests.integration.attacks.hub import PASSWORD, logged_in
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor
from tests.reliability import Reliability

SESSION: Final = "jupyterhub-session-id"
LOGIN: Final = "jupyterhub-hub-login"


def cookies(visitor: Visitor) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in visitor.http.cookies.jar}


def plant(victim: Visitor, name: str, value: str, path: str) -> None:
    """What a page of a sibling domain, or whoever sat here before, can put into a browser."""
    victim.http.cookies.set(name, value, domain="127.0.0.1", path=path)


@pytest.mark.attack("session fixation")
async def test_a_planted_session_opens_nothing_after_the_victims_login(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    victim, attacker = visitor_of(hub), visitor_of(hub)
    for who in (victim, attacker):
        plant(who, SESSION, "0123456789abcdef" * 2, "/")
    await logged_in(victim, "student1")

    assert await victim.name() == "student1"
    assert await attacker.name() is None
    for path in ("home", "spawn", "token", "api/user", "api/users/student1"):
        answer = await attacker.http.get(path)
        assert answer.status_code in {302, 401, 403, 404}, path
    # Nor with a session of the attacker's own beside it.
    attacker.http.cookies.clear()
    await logged_in(attacker, "student31")
    plant(attacker, SESSION, "0123456789abcdef" * 2, "/")
    assert await attacker.name() == "student31"
    assert (await attacker.http.get("api/users/student1")).status_code in {403, 404}
    reliability.count(7)


@pytest.mark.attack("session fixation")
async def test_a_planted_login_is_replaced_and_its_owner_learns_nothing(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    attacker, victim = visitor_of(hub), visitor_of(hub)
    await logged_in(attacker, "student31")
    mine = cookies(attacker)
    plant(victim, LOGIN, mine[LOGIN], "/hub/")
    plant(victim, SESSION, mine[SESSION], "/")
    assert await victim.name() == "student31"

    # Logging in takes the person who types, and nobody who was there before.
    await victim.http.get("login")
    await victim.post("login", {"username": "student1", "password": PASSWORD})
    theirs = cookies(victim)
    assert await victim.name() == "student1"
    assert theirs[LOGIN] != mine[LOGIN]
    assert theirs[SESSION] != mine[SESSION]
    assert await attacker.name() in {"student31", None}
    reliability.count(2)


@pytest.mark.attack("session fixation")
async def test_a_logout_with_a_planted_session_logs_nobody_else_out(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability
) -> None:
    victim, attacker = visitor_of(hub), visitor_of(hub)
    await logged_in(victim, "student1")
    token = orm.APIToken.new(
        user=hub.users["student1"].orm_user, session_id=cookies(victim)[SESSION]
    )
    await logged_in(attacker, "student31")
    plant(attacker, SESSION, cookies(victim)[SESSION], "/")
    await attacker.http.get("logout")

    assert await victim.name() == "student1"
    assert orm.APIToken.find(hub.db, token) is not None
    reliability.count(1)


@pytest.mark.attack("session fixation")
@pytest.mark.parametrize("value", ["student1", "2|1:0|10:1|20:jupyterhub-hub-login|4:eA==|0", ""])
async def test_a_login_that_nobody_signed_is_none(
    hub: Any, visitor_of: VisitorFactory, reliability: Reliability, value: str
) -> None:
    await logged_in(visitor_of(hub), "student1")
    attacker = visitor_of(hub)
    plant(attacker, LOGIN, value, "/hub/")
    assert await attacker.name() is None
    reliability.count(1)
