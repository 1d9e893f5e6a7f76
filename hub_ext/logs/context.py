"""Of which request, person and container the lines are that are written now."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from dataclasses import dataclass, replace
from typing import Final, TypedDict, Unpack

#: What parts of this system tell each other, so that their lines can be put together.
REQUEST_HEADER: Final = "X-Request-ID"
_REQUEST: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LogContext:
    """What is known; ``""`` where nothing is.

    Attributes
    ----------
    request
        16 hexadecimal digits; the same in every part that the request goes through.
    user
        The ``userID`` of whom it is about.
    container
        Of that person's server, by its name.
    """

    request: str = ""
    user: str = ""
    container: str = ""


class Known(TypedDict, total=False):
    """Fields of `LogContext`."""

    request: str
    user: str
    container: str


_NOTHING: Final = LogContext()
_CONTEXT: Final[ContextVar[LogContext]] = ContextVar("log_context", default=_NOTHING)


def present_context() -> LogContext:
    """Return what is known now."""
    return _CONTEXT.get()


@contextmanager
def log_context(**known: Unpack[Known]) -> Iterator[None]:
    """Let lines that are written inside say this too; also those of tasks that are made inside."""
    token = _CONTEXT.set(replace(_CONTEXT.get(), **known))
    try:
        yield
    finally:
        _CONTEXT.reset(token)


def note_for_log(**known: Unpack[Known]) -> None:
    """Let later lines of this task say this too."""
    _CONTEXT.set(replace(_CONTEXT.get(), **known))


def begin_request(request: str) -> None:
    """Forget what this task's lines said before: now they are of this request."""
    _CONTEXT.set(LogContext(request=request))


def context_without_request(**known: Unpack[Known]) -> Context:
    """Return the context of a task that outlives the request which makes it."""
    context = Context()
    context.run(_CONTEXT.set, LogContext(**known))
    return context


def new_request_id() -> str:
    """Return one that nobody else has."""
    return secrets.token_hex(8)


def request_id_from(said: str | None) -> str:
    """Return what another part says the request is; a new one if it says nothing that could be one."""
    return said if said and _REQUEST.fullmatch(said) else new_request_id()
