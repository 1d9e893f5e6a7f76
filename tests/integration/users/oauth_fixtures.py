"""A hub that takes logins from a provider, and what it logs of them."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from traitlets.config import Config

import hub_ext.pages
from hub_ext.settings import HubSettings
from tests.integration.users import hub as hub_module
from tests.integration.users.broken_provider import BrokenProvider
from tests.integration.users.oauth_visitor import OAuthVisitor
from tests.integration.users.oidc_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    OidcProvider,
)
from tests.unit.users.settings import hub_settings

HubFactory = Callable[[HubSettings], Awaitable[Any]]
Arrive = Callable[..., Awaitable[OAuthVisitor]]


@pytest.fixture(scope="module")
def oidc() -> Iterator[OidcProvider]:
    with OidcProvider() as provider:
        yield provider


@pytest.fixture
async def broken() -> AsyncIterator[BrokenProvider]:
    provider = BrokenProvider()
    await provider.start()
    yield provider
    await provider.stop()


@pytest.fixture
async def arrive(
    start_hub: HubFactory,
    sqlite_hub_settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Arrive]:
    """Starts the hub of a test, with the project's pages, and opens a browser before it."""
    login_config = hub_module.hub_config

    def with_pages(settings: HubSettings) -> Config:
        c = login_config(settings)
        hub_ext.pages.configure(c, settings)
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_pages)
    async with AsyncExitStack() as stack:

        async def come(provider: OidcProvider | BrokenProvider, **values: Any) -> OAuthVisitor:
            oauth = {
                "auth": "database,oauth",
                "hub_oauth_issuer": provider.issuer,
                "hub_oauth_client_id": CLIENT_ID,
                "hub_oauth_client_secret": CLIENT_SECRET,
            }
            hub = await start_hub(hub_settings(**sqlite_hub_settings | oauth | values))
            # What the hub says of its own start is about nobody's login.
            caplog.clear()
            return await stack.enter_async_context(OAuthVisitor(hub))

        yield come


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged at the level of a warning or above, but for the line of each request and what
    a busy machine does to the hub's loop."""
    told = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.funcName != "log_request"
    ]
    return [line for line in told if not line.startswith("Event loop was unresponsive")]
