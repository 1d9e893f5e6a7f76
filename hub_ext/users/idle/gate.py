"""Where every request to the hub passes: a session that is over looks like none at all.

JupyterHub asks its authenticator about somebody only once in some minutes, about a person and not
about a browser, and after it has counted the request as activity. Tornado's transforms see a request
before its handler does and the answer after it, so the login cookie of a session that is over can be
taken away: what JupyterHub then does, it does for everybody who is not logged in.
"""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False

from functools import partial
from http.cookies import SimpleCookie
from typing import Any, Final

from jupyterhub.handlers.base import SESSION_COOKIE_NAME
from tornado.httputil import HTTPHeaders, HTTPServerRequest, format_timestamp
from tornado.web import OutputTransform

from hub_ext.settings import HubSettings
from hub_ext.users.idle.messages import IDLE
from hub_ext.users.idle.sessions import IdleSessions

#: Tells the login page, for so many seconds, why it is shown.
NOTICE_COOKIE: Final = "eduhub-session-idle"
_NOTICE_SECONDS: Final = 600


class IdleGate(OutputTransform):
    """What one request has to get past.

    Parameters
    ----------
    request
        Without its login, if that is over, from now on.
    app, sessions
        The hub, and what it knows of its sessions.
    """

    def __init__(self, request: HTTPServerRequest, *, app: Any, sessions: IdleSessions) -> None:
        self._request = request
        self._sessions = sessions
        self._farewell: list[str] = []
        if not sessions.admit(request):
            self._farewell = _farewell(app)
            for name in (app.hub.cookie_name, SESSION_COOKIE_NAME):
                request.cookies.pop(name, None)
            # For a login page that is the answer to this very request.
            request.cookies[NOTICE_COOKIE] = "1"  # type: ignore[assignment]

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Clear the cookies of a session that is over; listen to what servers report."""
        # Cookies that the handler itself sets come after these, and win.
        for cookie in self._farewell:
            headers.add("Set-Cookie", cookie)
        if status_code < 300:
            self._sessions.heard(self._request)
        return super().transform_first_chunk(status_code, headers, chunk, finishing)


def install(app: Any, settings: HubSettings) -> IdleSessions:
    """Let every request to the hub pass `IdleGate`.

    Parameters
    ----------
    app
        JupyterHub, with its settings of tornado and before it makes tornado's application of them.
    settings
        Of these, how long a session may be idle.
    """
    sessions = IdleSessions(app, settings.hub_session_idle_minutes * 60)
    others = app.tornado_settings.get("transforms") or []
    gate = partial(IdleGate, app=app, sessions=sessions)
    app.tornado_settings["transforms"] = [*others, gate]
    return sessions


def take_notice(handler: Any) -> str:
    """Return why somebody is sent to the login page, once; ``""`` if it was not for being idle."""
    if not handler.get_cookie(NOTICE_COOKIE):
        return ""
    handler.clear_cookie(NOTICE_COOKIE, path=handler.hub.base_url)
    settings = handler.authenticator.settings
    return IDLE.in_language(settings.hub_language.now(), minutes=settings.hub_session_idle_minutes)


def _farewell(app: Any) -> list[str]:
    """Return the cookies that end a session in its browser; JupyterHub's, as it would clear them."""
    login, cookies = app.hub.cookie_name, SimpleCookie()
    for name, path in ((login, app.hub.base_url), (SESSION_COOKIE_NAME, app.base_url)):
        cookies[name] = ""
        cookies[name]["path"] = path
        cookies[name]["expires"] = format_timestamp(0)
    if login.startswith("__Host-"):
        cookies[login]["path"] = "/"
        cookies[login]["secure"] = True
    if app.subdomain_host:
        cookies[SESSION_COOKIE_NAME]["domain"] = app.domain
    cookies[NOTICE_COOKIE] = "1"
    notice = cookies[NOTICE_COOKIE]
    notice["path"], notice["max-age"] = app.hub.base_url, _NOTICE_SECONDS
    notice["httponly"], notice["samesite"] = True, "Lax"
    return [cookie.OutputString() for cookie in cookies.values()]
