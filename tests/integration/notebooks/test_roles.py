"""Who lists and makes whose notebooks, as a table: everybody, to themselves and in both centres."""

from typing import Any

import httpx
import pytest

from tests.integration.notebooks.conftest import logged_in
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.conftest import VisitorFactory

OWN, OTHER = "student2", "student31"
#: What each gets: for themselves, for somebody of centre 11, for somebody of centre 12.
TABLE = {
    "student1": (200, 404, 404),
    "teacher11": (200, 200, 404),
    "manager11": (200, 200, 404),
    "teacher12": (200, 404, 200),
    "admin": (200, 200, 200),
    "guest": (200, 404, 404),
    "anonymous": (401, 401, 401),
    "platform": (400, 200, 200),
}
CELLS = [
    pytest.param(actor, whom, status, id=f"{actor}-{whom or 'self'}")
    for actor, statuses in TABLE.items()
    for whom, status in zip((None, OWN, OTHER), statuses, strict=True)
]


@pytest.fixture
async def sender(
    request: pytest.FixtureRequest, hub: Any, visitor_of: VisitorFactory, actor: str
) -> httpx.AsyncClient:
    for name in (OWN, OTHER):
        await logged_in(visitor_of(hub), name)
    visitor = visitor_of(hub)
    match actor:
        case "platform":
            http: httpx.AsyncClient = request.getfixturevalue("platform")
            return http
        case "guest":
            await visitor.guest_login()
            await visitor.http.get("home")
            token = visitor.http.cookies.get("_xsrf", path="/hub/") or ""
            visitor.http.headers["X-XSRFToken"] = token
        case "anonymous":
            pass
        case _:
            await logged_in(visitor, actor)
    return visitor.http


@pytest.mark.parametrize(("actor", "whom", "status"), CELLS)
async def test_who_lists_and_makes_whose(
    store: ObjectStore,
    platform: httpx.AsyncClient,
    sender: httpx.AsyncClient,
    actor: str,
    whom: str | None,
    status: int,
    name: str,
) -> None:
    owner = whom or actor
    key = f"users/{owner}/jupyter/{name}"
    if status == 200 and actor != "guest":
        store.put(key, "{}")
    asked = {"user": whom} if whom else {}

    listed = await sender.get("api/user-notebooks", params=asked)
    made = await sender.post("api/create-blank-notebook", json={**asked, "name": f"new {name}"})

    assert listed.status_code == status, listed.text
    if actor == "guest" and whom is None:
        assert (listed.json()["notebooks"], made.status_code) == ([], 409)
    elif status == 200:
        assert name in [notebook["path"] for notebook in listed.json()["notebooks"]]
        assert (made.status_code, made.json()["user"]) == (201, owner)
        assert store.get(f"users/{owner}/jupyter/new {name}") is not None
    else:
        assert made.status_code == status
        assert store.get(f"users/{owner}/jupyter/new {name}") is None
        assert "notebooks" not in listed.json()
