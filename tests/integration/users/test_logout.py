"""What somebody sees who logs out, and who can make them."""

from typing import Any

import pytest

from hub_ext.pages.messages import MESSAGES
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.platform import SINGLE_SIGN_ON
from tests.unit.users.settings import hub_settings

PASSWORD = "codingnplay"


@pytest.fixture
def with_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub of a test has the project's pages."""
    import hub_ext.pages
    from tests.integration.users import hub as hub_module

    logins_only = hub_module.hub_config

    def config(settings: Any) -> Any:
        c = logins_only(settings)
        hub_ext.pages.configure(c, settings)
        return c

    monkeypatch.setattr(hub_module, "hub_config", config)


@pytest.mark.parametrize("ways", ["database", "database,jwt"])
async def test_a_page_says_that_it_is_done_and_of_the_platform_where_that_matters(
    start_hub: HubFactory,
    visitor_of: VisitorFactory,
    sqlite_hub_settings: dict[str, Any],
    with_pages: None,
    ways: str,
) -> None:
    settings = hub_settings(**sqlite_hub_settings | SINGLE_SIGN_ON | {"auth": ways})
    visitor = visitor_of(await start_hub(settings))
    await visitor.login("student1", PASSWORD)
    page = await visitor.http.get("logout")

    assert page.status_code == 200
    assert MESSAGES["logged_out_title"].ko in page.text
    assert (MESSAGES["logged_out_platform"].ko in page.text) is ("jwt" in ways)
    assert await visitor.name() is None


@pytest.mark.parametrize(
    ("stops", "site", "out"),
    [
        ("no", "cross-site", True),
        ("yes", "cross-site", False),
        ("yes", "same-site", True),
        ("yes", "none", True),
    ],
)
async def test_a_link_of_another_site_ends_nobodys_server(
    start_hub: HubFactory,
    visitor_of: VisitorFactory,
    sqlite_hub_settings: dict[str, Any],
    stops: str,
    site: str,
    out: bool,
) -> None:
    settings = hub_settings(**sqlite_hub_settings | {"hub_logout_stops_server": stops})
    visitor = visitor_of(await start_hub(settings))
    await visitor.login("student1", PASSWORD)
    answer = await visitor.http.get("logout", headers={"Sec-Fetch-Site": site})

    assert answer.status_code == (200 if out else 403)
    assert (await visitor.name() is None) is out
