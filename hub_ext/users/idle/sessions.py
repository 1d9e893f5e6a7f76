"""How long ago a session was used, and its end when that is too long."""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from jupyterhub import orm
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from tornado.httputil import HTTPServerRequest

from hub_ext.classroom.configuration import CLIENT_ID as CLASS_PAGE
from hub_ext.users.idle.last_times import LastTimes
from hub_ext.users.idle.requests import (
    BrowserLogin,
    browser_login,
    is_class_page_use,
    is_use,
    reported_use,
)
from hub_ext.users.refusals import who

#: Of sessions, and of people whose servers are used.
TABLE_SIZE: Final = 10_000
#: A server asks the hub again, whose token this is, when so long ago it did: JupyterHub's
#: ``HubAuth.cache_max_age``. What is done in the meantime with that token the hub does not see.
TOKEN_SECONDS: Final = 300.0
#: A server tells of its use every five minutes, more or less: what it was used for since then is not
#: known yet.
REPORT_SECONDS: Final = 360.0
#: How often all tokens of sessions are looked at.
SWEEP_SECONDS: Final = 60.0


class IdleSessions:
    """Knows when sessions were used, and ends those that are not.

    Parameters
    ----------
    app
        JupyterHub; nothing of it is touched before the first request.
    idle_seconds
        A session that was not used for longer is over.
    clock
        Seconds since the epoch, as in cookies and in what servers report.

    Attributes
    ----------
    clock
        As given.
    """

    def __init__(
        self, app: Any, idle_seconds: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._app = app
        self._idle_seconds = idle_seconds
        self.clock = clock
        # What was before the start is unknown, so it was just now.
        self._logins: LastTimes[bytes] = LastTimes(TABLE_SIZE, clock())
        # By `cookie_id` too: people who use one browser in turn may have one identifier.
        self._session_ids: LastTimes[tuple[str, str]] = LastTimes(TABLE_SIZE, clock())
        self._servers: LastTimes[int] = LastTimes(TABLE_SIZE, 0.0)
        self._next_sweep = 0.0

    @property
    def remembered(self) -> int:
        """How many times are kept in memory; at most three times `TABLE_SIZE`."""
        return len(self._logins) + len(self._session_ids) + len(self._servers)

    def admit(self, request: HTTPServerRequest) -> bool:
        """Tell whether the session of a request goes on, and take note that it is used.

        Returns
        -------
        bool
            False if there is one and it is over: its tokens are gone by then. True also if the
            database cannot be asked; JupyterHub will answer for that.
        """
        try:
            self._sweep()
            if is_class_page_use(request, self._app.hub.base_url):
                self._note_class_page(request)
            return self._goes_on(request)
        except SQLAlchemyError as error:
            self._app.log.error("Idle sessions go on unchecked: %s", type(error).__name__)
            self._app.db.rollback()
            return True

    def heard(self, request: HTTPServerRequest) -> None:
        """Take note of what a server reported, if `request` is a report that was accepted."""
        report = reported_use(request, self._app.hub.base_url)
        if report is None:
            return
        name, when = report
        user = orm.User.find(self._app.db, name)
        if user is not None:
            # Whoever writes programs for a server can have it say anything.
            self._servers.note(user.id, min(when, self.clock()))

    def _goes_on(self, request: HTTPServerRequest) -> bool:
        settings = self._app.tornado_settings
        login = browser_login(
            request,
            self._app.hub.cookie_name,
            settings["cookie_secret"],
            settings["cookie_max_age_days"],
        )
        if login is None:
            return True
        session = (login.cookie_id, login.session_id)
        last = max(login.time, self._logins.get(login.key))
        if login.session_id:
            last = max(last, self._session_ids.get(session))
        if self._is_idle(last) and not self._goes_on_by_server(login, last):
            return False
        if is_use(request, self._app.hub.base_url):
            self._logins.note(login.key, self.clock())
            if login.session_id:
                self._session_ids.note(session, self.clock())
        return True

    def _note_class_page(self, request: HTTPServerRequest) -> None:
        """Take note that a session is used on the class page; one that is over ends instead."""
        _, _, key = request.headers["Authorization"].partition(" ")
        token = orm.APIToken.find(self._app.db, key.strip())
        if token is None or token.client_id != CLASS_PAGE or not token.user or not token.session_id:
            return
        session = (token.user.cookie_id, token.session_id)
        last = max(self._session_ids.get(session), _seconds(token.created))
        if self._is_over(token.user_id, token.session_id, last):
            self._end(token.user_id, token.session_id)
        else:
            self._session_ids.note(session, self.clock())

    def _goes_on_by_server(self, login: BrowserLogin, last: float) -> bool:
        user = self._app.db.query(orm.User).filter_by(cookie_id=login.cookie_id).first()
        if user is None:
            # JupyterHub refuses such a cookie itself.
            return True
        if not self._is_over(user.id, login.session_id, last):
            return True
        self._end(user.id, login.session_id)
        return False

    def _is_idle(self, last: float, grace: float = 0.0) -> bool:
        return self.clock() - last > self._idle_seconds + grace

    def _is_over(self, user_id: int, session_id: str, last: float) -> bool:
        if not self._is_idle(last):
            return False
        opened = self._server_opened(user_id, session_id)
        if opened is None:
            return True
        # Somebody uses the server; with this browser only if its token was in use then.
        by_server = min(self._servers.get(user_id), opened + TOKEN_SECONDS)
        return self._is_idle(max(last, by_server), REPORT_SECONDS)

    def _server_opened(self, user_id: int, session_id: str) -> float | None:
        """Return when the person's own server last asked whose the session's token is."""
        own: Any = select(orm.Spawner.oauth_client_id).where(orm.Spawner.user_id == user_id)
        moment: datetime | None = (
            self._app.db.query(func.max(orm.APIToken.last_activity))
            .filter_by(user_id=user_id, session_id=session_id)
            .filter(orm.APIToken.client_id.in_(own))
            .scalar()
        )
        return None if moment is None else _seconds(moment)

    def _sweep(self) -> None:
        """End the tokens of sessions that are over, whether or not their browsers come back."""
        now = self.clock()
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_SECONDS
        rows = (
            self._app.db.query(
                orm.User.id,
                orm.User.cookie_id,
                orm.APIToken.session_id,
                func.max(orm.APIToken.created),
            )
            .join(orm.User, orm.APIToken.user_id == orm.User.id)
            .filter(orm.APIToken.session_id.is_not(None))
            .group_by(orm.User.id, orm.User.cookie_id, orm.APIToken.session_id)
        )
        for user_id, cookie_id, session_id, created in rows.all():
            last = max(self._session_ids.get((cookie_id, session_id)), _seconds(created))
            if self._is_over(user_id, session_id, last):
                self._end(user_id, session_id)
        for table in (self._logins, self._session_ids, self._servers):
            table.forget_before(now - self._idle_seconds - REPORT_SECONDS)

    def _end(self, user_id: int, session_id: str) -> None:
        database = self._app.db
        tokens = database.query(orm.APIToken).filter_by(user_id=user_id, session_id=session_id)
        for token in tokens if session_id else ():
            database.delete(token)
        database.commit()
        name = database.get(orm.User, user_id).name
        self._app.log.info(
            "A session of %s ends: not used for %d min", who(name), self._idle_seconds // 60
        )


def _seconds(moment: datetime) -> float:
    # JupyterHub stores times of UTC without saying so.
    return moment.replace(tzinfo=UTC).timestamp()
