"""A teacher's lesson: the class starts, is watched, a notebook is looked at, the class stops."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Dialog, Locator, Page, Request, expect

from tests.e2e.attack import TEXT, attacking_notebook
from tests.e2e.conftest import SitDown, screenshot_path
from tests.e2e.person import PASSWORD, Person
from tests.e2e.stack import Stack
from tests.waiting import eventually, wait_until

#: A class of 35 on two processors, and what is promised within five minutes.
pytestmark = pytest.mark.timeout(900)

Arrives = Callable[[str], Awaitable[Person]]

#: For all of a class on two cores.
CLASS_SECONDS = 300_000
#: Everybody of centre 11 who may log in, and so who is in its class.
CLASS_SIZE = 35
CLASS_PAGE = "/services/classroom/"
NOTEBOOK = "users/student5/jupyter/과제/1주차.ipynb"


async def log_in(screen: Page, user: str) -> None:
    await screen.goto("/hub/login?next=%2Fhub%2Fhome")
    await screen.fill("#username_input", user)
    await screen.fill("#password_input", PASSWORD)
    await screen.press("#password_input", "Enter")
    await screen.wait_for_url("**/hub/home")


async def everybody_listed(stack: Stack, screen: Page) -> None:
    """Open the class; the table is told to the hub within a minute of its start."""
    await screen.get_by_role("link", name="수업", exact=True).click()
    await screen.wait_for_url("**/services/classroom/center-11")
    await expect(screen.locator("#students tbody tr")).to_have_count(CLASS_SIZE, timeout=90_000)


def row(screen: Page, user: str) -> Locator:
    return screen.locator(f"tr[data-user='{user}']")


async def test_a_teacher_s_lesson(stack: Stack, screen: Page, sit_down: SitDown) -> None:
    stack.write_object(NOTEBOOK, attacking_notebook())
    await log_in(screen, "teacher11")
    await everybody_listed(stack, screen)
    await expect(row(screen, "student1")).to_contain_text("이나래")
    await expect(row(screen, "student31")).to_have_count(0)
    await expect(row(screen, "teacher11")).to_have_count(0)

    await screen.get_by_role("button", name="모두 시작").click()
    await expect(screen.locator("#run-bar")).to_be_visible()
    await expect(screen.locator("tr[data-state=running]").nth(9)).to_be_visible(
        timeout=CLASS_SECONDS
    )
    await screen.screenshot(path=screenshot_path("class-starting"))
    # The run goes on while its page is not watched.
    await look_at_the_notebook(stack, screen)
    await everybody_listed(stack, screen)
    await expect(screen.locator("tr[data-state=running]")).to_have_count(
        CLASS_SIZE, timeout=CLASS_SECONDS
    )
    await expect(screen.locator("#count")).to_contain_text(str(CLASS_SIZE))
    await expect(screen.locator("#run-text")).to_have_text(f"{CLASS_SIZE}명을 시작했습니다.")
    await expect(row(screen, "student1")).to_contain_text("저장됨", timeout=60_000)
    await screen.screenshot(path=screenshot_path("class-running"))
    await the_same_in_english(await sit_down(stack.url, "en-US"))
    await screen.goto(f"{CLASS_PAGE}look/student1/read?path=student1.ipynb")
    await expect(screen.frame_locator("#notebook").locator("h1").first).to_be_visible()
    await screen.screenshot(path=screenshot_path("class-notebook"))
    await screen.goto(f"{CLASS_PAGE}center-11")

    await screen.get_by_role("button", name="모두 끄기").click()
    await screen.locator("#stop-question").get_by_role("button", name="모두 끄기").click()
    await expect(screen.locator("tr[data-state=off]")).to_have_count(
        CLASS_SIZE, timeout=CLASS_SECONDS
    )
    await screen.screenshot(path=screenshot_path("class-stopped"))
    assert not stack.user_containers()
    # Somebody whom no other test starts.
    assert len(stack.keys("users/student13/jupyter/")) == 1

    starts = [event["whom"] for event in stack.audit("start") if event["actor"] == "teacher11"]
    stops = [event["whom"] for event in stack.audit("stop") if event["actor"] == "teacher11"]
    assert len(set(starts)) == len(set(stops)) == CLASS_SIZE
    looks = {(event["actor"], event["whom"], event["what"]) for event in stack.audit("look")}
    assert ("teacher11", "student5", "과제/1주차.ipynb") in looks


async def the_same_in_english(screen: Page) -> None:
    """The pages of a teacher whose browser asks for English."""
    await log_in(screen, "teacher11")
    await screen.get_by_role("link", name="Class", exact=True).click()
    await expect(screen.locator("#count")).to_have_text(f"{CLASS_SIZE} of {CLASS_SIZE} running")
    await expect(row(screen, "student1")).to_contain_text("Running")
    await screen.screenshot(path=screenshot_path("class-running-en"))
    await row(screen, "student1").get_by_role("link", name="View notebooks").click()
    await screen.get_by_role("link", name="student1.ipynb").click()
    await expect(screen.frame_locator("#notebook").locator("h1").first).to_be_visible()
    await screen.screenshot(path=screenshot_path("class-notebook-en"))
    await screen.goto("/hub/admin")
    await expect(screen.get_by_text("Stop Server").first).to_be_visible()
    await screen.screenshot(path=screenshot_path("admin-teacher-en"))


async def look_at_the_notebook(stack: Stack, screen: Page) -> None:
    """Look at student5's notebook, which attacks whoever looks."""
    elsewhere: list[str] = []
    dialogs: list[str] = []

    async def asked(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        await dialog.dismiss()

    def noted(request: Request) -> None:
        if not request.url.startswith((stack.url, "data:")):
            elsewhere.append(request.url)

    screen.on("request", noted)
    screen.on("dialog", asked)
    await row(screen, "student5").get_by_role("link", name="노트북 보기").click()
    await screen.get_by_role("link", name="과제/1주차.ipynb").click()
    frame = screen.frame_locator("#notebook")
    await expect(frame.get_by_text(TEXT)).to_be_visible()
    await expect(frame.get_by_text("1주차 과제")).to_be_visible()
    await frame.get_by_text("선생님, 여기를 보세요", exact=True).first.click()
    await screen.screenshot(path=screenshot_path("class-notebook-attack"))
    assert await screen.evaluate("window.attacked") is None
    shown = screen.frame(url=re.compile("/content"))
    assert shown
    assert await shown.evaluate("window.attacked") is None

    # Nor does it run where somebody makes the teacher open it without the page around it.
    await screen.goto(shown.url)
    await expect(screen.get_by_text(TEXT)).to_be_visible()
    assert await screen.evaluate("window.attacked") is None
    assert await screen.evaluate("window.origin") == "null"
    assert elsewhere == []
    assert dialogs == []
    screen.remove_listener("request", noted)
    screen.remove_listener("dialog", asked)
    await screen.goto("/hub/home")


async def test_a_student_whose_row_moves_changes_classes(stack: Stack, person: Arrives) -> None:
    student = await (await person("student26")).log_in()
    await student.start_server()
    await student.save("이사.txt", "센터를 옮기기 전에 쓴 글")
    before = await (await person("teacher11")).log_in()
    after = await (await person("teacher12")).log_in()
    assert "student26" in await before.students("center-11")
    assert "student26" not in await after.students("center-12")

    stack.change_table("UPDATE Users SET centerID = 12 WHERE userID = 'student26'")
    try:
        # Five minutes are promised, everything included.
        took = await eventually(lambda: moved(before, after), 300, "student26 is in centre 12")
        wait_until(lambda: not stack.server("student26"), 300 - took, "the server was stopped")
        content = stack.read_object("users/student26/jupyter/이사.txt")
        assert content == "센터를 옮기기 전에 쓴 글".encode()
        assert (await before.hub("POST", "users/student26/server"))[0] in {403, 404}
    finally:
        stack.change_table("UPDATE Users SET centerID = 11 WHERE userID = 'student26'")


async def moved(before: Person, after: Person) -> bool:
    return "student26" not in await before.students(
        "center-11"
    ) and "student26" in await after.students("center-12")


async def test_a_student_who_is_removed_is_out_within_five_minutes(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("student27")).log_in()
    await student.start_server()
    await student.save("마지막.txt", "계정이 없어지기 전에 쓴 글")
    stack.change_table(
        "CREATE TABLE Gone LIKE Users; INSERT INTO Gone SELECT * FROM Users WHERE userID = 'student27';"
        " DELETE FROM Users WHERE userID = 'student27'"
    )
    try:
        wait_until(lambda: not stack.server("student27"), 300, "the server was stopped")
        assert stack.read_object("users/student27/jupyter/마지막.txt")
        await eventually(lambda: turned_away(student), 300, "the hub knows nobody of that name")
    finally:
        stack.change_table("INSERT INTO Users SELECT * FROM Gone; DROP TABLE Gone")


async def turned_away(person: Person) -> bool:
    return (await person.hub("GET", "user"))[0] in {401, 403}
