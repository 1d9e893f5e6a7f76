"""What is left of the time before, when somebody logs in whose password or row was changed.

Row 4 of the demo people is ``student1``, and all of them have the same password at first.
"""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from jupyterhub import orm

from hub_ext.settings import HubSettings
from tests.integration.pretended import PretendedSpawner, pretended_servers
from tests.integration.users.conftest import VisitorFactory, sqlite_settings
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.integration.users.oauth_fixtures import Arrive
from tests.integration.users.oauth_visitor import OAuthVisitor
from tests.integration.users.oidc_provider import OidcProvider
from tests.integration.users.platform import SINGLE_SIGN_ON, sign_on
from tests.integration.users.test_sessions import five_minutes_later
from tests.unit.users.settings import hub_settings
from tests.unit.users.sso.tokens import token

PASSWORD = "codingnplay"
#: Another salt, the same password: whoever types it next is let in.
OTHER_PASSWORD = (
    "UPDATE Users SET password = (SELECT password FROM Users WHERE id = 8) WHERE id = 4"
)
OTHER_ROW = "UPDATE Users SET id = 999 WHERE id = 4"

LogIn = Callable[[Visitor], Awaitable[Any]]


async def by_password(visitor: Visitor) -> None:
    await visitor.login("student1", PASSWORD)


async def by_platform(visitor: Visitor) -> None:
    await sign_on(visitor, token())


@pytest.fixture
async def hub(sqlite: Path) -> AsyncIterator[Any]:
    values = sqlite_settings(sqlite) | SINGLE_SIGN_ON | {"auth": "database,jwt"}
    settings: HubSettings = hub_settings(**values)
    config = hub_config(settings)
    config.JupyterHub.spawner_class = PretendedSpawner
    with pretended_servers():
        async with running_hub(settings, config) as app:
            yield app


async def status(hub: Any, path: str, key: str) -> int:
    """The answer to a program that has a token."""
    headers = {"Authorization": f"token {key}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{hub.hub.port}/hub/") as http:
        return (await http.get(path, headers=headers)).status_code


@pytest.mark.parametrize("log_in", [by_password, by_platform])
@pytest.mark.parametrize("change", [OTHER_PASSWORD, OTHER_ROW])
async def test_a_session_of_the_time_before_does_not_come_back(
    hub: Any, visitor_of: VisitorFactory, sqlite: Path, log_in: LogIn, change: str
) -> None:
    thief, owner = visitor_of(hub), visitor_of(hub)
    await by_password(thief)
    stolen = hub.users["student1"].new_api_token()

    change_sqlite(sqlite, change)
    # Whoever asks before that is refused, and may still keep the cookie.
    await log_in(owner)

    assert await owner.name() == "student1"
    assert await thief.name() is None
    assert await status(hub, "api/user", stolen) == 403
    five_minutes_later(hub)
    assert await owner.name() == "student1"
    assert await thief.name() is None


async def test_the_provider_s_login_ends_them_too(
    arrive: Arrive, oidc: OidcProvider, visitor_of: VisitorFactory, sqlite: Path
) -> None:
    owner: OAuthVisitor = await arrive(oidc)
    thief = visitor_of(owner.app)
    await by_password(thief)

    change_sqlite(sqlite, OTHER_PASSWORD)
    await owner.oauth_login("student1")

    assert await owner.name() == "student1"
    assert await thief.name() is None


async def test_a_server_goes_on_with_its_own_token(
    hub: Any, visitor_of: VisitorFactory, sqlite: Path
) -> None:
    owner = visitor_of(hub)
    await by_password(owner)
    user = hub.users["student1"]
    await user.spawn()
    key = user.spawner.api_token

    change_sqlite(sqlite, OTHER_PASSWORD)
    five_minutes_later(hub)
    await by_password(owner)

    assert await owner.name() == "student1"
    assert user.spawner.ready
    assert orm.APIToken.find(hub.db, key) is not None
    assert await status(hub, "api/user", key) == 200


async def test_a_login_that_changes_nothing_ends_nothing(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    at_school, at_home = visitor_of(hub), visitor_of(hub)
    await by_password(at_school)
    key = hub.users["student1"].new_api_token()

    await by_password(at_home)
    await by_platform(at_home)

    assert await at_school.name() == "student1"
    assert await status(hub, "api/user", key) == 200
