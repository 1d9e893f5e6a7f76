"""A notebook is deleted in JupyterLab and comes back, from a page in the browser."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import SitDown, screenshot_path
from tests.e2e.stack import Stack
from tests.e2e.test_class import everybody_listed, row
from tests.e2e.test_class import log_in as log_in_at_home
from tests.e2e.test_first_day import log_in
from tests.waiting import wait_until

NAME = "student6.ipynb"
KEY = f"users/student6/jupyter/{NAME}"
PAGE = re.compile("/hub/history/student6")


async def delete_in_jupyterlab(screen: Page) -> None:
    await screen.locator(".jp-DirListing-item", has_text=NAME).click(button="right")
    await screen.get_by_role("menuitem", name="삭제", exact=False).first.click()
    await screen.locator(".jp-Dialog .jp-mod-accept").click()
    await expect(screen.locator(".jp-DirListing-item", has_text=NAME)).to_have_count(0)


async def bring_back(screen: Page) -> None:
    """From the list of files to the answer, by the links that somebody finds there."""
    line = screen.locator("#files tr", has_text=NAME)
    await expect(line).to_contain_text("지워짐")
    await screen.screenshot(path=screenshot_path("history"))
    await line.get_by_role("link").click()
    await screen.locator("#versions a").first.click()
    await screen.locator("#bring-back").click()
    await expect(screen.locator("#done")).to_contain_text(NAME)


async def test_a_student_and_then_their_teacher_bring_a_notebook_back(
    stack: Stack, screen: Page, sit_down: SitDown
) -> None:
    await log_in(screen, "student6")
    await screen.wait_for_url(re.compile("/user/student6/lab"), timeout=60_000)
    file = screen.locator(".jp-DirListing-item", has_text=NAME)
    await expect(file).to_be_visible(timeout=60_000)
    wait_until(lambda: stack.read_object(KEY) is not None, 20, "the notebook is saved")
    written = stack.read_object(KEY)

    await delete_in_jupyterlab(screen)
    wait_until(lambda: stack.read_object(KEY) is None, 20, "its deletion is saved")
    own = await sit_down(stack.url)
    await log_in_at_home(own, "student6")
    await own.locator("#history").click()
    await own.wait_for_url(PAGE)
    await bring_back(own)
    assert stack.read_object(KEY) == written
    await expect(file).to_be_visible(timeout=60_000)

    await delete_in_jupyterlab(screen)
    wait_until(lambda: stack.read_object(KEY) is None, 20, "its deletion is saved")
    teacher = await sit_down(stack.url)
    await log_in_at_home(teacher, "teacher11")
    await everybody_listed(stack, teacher)
    await row(teacher, "student6").get_by_role("link", name="이전 버전").click()
    await teacher.wait_for_url(PAGE)
    await bring_back(teacher)
    assert stack.read_object(KEY) == written
    await expect(file).to_be_visible(timeout=60_000)
    await screen.screenshot(path=screenshot_path("brought-back"))
