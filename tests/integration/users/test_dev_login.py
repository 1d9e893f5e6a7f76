"""The button for ``testuser``: there in development, and nowhere else."""

from typing import Any

import pytest
from jupyterhub import orm

from hub_ext.users.dev_login import DevelopmentAuthenticator
from hub_ext.users.identity import Identity
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.unit.users.settings import hub_settings

NO_DATABASE = {"hub_users_database": "sqlite:////nowhere/users.sqlite"}
DUMMY_ONLY = {"hub_mode": "dev", "auth": "dummy", **NO_DATABASE}


@pytest.fixture
async def dev_hub(start_hub: HubFactory, sqlite_hub_settings: dict[str, Any]) -> Any:
    return await start_hub(hub_settings(**sqlite_hub_settings | {"auth": "database,dummy"}))


async def test_one_press_logs_in_testuser(dev_hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(dev_hub)
    answer = await visitor.dev_login()

    assert (answer.status_code, answer.headers["location"]) == (302, "/hub/spawn")
    assert await visitor.name() == "testuser"
    user = dev_hub.users["testuser"]
    assert not user.admin
    assert Identity.from_auth_state(await user.get_auth_state(), user_name="testuser") == Identity(
        "testuser"
    )


async def test_the_button_logs_in_nobody_else(dev_hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(dev_hub)
    await visitor.login("admin", "anything", path="dev-login")

    assert await visitor.name() == "testuser"


async def test_the_form_beside_it_still_checks_passwords(
    dev_hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(dev_hub)

    assert (await visitor.login("student1", "wrong")).status_code == 403
    assert (await visitor.login("testuser", "anything")).status_code == 403
    assert (await visitor.login("student1", "codingnplay")).status_code == 302


async def test_the_button_needs_its_token(dev_hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = visitor_of(dev_hub)
    await visitor.http.get("login")

    assert (await visitor.http.post("dev-login")).status_code == 403
    assert (await visitor.http.get("dev-login")).status_code == 405
    assert await visitor.name() is None


async def test_nobody_is_sent_elsewhere_by_the_button(
    dev_hub: Any, visitor_of: VisitorFactory
) -> None:
    answer = await visitor_of(dev_hub).dev_login(next="//evil.example/")

    assert answer.headers["location"].startswith("/hub/spawn")


async def test_dummy_alone_needs_no_database(
    start_hub: HubFactory, visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**DUMMY_ONLY))
    visitor = visitor_of(hub)

    assert (await visitor.login("student1", "codingnplay")).status_code == 403
    assert (await visitor.dev_login()).status_code == 302
    hub.users["testuser"]._auth_refreshed = 0
    assert await visitor.name() == "testuser"


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"hub_mode": "production"}, id="production"),
        pytest.param({"hub_mode": "dev", "auth": "database"}, id="dev without dummy"),
    ],
)
async def test_without_dummy_there_is_no_such_place(
    start_hub: HubFactory, visitor_of: VisitorFactory, settings: dict[str, Any]
) -> None:
    hub = await start_hub(hub_settings(**NO_DATABASE | settings))
    visitor = visitor_of(hub)

    assert (await visitor.dev_login()).status_code == 404
    assert (await visitor.http.get("dev-login")).status_code == 404
    assert await visitor.name() is None


async def test_a_test_user_of_yesterdays_development_is_out_in_production(
    start_hub: HubFactory, sqlite_hub_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sqlite_hub_settings | {"hub_mode": "production"}))
    row = orm.User(name="testuser")
    hub.db.add(row)
    hub.db.commit()

    assert await hub.authenticator.refresh_user(hub.users.add(row)) is False


def test_the_development_authenticator_refuses_to_be_made_in_production() -> None:
    with pytest.raises(ValueError, match="HUB_MODE=dev only"):
        DevelopmentAuthenticator(settings=hub_settings())
