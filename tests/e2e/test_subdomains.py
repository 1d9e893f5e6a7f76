"""Everybody under a subdomain of their own: a teacher may look at a student who works."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.e2e import lure
from tests.e2e.conftest import SitDown, log_in, screenshot_path
from tests.e2e.stack import HUB, Stack
from tests.reliability import Reliability

STUDENT = HUB.replace("//", "//student28.")


@pytest.fixture(scope="module")
def with_subdomains(stack: Stack) -> Iterator[Stack]:
    """The same system with `HUB_SUBDOMAIN_HOST`, and without it again afterwards."""
    stack.up(HUB_SUBDOMAIN_HOST=HUB)
    yield stack
    stack.up()


async def test_a_teacher_opens_a_student_s_notebook_and_both_see_it(
    with_subdomains: Stack, sit_down: SitDown
) -> None:
    student = await sit_down()
    await log_in(student, "student28", "/hub/spawn")
    await student.wait_for_url(re.compile(f"^{STUDENT}/user/student28/lab"), timeout=90_000)
    await expect(student.get_by_role("menuitem", name="파일", exact=True)).to_be_visible()
    await expect(student.locator("#eduhub-visitors")).to_have_text("")

    teacher = await sit_down()
    await log_in(teacher, "teacher11", "/hub/home")
    await teacher.get_by_role("link", name="수업", exact=True).click()
    row = teacher.locator("tr[data-user=student28]")
    await expect(row).to_have_attribute("data-state", "running", timeout=90_000)
    await row.get_by_role("link", name="실행 중인 화면 열기").click()
    await expect(teacher.get_by_text("노트북의 주인에게")).to_be_visible()
    await teacher.screenshot(path=screenshot_path("open-live-question"))
    await teacher.get_by_role("button", name="열기").click()
    await teacher.wait_for_url(re.compile(f"^{STUDENT}/user/student28/"), timeout=60_000)

    seen = student.locator("#eduhub-visitors")
    await expect(seen).to_have_text("강사 하나(teacher11) 선생님이 이 노트북을 함께 보고 있습니다.")
    await student.screenshot(path=screenshot_path("visited-student"))
    await expect(teacher.locator("#eduhub-visitors")).to_contain_text("student28")
    await teacher.screenshot(path=screenshot_path("visiting-teacher"))
    [*_, event] = with_subdomains.audit("open")
    assert (event["actor"], event["whom"], event["outcome"]) == ("teacher11", "student28", "ok")


async def test_a_teacher_of_another_centre_is_kept_out(
    with_subdomains: Stack, sit_down: SitDown
) -> None:
    teacher = await sit_down()
    await log_in(teacher, "teacher12", "/hub/home")
    await expect(teacher.locator("#home")).to_be_visible()
    await teacher.goto(f"{STUDENT}/user/student28/lab")
    await expect(teacher.get_by_role("alert")).to_be_visible()
    assert not await teacher.locator("#eduhub-visitors").count()
    [*_, event] = with_subdomains.audit("open")
    assert (event["actor"], event["outcome"]) == ("teacher12", "refused")


@pytest.mark.attack("token theft by a student's page: with subdomains")
async def test_a_students_page_gets_nothing_from_whoever_opens_it(
    with_subdomains: Stack, sit_down: SitDown, reliability: Reliability
) -> None:
    teacher = await sit_down()
    await log_in(teacher, "teacher11", "/hub/home")
    await expect(teacher.locator("#home")).to_be_visible()
    own = HUB.replace("//", "//student4.")
    await lure.lured(teacher, f"{own}/user/student4/lab")
    got = await lure.steal(teacher, lure.THEFT)
    assert {name: loot for name, loot in got.items() if loot} == {}
    # What works on one origin does not here.
    assert await lure.steal(teacher, lure.WINDOW) == ""
    # A cookie that it sets for the whole domain is nobody's login. Over TLS the prefix `__Host-` keeps it from
    # the hub; in development, which has none, it can log somebody out.
    await teacher.evaluate(
        "document.cookie = 'jupyterhub-hub-login=evil; path=/hub/; domain=codingnplay.localhost'"
    )
    await teacher.goto(f"{HUB}/hub/home")
    await expect(
        teacher.get_by_text("강사 하나").or_(teacher.get_by_label("아이디"))
    ).to_be_visible()
    reliability.count(len(got) + 2)
