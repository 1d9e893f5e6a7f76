"""The types that settings are made of: how an operator writes them in a ``.env`` file."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode


class HomeStorage(StrEnum):
    """How people's files come to their server, and from there to the object store."""

    #: A folder on the host's disk that is kept equal to the object store.
    WORKING_COPY = "working-copy"
    #: The object store itself as a folder, through FUSE.
    MOUNT = "mount"
    #: No folder: JupyterLab reads and writes the object store through a gateway.
    CONTENTS = "contents"


Role = Literal["admin", "manager", "teacher", "student", "school", "kinder", "guest"]
Authentication = Literal["database", "jwt", "oauth", "guest", "dummy"]
LogFormat = Literal["text", "json"]


def _split(value: object) -> object:
    """``a, b`` as an operator writes it in a .env file."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _split_pairs(value: object) -> object:
    """``student=1G, teacher=2G``; an entry without ``=`` is refused by the type that follows."""
    if not isinstance(value, str):
        return value
    entries = [part.strip() for part in value.split(",") if part.strip()]
    return {
        name.strip(): size.strip() for name, _, size in (part.partition("=") for part in entries)
    }


def _bytes(value: object) -> object:
    """``500M`` or ``30G`` in bytes; ``none`` or ``0`` is 0, which is no limit."""
    if not isinstance(value, str):
        return value
    if value in {"none", "0"}:
        return 0
    if not re.fullmatch(r"[1-9][0-9]{0,5}[MG]", value):
        raise ValueError("is neither a size such as 500M or 30G, nor none")
    return int(value[:-1]) * {"M": 1024**2, "G": 1024**3}[value[-1]]


_Listed = (NoDecode, BeforeValidator(_split))
_Paired = (NoDecode, BeforeValidator(_split_pairs))

#: ``a,b``
Names = Annotated[tuple[str, ...], *_Listed]
Authentications = Annotated[tuple[Authentication, ...], *_Listed]
Roles = Annotated[tuple[Role, ...], *_Listed]
#: ``student=1G,teacher=2G``: at most what a container may use, per platform role.
MemoryLimits = Annotated[
    dict[Role, Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}[MG]$")]], *_Paired
]
#: ``student=1,teacher=1.5``: whole processors or parts of one, per platform role.
ProcessorLimits = Annotated[dict[Role, Annotated[float, Field(gt=0, le=64)]], *_Paired]
#: ``500M`` or ``30G``, in bytes; 0 is no quota, written ``none`` or ``0``.
Quota = Annotated[int, BeforeValidator(_bytes), Field(ge=0)]
#: ``11=50G,12=none``: quotas of single learning centres.
CenterQuotas = Annotated[dict[Annotated[int, Field(ge=1)], Quota], *_Paired]
#: ``https://app.example.org,https://school.example.org``
Origins = Annotated[
    tuple[Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")], ...], *_Listed
]
Port = Annotated[int, Field(ge=1, le=65535)]


def _hexadecimal(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9a-f]{64}", value.get_secret_value()):
        raise ValueError("is not 64 hexadecimal digits")
    return value


def _keys(value: SecretStr) -> SecretStr:
    for key in value.get_secret_value().split(";"):
        _hexadecimal(SecretStr(key))
    return value


#: Made by `make up` at its first run; nobody types these.
GeneratedSecret = Annotated[
    SecretStr, AfterValidator(_hexadecimal), Field(examples=["what openssl rand -hex 32 prints"])
]
#: The same, and after it, with ``;`` between, keys of before that what is kept can still be read with.
GeneratedKeys = Annotated[
    SecretStr, AfterValidator(_keys), Field(examples=["what openssl rand -hex 32 prints"])
]
