"""What a request says about its sender: whether a person did something, and with which login."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import unquote

from jupyterhub.handlers.base import SESSION_COOKIE_NAME
from tornado.httputil import HTTPServerRequest
from tornado.web import decode_signed_value

#: Parts of pages, and what browsers and probes fetch or report by themselves.
_NO_PAGES: Final = {
    "api",
    "assets",
    "error",
    "health",
    "logo",
    "metrics",
    "ready",
    "security",
    "static",
}
#: Where a browser is sent when somebody opens a server or the class page.
_AUTHORIZE: Final = "api/oauth2/authorize"
#: Of what a server says of itself, which is some hundred bytes.
_LONGEST_REPORT: Final = 16 * 1024
_LONGEST_ID: Final = 255


@dataclass(frozen=True, slots=True)
class BrowserLogin:
    """One login with one browser.

    Two logins of the same person in the same second have the same cookie, and so one session.
    """

    #: A digest of the login cookie.
    key: bytes
    #: When the cookie was made, in seconds since the epoch.
    time: float
    #: Whose it is: ``orm.User.cookie_id``.
    cookie_id: str
    #: JupyterHub's ``jupyterhub-session-id``, which tokens carry too; ``""`` if there is none.
    session_id: str


def browser_login(
    request: HTTPServerRequest, cookie_name: str, secret: Any, max_age_days: float
) -> BrowserLogin | None:
    """Return the login of a request's cookie; None if there is none that JupyterHub takes."""
    morsel = request.cookies.get(cookie_name)
    if morsel is None:
        return None
    plain = decode_signed_value(secret, cookie_name, morsel.value, max_age_days, min_version=2)
    if plain is None:
        return None
    session = request.cookies.get(SESSION_COOKIE_NAME)
    return BrowserLogin(
        key=sha256(morsel.value.encode()).digest(),
        # Tornado's format, whose signature was right: 2|1:0|10:TIME|NAME|VALUE|SIGNATURE
        time=float(morsel.value.split("|")[2].partition(":")[2]),
        cookie_id=plain.decode("utf-8", "replace"),
        session_id=session.value[:_LONGEST_ID] if session else "",
    )


def is_use(request: HTTPServerRequest, base_url: str) -> bool:
    """Tell whether a person did something, from a request that came with their login cookie.

    Parameters
    ----------
    request
        Any request to the hub.
    base_url
        Of the hub, such as ``/hub/``.
    """
    if not request.path.startswith(base_url) or "Authorization" in request.headers:
        return False
    path = request.path[len(base_url) :]
    first, _, rest = path.partition("/")
    # JupyterLab goes on asking its server after that one was stopped, and is sent here.
    if first == "user" and "/api/" in rest:
        return False
    if request.method == "GET":
        # Browsers tell pages from what pages fetch, where the connection is encrypted.
        mode = request.headers.get("Sec-Fetch-Mode", "navigate")
        return mode == "navigate" and (first not in _NO_PAGES or path == _AUTHORIZE)
    # Buttons: to start or stop a server, and whatever else is done with a form.
    return request.method not in {"HEAD", "OPTIONS"} and first != "security"


def is_class_page_use(request: HTTPServerRequest, base_url: str) -> bool:
    """Tell whether a person did something on the class page, if it is the page that asks the hub.

    The page asks for all centres when it is opened, and for one of them again and again. Whose token
    it is, is not looked at here.
    """
    if "Authorization" not in request.headers:
        return False
    parts = request.path.removeprefix(base_url).split("/")
    match request.method, parts:
        case ("GET", ["api", "centres"]) | ("POST", ["api", "looks", _]):
            return True
        case ("POST" | "DELETE", ["api", "users", _, "server"]):
            return True
    return False


def reported_use(request: HTTPServerRequest, base_url: str) -> tuple[str, float] | None:
    """Read what a server says of itself, once JupyterHub has accepted it.

    Returns
    -------
    tuple of str and float, or None
        Whose server was last used when, in seconds since the epoch; None if `request` is no such
        report.
    """
    parts = request.path.removeprefix(base_url).split("/")
    if request.method != "POST" or len(request.body) > _LONGEST_REPORT:
        return None
    match parts:
        case ["api", "users", name, "activity"]:
            time = _time(request.body)
            return None if time is None else (unquote(name), time)
    return None


def _time(body: bytes) -> float | None:
    try:
        said = json.loads(body)
        moment = datetime.fromisoformat(said["last_activity"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    # JupyterHub takes a time without a zone for one of UTC.
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
