"""Every address of the hub: as JupyterHub describes its API, and the rest from what is really served."""

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

from tornado.web import RequestHandler

#: images/test/Dockerfile takes it out of the source of the JupyterHub that is tested.
DOCUMENT: Final = Path("/opt/jupyterhub/rest-api.json")
#: Parts of a path that a handler takes, such as ``(?P<name>[^/]+)`` and ``([^/]*)``.
_PART: Final = re.compile(r"\((?!\?[!:=])(?:\?P<\w+>)?[^()]*\)\??")
_REST: Final = re.compile(r"\(\?:?[^()]*\)|[\\^$?*+]")
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
#: What any address reads from a query.
_QUERY: Final = (
    "next",
    "state",
    "code",
    "limit",
    "offset",
    "sort",
    "name_filter",
    "user",
    "client_id",
)


def _strings(known: list[str]) -> dict[str, Any]:
    # Half of them somebody's, half of them anything.
    return {"anyOf": [{"enum": known}, {"type": "string", "minLength": 1}]}


def _body(known: list[str]) -> dict[str, Any]:
    """Every word that some address reads from a body, each with what is meant and with anything."""
    name, text = _strings(known), {"type": "string"}
    names = {"type": "array", "items": name}
    return {
        "type": "object",
        "properties": {
            "name": name, "user": name, "group": name, "usernames": names, "users": names,
            "groups": names, "admin": {"type": "boolean"}, "scopes": {"type": "array", "items": text},
            "roles": {"type": "array", "items": {"enum": ["user", "admin", "server", "x"]}},
            "note": text, "expires_in": {"type": "integer"}, "remove": {"type": "boolean"},
            "auth": {"type": "object", "properties": {"username": name, "password": text}},
            "last_activity": text, "servers": {"type": "object"}, "command": names,
            "image": text, "code": text, "people": {"type": "array"}, "gone": names,
        },
    }  # fmt: skip


def _templates(app: Any) -> Iterator[tuple[str, type[RequestHandler]]]:
    for pattern, handler, *_ in app.handlers:
        template = pattern
        for number in count():
            template, found = _PART.subn(f"{{part{number}}}", template, count=1)
            if not found:
                break
        template = _REST.sub("", template)
        if template.startswith("/"):
            yield template, handler


def _operation(template: str, method: str, known: list[str]) -> dict[str, Any]:
    parts = re.findall(r"{(\w+)}", template)
    parameters = [
        {"name": part, "in": "path", "required": True, "schema": _strings(known)} for part in parts
    ]
    parameters += [
        {"name": name, "in": "query", "schema": _strings([*known, "//evil.example/", "1"])}
        for name in _QUERY
    ]
    operation: dict[str, Any] = {
        "operationId": f"{method} {template}",
        "parameters": parameters,
        "responses": {"default": {"description": "anything"}},
    }
    if method in {"POST", "PUT", "PATCH", "DELETE"}:
        operation["requestBody"] = {"content": {"application/json": {"schema": _body(known)}}}
    return operation


def _documented(known: list[str]) -> dict[str, Any]:
    """JupyterHub's own description, with our people for its names."""
    document: dict[str, Any] = json.loads(DOCUMENT.read_text())
    for name in ("userName", "groupName", "sharedServerOwner"):
        document["components"]["parameters"][name]["schema"] = _strings(known)
    paths = {f"/hub/api{path}": item for path, item in document["paths"].items()}
    # Who asks is the test's choice, and where.
    del document["servers"], document["security"]
    return document | {"paths": paths}


def _shape(template: str) -> str:
    return re.sub(r"{\w+}", "{}", template)


def description(app: Any, known: list[str]) -> dict[str, Any]:
    """Return an OpenAPI document of all that `app` serves.

    Parameters
    ----------
    app
        A running hub.
    known
        Names of people and groups, which half of all requests are about.
    """
    document = _documented(known)
    described = {_shape(path) for path in document["paths"]}
    for template, handler in _templates(app):
        if _shape(template) in described:
            continue
        operations = document["paths"].setdefault(template, {})
        for method in _METHODS:
            function = getattr(handler, method.lower())
            served = function is not RequestHandler._unimplemented_method
            if served and method in handler.SUPPORTED_METHODS:
                operations.setdefault(method.lower(), _operation(template, method, known))
    return document
