"""The list of what the hub may ask of the engine: from a request to what is asked instead of it. Pure functions.

=========================================  ===================================================================
the hub's request                          the engine is asked
=========================================  ===================================================================
``GET /version``                           the same; of its answer only the versions of its interface come back
``GET /_ping``                             the same
``GET /events``                            the same, for this hub's containers only, and only for their ends
``GET /containers/json``                   for this hub's containers only
``POST /containers/create``                for what `hub_ext.servers.broker.containers` allows
``GET /containers/{id}/json``, ``/logs``   if it is this hub's
``POST /containers/{id}/start``, ``/stop`` if it is this hub's
``POST /containers/{id}/rename``           if it is this hub's, and the new name too
``POST /containers/{id}/update``           if it is this hub's, to limits that a role has
``DELETE /containers/{id}``                if it is this hub's
``GET /images/{name}/json``                for the configured image
=========================================  ===================================================================

Everything else is refused: other methods, paths, spellings of a path, questions, and bodies where none belongs.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from hub_ext.servers.broker.bodies import json_of
from hub_ext.servers.broker.call import WORK_SECONDS, Asked, Call, Kind, Request, query_of
from hub_ext.servers.broker.containers import checked_container, checked_update
from hub_ext.servers.broker.refused import RefusedCallError, require
from hub_ext.servers.broker.rules import Rules

_QUESTION_SECONDS: Final = 30.0
_LONGEST_GRACE: Final = 60
_MOST_LINES: Final = 100
#: After each of these a container does not run any more.
_ENDS: Final = {"die", "destroy", "oom", "kill", "stop"}


def understand(asked: Asked, rules: Rules) -> Call:
    """Return what to ask the engine.

    Parameters
    ----------
    asked
        The hub's request.
    rules
        This hub's.

    Raises
    ------
    RefusedCallError
        If the request is not on the list.
    """
    path, mark, query = asked.target.partition("?")
    for method, pattern, make in _LIST:
        found = pattern.fullmatch(path) if method == asked.method else None
        if found:
            named = found.groupdict("")
            request = Request(
                version=named.get("version", ""),
                reference=named.get("reference", ""),
                query=query_of(query) if mark else {},
                body=asked.body,
                rules=rules,
            )
            if make not in _WITH_BODY:
                request.without_body()
            return make(request)
    raise RefusedCallError("path", "is not on the list")


def _version(request: Request) -> Call:
    request.says({})
    return Call("GET", "/version", kind=Kind.VERSION, seconds=_QUESTION_SECONDS)


def _ping(request: Request) -> Call:
    request.says({})
    return Call("GET", "/_ping", seconds=_QUESTION_SECONDS)


def _events(request: Request) -> Call:
    filters = _filters(request)
    known = (
        filters.keys() == {"type", "event", "label"}
        and filters["type"] == ["container"]
        and filters["label"] == [request.rules.label]
        and isinstance(filters["event"], list)
        and all(one in _ENDS for one in map(str, filters["event"]))
        and bool(filters["event"])
    )
    require(known, "query.filters", "are not for the ends of our containers")
    query = {"filters": json.dumps(filters)}
    return Call("GET", "/events", query, kind=Kind.STREAM, seconds=_QUESTION_SECONDS)


def _list(request: Request) -> Call:
    known = _filters(request, limit="-1", all="1", size="0", trunc_cmd="0") == {
        "label": [request.rules.label]
    }
    require(known, "query.filters", "are not for our containers")
    filters = json.dumps({"label": [request.rules.label]})
    query = {"all": "1", "filters": filters}
    return Call("GET", f"{request.version}/containers/json", query, seconds=_QUESTION_SECONDS)


def _filters(request: Request, **others: str) -> dict[str, Any]:
    filters = json_of(request.query.get("filters", ""))
    rest = {name: value for name, value in request.query.items() if name != "filters"}
    require(rest == others, "query", "is not what our hub asks")
    require(isinstance(filters, dict), "query.filters", "are none")
    return dict(filters)


def _create(request: Request) -> Call:
    name = request.query.get("name", "")
    request.says({"name": name})
    require(request.rules.is_name(name), "name", "is not one of this instance")
    body = checked_container(request.body, name, request.rules)
    return Call("POST", f"{request.version}/containers/create", {"name": name}, body)


def _inspect(request: Request) -> Call:
    request.says({})
    return request.of_container("GET", "/json", kind=Kind.CONTAINER, seconds=_QUESTION_SECONDS)


def _logs(request: Request) -> Call:
    tail = request.number("tail", _MOST_LINES, stdout="1", stderr="1", timestamps="0", follow="0")
    query = {"stdout": "1", "stderr": "1", "tail": tail}
    return request.of_container("GET", "/logs", query=query, seconds=_QUESTION_SECONDS)


def _start(request: Request) -> Call:
    request.says({})
    return request.of_container("POST", "/start")


def _stop(request: Request) -> Call:
    seconds = request.number("t", _LONGEST_GRACE)
    limit = WORK_SECONDS + int(seconds)
    return request.of_container("POST", "/stop", query={"t": seconds}, seconds=limit)


def _rename(request: Request) -> Call:
    name = request.query.get("name", "")
    request.says({"name": name})
    require(request.rules.is_name(name), "name", "is not one of this instance")
    return request.of_container("POST", "/rename", query={"name": name})


def _update(request: Request) -> Call:
    request.says({})
    body = checked_update(request.body, request.rules)
    return request.of_container("POST", "/update", body=body)


def _remove(request: Request) -> Call:
    request.says({"v": "True", "link": "False", "force": "True"})
    return request.of_container("DELETE", "", query={"v": "1", "force": "1"})


def _image(request: Request) -> Call:
    request.says({})
    known = request.reference == request.rules.image
    require(known, "path", "names another image than the configured one")
    path = f"{request.version}/images/{request.rules.image}/json"
    return Call("GET", path, seconds=_QUESTION_SECONDS)


#: From 1.41, which is Docker 20.10: an older one would take limits of a container when it starts.
_VERSION: Final = r"(?P<version>/v1\.(?:4[1-9]|[5-9][0-9]))"
_CONTAINER: Final = rf"{_VERSION}/containers/(?P<reference>[a-z0-9-]+)"
_WITH_BODY: Final = frozenset({_create, _update})
_LIST: Final[tuple[tuple[str, re.Pattern[str], Callable[[Request], Call]], ...]] = (
    ("GET", re.compile("/version"), _version),
    ("GET", re.compile("/_ping"), _ping),
    ("GET", re.compile("/events"), _events),
    ("GET", re.compile(f"{_VERSION}/containers/json"), _list),
    ("POST", re.compile(f"{_VERSION}/containers/create"), _create),
    ("GET", re.compile(f"{_CONTAINER}/json"), _inspect),
    ("GET", re.compile(f"{_CONTAINER}/logs"), _logs),
    ("POST", re.compile(f"{_CONTAINER}/start"), _start),
    ("POST", re.compile(f"{_CONTAINER}/stop"), _stop),
    ("POST", re.compile(f"{_CONTAINER}/rename"), _rename),
    ("POST", re.compile(f"{_CONTAINER}/update"), _update),
    ("DELETE", re.compile(_CONTAINER), _remove),
    ("GET", re.compile(rf"{_VERSION}/images/(?P<reference>[A-Za-z0-9._/:@-]+)/json"), _image),
)
