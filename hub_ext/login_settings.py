"""The settings of logging in: which ways there are, and what each of them needs."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from hub_ext.common_settings import DirectorySettings
from hub_ext.setting_types import Authentications, Origins

#: What a setting is needed for, by its name: the way of logging in that ``AUTH`` has to name.
_NEEDED_FOR = {
    "jwt_secret": "jwt",
    "base_url": "jwt",
    "hub_oauth_issuer": "oauth",
    "hub_oauth_client_id": "oauth",
    "hub_oauth_client_secret": "oauth",
}


class LoginSettings(DirectorySettings):
    """Who may log in, and how."""

    auth: Authentications = Field(default=("database",), min_length=1, examples=["database,jwt"])
    hub_session_hours: float = Field(default=8, gt=0, le=24 * 14, examples=["8"])
    hub_session_idle_minutes: int = Field(default=60, ge=5, le=7 * 24 * 60, examples=["60"])
    hub_logout_stops_server: bool = Field(default=False, examples=["yes"])

    jwt_secret: SecretStr = Field(
        default=SecretStr(""), validate_default=True, examples=["the platform's JWT_SECRET"]
    )
    base_url: str = Field(default="", validate_default=True, examples=["https://app.example.org"])
    hub_platform_origins: Origins = Field(default=(), examples=["https://app.example.org"])

    hub_oauth_issuer: str = Field(
        default="", validate_default=True, examples=["https://login.example.org"]
    )
    hub_oauth_client_id: str = Field(
        default="", validate_default=True, examples=["the hub's name at the provider"]
    )
    hub_oauth_client_secret: SecretStr = Field(
        default=SecretStr(""), validate_default=True, examples=["what the provider gave for it"]
    )
    hub_oauth_match: Literal["userID", "id", "email"] = Field(default="userID", examples=["userID"])
    hub_oauth_name: str = Field(default="", max_length=40, examples=["코딩앤플레이"])

    hub_guests: int = Field(default=20, ge=1, le=500, examples=["20"])
    hub_guests_per_address: int = Field(default=5, ge=1, le=500, examples=["5"])

    @field_validator("auth")
    @classmethod
    def _no_dummy_in_production(
        cls, value: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        if "dummy" in value and info.data.get("hub_mode") != "dev":
            raise ValueError("names dummy, which lets anybody in and exists with HUB_MODE=dev only")
        return value

    @field_validator(*_NEEDED_FOR)
    @classmethod
    def _there_if_needed[V: (str, SecretStr)](cls, value: V, info: ValidationInfo) -> V:
        way = _NEEDED_FOR[info.field_name or ""]
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not text and way in info.data.get("auth", ()):
            raise ValueError(f"is not set, and AUTH names {way}")
        return value

    @field_validator("jwt_secret")
    @classmethod
    def _not_to_be_guessed(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        # RFC 7518 asks for 32 bytes; a platform's own is used as it is unless it can be tried out.
        if "jwt" in info.data.get("auth", ()) and len(value.get_secret_value()) < 16:
            raise ValueError("is shorter than 16 characters, so anybody can find it by trying")
        return value

    @field_validator("base_url", "hub_oauth_issuer")
    @classmethod
    def _encrypted(cls, value: str, info: ValidationInfo) -> str:
        # BASE_URL is the platform's own variable: what it holds matters only where it is used.
        if _NEEDED_FOR[info.field_name or ""] not in info.data.get("auth", ()):
            return value
        if not re.fullmatch(r"https?://[^\s?#@]+", value):
            raise ValueError("is not an address that begins with https://")
        if value.startswith("http://") and info.data.get("hub_mode") != "dev":
            raise ValueError("is not https://, so a login could be read on its way")
        return value.rstrip("/")

    @field_validator("hub_platform_origins")
    @classmethod
    def _encrypted_origins(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        plain = [origin for origin in value if origin.startswith("http://")]
        if plain and info.data.get("hub_mode") != "dev":
            raise ValueError(
                f"names {plain[0]}, which is not https://, so anybody on its way could log in"
            )
        return value

    @property
    def platform_origins(self) -> tuple[str, ...]:
        """Origins that may hand people over and embed the hub: the platform's own and the named.

        Only where ``AUTH`` names ``jwt``.
        """
        if "jwt" not in self.auth:
            return ()
        platform = urlsplit(self.base_url)
        own = f"{platform.scheme}://{platform.netloc}".lower()
        return tuple(dict.fromkeys((own, *self.hub_platform_origins)))
