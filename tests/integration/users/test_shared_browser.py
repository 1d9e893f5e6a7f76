"""One browser that several people use in turn, each without a word to the next."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from typing import Any

import pytest
from jupyterhub import orm

from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.hub import Visitor
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oidc_provider import OidcProvider
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"
SESSION_COOKIE = "jupyterhub-session-id"


async def use_server(visitor: Visitor) -> str:
    """Log in as ``student1``, who opens their server; the session that opens it."""
    await visitor.login("student1", PASSWORD)
    session = visitor.http.cookies[SESSION_COOKIE]
    visitor.app.users["student1"].new_api_token(session_id=session)
    return session


def has_left(visitor: Visitor, session: str) -> bool:
    """Tell whether nothing of a session is left in the browser or in the hub."""
    tokens = visitor.app.db.query(orm.APIToken).filter_by(session_id=session).count()
    return not tokens and visitor.http.cookies[SESSION_COOKIE] != session


@pytest.mark.parametrize("way", ["password", "guest", "testuser"])
@pytest.mark.attack("session fixation")
async def test_whoever_comes_next_has_none_of_the_keys(
    start_hub: HubFactory,
    sqlite_hub_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    way: str,
) -> None:
    values = sqlite_hub_settings | {"auth": "database,guest,dummy"}
    visitor = visitor_of(await start_hub(hub_settings(**values)))
    session = await use_server(visitor)

    match way:
        case "password":
            await visitor.post("login", {"username": "student2", "password": PASSWORD})
        case "guest":
            await visitor.post("guest", {})
        case _:
            await visitor.post("dev-login", {})

    assert await visitor.name() not in {"student1", None}
    assert has_left(visitor, session)


@pytest.mark.attack("session fixation")
async def test_whoever_the_provider_names_has_none_either(
    arrive: Arrive, oidc: OidcProvider
) -> None:
    visitor = await arrive(oidc)
    session = await use_server(visitor)

    await visitor.oauth_login("student2")

    assert await visitor.name() == "student2"
    assert has_left(visitor, session)


async def test_the_same_person_goes_on(hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(hub)
    session = await use_server(visitor)

    await visitor.post("login", {"username": "student1", "password": PASSWORD})

    assert not has_left(visitor, session)
    assert visitor.http.cookies[SESSION_COOKIE] == session
