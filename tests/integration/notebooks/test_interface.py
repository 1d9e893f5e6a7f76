"""What the interface answers: pages, new notebooks, and every refusal with a message in both languages."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from hub_ext.notebooks.models import Code
from hub_ext.notebooks.problems import MESSAGES
from hub_ext.storage.first_notebook import first_notebook
from tests.integration.notebooks.conftest import logged_in
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor
from tests.integration.users.platform import PLATFORM, SCHOOL
from tests.waiting import eventually

LIST, CREATE = "api/user-notebooks", "api/create-blank-notebook"


def key(person: str, path: str) -> str:
    return f"users/{person}/jupyter/{path}"


def problem(answer: httpx.Response) -> tuple[int, str]:
    found = answer.json()
    assert found["status"] == answer.status_code
    assert answer.headers["content-type"].startswith("application/json")
    return answer.status_code, found["error"]


async def test_a_student_lists_their_own_while_the_server_is_off(
    store: ObjectStore, student: Visitor, name: str
) -> None:
    store.put(key("student1", f"과제/{name}"), "{}")
    answer = await student.http.get(LIST)
    found = {each["path"]: each for each in answer.json()["notebooks"]}
    mine = found[f"과제/{name}"]
    assert mine["bytes"] == 2
    assert unquote(mine["url"]) == f"/hub/user-redirect/lab/tree/과제/{name}"
    assert answer.json()["user"] == "student1"
    assert answer.headers["cache-control"] == "no-store"


async def test_all_pages_together_are_the_list(
    store: ObjectStore, platform: httpx.AsyncClient, hub: Any, visitor_of: VisitorFactory
) -> None:
    await logged_in(visitor_of(hub), "student3")
    names = [f"{number}+&%20 {number}.ipynb" for number in range(7)]
    for each in names:
        store.put(key("student3", each), "{}")
    seen: list[str] = []
    query: dict[str, Any] = {"user": "student3", "limit": 3}
    while True:
        page = (await platform.get(LIST, params=query)).json()
        assert page["count"] == len(names)
        seen += [each["path"] for each in page["notebooks"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen == names


async def test_a_request_without_a_body_makes_the_first_notebook(
    store: ObjectStore, hub: Any, visitor_of: VisitorFactory
) -> None:
    visitor = await logged_in(visitor_of(hub), "student32")
    first = await visitor.http.post(CREATE)
    again = await visitor.http.post(CREATE)
    expected = {
        "user": "student32",
        "path": "student32.ipynb",
        "url": "/hub/user-redirect/lab/tree/student32.ipynb",
    }
    assert (first.status_code, first.json()) == (201, expected | {"created": True})
    assert (again.status_code, again.json()) == (200, expected | {"created": False})
    assert store.get(key("student32", "student32.ipynb")) == first_notebook()


async def test_nothing_is_written_over(store: ObjectStore, student: Visitor, name: str) -> None:
    store.put(key("student1", name), "the student's")
    answer = await student.http.post(CREATE, json={"name": name.removesuffix(".ipynb")})
    assert (answer.status_code, answer.json()["created"]) == (200, False)
    assert store.get(key("student1", name)) == "the student's"


async def test_the_platform_may_ask_for_somebody_whom_the_hub_does_not_know_yet(
    store: ObjectStore, sqlite: Path, platform: httpx.AsyncClient, name: str
) -> None:
    answer = await platform.post(CREATE, json={"user": "student33", "name": name})
    assert answer.status_code == 201
    assert problem(await platform.get(LIST, params={"user": "nobody"})) == (404, "no-such-person")
    assert problem(await platform.get(LIST, params={"user": "STUDENT33"}))[0] == 404
    change_sqlite(sqlite, "ALTER TABLE Users RENAME TO Moved")
    assert problem(await platform.get(LIST, params={"user": "student34"})) == (
        503,
        "directory-away",
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["api/user", "api/users", "api/users/student1/server", "home"])
async def test_the_platforms_token_opens_nothing_else(
    platform: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await platform.request(method, path)
    known = path == "api/user" and method == "get"
    assert answer.status_code in ({200} if known else {302, 403, 404, 405})
    assert not known or answer.json()["kind"] == "service"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "1e2"}, "limit"),
        ({"after": "x" * 1025}, "after"),
        ({"user": "x" * 256}, "user"),
    ],
)
async def test_values_that_cannot_be_are_named(
    student: Visitor, query: dict[str, str], detail: str
) -> None:
    answer = await student.http.get(LIST, params=query)
    assert problem(answer) == (400, "bad-request")
    assert answer.json()["message"] == MESSAGES[Code.BAD_REQUEST].ko.format(detail=detail)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad-request"),
        pytest.param(b"[]", 400, "bad-request", marks=pytest.mark.long),
        pytest.param(b'{"name": 1}', 400, "bad-request", marks=pytest.mark.long),
        pytest.param(b'{"name": ""}', 400, "bad-request", marks=pytest.mark.long),
        (b'{"name": "../a"}', 400, "bad-request"),
        pytest.param(b'{"name": "a/b"}', 400, "bad-request", marks=pytest.mark.long),
        pytest.param(b'{"name": ".hidden"}', 400, "bad-request", marks=pytest.mark.long),
        (b'{"name": "\\ud800"}', 400, "bad-request"),
        (b'{"user": "nobody"}', 404, "no-such-person"),
        pytest.param(b'{"user": "a/b"}', 404, "no-such-person", marks=pytest.mark.long),
        (b'{"user": "\\u0000"}', 404, "no-such-person"),
        (b"x" * 20_000, 413, "too-large"),
    ],
)
async def test_bodies_that_cannot_be_are_refused(
    student: Visitor, body: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await student.http.post(CREATE, content=body, headers=headers)
    assert problem(answer) == (status, code)


async def test_only_json_is_read(platform: httpx.AsyncClient) -> None:
    assert problem(await platform.post(CREATE, data={"user": "student1"})) == (415, "not-json")


@pytest.mark.parametrize(
    ("header", "language"), [(None, "ko"), ("ko-KR,ko", "ko"), ("en-US,en;q=0.9", "en")]
)
async def test_messages_are_in_the_senders_language(
    hub: Any, visitor_of: VisitorFactory, header: str | None, language: str
) -> None:
    headers = {} if header is None else {"Accept-Language": header}
    answer = await visitor_of(hub).http.get(LIST, headers=headers)
    assert problem(answer) == (401, "login-needed")
    assert answer.json()["message"] == getattr(MESSAGES[Code.LOGIN_NEEDED], language)
    assert answer.headers["content-language"] == language


async def test_a_method_that_there_is_not_is_json_too(platform: httpx.AsyncClient) -> None:
    answer = await platform.delete(LIST)
    assert problem(answer) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, OPTIONS"
    assert (await platform.get(CREATE)).headers["allow"] == "POST, OPTIONS"


@pytest.mark.parametrize("faults", [{"off": True}, {"status": 403}, {"status": 503}])
async def test_a_store_that_is_away_is_no_empty_list(
    store: ObjectStore, student: Visitor, name: str, faults: dict[str, Any]
) -> None:
    store.put(key("student1", name), "{}")
    store.faults(**faults)
    assert problem(await student.http.get(LIST)) == (503, "store-away")
    answer = await student.http.post(CREATE, json={"name": f"new {name}"})
    assert problem(answer) == (503, "store-away")
    store.faults()
    assert store.get(key("student1", f"new {name}")) is None


async def test_a_folder_of_that_name_is_told(
    store: ObjectStore, student: Visitor, name: str
) -> None:
    store.put(key("student1", f"{name}/a.txt"), "x")
    answer = await student.http.post(CREATE, json={"name": name})
    assert problem(answer) == (409, "name-taken")
    store.delete(key("student1", f"{name}/a.txt"))


async def test_looking_at_and_making_for_others_is_written_down(
    hub: Any, visitor_of: VisitorFactory, audit: Path, student: Visitor, name: str
) -> None:
    teacher = await logged_in(visitor_of(hub), "teacher11")
    await student.http.get(LIST)
    await teacher.http.get(LIST, params={"user": "student1"})
    await teacher.http.post(CREATE, json={"user": "student1", "name": name})
    written = await _lines(audit, 2)
    assert [(line["event"], line["actor"], line["whom"], line["what"]) for line in written] == [
        ("look", "teacher11", "student1", "notebooks"),
        ("create", "teacher11", "student1", name),
    ]


async def _lines(audit: Path, count: int) -> list[dict[str, Any]]:

    def found() -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in audit.read_text().splitlines()]
        return [line for line in lines if line["event"] in {"look", "create"}]

    async def written() -> bool:
        return len(found()) >= count

    await eventually(written, 10, "it is written down")
    return found()


@pytest.mark.parametrize("origin", [PLATFORM, SCHOOL])
async def test_a_page_of_the_platform_needs_no_token_of_the_hubs(
    store: ObjectStore, student: Visitor, name: str, origin: str
) -> None:
    del student.http.headers["X-XSRFToken"]
    student.http.headers.update(
        {
            "Origin": origin,
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Site": "same-site",
        }
    )
    asked = {"Access-Control-Request-Method": "POST"}
    before = await student.http.options(CREATE, headers=asked)
    made = await student.http.post(CREATE, json={"name": name})
    listed = await student.http.get(LIST)
    assert (made.status_code, listed.status_code) == (201, 200)
    for answer in (before, made, listed, await student.http.get(LIST, params={"limit": "x"})):
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["vary"] == "Origin"
    assert "content-type" in before.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.org", "null", f"{PLATFORM}.evil.example", "http://app.example.org"],
)
async def test_a_page_of_another_site_reads_and_makes_nothing(
    store: ObjectStore, student: Visitor, name: str, origin: str
) -> None:
    del student.http.headers["X-XSRFToken"]
    student.http.headers.update({"Origin": origin, "Sec-Fetch-Mode": "cors"})
    made = await student.http.post(CREATE, json={"name": name})
    listed = await student.http.get(LIST)
    assert (problem(made), problem(listed)) == ((403, "forbidden"), (403, "forbidden"))
    assert "access-control-allow-origin" not in listed.headers
    assert store.get(key("student1", name)) is None


async def test_a_form_of_the_platforms_page_is_nobodys(student: Visitor, name: str) -> None:
    headers = {"Origin": PLATFORM, "Content-Type": "text/plain"}
    body = json.dumps({"name": name})
    answer = await student.http.post(CREATE, content=body, headers=headers)
    assert problem(answer) == (401, "login-needed")
