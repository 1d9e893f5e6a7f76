"""What the page shows, refuses and survives, without a browser."""

import html
from typing import Any

import httpx
import pytest

from hub_ext.history.messages import AWAY, MESSAGES, REFUSALS
from hub_ext.storage.errors import ErrorCode
from tests.integration.history.conftest import logged_in
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.hub import Visitor

MOMENT = "20261101T090000.000000Z"
#: "가" as Windows and Linux write it, and as macOS does.
COMPOSED, DECOMPOSED = "\uac00.ipynb", "\u1100\u1161.ipynb"


def kept(store: ObjectStore, path: str, person: str = "student1", text: str = "old") -> None:
    store.put(f"jupyterhub-history/{person}/{MOMENT}/{path}", text)


async def bring_back(
    visitor: Visitor, path: str, person: str = "student1", moment: str = MOMENT
) -> httpx.Response:
    await visitor.http.get("history")
    token = visitor.http.cookies.get("_xsrf", path="/hub/") or ""
    fields = {"path": path, "moment": moment, "_xsrf": token}
    return await visitor.http.post(f"history/{person}", data=fields)


async def test_the_short_address_leads_to_the_own_page(student: Visitor) -> None:
    answer = await student.http.get("history")
    assert (answer.status_code, answer.headers["location"]) == (302, "/hub/history/student1")
    assert 'href="/hub/history"' in (await student.http.get("home")).text


async def test_whoever_deleted_nothing_is_told_so(hub: Any, visitor_of: VisitorFactory) -> None:
    visitor = await logged_in(visitor_of(hub), "student31")
    answer = await visitor.http.get("history/student31")
    assert MESSAGES["nothing"].ko in answer.text
    answer = await visitor.http.get("history/student31", params={"path": "a.ipynb"})
    assert MESSAGES["nothing_of_file"].ko in answer.text


async def test_names_in_both_unicode_forms_are_two_files(
    store: ObjectStore, student: Visitor
) -> None:
    for name in (COMPOSED, DECOMPOSED):
        kept(store, name, text=f"of {len(name)} characters")
    page = (await student.http.get("history/student1")).text
    assert COMPOSED in page
    assert DECOMPOSED in page
    answer = await bring_back(student, DECOMPOSED)
    assert answer.status_code == 302
    assert store.get(f"users/student1/jupyter/{DECOMPOSED}") == "of 8 characters"
    assert store.get(f"users/student1/jupyter/{COMPOSED}") is None
    done = await student.http.get(answer.headers["location"].removeprefix("/hub/"))
    assert 'id="done"' in done.text


async def test_a_name_cannot_write_the_page(store: ObjectStore, student: Visitor) -> None:
    path = "<img src=x onerror=alert(1)>\u202e.ipynb"
    kept(store, path)
    for params in ({}, {"path": path}, {"path": path, "moment": MOMENT}, {"path": f"{path}x"}):
        text = (await student.http.get("history/student1", params=params)).text
        assert "<img src=x" not in text
        assert html.escape("<img src=x") in text or params.get("path") == f"{path}x"


async def test_an_address_says_nothing_is_done_that_is_not(student: Visitor) -> None:
    asked = {"path": "call 010-0000-0000.ipynb", "done": MOMENT}
    text = (await student.http.get("history/student1", params=asked)).text
    assert 'id="done"' not in text


@pytest.mark.parametrize("whom", ["student31", "student2", "teacher12", "admin", "nobody"])
async def test_a_teacher_sees_and_does_nothing_elsewhere(
    store: ObjectStore, hub: Any, visitor_of: VisitorFactory, teacher: Visitor, whom: str
) -> None:
    if whom != "nobody":
        await logged_in(visitor_of(hub), whom)
    kept(store, "a.ipynb", whom)
    assert (await teacher.http.get(f"history/{whom}")).status_code == 404
    assert (await bring_back(teacher, "a.ipynb", whom)).status_code == 404
    assert store.get(f"users/{whom}/jupyter/a.ipynb") is None


async def test_a_form_of_another_site_does_nothing(
    store: ObjectStore, student: Visitor, path: str
) -> None:
    kept(store, path)
    answer = await student.http.post("history/student1", data={"path": path, "moment": MOMENT})
    assert answer.status_code == 403
    assert store.get(f"users/student1/jupyter/{path}") is None


async def test_a_guest_is_told_that_nothing_is_kept(hub: Any, visitor_of: VisitorFactory) -> None:
    guest = visitor_of(hub)
    await guest.guest_login()
    name = await guest.name()
    page = (await guest.http.get(f"history/{name}")).text
    assert MESSAGES["guest"].ko in page
    assert 'href="/hub/history"' not in (await guest.http.get("home")).text


async def test_a_version_that_is_gone_and_a_name_that_is_taken_are_told_apart(
    store: ObjectStore, student: Visitor, path: str
) -> None:
    gone = await bring_back(student, path)
    assert (gone.status_code, REFUSALS[ErrorCode.NOT_FOUND][1].ko in gone.text) == (404, True)
    kept(store, path)
    store.put(f"users/student1/jupyter/{path}/a.txt", "a folder")
    taken = await bring_back(student, path)
    assert (taken.status_code, REFUSALS[ErrorCode.INVALID_PATH][1].ko in taken.text) == (409, True)
    store.delete(f"users/student1/jupyter/{path}/a.txt")


async def test_a_store_that_is_down_brings_nothing_back_and_says_so(
    store: ObjectStore, student: Visitor, path: str
) -> None:
    kept(store, path)
    store.faults(off=True)
    answer = await bring_back(student, path)
    assert (answer.status_code, AWAY[1].ko in answer.text) == (503, True)
    store.faults()
    assert store.get(f"users/student1/jupyter/{path}") is None
