"""Valid settings of a hub, for tests that care about a few of them."""

from typing import Any

from hub_ext.settings import HubSettings

NEEDED = {
    "hub_mode": "production",
    "hub_storage_token": "a1" * 32,
    "hub_sync_token": "e5" * 32,
    "hub_classroom_token": "f6" * 32,
    "hub_platform_token": "b7" * 32,
    "hub_metrics_token": "a8" * 32,
    "hub_proxy_token": "b2" * 32,
    "hub_crypt_key": "c3" * 32,
    "hub_cookie_secret": "d4" * 32,
    "db_host": "db.example.invalid",
    "db_user": "hub",
    "db_password": "not-the-development-one",
    "db_name": "codingnplay",
}


def hub_settings(**values: Any) -> HubSettings:
    return HubSettings.model_validate(NEEDED | values)
