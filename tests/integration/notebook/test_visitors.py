"""A teacher opens a student's running server: what the server tells either of them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.integration.notebook.people import Guest, Place

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def owner(place: Place) -> AsyncIterator[Guest]:
    async with Guest(place, "student1") as owner:
        await owner.log_in()
        assert (await owner.open("student1")).status_code == 200
        yield owner


def names(answer: Any) -> list[tuple[str, str]]:
    return [(each["name"], each["display_name"]) for each in answer["visitors"]]


async def test_the_owner_is_told_who_is_here_and_a_visitor_where_they_are(
    place: Place, owner: Guest
) -> None:
    alone = await owner.visitors("student1")
    assert alone == {"owner": "student1", "viewer": "owner", "language": "ko", "visitors": []}
    async with Guest(place, "teacher11") as teacher, Guest(place, "한별쌤") as manager:
        await teacher.log_in()
        opened = await teacher.open("student1")
        assert (opened.status_code, opened.url.path) == (200, "/user/student1/lab")
        seen = await teacher.visitors("student1")
        assert seen == alone | {"viewer": "visitor"}
        assert names(await owner.visitors("student1")) == [("teacher11", "강사 하나")]
        await manager.log_in()
        assert (await manager.open("student1")).status_code == 200
        both = [("teacher11", "강사 하나"), ("한별쌤", "<b>센터장</b>")]
        assert names(await owner.visitors("student1")) == both


async def test_whoever_may_not_open_it_is_told_nothing_and_leaves_no_trace(
    place: Place, owner: Guest
) -> None:
    before = names(await owner.visitors("student1"))
    async with Guest(place, "student2") as other:
        assert (await other.ask("student1", "eduhub/visitors")).status_code == 403
        await other.log_in()
        assert (await other.open("student1")).status_code == 403
        assert (await other.ask("student1", "eduhub/visitors")).status_code == 403
    assert names(await owner.visitors("student1")) == before


async def test_the_link_of_the_class_page_leads_to_the_student_s_own_host(place: Place) -> None:
    async with Guest(place, "teacher11") as teacher:
        await teacher.log_in()
        opened = await teacher.open_link(f"{place.hub}/user/student1/")
        assert opened.status_code == 200
        assert str(opened.url).startswith(f"{place.server('student1')}/lab")


async def last_activity(owner: Guest) -> str:
    status = (await owner.ask("student1", "api/status")).json()
    return str(status["last_activity"])


async def test_asking_is_no_activity_and_what_people_do_is(owner: Guest) -> None:
    before = await last_activity(owner)
    for _ in range(5):
        await owner.visitors("student1")
    assert await last_activity(owner) == before
    assert (await owner.ask("student1", "api/contents")).status_code == 200
    assert await last_activity(owner) > before


async def test_answers_are_kept_by_nobody_and_the_script_is_always_asked_for_again(
    owner: Guest,
) -> None:
    answer = await owner.ask("student1", "eduhub/visitors")
    assert answer.headers["Cache-Control"] == "no-store"
    script = await owner.ask("student1", "lab/extensions/eduhub-visitors/static/remoteEntry.js")
    assert script.status_code == 200
    assert "immutable" not in script.headers.get("Cache-Control", "no-cache")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_there_is_nothing_to_change(owner: Guest, method: str) -> None:
    address = f"{owner.place.server('student1')}/eduhub/visitors"
    answer: httpx.Response = await owner.http.request(method, address)
    assert answer.status_code in {403, 405}
