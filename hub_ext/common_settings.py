"""What the settings of every part have in common; see `hub_ext.settings`."""

from ipaddress import IPv4Network
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub_ext.language import LanguageSetting
from hub_ext.setting_types import HomeStorage, LogFormat, Names, Port, Roles

SECRETS_FOLDER = Path("/run/secrets")

#: What the stand-ins use. Refused in production, wherever they turn up.
DEVELOPMENT_DEFAULTS = {
    "auth": "database,dummy",
    "db_host": "dev-database",
    "db_user": "hub",
    "db_password": "dev-password",
    "db_name": "codingnplay",
    "s3_endpoint_url": "http://dev-objectstore:8333",
    "aws_access_key_id": "dev-access-key",
    "aws_secret_access_key": "dev-secret-key",
    "bucket_name": "educodingnplaycontents",
}
_DEVELOPMENT_SECRETS = {
    DEVELOPMENT_DEFAULTS[name]
    for name in ("db_password", "aws_access_key_id", "aws_secret_access_key")
}


class CommonSettings(BaseSettings):
    """What every part needs."""

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, env_ignore_empty=True, populate_by_name=True
    )

    hub_mode: Literal["dev", "production"] = Field(default="production", examples=["production"])
    hub_instance: str = Field(
        default="eduhub", pattern=r"^[a-z][a-z0-9]{0,8}$", examples=["eduhub"]
    )
    hub_language: LanguageSetting = Field(default=LanguageSetting.KOREAN, examples=["ko"])
    #: Set by whoever has a program that collects logs; people read text.
    hub_log_format: LogFormat = Field(default="text", examples=["json"])
    hub_data_dir: Path = Field(default=Path("/var/lib/eduhub"), examples=["/var/lib/eduhub"])
    home_storage: HomeStorage = Field(default=HomeStorage.WORKING_COPY, examples=["working-copy"])

    @model_validator(mode="before")
    @classmethod
    def _development_defaults(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("hub_mode") != "dev":
            return values
        given = {name.lower() for name, value in values.items() if value not in (None, "")}
        if "s3_bucket_name" in given:
            given.add("bucket_name")
        return values | {
            name: value for name, value in DEVELOPMENT_DEFAULTS.items() if name not in given
        }

    @field_validator("*")
    @classmethod
    def _no_development_secret(cls, value: Any, info: ValidationInfo) -> Any:
        secret = value.get_secret_value() if isinstance(value, SecretStr) else value
        if (
            isinstance(secret, str)
            and secret in _DEVELOPMENT_SECRETS
            and info.data.get("hub_mode") != "dev"
        ):
            raise ValueError(
                "is the public value of the development set-up; production needs its own"
            )
        return value


class AdmissionSettings(CommonSettings):
    """Which people may use notebooks."""

    jupyter_roles: Roles = Field(
        default=("admin", "manager", "teacher", "student"),
        min_length=1,
        examples=["admin,manager,teacher,student"],
    )
    hub_require_subscription: bool = Field(default=False, examples=["yes"])


class DirectorySettings(AdmissionSettings):
    """Where people are found, and which of them may use notebooks."""

    hub_users_database: str = Field(
        default="", pattern=r"^(sqlite:///.+)?$", examples=["sqlite:////srv/users.sqlite"]
    )
    db_host: str = Field(min_length=1, examples=["db.example.org"])
    db_port: Port = Field(default=3306, examples=["3306"])
    db_user: str = Field(min_length=1, examples=["hub"])
    db_password: SecretStr = Field(min_length=1, examples=["the password of DB_USER"])
    db_name: str = Field(min_length=1, examples=["codingnplay"])


class NetworkSettings(CommonSettings):
    """Who is where on this host, and whom requests come through."""

    hub_network: IPv4Network = Field(
        default=IPv4Network("10.213.0.0/20"), examples=["10.213.0.0/20"]
    )
    hub_trusted_proxies: Names = Field(default=(), examples=["172.17.0.1"])

    @field_validator("hub_network")
    @classmethod
    def _room_for_users(cls, value: IPv4Network) -> IPv4Network:
        if not value.is_private or value.prefixlen > 24:
            raise ValueError("is not a private network of at least 256 addresses")
        return value

    @property
    def forwarding_proxies(self) -> tuple[str, ...]:
        """Addresses that forward requests for others.

        What comes through a port of this host, so from a TLS proxy on it, has the gateway's address.
        """
        return (str(next(self.hub_network.hosts())), *self.hub_trusted_proxies)
