"""A student's first day, in a real browser: from the login page to an object in the bucket."""

import json
import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import screenshot_path
from tests.e2e.person import PASSWORD
from tests.e2e.stack import Stack
from tests.waiting import wait_until

PLOT = """\
import warnings
warnings.simplefilter("error")
import matplotlib.pyplot as plt
plt.plot([-2, -1, 0, 1, 2], [4, 1, 0, 1, 4], label="제곱")
plt.title("한글 제목: 포물선")
plt.xlabel("가로축 (-2부터 2까지)")
plt.ylabel("세로축")
plt.legend()
plt.show()
print("그림을 그렸습니다")"""


async def log_in(screen: Page, user: str) -> None:
    await screen.goto("/")
    await expect(screen.locator("html")).to_have_attribute("lang", "ko")
    await screen.locator("input[name=username]").fill(user)
    await screen.locator("input[name=password]").fill(PASSWORD)
    await screen.screenshot(path=screenshot_path("login"))
    await screen.locator("button[type=submit], input[type=submit]").first.click()


async def test_a_student_draws_a_plot_with_korean_labels_and_finds_it_in_the_cloud(
    stack: Stack, screen: Page
) -> None:
    await log_in(screen, "student1")
    await screen.wait_for_url(re.compile("/user/student1/lab"), timeout=60_000)
    await expect(screen.locator("#jp-MainLogo")).to_be_visible(timeout=60_000)
    await expect(screen.get_by_role("menuitem", name="파일", exact=True)).to_be_visible()

    await screen.locator(".jp-DirListing-item", has_text="student1.ipynb").dblclick()
    notebook = screen.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    await expect(
        notebook.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    ).to_be_visible(timeout=60_000)
    await expect(screen.get_by_role("button", name="Python 3 (ipykernel) | 대기")).to_be_visible()
    cell = notebook.locator(".jp-CodeCell").last
    await cell.locator(".cm-content").click()
    await screen.keyboard.press("Control+a")
    await screen.keyboard.insert_text(PLOT)
    await screen.keyboard.press("Control+Enter")
    await expect(cell.locator(".jp-OutputArea-output", has_text="그림을 그렸습니다")).to_be_visible(
        timeout=60_000
    )
    await expect(cell.locator(".jp-OutputArea-output img")).to_be_visible()
    assert "Glyph" not in await cell.inner_text()
    assert "Warning" not in await cell.inner_text()
    await cell.locator(".jp-OutputArea-output img").screenshot(path=screenshot_path("korean-plot"))
    await screen.screenshot(path=screenshot_path("jupyterlab"))

    await screen.keyboard.press("Control+s")
    key = "users/student1/jupyter/student1.ipynb"

    def in_the_cloud() -> bool:
        content = stack.read_object(key) or b""
        return "한글 제목: 포물선".encode() in content

    # Three seconds are promised from the moment of saving; the keypress is a little before it.
    assert wait_until(in_the_cloud, 10, f"{key} has what was saved") < 3.5
    saved = json.loads(stack.read_object(key) or b"")
    assert saved["nbformat"] == 4
    assert b"\\u" not in (stack.read_object(key) or b"")
    assert stack.keys("users/student1/jupyter/") == [key]


async def test_the_waiting_page_speaks_korean_while_the_server_starts(
    stack: Stack, screen: Page
) -> None:
    # A server of the pool is there before a browser has looked around: the page is kept for as long
    # as it is told nothing of the start.
    await screen.route("**/server/progress*", lambda _: None)
    await log_in(screen, "student2")
    await expect(screen.get_by_role("heading", name="노트북을 시작하고 있습니다")).to_be_visible()
    await expect(screen.get_by_role("status")).to_have_text("시작을 기다리는 중입니다.")
    await screen.screenshot(path=screenshot_path("spawn-pending"))
    await screen.unroute_all()
    await screen.reload()
    await screen.wait_for_url(re.compile("/user/student2/lab"), timeout=60_000)


async def test_a_developer_starts_as_testuser_and_every_page_says_it_is_dev_mode(
    stack: Stack, screen: Page
) -> None:
    await screen.goto("/hub/login")
    await expect(screen.get_by_text("개발 모드").first).to_be_visible()
    await screen.get_by_role("button", name="testuser로 시작").click()
    await screen.wait_for_url(re.compile("/user/testuser/lab"), timeout=60_000)
    await screen.goto("/hub/home")
    await expect(screen.get_by_text("개발 모드").first).to_be_visible()
    await screen.screenshot(path=screenshot_path("home"))


async def test_a_wrong_password_is_told_in_korean_and_the_name_stays(screen: Page) -> None:
    await screen.goto("/hub/login")
    await screen.locator("input[name=username]").fill("student3")
    await screen.locator("input[name=password]").fill("not-it")
    await screen.locator("button[type=submit], input[type=submit]").first.click()
    await expect(screen.get_by_text(re.compile("비밀번호"), exact=False).first).to_be_visible()
    await expect(screen.locator("input[name=username]")).to_have_value("student3")
    await screen.screenshot(path=screenshot_path("login-wrong-password"))


async def test_a_korean_login_name_works_in_every_address(stack: Stack, screen: Page) -> None:
    await log_in(screen, "한별")
    file = screen.locator(".jp-DirListing-item", has_text="한별.ipynb")
    await expect(file).to_be_visible(timeout=60_000)
    assert "users/한별/jupyter/한별.ipynb" in stack.keys("users/")
