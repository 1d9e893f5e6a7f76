"""The two stores of a move: where the objects were, and where they go."""

from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from hub_ext.environment import SettingsError
from hub_ext.language import Message
from hub_ext.settings import ToolsSettings

_SOURCE: Final = Message(ko="원본(AWS)", en="the source (AWS)")
_TARGET: Final = Message(ko="대상(NCP)", en="the target (NCP)")
_NEEDED: Final = (
    "hub_source_bucket",
    "hub_source_access_key_id",
    "hub_source_secret_access_key",
)


@dataclass(frozen=True)
class Side:
    """One store, and the settings that say where it is.

    Attributes
    ----------
    remote
        What rclone calls it.
    title
        What people call it.
    endpoint, region, bucket, access_key_id, secret_access_key
        Where it is, and its keys.
    key_settings, bucket_setting, endpoint_setting
        The variables to look at when something is wrong.
    """

    remote: str
    title: Message
    endpoint: str
    region: str
    bucket: str
    access_key_id: SecretStr
    secret_access_key: SecretStr
    key_settings: str
    bucket_setting: str
    endpoint_setting: str


def sides_of(settings: ToolsSettings) -> tuple[Side, Side]:
    """Return the source and the target.

    Raises
    ------
    SettingsError
        Naming every setting of the source that is missing.
    """
    missing = [name for name in _NEEDED if not _text(getattr(settings, name))]
    if missing:
        fields = ToolsSettings.model_fields
        raise SettingsError(
            f"{name.upper()}: is not set (for example: {(fields[name].examples or [''])[0]})"
            for name in missing
        )
    return _source(settings), _target(settings)


def _source(settings: ToolsSettings) -> Side:
    return Side(
        remote="source",
        title=_SOURCE,
        endpoint=settings.hub_source_endpoint_url,
        region=settings.hub_source_region,
        bucket=settings.hub_source_bucket,
        access_key_id=settings.hub_source_access_key_id,
        secret_access_key=settings.hub_source_secret_access_key,
        key_settings="HUB_SOURCE_ACCESS_KEY_ID, HUB_SOURCE_SECRET_ACCESS_KEY",
        bucket_setting="HUB_SOURCE_BUCKET",
        endpoint_setting="HUB_SOURCE_ENDPOINT_URL",
    )


def _target(settings: ToolsSettings) -> Side:
    return Side(
        remote="target",
        title=_TARGET,
        endpoint=settings.s3_endpoint_url,
        region=settings.aws_region,
        bucket=settings.bucket_name,
        access_key_id=settings.aws_access_key_id,
        secret_access_key=settings.aws_secret_access_key,
        key_settings="AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
        bucket_setting="BUCKET_NAME",
        endpoint_setting="S3_ENDPOINT_URL",
    )


def _text(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
