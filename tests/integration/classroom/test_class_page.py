"""Who sees and does what on the class page: every role, own centre, other centre and none."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.classroom.conftest import Asks
from tests.integration.classroom.page import TOKEN
from tests.integration.users.demo_table import change_sqlite
from tests.waiting import eventually

OWN, OTHER, NOBODYS, COLLEAGUE = "student1", "student31", "student2", "manager11"
REFUSED = {401, 403, 404}


def looks(audit: Path) -> list[dict[str, Any]]:
    lines = audit.read_text().splitlines() if audit.exists() else []
    return [event for event in map(json.loads, lines) if event["event"] == "look"]


async def everybody(asks: Asks) -> None:
    """Log in everybody that a test is about, so that the hub knows them."""
    for name in (OWN, OTHER, NOBODYS, COLLEAGUE, "teacher12"):
        await asks(name)


@pytest.mark.parametrize("who", ["teacher11", "manager11"])
async def test_a_teacher_sees_the_own_centre_and_no_other(asks: Asks, who: str) -> None:
    await everybody(asks)
    teacher = await asks(who)
    own = await teacher.get("api/center-11")

    assert [student["user"] for student in own.json()["students"]] == [OWN]
    assert own.json()["students"][0]["name"] == "이나래"
    for centre in ("center-12", "center-99"):
        assert (await teacher.get(f"api/{centre}")).status_code == 404
        assert (await teacher.get(centre)).status_code == 404
        answer = await teacher.post(f"api/{centre}/run", json={"do": "stop"})
        assert answer.status_code == 404
    assert (await teacher.get("")).headers["location"].endswith("center-11")


@pytest.mark.parametrize("whom", [OTHER, NOBODYS, COLLEAGUE, "admin", "teacher12", "nobody"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "api/students/{}"),
        ("DELETE", "api/students/{}"),
        ("GET", "look/{}"),
        ("GET", "look/{}/content?path=a.ipynb"),
    ],
)
async def test_a_teacher_does_nothing_to_anybody_else(
    asks: Asks, method: str, path: str, whom: str
) -> None:
    await everybody(asks)
    await asks("admin")
    teacher = await asks("teacher11")

    assert (await teacher.request(method, path.format(whom))).status_code in REFUSED


@pytest.mark.parametrize("who", ["student1", "student31"])
async def test_a_student_does_not_come_in(asks: Asks, who: str) -> None:
    student = await asks(who)

    for path in ("", "center-11", "api/center-11", f"look/{OWN}"):
        answer = await student.get(path)
        assert answer.status_code in {401, 403} or "/hub/" in answer.headers["location"]
    assert (await student.post(f"api/students/{who}")).status_code in REFUSED


async def test_an_admin_chooses_among_all_centres(asks: Asks) -> None:
    await everybody(asks)
    admin = await asks("admin")
    page = (await admin.get("")).text

    assert "center-11" in page
    assert "center-12" in page
    assert (await admin.get("api/center-12")).json()["students"][0]["user"] == OTHER


@pytest.mark.parametrize("centre", ["NULL", "0", "-11"])
async def test_a_teacher_without_a_centre_is_told_so(asks: Asks, sqlite: Path, centre: str) -> None:
    change_sqlite(sqlite, f"UPDATE Users SET centerID = {centre} WHERE userID = 'teacher11'")  # noqa: S608
    await everybody(asks)
    teacher = await asks("teacher11")

    assert (await teacher.get("api/center-11")).status_code in REFUSED
    assert OWN not in (await teacher.get("")).text


async def test_a_class_starts_and_stops_and_goes_on_after_a_failure(asks: Asks, hub: Any) -> None:
    names = [f"student{number}" for number in (1, 3, 4)]
    for name in names:
        await asks(name)
    teacher = await asks("teacher11")

    async def reached(state: str) -> bool:
        seen = (await teacher.get("api/center-11")).json()
        return seen["run"]["over"] and {row["state"] for row in seen["students"]} == {state}

    assert (await teacher.post("api/center-11/run", json={"do": "start"})).json()["total"] == 3
    # The same again joins what is under way.
    again = await teacher.post("api/center-11/run", json={"do": "start"})
    assert again.json()["total"] == 3
    await eventually(lambda: reached("running"), 60, "the class runs")

    assert (await teacher.delete("api/students/student3")).status_code == 202

    async def one_is_off() -> bool:
        rows = (await teacher.get("api/center-11")).json()["students"]
        return {row["user"] for row in rows if row["state"] == "off"} == {"student3"}

    await eventually(one_is_off, 30, "student3 is off")
    assert (await teacher.post("api/center-11/run", json={"do": "start"})).json()["total"] == 1
    await eventually(lambda: reached("running"), 60, "the rest runs")
    assert (await teacher.post("api/center-11/run", json={"do": "stop"})).json()["total"] == 3
    await eventually(lambda: reached("off"), 60, "the class is off")


async def test_a_teacher_who_moved_ends_nobody_s_lesson(asks: Asks, hub: Any, sqlite: Path) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")
    change_sqlite(sqlite, "UPDATE Users SET centerID = 12 WHERE userID = 'teacher11'")
    for user in hub.users.values():
        user._auth_refreshed = 0

    for path in ("api/center-11", "api/center-12", f"look/{OWN}"):
        assert (await teacher.get(path)).status_code in REFUSED
    # In a browser the cookie goes, and the hub gives another token without a question.
    assert (await teacher.get("")).headers["location"].endswith("?again=1")
    again = await asks("teacher11")
    rows = (await again.get("api/center-12")).json()["students"]
    assert [row["user"] for row in rows] == [OTHER]


async def test_files_are_not_known_while_the_agent_is_down(asks: Asks) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")
    (row,) = (await teacher.get("api/center-11")).json()["students"]
    shown = await teacher.get(f"look/{OWN}")

    assert row["files"] == "unknown"
    assert row["used_bytes"] is None
    assert shown.status_code == 503
    assert "파일은 그대로" in shown.text


async def test_what_goes_wrong_in_the_frame_of_a_notebook_has_no_second_menu(asks: Asks) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")

    shown = {
        part: await teacher.get(f"look/{OWN}{part}", params={"path": "a.ipynb"})
        for part in ("", "/content")
    }
    assert {part: page.status_code for part, page in shown.items()} == {"": 503, "/content": 503}
    assert all('role="alert"' in page.text for page in shown.values())
    assert ("<nav" in shown[""].text, "<nav" in shown["/content"].text) == (True, False)


async def test_a_look_is_written_down_with_the_teacher_s_address(
    asks: Asks, hub: Any, audit: Path
) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")
    await teacher.get(f"look/{OWN}")
    await teacher.get(f"look/{OWN}/content", params={"path": "가 나.ipynb"})
    await teacher.get(f"look/{OTHER}")

    async def written() -> bool:
        return [(look["actor"], look["whom"], look["what"]) for look in looks(audit)] == [
            ("teacher11", OWN, None),
            ("teacher11", OWN, "가 나.ipynb"),
        ]

    await eventually(written, 10, "both looks are in the audit log, and the refused one is not")


@pytest.mark.parametrize(
    ("shown", "address"), [(TOKEN, "203.0.113.99"), ("wrong", "127.0.0.1"), ("", "127.0.0.1")]
)
async def test_only_the_class_page_says_from_where_somebody_looks(
    asks: Asks, hub: Any, audit: Path, shown: str, address: str
) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")
    headers = {"X-Classroom-Token": shown, "X-Classroom-Address": "203.0.113.99"}
    answer = await teacher.post(
        f"http://127.0.0.1:{hub.hub.port}/hub/api/looks/{OWN}", headers=headers
    )
    assert answer.status_code == 200

    async def written() -> bool:
        return [look["address"] for look in looks(audit)] == [address]

    await eventually(written, 10, f"the look came from {address}")


@pytest.mark.parametrize("body", ["", "[]", '{"do": "delete"}', '{"do": "start", "who": "x"}'])
async def test_what_is_no_wish_is_refused(asks: Asks, body: str) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")

    assert (await teacher.post("api/center-11/run", content=body)).status_code == 400


async def test_nobody_comes_in_without_a_login(page: str, asks: Asks) -> None:
    teacher = await asks("teacher11")
    del teacher.headers["Authorization"]

    assert (await teacher.get("api/center-11")).status_code == 401
    answer = await teacher.get("center-11")
    assert answer.status_code == 302
    assert "/hub/api/oauth2/authorize" in answer.headers["location"]


@pytest.mark.parametrize("path", ["center-0", "center-x", "../hub/home", "static/../api.py", "x"])
async def test_every_other_address_is_a_page_that_says_so(asks: Asks, path: str) -> None:
    teacher = await asks("teacher11")
    answer = await teacher.get(path)

    assert answer.status_code in {403, 404}
    assert "traceback" not in answer.text.lower()


async def test_every_answer_keeps_other_sites_out(asks: Asks) -> None:
    await everybody(asks)
    teacher = await asks("teacher11")
    answer = await teacher.get("center-11")

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
