"""From settings to traits, on a bare Config: no hub, no engine, no database."""

from collections.abc import Callable
from typing import Any

import pytest
from traitlets.config import Config

from hub_ext.configure import configure, secret_environment
from hub_ext.settings import HubSettings
from tests.unit.test_environment import GENERATED


def dev_settings(**changed: Any) -> HubSettings:
    tokens = {name.lower(): value for name, value in GENERATED.items()}
    return HubSettings.model_validate({"hub_mode": "dev", **tokens, **changed})


@pytest.fixture
def configured() -> Callable[..., Config]:
    def make(**changed: Any) -> Config:
        c = Config()
        configure(c, dev_settings(**changed))
        return c

    return make


def test_a_restart_of_the_hub_ends_nobodys_lesson(configured: Callable[..., Config]) -> None:
    c = configured()
    assert c.JupyterHub.cleanup_servers is False
    assert c.JupyterHub.cleanup_proxy is False
    assert c.ConfigurableHTTPProxy.should_start is False


def test_everybody_has_one_server(configured: Callable[..., Config]) -> None:
    assert configured().JupyterHub.allow_named_servers is False


def test_a_session_lasts_as_long_as_the_setting_says(configured: Callable[..., Config]) -> None:
    assert configured(hub_session_hours=6).JupyterHub.cookie_max_age_days == 0.25


def test_a_token_that_somebody_asks_for_lasts_no_longer(configured: Callable[..., Config]) -> None:
    assert configured(hub_session_hours=6).JupyterHub.token_expires_in_max_seconds == 6 * 3600


def test_servers_reach_the_hub_on_their_own_network(configured: Callable[..., Config]) -> None:
    c = configured(hub_network="10.99.0.0/24")
    assert c.Spawner.hub_connect_url == "http://10.99.0.2:8081"


def test_no_secret_is_among_the_traits_that_show_config_prints(
    configured: Callable[..., Config],
) -> None:
    printed = repr(configured())
    assert not [secret for secret in GENERATED.values() if secret in printed]
    assert not [secret for secret in GENERATED.values() if repr(bytes.fromhex(secret)) in printed]


def test_jupyterhub_gets_its_secrets_from_the_environment() -> None:
    assert set(secret_environment(dev_settings()).values()) == {
        GENERATED["HUB_COOKIE_SECRET"],
        GENERATED["HUB_CRYPT_KEY"],
        GENERATED["HUB_PROXY_TOKEN"],
    }


def test_subdomains_are_used_when_there_is_a_host_for_them(
    configured: Callable[..., Config],
) -> None:
    assert "subdomain_host" not in configured().JupyterHub
    host = "https://hub.example.org"
    assert configured(hub_subdomain_host=host).JupyterHub.subdomain_host == host
