import subprocess
import sys

import pytest
from pydantic import SecretStr
from traitlets.config import Config

from hub_ext.settings import HubSettings
from hub_ext.users.traits import DEVELOPMENT, PLATFORM, configure
from tests.unit.users.settings import hub_settings


@pytest.mark.parametrize(
    ("mode", "auth", "authenticator"),
    [
        ("production", "database", PLATFORM),
        ("dev", "database", PLATFORM),
        ("dev", "database,dummy", DEVELOPMENT),
        ("dev", "dummy", DEVELOPMENT),
    ],
)
def test_which_authenticator_is_used(mode: str, auth: str, authenticator: str) -> None:
    c = Config()
    configure(c, hub_settings(hub_mode=mode, auth=auth))

    assert c.JupyterHub.authenticator_class == authenticator


def test_dummy_login_stays_out_of_production_even_when_the_settings_were_not_checked() -> None:
    c = Config()
    unchecked = HubSettings.model_construct(
        hub_mode="production", auth=("database", "dummy"), hub_sync_token=SecretStr("")
    )
    configure(c, unchecked)

    assert c.JupyterHub.authenticator_class == PLATFORM


def test_development_code_is_not_even_imported_in_production() -> None:
    program = (
        "import sys, hub_ext.users, hub_ext.users.authenticator;"
        "sys.exit('hub_ext.users.dev_login' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_sessions_are_looked_at_again_within_five_minutes_and_tokens_too() -> None:
    c = Config()
    configure(c, hub_settings())

    assert 0 < c.PlatformAuthenticator.auth_refresh_age <= 300
    assert c.PlatformAuthenticator.auth_refresh_strict
    assert c.PlatformAuthenticator.enable_auth_state


def test_no_secret_is_printed_with_the_configuration() -> None:
    c = Config()
    configure(c, hub_settings(db_password="not-for-the-log"))

    assert "not-for-the-log" not in repr(c)
