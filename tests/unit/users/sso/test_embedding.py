from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from hub_ext.configure import configure
from hub_ext.settings import HubSettings
from hub_ext.users.sso.embedding import SERVER_VARIABLE
from tests.unit.users.settings import hub_settings

IMAGE_CONFIGURATION = (
    Path(__file__).resolve().parents[4] / "images/notebook/jupyter_server_config.py"
)
ANCESTORS = "frame-ancestors https://app.example.org https://school.example.org"


@pytest.fixture
def settings() -> HubSettings:
    return hub_settings(
        auth="database,jwt",
        base_url="https://app.example.org/platform",
        hub_public_url="https://hub.example.org",
        jwt_secret="x" * 32,
        hub_platform_origins="https://school.example.org",
    )


def configured(settings: HubSettings) -> Config:
    c = Config()
    configure(c, settings)
    return c


def test_the_platforms_pages_may_embed_the_hub_and_nobody_else(settings: HubSettings) -> None:
    policy = configured(settings).JupyterHub.tornado_settings["headers"]["Content-Security-Policy"]

    assert policy == f"{ANCESTORS}; report-uri /hub/security/csp-report"


def test_the_platforms_pages_may_embed_servers_and_nobody_else(settings: HubSettings) -> None:
    assert configured(settings).Spawner.environment[SERVER_VARIABLE] == ANCESTORS


def test_what_others_configured_stays(settings: HubSettings) -> None:
    c = Config()
    c.Spawner.environment = {"SITE": "1"}
    configure(c, settings)

    assert c.JupyterHub.tornado_settings["slow_spawn_timeout"] == 0
    assert c.Spawner.environment["SITE"] == "1"


def test_without_jwt_jupyterhubs_own_rule_stays() -> None:
    c = configured(hub_settings(base_url="https://app.example.org"))

    assert "headers" not in c.JupyterHub.tornado_settings
    assert SERVER_VARIABLE not in c.Spawner.environment


@pytest.mark.parametrize(
    ("variable", "headers"),
    [(ANCESTORS, {"Content-Security-Policy": ANCESTORS}), ("", None), (None, None)],
)
def test_a_server_reads_what_the_hub_said(
    variable: str | None, headers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable is not None:
        monkeypatch.setenv(SERVER_VARIABLE, variable)
    c = Config()
    exec(IMAGE_CONFIGURATION.read_text(), {"get_config": lambda: c})  # noqa: S102 - ours

    assert c.ServerApp.get("tornado_settings", {}).get("headers") == headers
