"""A teacher with the students of their own centre."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.e2e.conftest import screenshot_path
from tests.e2e.person import PASSWORD, Person
from tests.e2e.stack import Stack
from tests.waiting import eventually

Arrives = Callable[[str], Awaitable[Person]]


async def test_a_teacher_starts_and_stops_their_own_student_s_server(
    stack: Stack, person: Arrives
) -> None:
    await (await person("student23")).log_in()
    await (await person("student32")).log_in()
    teacher = await (await person("teacher11")).log_in()

    status, _ = await teacher.hub("POST", "users/student32/server")
    assert status in {403, 404}
    assert not stack.server("student32")

    status, _ = await teacher.hub("POST", "users/student23/server")
    assert status in {201, 202}

    async def ready() -> bool:
        _, model = await teacher.hub("GET", "users/student23")
        return bool(model["servers"].get("", {}).get("ready"))

    await eventually(ready, 60, "the student's server is ready")
    async with teacher.session.get(f"{stack.url}/user/student23/api/contents") as files:
        assert files.status == 403
    status, _ = await teacher.hub("DELETE", "users/student23/server")
    assert status in {202, 204}


async def test_a_teacher_keeps_the_class_when_the_hub_restarts(
    stack: Stack, person: Arrives
) -> None:
    await (await person("student25")).log_in()
    teacher = await (await person("teacher11")).log_in()
    _, before = await teacher.hub("GET", "users")
    assert "student25" in {user["name"] for user in before}

    stack.kill("hub")
    stack.start_service("hub")

    _, after = await teacher.hub("GET", "users")
    assert {user["name"] for user in after} == {user["name"] for user in before}


async def test_the_admin_page_offers_a_teacher_what_they_may_do(
    stack: Stack, person: Arrives, screen: Page
) -> None:
    await (await person("student24")).log_in()
    await (await person("student33")).log_in()
    await screen.goto("/hub/login?next=%2Fhub%2Fadmin")
    await screen.fill("#username_input", "teacher11")
    await screen.fill("#password_input", PASSWORD)
    await screen.press("#password_input", "Enter")

    students = screen.locator("[data-testid^=user-row-name]")
    await expect(students.filter(has_text="student24")).to_have_count(1)
    await expect(students.filter(has_text="정가람")).to_have_count(1)
    await screen.screenshot(path=screenshot_path("admin-teacher"))
    await expect(students.filter(has_text="student33")).to_have_count(0)
    await expect(students.filter(has_text="teacher11")).to_have_count(0)
    await expect(screen.get_by_text("노트북 시작").first).to_be_visible()
    for refused in ("허브 종료", "사용자 추가", "그룹 관리", "사용자 수정", "시작 화면"):
        for button in await screen.get_by_text(refused, exact=True).all():
            await expect(button).to_be_hidden()


async def test_the_admin_page_keeps_an_admin_s_buttons(screen: Page) -> None:
    await screen.goto("/hub/login?next=%2Fhub%2Fadmin")
    await screen.fill("#username_input", "admin")
    await screen.fill("#password_input", PASSWORD)
    await screen.press("#password_input", "Enter")

    for offered in ("허브 종료", "사용자 추가", "그룹 관리"):
        await expect(screen.get_by_text(offered, exact=True)).to_be_visible()
    await expect(screen.get_by_text("사용자 수정", exact=True).first).to_be_visible()
