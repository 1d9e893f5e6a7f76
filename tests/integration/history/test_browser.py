"""A file is deleted and comes back, by somebody who has nothing but a browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from hub_ext.history.messages import MESSAGES
from hub_ext.language import Language
from hub_ext.storage.client import StorageClient
from tests.accessibility import assert_accessible, assert_easy_to_press, assert_fits
from tests.browser import SCREENS
from tests.integration.history.conftest import PASSWORD
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.history.test_history import key, saved
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.hub import Visitor
from tests.unit.ops.events import lines
from tests.waiting import wait_until

pytestmark = pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.long)])


async def deleted(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, path: str
) -> Path:
    """Let student1 save a notebook and delete it; where it was."""
    await client.open("student1")
    file = agent.files("student1") / path
    await saved(agent, store, "student1", path, "내 그림")
    file.unlink()
    wait_until(lambda: store.get(key("student1", path)) is None, 20, "its deletion is saved")
    return file


async def sit(browser: Browser, hub: Any, language: Language, name: str) -> Page:
    locale = {"ko": "ko-KR", "en": "en-GB"}[language]
    context = await browser.new_context(
        base_url=f"http://127.0.0.1:{hub.hub.port}", locale=locale, viewport=SCREENS["desktop"]
    )
    context.set_default_timeout(30_000)
    page = await context.new_page()
    # Not to a server that starts, whose page would lead away from the next one.
    await page.goto("/hub/login?next=%2Fhub%2Fhome")
    await page.fill("#username_input", name)
    await page.fill("#password_input", PASSWORD)
    await page.press("#password_input", "Enter")
    await page.wait_for_url("**/hub/home")
    return page


async def check(page: Page, language: str) -> None:
    assert await page.locator("html").get_attribute("lang") == language
    for screen, size in SCREENS.items():
        await page.set_viewport_size(size)
        try:
            await assert_accessible(page)
            await assert_fits(page)
            await assert_easy_to_press(page)
        except AssertionError as error:
            error.add_note(f"on a {screen}")
            raise
    await page.set_viewport_size(SCREENS["desktop"])


async def press(page: Page, selector: str) -> None:
    """Press something as somebody without a mouse does."""
    await page.locator(selector).focus()
    await page.keyboard.press("Enter")


async def test_a_student_brings_back_what_they_deleted(
    agent: AgentProcess,
    store: ObjectStore,
    client: StorageClient,
    hub: Any,
    browser: Browser,
    language: Language,
    path: str,
) -> None:
    file = await deleted(agent, store, client, path)
    page = await sit(browser, hub, language, "student1")
    await page.goto("/hub/home")
    await press(page, "#history")
    row = page.locator("#files tr", has_text=path)
    await expect(row).to_contain_text(MESSAGES["deleted"].in_language(language))
    await check(page, language)
    await row.locator("a").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#versions tbody tr")).to_have_count(1)
    await check(page, language)
    await press(page, "#versions a")
    await expect(page.locator("#bring-back")).to_be_visible()
    await check(page, language)
    assert not file.exists(), "a question changes nothing"
    await press(page, "#bring-back")
    done = page.locator("#done")
    await expect(done).to_contain_text(path)
    await expect(done).to_contain_text({"ko": "되돌렸어요", "en": "is again"}[language])
    await check(page, language)
    assert file.read_text() == "내 그림"
    assert store.get(key("student1", path)) == "내 그림"


async def test_a_teacher_does_it_for_a_student_whose_server_is_off(
    agent: AgentProcess,
    store: ObjectStore,
    client: StorageClient,
    hub: Any,
    student: Visitor,
    browser: Browser,
    language: Language,
    path: str,
    audit: Path,
) -> None:
    await deleted(agent, store, client, path)
    await client.close("student1")
    page = await sit(browser, hub, language, "teacher11")
    await page.goto("/hub/history/student1")
    await expect(page.locator(".lead-line")).to_contain_text("이나래")
    await check(page, language)
    await page.locator("#files tr", has_text=path).locator("a").click()
    await page.locator("#versions a").click()
    await page.locator("#bring-back").click()
    await expect(page.locator("#done")).to_be_visible()
    assert store.get(key("student1", path)) == "내 그림"

    def written() -> list[dict[str, Any]]:
        return [line for line in lines(audit) if line["event"] == "restore"]

    wait_until(written, 10, "it is written down")
    (event,) = written()
    told = {name: event[name] for name in ("actor", "whom", "what", "way", "outcome")}
    assert told == {
        "actor": "teacher11",
        "whom": "student1",
        "what": path,
        "way": "session",
        "outcome": "ok",
    }
    looks = [line for line in lines(audit) if line["event"] == "look"]
    assert {(look["actor"], look["whom"]) for look in looks} == {("teacher11", "student1")}


async def test_a_store_that_is_down_is_said(
    store: ObjectStore, hub: Any, browser: Browser, language: Language
) -> None:
    page = await sit(browser, hub, language, "student1")
    store.faults(off=True)
    answer = await page.goto("/hub/history/student1")
    assert answer is not None
    assert answer.status == 503
    said = {"ko": "저장소가 지금 답하지 않아요", "en": "The store does not answer"}[language]
    await expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    await check(page, language)
