"""What people are told while the hub's own database cannot be written."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from jupyterhub.handlers import BaseHandler
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tornado.web import HTTPError

from hub_ext.language import LanguageSetting, Message
from hub_ext.ops.trouble import Trouble

#: Seconds for which a write waits while somebody else has the database locked. The hub's whole loop
#: waits with it; SQLite's own five are long for everybody else.
LOCK_SECONDS: Final = 1.0
CANNOT_WRITE: Final = Message(
    ko="허브가 지금 기록을 저장하지 못하고 있습니다. 저장한 파일과 켜져 있는 노트북은 그대로 있습니다. "
    "잠시 후 다시 시도해 주세요.",
    en="The hub cannot write its records right now. Your saved files and running notebooks are as they were. "
    "Please try again in a moment.",
)
#: SQLite's names of what is no fault of a request: locked, full, or a disk that fails.
_UNAVAILABLE: Final = (
    "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN",
)  # fmt: skip
_RETRY_SECONDS: Final = 5

_trouble = Trouble(
    "The hub's database cannot be written ({reason}): nobody can log in, start or stop. If it is locked, find "
    "out which program has hub.sqlite open; if it is full, make room",
    "The hub's database is written again, after {count} failures",
)


class HubDatabaseUnavailableError(OperationalError, HTTPError):
    """The database cannot be used now: to JupyterHub a reason to roll back, to people a 503.

    Parameters
    ----------
    cause
        SQLite's own.
    text
        What people read.

    Attributes
    ----------
    headers
        JupyterHub sends these along.
    jupyterhub_message
        What the page of the error says.
    """

    def __init__(self, cause: BaseException, text: str) -> None:
        # Without statement and parameters, which hold tokens and would be in the log.
        OperationalError.__init__(self, None, None, cause)
        HTTPError.__init__(self, 503, "%s", cause)
        self.jupyterhub_message = text
        self.headers = {"Retry-After": str(_RETRY_SECONDS)}


#: What the present request met.
_met: ContextVar[HubDatabaseUnavailableError | None] = ContextVar("hub_database", default=None)


def tell_when_unavailable(language: LanguageSetting) -> None:
    """Answer 503 with a sentence while the database is locked, full or broken, instead of 500.

    Parameters
    ----------
    language
        Of the sentence.

    Notes
    -----
    JupyterHub looks at cookies and tokens before it handles a request, writes down that their owner is
    here, and takes whoever's look failed for nobody: a login or a 403 in the middle of a lesson.
    """

    def explain(context: ExceptionContext) -> HubDatabaseUnavailableError | None:
        cause = context.original_exception
        reason = getattr(cause, "sqlite_errorname", "")
        if not reason.startswith(_UNAVAILABLE):
            return None
        _trouble.happened(reason)
        error = HubDatabaseUnavailableError(cause, CANNOT_WRITE.in_language(language.now()))
        _met.set(error)
        return error

    event.listen(Engine, "handle_error", explain)
    # Whoever could flush something had the lock; a commit of nothing says nothing.
    event.listen(Session, "after_flush", lambda *_: _trouble.passed())
    prepare = BaseHandler.prepare
    if not hasattr(prepare, "__wrapped__"):
        # Upstream catches what this is about, and has no hook for it.
        setattr(BaseHandler, "prepare", _never_nobody(prepare))  # noqa: B010


def _never_nobody(prepare: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """Return JupyterHub's ``prepare``, but for a request whose sender could not be found out."""

    @wraps(prepare)
    async def prepared(handler: Any) -> None:
        _met.set(None)
        try:
            await prepare(handler)
        finally:
            error = _met.get()
            if error is not None:
                raise error

    return prepared
