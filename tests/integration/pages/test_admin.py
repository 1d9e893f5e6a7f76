"""JupyterHub's own admin page, as teachers and admins read it."""

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from hub_ext.pages.admin_messages import PROGRAM
from tests.integration.pages.admin_page import STUDENTS, AdminPage, admin_hub, before_the_page
from tests.integration.pretended import BROKEN, PretendedSpawner
from tests.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

KOREAN = {message.en: message.ko for message in PROGRAM}
STAFF = {"teacher11": "강사 하나", "admin": "운영 담당"}
#: Somebody whom every hub of JupyterHub's own tests knows.
MOCK_USER = "user"
#: What is the same in every language: who there is, their groups.
DATA = {*STUDENTS, *STUDENTS.values(), *STAFF, MOCK_USER, "center-11", "center-11-teachers"}
MAKER_OR_ADDRESS = re.compile(r"JupyterHub \d[\d. ]*|\S*/\S*")
_LATIN = re.compile("[A-Za-z]{2,}")
_HANGUL = re.compile("[가-힣]")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hub(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    """One for all tests, each of which stops what it starts."""
    async with admin_hub("ko", tmp_path_factory.mktemp("hub")) as app:
        yield app


@pytest_asyncio.fixture(loop_scope="module")
async def teacher(hub: Any) -> AsyncIterator[AdminPage]:
    async with before_the_page(hub, "teacher11", "ko") as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def admin(hub: Any) -> AsyncIterator[AdminPage]:
    async with before_the_page(hub, "admin", "ko") as page:
        yield page


def english(seen: list[str]) -> list[str]:
    """What is neither Korean nor data."""
    return [
        text
        for text in seen
        if _LATIN.search(text)
        and not _HANGUL.search(text)
        and text not in DATA
        and not MAKER_OR_ADDRESS.fullmatch(text)
    ]


async def assert_korean(page: AdminPage) -> None:
    seen = await page.seen()
    assert english(seen) == []
    # And not because there was nothing to see.
    assert sum(bool(_HANGUL.search(text)) for text in seen) > 5


async def test_a_teacher_reads_korean(teacher: AdminPage) -> None:
    await assert_korean(teacher)
    await expect(teacher.row("student1").get_by_text("노트북 시작", exact=True)).to_be_visible()
    for refused in ("Shutdown Hub", "Add Users", "Manage Groups", "Edit User", "Spawn Page"):
        for button in await teacher.page.get_by_text(KOREAN[refused], exact=True).all():
            await expect(button).to_be_hidden()


async def test_an_admin_reads_korean_on_every_page_of_the_program(admin: AdminPage) -> None:
    page = admin.page
    await assert_korean(admin)
    await expect(admin.button("허브 종료")).to_be_visible()

    for button, path in (("사용자 추가", "#/add-users"), ("그룹 관리", "#/groups")):
        await admin.button(button).click()
        await page.wait_for_url(f"**{path}")
        await expect(admin.button("뒤로")).to_be_visible()
        await assert_korean(admin)
        await admin.button("뒤로").click()
    await admin.row("Never").get_by_role("button", name="사용자 수정").click()
    await expect(page.get_by_role("heading", name="사용자 수정: Never", exact=True)).to_be_visible()
    await expect(admin.button("사용자 삭제")).to_be_visible()


async def test_an_admin_reads_korean_while_looking_after_groups(admin: AdminPage) -> None:
    page = admin.page
    await admin.button("그룹 관리").click()
    await expect(page.locator(".badge").filter(has_text=f"{len(STUDENTS)}명")).to_be_visible()

    await page.get_by_text("center-11", exact=True).click()
    await expect(page.get_by_role("heading", name="그룹 수정: center-11")).to_be_visible()
    await expect(page.locator(".users-container").get_by_text("Never")).to_be_visible()
    await page.get_by_test_id("username-input").fill("nobody")
    await admin.button("추가").click()
    await expect(page.get_by_text('"nobody" 님은 이 허브에 없는 사용자입니다.')).to_be_visible()
    await assert_korean(admin)

    await admin.button("뒤로").click()
    await admin.button("새 그룹").click()
    await expect(admin.button("만들기")).to_be_visible()
    await assert_korean(admin)


async def test_a_name_stands_beside_each_user_id(teacher: AdminPage) -> None:
    shown = {user: (await teacher.name_cell(user).inner_text()).strip() for user in STUDENTS}

    assert shown == {user: f"{user} {name}".strip() for user, name in STUDENTS.items()}


async def test_a_name_stands_on_the_line_of_its_user_id_on_a_tablet(teacher: AdminPage) -> None:
    await teacher.page.set_viewport_size({"width": 1024, "height": 768})
    cell = await teacher.name_cell("student1").bounding_box()
    user = await teacher.page.get_by_test_id("user-name-div-student1").bounding_box()
    name = await teacher.name_cell("student1").locator("bdi").bounding_box()

    assert cell
    assert user
    assert name
    assert abs(name["y"] - user["y"]) < name["height"] / 2
    assert user["x"] + user["width"] <= name["x"]
    assert name["x"] + name["width"] <= cell["x"] + cell["width"]


async def test_what_an_admin_is_told_under_a_row_is_korean(admin: AdminPage) -> None:
    await admin.open_details("student1")

    await expect(admin.details("student1").get_by_text("처음 온 때")).to_be_visible()
    await assert_korean(admin)
    # A userID that is also what the API calls a kind of account.
    await admin.open_details(MOCK_USER)
    facts = await admin.facts(MOCK_USER)
    assert (facts["아이디"], facts["종류"]) == (MOCK_USER, "사용자")


async def test_what_is_told_under_a_row_is_korean_and_names_stay(teacher: AdminPage) -> None:
    await teacher.open_details("Never")
    facts = await teacher.facts("Never")

    assert facts["이름"] == "Start Server"
    assert re.fullmatch(r"\d+초 전|\d+분 전", facts["마지막 활동"])
    assert (facts["종류"], facts["관리자"]) == ("사용자", "아니요")
    await assert_korean(teacher)


async def test_the_page_stays_korean_while_a_teacher_searches_and_sorts(
    teacher: AdminPage,
) -> None:
    page = teacher.page
    search = page.get_by_placeholder("아이디로 찾기")
    await search.fill("student")
    await expect(teacher.row("Never")).to_have_count(0)
    await assert_korean(teacher)
    await expect(page.locator(".pagination-footer")).to_contain_text("목록 1-2 / 전체 2")

    await search.fill("")
    await expect(teacher.row("Never")).to_be_visible()
    await page.get_by_test_id("user-sort").click()
    await expect(page.locator("[data-testid^=user-name-div-]").first).to_have_text("Never")
    await page.get_by_test_id("user-sort").click()
    await expect(page.locator("[data-testid^=user-name-div-]").last).to_have_text("Never")
    await assert_korean(teacher)
    assert set(await teacher.users()) == set(STUDENTS)
    await expect(teacher.name_cell("student1").locator("bdi")).to_have_text("이나래")

    # Its tick follows the address of the page, so it is not there at once.
    await page.get_by_label("켜진 노트북만 보기").click()
    await expect(teacher.row("student1")).to_have_count(0)
    await assert_korean(teacher)


async def running(hub: Any, user: str) -> bool:
    return bool(hub.users[user].spawner.ready)


async def test_the_page_stays_korean_while_a_server_starts_and_stops(
    hub: Any, teacher: AdminPage
) -> None:
    row = teacher.row("student1")
    PretendedSpawner.gate.clear()
    await row.get_by_text("노트북 시작").click()
    await expect(row.get_by_role("button", name="노트북 시작")).to_be_disabled()
    await teacher.page.reload()
    await expect(row.get_by_text("기다리는 중")).to_be_visible()
    await assert_korean(teacher)

    PretendedSpawner.gate.set()
    await eventually(lambda: running(hub, "student1"), 10, "the server runs")
    await teacher.page.reload()
    await row.get_by_text("노트북 끄기").click()
    await expect(row.get_by_text("노트북 시작")).to_be_visible()
    await expect(teacher.name_cell("student1").locator("bdi")).to_have_count(1)
    await assert_korean(teacher)


async def test_a_start_that_fails_is_explained(teacher: AdminPage) -> None:
    await teacher.row(BROKEN).get_by_text("노트북 시작").click()

    await expect(teacher.page.get_by_role("alert")).to_have_text(KOREAN["Failed to start server."])
    await assert_korean(teacher)


@pytest.mark.parametrize(
    ("button", "failing", "said"),
    [
        ("모두 시작", 1, "Failed to start 1 server. Is it already running?"),
        ("모두 시작", 3, "Failed to start {n} servers. Are they already running?"),
        ("모두 끄기", 1, "Failed to stop 1 server. Is it already stopped?"),
        ("모두 끄기", 3, "Failed to stop {n} servers. Are they already stopped?"),
    ],
    ids=["start one", "start some", "stop one", "stop some"],
)
async def test_a_class_that_starts_or_stops_in_part_is_explained(
    teacher: AdminPage, button: str, failing: int, said: str
) -> None:
    failing_users = list(STUDENTS)[:failing]
    for user in STUDENTS:
        status = 400 if user in failing_users else 201
        api = f"**/hub/api/users/{user}"
        await teacher.page.route(f"{api}?*", partial(_answer, json={"servers": {"": {}}}))
        for request in (f"{api}/server?*", f"{api}/servers/*"):
            await teacher.page.route(request, partial(_answer, status=status))
    await teacher.button(button).click()

    await expect(teacher.page.get_by_role("alert")).to_have_text(KOREAN[said].format(n=failing))


async def test_a_user_who_is_there_already_is_explained(admin: AdminPage) -> None:
    await admin.button("사용자 추가").click()
    await admin.page.get_by_placeholder("아이디를 한 줄에 하나씩").fill("student1")
    await admin.page.get_by_test_id("submit").click()

    said = KOREAN["Failed to create user. User already exists."]
    await expect(admin.page.get_by_role("alert")).to_have_text(said)


async def _answer(route: Route, **answer: Any) -> None:
    await route.fulfill(**answer)
