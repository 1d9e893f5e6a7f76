"""Ask the hub for more than one's own, with the token that every server has."""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote

#: Method, path below the API's address, or from the hub's own if it begins with a slash, and a body. ``{me}`` and
#: ``{other}`` are people.
QUESTIONS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "users", None),
    ("GET", "users/{other}", None),
    ("GET", "users/{other}/tokens", None),
    ("GET", "users/{me}/tokens", None),
    ("POST", "users/{me}/tokens", {"scopes": ["admin:users"], "note": "evil"}),
    ("POST", "users/{other}/tokens", {}),
    ("POST", "users/{me}/tokens", {"auth": {"username": "{other}", "password": "x"}}),
    ("POST", "users/{other}/server", {}),
    ("DELETE", "users/{other}/server", None),
    ("POST", "users/{me}/servers/second", {"image": "evil"}),
    ("GET", "users/{other}/server/progress", None),
    ("POST", "users/{other}/activity", {"last_activity": "2030-01-01T00:00:00Z"}),
    ("PATCH", "users/{me}", {"admin": True}),
    ("PATCH", "users/{me}", {"name": "admin2"}),
    ("POST", "users", {"usernames": ["evil"], "admin": True}),
    ("POST", "users/evil", None),
    ("DELETE", "users/{other}", None),
    ("GET", "groups", None),
    ("POST", "groups/center-11-teachers/users", {"users": ["{me}"]}),
    ("POST", "groups/evil", {}),
    ("GET", "services", None),
    ("POST", "services/evil", {"command": ["id"]}),
    ("GET", "proxy", None),
    ("POST", "proxy", None),
    ("PATCH", "proxy", [{"api_url": "http://evil.example"}]),
    ("POST", "shutdown", {"servers": True}),
    ("GET", "info", None),
    ("PUT", "directory/people", {"people": [], "gone": ["{other}"]}),
    ("GET", "directory/people", None),
    ("GET", "centres", None),
    ("GET", "centres/center-11", None),
    ("POST", "looks/{other}", None),
    ("POST", "shares/{me}/", {"user": "{other}"}),
    ("POST", "share-codes/{me}/", {}),
    ("GET", "shares/{other}", None),
    ("GET", "user-notebooks?user={other}", None),
    ("POST", "create-blank-notebook", {"user": "{other}"}),
    ("GET", "/metrics", None),
    ("GET", "/admin", None),
    ("GET", "/history/{other}", None),
    ("GET", "/spawn/{other}", None),
    ("GET", "/user/{other}/api/contents", None),
)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def ask(
    method: str, path: str, body: Any, token: str | None = None, longest: int = 500
) -> tuple[int, str]:
    """Ask once; status and the beginning of the answer. Redirects to the login are not followed."""
    api = os.environ["JUPYTERHUB_API_URL"]
    address = api.removesuffix("/api") if path.startswith("/") else f"{api}/"
    request = urllib.request.Request(  # noqa: S310 - the hub's own address
        address + quote(path, safe="/?=&.%"),
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"token {token or os.environ['JUPYTERHUB_API_TOKEN']}",
            "X-Forwarded-For": "127.0.0.1",
            "X-Real-IP": "127.0.0.1",
        },
    )
    try:
        with _OPENER.open(request, timeout=20) as answer:
            return answer.status, answer.read(longest).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def _filled(value: Any, people: dict[str, str]) -> Any:
    text = json.dumps(value)
    for name, person in people.items():
        text = text.replace(f"{{{name}}}", person)
    return json.loads(text)


def ask_all(people: dict[str, str]) -> tuple[int, list[str]]:
    """Ask everything; how often, and what was answered.

    Raises
    ------
    RuntimeError
        If the token is not theirs, so that every question would be refused.
    """
    status, text = ask("GET", "user", None, longest=100_000)
    if status != 200 or json.loads(text)["name"] != people["me"]:
        raise RuntimeError(f"the token is not of {people['me']}: {status} {text[:500]}")
    got = []
    for question in QUESTIONS:
        method, path, body = _filled(question, people)
        status, text = ask(method, path, body)
        if status < 300 or status >= 500:
            got.append(f"{method} {path}: {status} {text}")
    return len(QUESTIONS), got


if __name__ == "__main__":
    count, answered = ask_all(json.load(sys.stdin))
    print(json.dumps({"attempts": count, "got": answered}))
