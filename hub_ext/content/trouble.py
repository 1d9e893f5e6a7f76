"""What it means that a store did not do what it was asked, and whether the work can go on."""

from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from hub_ext.command.failure import CommandError
from hub_ext.content.sides import Side
from hub_ext.language import Language, Message

_GO_ON: Final = Message(
    ko="지워진 것은 없습니다. 고친 뒤 같은 명령을 다시 실행하면 이어서 합니다.",
    en="Nothing was deleted. When it is mended, the same command goes on.",
)
_REFUSED: Final = Message(
    ko="{side} {endpoint}: 키를 받아 주지 않습니다({code}). {keys} 값과 그 키의 권한을 확인하세요.",
    en="{side} {endpoint} refuses the keys ({code}). Check {keys}, and what the keys may do.",
)
_CLOCK: Final = Message(
    ko="{side} {endpoint}: 이 컴퓨터의 시계와 15분 넘게 다르다며 거절합니다. 시계를 맞추세요.",
    en="{side} {endpoint} refuses, because its clock and this machine's are 15 minutes apart or "
    "more. Set the clock.",
)
_NO_BUCKET: Final = Message(
    ko="{side} {endpoint}: 버킷 {bucket}이(가) 없습니다. {setting} 값을 확인하세요.",
    en="{side} {endpoint} has no bucket {bucket}. Check {setting}.",
)
_BUSY: Final = Message(
    ko="{side} {endpoint}: 여러 번 물었지만 처리하지 못한다고 답합니다({code}). 잠시 뒤에 다시 하세요.",
    en="{side} {endpoint} says, asked several times, that it cannot answer ({code}). Try again later.",
)
_SILENT: Final = Message(
    ko="{side} {endpoint}: 응답이 없습니다({code}). 네트워크와 {address} 값을 확인하세요.",
    en="{side} {endpoint} does not answer ({code}). Check the network, and {address}.",
)

_REFUSALS: Final = {
    "AccessDenied",
    "AllAccessDisabled",
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "Forbidden",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "401",
    "403",
}
#: About the keys or this machine, never about one object.
_WHOLE_STORE: Final = {
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "NoSuchBucket",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
}


class ObjectError(Exception):
    """One object could not be had; the store answers for others."""


def stopped(
    side: Side, error: ClientError | BotoCoreError | OSError, language: Language
) -> CommandError:
    """Return what ends the work, since a whole store cannot be had."""
    code = code_of(error)
    return _command_error(side, _meaning(code, error), code, language)


def writing_refused(side: Side, language: Language) -> CommandError:
    """Return what ends the work when a store lets nothing be written."""
    return _command_error(side, _REFUSED, "PutObject", language)


def concerns_one_object(error: ClientError | BotoCoreError | OSError) -> bool:
    """Tell whether it is about the object that was asked for, and not about the store."""
    if not isinstance(error, ClientError):
        return False
    return code_of(error) not in _WHOLE_STORE and not _is_busy(error)


def code_of(error: ClientError | BotoCoreError | OSError) -> str:
    """Return the store's own word for an error, or the class of an error on the way to it."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "?"))[:60]
    return type(error).__name__


def _command_error(side: Side, message: Message, code: str, language: Language) -> CommandError:
    text = message.in_language(
        language,
        side=side.title.in_language(language),
        endpoint=side.endpoint,
        bucket=side.bucket,
        code=code,
        keys=side.key_settings,
        setting=side.bucket_setting,
        address=side.endpoint_setting,
    )
    return CommandError(f"{text} {_GO_ON.in_language(language)}")


def _meaning(code: str, error: ClientError | BotoCoreError | OSError) -> Message:
    if code == "RequestTimeTooSkewed":
        return _CLOCK
    if code in _REFUSALS:
        return _REFUSED
    if code in {"NoSuchBucket", "404"}:
        return _NO_BUCKET
    return _BUSY if isinstance(error, ClientError) else _SILENT


def _is_busy(error: ClientError) -> bool:
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    return status == 429 or status >= 500
