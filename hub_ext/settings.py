"""The one place that reads the environment.

Every value comes from an environment variable of the same name in capitals, or from a file of
that name (any case) in the secrets folder. The platform's own names (``DB_HOST``,
``AWS_ACCESS_KEY_ID``, …) are kept, so that its ``.env`` works unchanged. Development mode fills in
what the stand-ins of ``docker-compose.yml`` use; production has no defaults for secrets.

Rules that look at `hub_mode` are validators of their own field, so that all problems of an
environment are found in one pass; see `hub_ext.environment.read`.
"""

from ipaddress import ip_address
from typing import Any

from pydantic import AliasChoices, Field, SecretStr, ValidationInfo, field_validator

from hub_ext.common_settings import (
    DEVELOPMENT_DEFAULTS,
    SECRETS_FOLDER,
    AdmissionSettings,
    CommonSettings,
    DirectorySettings,
    NetworkSettings,
)
from hub_ext.login_settings import LoginSettings
from hub_ext.setting_types import (
    CenterQuotas,
    GeneratedSecret,
    MemoryLimits,
    Names,
    Port,
    ProcessorLimits,
    Quota,
)

__all__ = [
    "DEVELOPMENT_DEFAULTS",
    "PARTS",
    "SECRETS_FOLDER",
    "AdmissionSettings",
    "ClassroomSettings",
    "CommonSettings",
    "DirectorySettings",
    "HubSettings",
    "ObjectStoreSettings",
    "StorageSettings",
    "SyncSettings",
    "ToolsSettings",
]


PUBLIC_URL: Any = Field(
    default="",
    validate_default=True,
    pattern=r"^(https?://[^/\s]+)?$",
    examples=["https://hub.example.org"],
)
SUBDOMAIN_HOST: Any = Field(
    default="", pattern=r"^(https?://[^/\s]+)?$", examples=["https://hub.example.org"]
)
USER_QUOTA: Any = Field(default=500 * 1024**2, examples=["500M"])


class ObjectStoreSettings(CommonSettings):
    """The platform's bucket."""

    s3_endpoint_url: str = Field(
        pattern=r"^https?://[^/\s]+/?$", examples=["https://kr.object.ncloudstorage.com"]
    )
    aws_region: str = Field(default="kr-standard", examples=["kr-standard"])
    aws_access_key_id: SecretStr = Field(
        min_length=4, examples=["the access key of the NCP console"]
    )
    aws_secret_access_key: SecretStr = Field(
        min_length=4, examples=["the secret key of the NCP console"]
    )
    bucket_name: str = Field(
        validation_alias=AliasChoices("bucket_name", "s3_bucket_name"),
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        examples=["educodingnplaycontents"],
    )

    @field_validator("aws_region")
    @classmethod
    def _signing_region(cls, value: str) -> str:
        # The platform writes the short name; NCP signs requests under the long one.
        return "kr-standard" if value == "kr" else value


class StorageSettings(ObjectStoreSettings):
    """What the storage agent needs; of all that runs for people the only part with keys of the bucket."""

    hub_storage_token: GeneratedSecret
    #: Opens the agent's questions that change nothing: a class page's.
    hub_look_token: GeneratedSecret
    hub_keep_copies_days: int = Field(default=14, ge=1, le=3650, examples=["14"])
    hub_lesson_prefixes: Names = Field(default=("DataAnalysis",), examples=["DataAnalysis,Python"])
    hub_user_quota: Quota = USER_QUOTA
    hub_center_quota: Quota = Field(default=30 * 1024**3, examples=["30G"])
    hub_center_quotas: CenterQuotas = Field(default={}, examples=["11=50G,12=10G"])
    hub_history_days: int = Field(default=30, ge=1, le=3650, examples=["30"])
    hub_history_versions: int = Field(default=20, ge=1, le=1000, examples=["20"])

    @field_validator("hub_lesson_prefixes")
    @classmethod
    def _plain_prefixes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        prefixes = tuple(prefix.strip("/") for prefix in value)
        if not all(prefixes) or any("/" in prefix or prefix in {".", ".."} for prefix in prefixes):
            raise ValueError("holds something that is not one folder at the top of the bucket")
        return prefixes


class ToolsSettings(ObjectStoreSettings, DirectorySettings):
    """What the command line tool needs: the platform, and where its content came from."""

    s3_asset_url: str = Field(
        default="", pattern=r"^(https?://[^\s]+)?$", examples=["https://example.edge.naverncp.com"]
    )
    hub_source_endpoint_url: str = Field(
        default="https://s3.ap-northeast-2.amazonaws.com",
        pattern=r"^https?://[^/\s]+/?$",
        examples=["https://s3.ap-northeast-2.amazonaws.com"],
    )
    hub_source_region: str = Field(
        default="ap-northeast-2", min_length=1, examples=["ap-northeast-2"]
    )
    hub_source_bucket: str = Field(
        default="", pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$", examples=["educodingnplay"]
    )
    hub_source_access_key_id: SecretStr = Field(
        default=SecretStr(""), examples=["the access key of the AWS console"]
    )
    hub_source_secret_access_key: SecretStr = Field(
        default=SecretStr(""), examples=["the secret key of the AWS console"]
    )


class SyncSettings(DirectorySettings):
    """What the directory's sync needs: the table, and a token for one page of the hub."""

    hub_sync_token: GeneratedSecret


class ClassroomSettings(NetworkSettings):
    """What the class page needs: who it is for the hub, and a token to look at notebooks."""

    hub_classroom_token: GeneratedSecret
    hub_look_token: GeneratedSecret
    hub_subdomain_host: str = SUBDOMAIN_HOST


class HubSettings(LoginSettings, NetworkSettings):
    """What the hub needs. It holds no key of the object store."""

    hub_port: Port = Field(default=8000, examples=["8000"])
    hub_dev_open: bool = Field(default=False, examples=["yes"])
    hub_bind_address: str = Field(default="127.0.0.1", examples=["127.0.0.1"])
    hub_subdomain_host: str = SUBDOMAIN_HOST
    hub_public_url: str = PUBLIC_URL
    hub_dev_objectstore_port: Port = Field(default=8333, examples=["8333"])
    hub_dev_database_port: Port = Field(default=33306, examples=["33306"])
    hub_internet: bool = Field(default=False, examples=["yes"])

    hub_notebook_image: str = Field(
        default="eduhub/notebook:latest", min_length=1, examples=["eduhub/notebook:latest"]
    )
    hub_memory_limits: MemoryLimits = Field(
        default={"student": "1G", "teacher": "2G", "manager": "2G", "admin": "2G", "guest": "512M"},
        examples=["student=1G,teacher=2G"],
    )
    hub_cpu_limits: ProcessorLimits = Field(
        default={"student": 1.0, "teacher": 2.0, "manager": 2.0, "admin": 2.0, "guest": 0.5},
        examples=["student=1,teacher=2"],
    )
    #: What the agent enforces; here it bounds a single file.
    hub_user_quota: Quota = USER_QUOTA
    hub_process_limit: int = Field(default=256, ge=32, le=32768, examples=["256"])
    hub_warm_servers: int = Field(default=2, ge=0, le=200, examples=["30"])
    hub_server_idle_minutes: int = Field(default=60, ge=10, le=7 * 24 * 60, examples=["60"])

    hub_storage_token: GeneratedSecret
    hub_sync_token: GeneratedSecret
    hub_classroom_token: GeneratedSecret
    #: What the platform's own server shows to list and make notebooks.
    hub_platform_token: GeneratedSecret
    hub_proxy_token: GeneratedSecret
    hub_crypt_key: GeneratedSecret
    hub_cookie_secret: GeneratedSecret

    @field_validator("hub_bind_address")
    @classmethod
    def _loopback_in_development(cls, value: str, info: ValidationInfo) -> str:
        loopback = ip_address(value).is_loopback
        if (
            info.data.get("hub_mode") == "dev"
            and not loopback
            and not info.data.get("hub_dev_open")
        ):
            raise ValueError(
                "is open to the network, and dev mode lets anybody in; HUB_DEV_OPEN=yes says you mean it"
            )
        return value

    @field_validator("hub_internet")
    @classmethod
    def _not_for_strangers(cls, value: bool, info: ValidationInfo) -> bool:
        # The packet filter is one for all servers.
        if value and "guest" in info.data.get("auth", ()):
            raise ValueError(
                "lets servers out to the internet, and AUTH names guest, so anybody could"
            )
        return value

    @field_validator("hub_public_url")
    @classmethod
    def _known_where_logins_come_back_to(cls, value: str, info: ValidationInfo) -> str:
        host, production = info.data.get("hub_subdomain_host"), info.data.get("hub_mode") != "dev"
        if value and host and value != host:
            raise ValueError("is not HUB_SUBDOMAIN_HOST, which is the hub's own address too")
        if value.startswith("http://") and production:
            raise ValueError("is not https://, so a login could be read on its way")
        elsewhere = [way for way in ("jwt", "oauth") if way in info.data.get("auth", ())]
        # Without it the address is made of what the browser says that the hub's host is.
        if production and elsewhere and not value and not host:
            raise ValueError(
                f"is not set, and AUTH names {elsewhere[0]}, which sends people back to it"
            )
        return value


#: Every part that reads settings; the name of its environment file and of its service.
PARTS: dict[str, type[CommonSettings]] = {
    "hub": HubSettings,
    "storage": StorageSettings,
    "sync": SyncSettings,
    "classroom": ClassroomSettings,
    "tools": ToolsSettings,
}
