"""What a request may say, under the engine's own names; what these models do not know is refused.

Everything on which the safety of the host rests is a constant here, and is not taken from the code that the hub
runs: a mistake there is to be refused here.
"""

import json
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.alias_generators import to_pascal

from hub_ext.servers.broker.refused import RefusedCallError

#: Bytes. The longest that our hub sends is a guest's, with their first notebook: 6 kB.
MAX_BODY_BYTES: Final = 256 * 1024
_WORD: Final = StringConstraints(max_length=64 * 1024)
_SHORT: Final = StringConstraints(max_length=512)

Word = Annotated[str, _WORD]
ShortWord = Annotated[str, _SHORT]
#: ``NAME=value``
Variable = Annotated[
    str, StringConstraints(max_length=64 * 1024, pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}=[^\x00]*$")
]


def _is(wanted: bool) -> AfterValidator:
    def same(value: bool) -> bool:
        if value is not wanted:
            raise ValueError(f"Input should be {str(wanted).lower()}")
        return value

    return AfterValidator(same)


#: As constants, 0 and 1 would do as well.
No = Annotated[bool, _is(False)]
Yes = Annotated[bool, _is(True)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_pascal)


class RestartPolicy(_Body):
    """The hub decides whether a server starts again."""

    name: Literal["no"]


class LogOptions(_Body):
    """What a server may write before the engine throws the beginning away."""

    max_size: Literal["5m"] = Field(alias="max-size")
    max_file: Literal["2"] = Field(alias="max-file")


class LogConfig(_Body):
    """Logs stay on the host, bounded."""

    type: Literal["json-file"]
    config: LogOptions


class Ulimit(_Body):
    """One limit of every process."""

    name: Literal["core", "fsize"]
    soft: int
    hard: int


class BindOptions(_Body):
    """The container sees what is mounted in the folder later, and the host nothing of the container's."""

    propagation: Literal["rslave"]


class Bind(_Body):
    """One folder of the host; which, decides `hub_ext.servers.broker.binds`."""

    type: Literal["bind"]
    source: ShortWord
    target: ShortWord
    read_only: bool
    bind_options: BindOptions | None = None


class HostConfig(_Body):
    """What a container may do on the host. Nothing has a default but what a person's container has not."""

    network_mode: ShortWord
    privileged: No
    cap_drop: tuple[Literal["ALL"]]
    security_opt: tuple[Literal["no-new-privileges:true"]]
    readonly_rootfs: Yes
    ipc_mode: Literal["private"]
    init: Yes
    memory: int
    memory_swap: int
    cpu_period: Literal[100_000]
    cpu_quota: int
    cpu_shares: Annotated[int, Field(ge=2, le=1024)] | None = None
    pids_limit: int
    shm_size: Literal[67_108_864]
    ulimits: Annotated[tuple[Ulimit, ...], Field(max_length=2)]
    restart_policy: RestartPolicy
    auto_remove: No
    log_config: LogConfig
    tmpfs: Annotated[dict[ShortWord, ShortWord], Field(max_length=3)]
    mounts: Annotated[tuple[Bind, ...], Field(max_length=4)]


class NoOptions(_Body):
    """``{}``"""


class Ports(_Body):
    """The one port of a server; it is published nowhere."""

    server: NoOptions = Field(alias="8888/tcp")


class ContainerBody(_Body):
    """The body of ``POST /containers/create``.

    Notes
    -----
    What runs inside is not restricted: it is the person's own in any case, and the rest of the description
    holds whatever it is.
    """

    image: ShortWord
    cmd: Annotated[tuple[Word, ...], Field(min_length=1, max_length=16)]
    env: Annotated[tuple[Variable, ...], Field(max_length=100)]
    user: Literal["1000:1000"]
    working_dir: Literal["/home/student", "/"]
    hostname: Literal["jupyter"]
    labels: Annotated[dict[ShortWord, ShortWord], Field(max_length=3)]
    exposed_ports: Ports
    stop_signal: Literal["SIGTERM"]
    stop_timeout: Literal[5]
    host_config: HostConfig


class UpdateBody(_Body):
    """The body of ``POST /containers/{id}/update``: from a waiting server's limits to its person's."""

    cpu_shares: Annotated[int, Field(ge=2, le=1024)]
    cpu_period: Literal[100_000]
    cpu_quota: int
    memory: int
    memory_swap: int


def read[B: BaseModel](kind: type[B], body: bytes) -> B:
    """Read a body.

    Raises
    ------
    RefusedCallError
        If it is no JSON, names anything twice, or differs from `kind`.
    """
    json_of(body)
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        # Without what was sent: it may be a token.
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise RefusedCallError(where, first["msg"]) from None


def json_of(text: bytes | str) -> Any:
    """Return what JSON says, in which no name stands twice.

    Raises
    ------
    RefusedCallError
        If it is something else.
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise RefusedCallError("body", "is not JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RefusedCallError("body", "names something twice")
    return found
