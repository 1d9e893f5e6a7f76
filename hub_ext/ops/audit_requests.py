"""The observer: at the end of every request, what of it belongs into the audit log."""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False

from asyncio import Future
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from jupyterhub import orm
from jupyterhub.handlers.metrics import MetricsHandler
from jupyterhub.log import log_request
from jupyterhub.metrics import prometheus_log_method
from tornado.log import app_log

from hub_ext.logs.context import log_context
from hub_ext.metrics.logins import count_login
from hub_ext.ops.audit import Outcome, shared_audit
from hub_ext.ops.audit_answer import (
    actor_of,
    address_of,
    argument,
    location_of,
    named_in_body,
    way_of,
)
from hub_ext.ops.audit_events import Request, request_of

_SERVER_CLIENT: Final = "jupyterhub-user-"


def log_and_audit(handler: Any) -> None:
    """Write JupyterHub's own line of log for a request, and its event if it is one.

    This is the value of tornado's ``log_function``.

    Notes
    -----
    A handler that logs somebody in may set ``audit_way``, through which way, and ``audit_actor``,
    who it is about; with ``audit_way`` its ``GET`` counts as a login whenever it succeeds.
    """
    if handler.request.method not in handler.SUPPORTED_METHODS:
        # It was refused. Metrics keep each word that they were told for good, and anybody can make one up.
        handler.request.method = "OTHER"
    if isinstance(handler, MetricsHandler) and handler.get_status() < 300:
        # Four lines a minute that say nothing.
        prometheus_log_method(handler)
        return
    with log_context(user=actor_of(handler) or ""):
        log_request(handler)
    try:
        _audit(handler)
    except Exception as error:
        # The text of the error may hold what the request held.
        app_log.error("A request has no line in the audit log: %s", type(error).__name__)


def _audit(handler: Any) -> None:
    hub = handler.settings["hub"].base_url
    path = handler.request.path
    request = path.startswith(hub) and request_of(handler.request.method, path[len(hub) :])
    if not request:
        return
    match request.kind:
        case "login":
            _login(handler, request)
        case "logout":
            _logout(handler)
        case "open":
            _open(handler, request)
        case "start":
            _start(handler, request)
        case "stop" | "restore":
            what = request.what or argument(handler.request.body_arguments, "path")
            _write(handler, request.kind, request.whom, what or None)
        case "admin":
            whom, more = named_in_body(handler.request.body)
            _write(handler, "admin", request.whom or whom, f"{request.what}{more}")


def _login(handler: Any, request: Request) -> None:
    named = getattr(handler, "audit_actor", None)
    way = getattr(handler, "audit_way", None) or request.way
    name = actor_of(handler)
    if handler.get_status() >= 400:
        # Whoever is logged in with this browser did not prove to be the one who is named.
        typed = argument(handler.request.body_arguments, "username")
        _write(handler, "login-refused", None, None, actor=named or typed or None, way=way)
        outcome = _outcome(handler.get_status())
        count_login(way, outcome, getattr(handler, "refusal_code", ""))
    elif name and (handler.request.method == "POST" or _came_in(handler)):
        _write(handler, "login", None, None, actor=named or name, way=way)
        count_login(way, "ok")


def _came_in(handler: Any) -> bool:
    # What only sends a browser on to the platform is no login.
    cookies = getattr(handler, "_new_cookie", {})
    return hasattr(handler, "audit_way") or handler.hub.cookie_name in cookies


def _logout(handler: Any) -> None:
    # By now JupyterHub has forgotten who it was; the request has not.
    hub = handler.hub
    value = handler.get_secure_cookie(hub.cookie_name, max_age_days=handler.cookie_max_age_days)
    cookie = (value or b"").decode("utf-8", "replace")
    user = handler.db.query(orm.User).filter(orm.User.cookie_id == cookie).first()
    if user:
        _write(handler, "logout", None, None, actor=user.name, way="session")


def _start(handler: Any, request: Request) -> None:
    whom = request.whom or actor_of(handler)
    status = handler.get_status()
    spawner = _spawner(handler, whom, request.server) if whom and status < 400 else None
    if request.page and status < 400 and not _started_by_page(handler, spawner):
        return
    _write(handler, "start", whom, request.what)
    future = getattr(spawner, "_spawn_future", None)
    if future is not None and not future.done():
        actor = actor_of(handler)
        late = partial(
            shared_audit().write,
            "start",
            actor=actor,
            whom=whom,
            what=request.what,
            address=address_of(handler),
            way=way_of(handler, actor),
        )
        future.add_done_callback(partial(_note_late_failure, late))


def _spawner(handler: Any, whom: str, server: str) -> Any:
    user = handler.find_user(whom)
    return user.spawners[server] if user and server in user.spawners else None


def _started_by_page(handler: Any, spawner: Any) -> bool:
    """Tell whether the page with the progress bar is shown because this request started a server.

    One that only found a start under way is sent there as well; it is not the spawner's handler,
    and a server that it found cannot be ready before its answer was sent.
    """
    there = handler.settings["hub"].base_url + "spawn-pending/"
    if spawner is None or not urlsplit(location_of(handler)).path.startswith(there):
        return False
    return handler.request.method == "POST" or spawner.handler is handler or bool(spawner.ready)


def _note_late_failure(write: Any, future: Future[None]) -> None:
    # A start that was cancelled was stopped by somebody, and that is an event of its own.
    if future.cancelled() or (error := future.exception()) is None:
        return
    status = getattr(error, "status_code", 500)
    write(outcome=_outcome(status), status=status)


def _open(handler: Any, request: Request) -> None:
    actor, status = actor_of(handler), handler.get_status()
    owner = _owner(handler, argument(handler.request.arguments, "client_id"))
    if not actor or not owner or actor == owner:
        return
    if status < 300:
        # The page that asks whether they mean it.
        return
    if status < 400 and "code" not in parse_qs(urlsplit(location_of(handler)).query):
        status = 400
    _write(handler, "open", owner, request.what, status=status)


def _owner(handler: Any, client_id: str) -> str | None:
    """Return whose server an OAuth client is; None if it is a service."""
    client = handler.db.query(orm.OAuthClient).filter_by(identifier=client_id[:1024]).first()
    if client is not None:
        return str(client.spawner.user.name) if client.spawner else None
    # A server that was never started, or is forgotten.
    known = client_id.startswith(_SERVER_CLIENT)
    return unquote(client_id.removeprefix(_SERVER_CLIENT)) if known else None


def _write(
    handler: Any,
    event: Any,
    whom: str | None,
    what: str | None,
    *,
    status: int | None = None,
    **known: str | None,
) -> None:
    status = handler.get_status() if status is None else status
    actor = known["actor"] if "actor" in known else actor_of(handler)
    shared_audit().write(
        event,
        actor=actor,
        whom=whom,
        what=what,
        address=address_of(handler),
        way=known["way"] if "way" in known else way_of(handler, actor),
        outcome=_outcome(status),
        status=status,
    )


def _outcome(status: int) -> Outcome:
    if status < 400:
        return "ok"
    return "refused" if status < 500 else "failed"
