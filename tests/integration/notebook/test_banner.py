"""What owner and visitor see at the top of the page, in a real browser."""

import pytest
from playwright.async_api import Page, expect

from tests.integration.notebook.people import Guest, Place
from tests.integration.notebook.seats import Sit, open_server, screenshot

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

SEEN_BY_OWNER = "강사 하나(teacher11) 선생님이 이 노트북을 함께 보고 있습니다."
SEEN_BY_VISITOR = "student1 학생의 노트북을 보고 있습니다. 학생에게 보입니다."


async def assert_below(page: Page) -> None:
    """The banner takes its room from the application and hides nothing of it."""
    # The banner may be there before the application is, which makes room when it next lays itself out.
    await page.wait_for_function(
        "document.querySelector('#main')?.getBoundingClientRect().top > 20", timeout=30_000
    )
    banner = await page.locator("#eduhub-visitors").bounding_box()
    main = await page.locator("#main").bounding_box()
    assert banner and main
    assert banner["height"] > 20
    assert main["y"] == pytest.approx(banner["height"], abs=1)
    assert main["y"] + main["height"] == pytest.approx(800, abs=1)


async def test_both_sides_of_a_visit_in_jupyterlab(place: Place, sit: Sit) -> None:
    owner = await sit("student1")
    await open_server(owner, place)
    status = owner.get_by_role("status").and_(owner.locator("#eduhub-visitors"))
    teacher = await sit("teacher11")
    await open_server(teacher, place)
    await expect(teacher.locator("#eduhub-visitors")).to_have_text(SEEN_BY_VISITOR)
    await expect(status).to_have_text(SEEN_BY_OWNER, timeout=60_000)
    await assert_below(owner)
    await assert_below(teacher)
    await owner.screenshot(path=screenshot("visited"))
    await teacher.screenshot(path=screenshot("visiting"))


async def test_names_are_text(place: Place, sit: Sit) -> None:
    owner = await sit("student1")
    await open_server(owner, place)
    async with Guest(place, "한별쌤") as manager:
        await manager.log_in()
        await manager.open("student1")
        banner = owner.locator("#eduhub-visitors")
        await expect(banner).to_contain_text("<b>센터장</b>(한별쌤)")
    assert await banner.locator("b").count() == 0


async def test_notebook_shows_it_too_and_in_english_where_that_is_the_language(
    place: Place, sit: Sit
) -> None:
    teacher = await sit("teacher11")
    await open_server(teacher, place, "tree")
    banner = teacher.locator("#eduhub-visitors")
    await expect(banner).to_have_text(SEEN_BY_VISITOR)
    await assert_below(teacher)
    await teacher.screenshot(path=screenshot("visiting-notebook"))
    await teacher.evaluate("document.documentElement.lang = 'en'")
    await expect(banner).to_have_text(
        "You are looking at the notebook of student1, who can see that you are here.",
    )


async def test_an_answer_that_does_not_come_shows_nothing_and_disturbs_nobody(
    place: Place, sit: Sit
) -> None:
    teacher = await sit("teacher11")
    await open_server(teacher, place)
    banner = teacher.locator("#eduhub-visitors")
    await expect(banner).to_have_text(SEEN_BY_VISITOR)
    await teacher.route("**/eduhub/visitors", lambda route: route.fulfill(body="{", status=200))
    await expect(banner).to_have_text("")
    main = await teacher.locator("#main").bounding_box()
    assert main and main["y"] == 0


@pytest.mark.long
async def test_the_banner_is_gone_a_minute_after_the_visitor(place: Place, sit: Sit) -> None:
    owner, teacher = await sit("student1"), await sit("teacher11")
    await open_server(owner, place)
    await open_server(teacher, place)
    banner = owner.locator("#eduhub-visitors")
    await expect(banner).to_contain_text("teacher11")
    await teacher.close()
    await expect(banner).not_to_contain_text("teacher11", timeout=60_000)
