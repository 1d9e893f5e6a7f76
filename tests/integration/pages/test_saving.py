"""What students and teachers read about files: saved, waiting since, and how much room is left."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.integration.pages.school import OFF, STOPPING, School

pytestmark = pytest.mark.asyncio(loop_scope="module")

_WAITS = {
    "ko": r"저장 대기 중 \(3월 2일 \d\d:\d\d부터\)",
    "en": r"Waiting to be saved \(since Mar 2, \d\d:\d\d\)",
}
_USED = {"ko": "64 MB 중 56 MB", "en": "56 MB of 64 MB"}
_LEVEL = {"ko": "80% 넘게 썼습니다", "en": "Over 80 % used"}
_SAVED = {"ko": "파일은 클라우드에 저장되어 있습니다", "en": "your files are saved in the cloud"}


async def test_a_teacher_reads_since_when_files_wait_and_how_much_room_is_left(
    school: School, browser: Browser
) -> None:
    async with school.screen(browser, "teacher11") as page:
        await page.goto("/services/classroom/center-11")
        row = page.locator(f"tr[data-user={STOPPING}]")
        await expect(row).to_contain_text(re.compile(_WAITS[school.language]))
        await expect(row).to_contain_text(_USED[school.language])
        await expect(row.locator("td .row-notice").last).to_have_text(_LEVEL[school.language])
        # Of somebody whose files nobody counts, only what the store holds is known.
        other = page.locator(f"tr[data-user={OFF}] td").nth(3)
        await expect(other).to_have_text("56 MB")


async def test_home_says_that_files_are_saved_as_soon_as_they_are(
    school: School, browser: Browser
) -> None:
    spawner = school.app.users[OFF].spawner
    spawner.notice, spawner.notice_text, spawner.files_saved = "not-yet-saved", "아직", False
    async with school.screen(browser, OFF) as page:
        await page.goto("/hub/home")
        await page.evaluate("() => { window.same = true; }")
        notice, state = page.locator("#notice[role=status]"), page.locator("#state[role=status]")
        await expect(notice).to_have_text("아직")
        await expect(state).not_to_contain_text(_SAVED[school.language])
        spawner.notice, spawner.notice_text, spawner.files_saved = "", "", True
        await expect(notice).to_have_text("")
        await expect(state).to_contain_text(_SAVED[school.language])
        assert await page.evaluate("() => window.same")
