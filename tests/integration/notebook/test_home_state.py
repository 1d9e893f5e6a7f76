"""How a person sees, in JupyterLab, whether their files are saved and how much room is left."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.telling import write_told
from hub_ext.storage.told import NamedSize, Told, Usage
from tests.integration.notebook.conftest import INSTANCE, TOLD
from tests.integration.notebook.people import Guest, Place
from tests.integration.notebook.seats import Sit, open_server, screenshot
from tests.integration.servers.conftest import docker

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

MEGABYTE = 1024**2
LARGEST = NamedSize(path="자료/서울 기온.csv", bytes=310 * MEGABYTE)
WARNED = Usage(
    used_bytes=410 * MEGABYTE,
    quota_bytes=500 * MEGABYTE,
    level="warn",
    history_bytes=20 * MEGABYTE,
    largest=(LARGEST, NamedSize(path="<b>사진</b>.zip", bytes=60 * MEGABYTE)),
)
#: Files are moved for the last time; the browser of these tests is where its machine is.
SINCE = datetime.now(UTC).replace(microsecond=0)

#: A notification slides in.
ARRIVED = "toast => Promise.all(toast.getAnimations().map((each) => each.finished))"

Tell = Callable[..., None]


@pytest.fixture
def tell(data_folder: Path) -> Tell:
    """Tells student1's server as the storage agent does."""

    def tells(state: str, **more: Any) -> None:
        values = {"way": HomeStorage.WORKING_COPY, "since": SINCE, "written": datetime.now(UTC)}
        told = Told.model_validate(values | {"state": state} | more)
        write_told(data_folder / TOLD, told)

    return tells


def item(page: Page) -> Locator:
    return page.locator("#eduhub-home-state button")


def toasts(page: Page) -> Locator:
    return page.locator(".Toastify__toast").filter(has_text="저장")


async def in_browser(page: Page, moment: datetime) -> str:
    """The hour and minute of a moment, where the browser is."""
    text: str = await page.evaluate(
        "(moment) => new Date(moment).toTimeString().slice(0, 5)", moment.isoformat()
    )
    return text


async def test_each_state_is_seen_in_korean_and_in_english(
    place: Place, sit: Sit, tell: Tell
) -> None:
    tell("saved")
    page = await sit("student1")
    await open_server(page, place)
    since = await in_browser(page, SINCE)
    await expect(item(page)).to_have_text("클라우드에 저장됨")
    await page.screenshot(path=screenshot("home-saved"))
    tell("saving")
    await expect(item(page)).to_have_text("저장 중…")
    tell("waiting", reason=ErrorCode.OBJECT_STORE_UNREACHABLE)
    await expect(item(page)).to_have_text(f"클라우드를 기다리는 중 ({since}부터)")
    await expect(item(page)).to_have_attribute(
        "title", re.compile("이 노트북 서버에는 저장되어 있어요")
    )
    await page.screenshot(path=screenshot("home-waiting"))
    tell("saved", written=datetime.now(UTC) - timedelta(minutes=1))
    await expect(item(page)).to_have_text("저장 상태를 알 수 없음")
    await page.evaluate("document.documentElement.lang = 'en'")
    await expect(item(page)).to_have_text("Not known whether it is saved")
    tell("waiting")
    await expect(item(page)).to_have_text(f"Waiting for the cloud (since {since})")
    tell("saving")
    await expect(item(page)).to_have_text("Saving…")
    tell("saved")
    await expect(item(page)).to_have_text("Saved in the cloud")


async def test_little_room_is_said_once_with_the_largest_file(
    place: Place, sit: Sit, tell: Tell
) -> None:
    tell("saved", usage=WARNED)
    page = await sit("student1")
    await open_server(page, place)
    await expect(toasts(page)).to_have_text(
        "저장 공간 500 MB 중 82%를 썼어요. 가장 큰 파일: 자료/서울 기온.csv (310 MB). "
        "필요 없는 큰 파일을 지워 주세요.자세히 보기"
    )
    await expect(item(page)).to_have_text("클라우드에 저장됨 · 공간 82% 사용")
    await toasts(page).evaluate(ARRIVED)
    await page.screenshot(path=screenshot("home-warned"))
    await toasts(page).get_by_role("button", name="자세히 보기").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("사용한 공간: 500 MB 중 410 MB")
    await expect(dialog).to_contain_text("<b>사진</b>.zip (60 MB)")
    await page.screenshot(path=screenshot("home-details"))
    await page.keyboard.press("Escape")
    await page.reload()
    await expect(item(page)).to_contain_text("클라우드에 저장됨")
    await expect(toasts(page)).to_have_count(0)
    tell("saved", usage=WARNED.model_copy(update={"level": "full"}))
    await expect(toasts(page)).to_contain_text("저장 공간 500 MB가 가득 찼어요.")


async def test_files_without_room_are_named(place: Place, sit: Sit, tell: Tell) -> None:
    tell("waiting", usage=WARNED.model_copy(update={"level": "fine", "held_back": (LARGEST,)}))
    page = await sit("student1")
    await open_server(page, place)
    await expect(toasts(page)).to_contain_text(
        "공간이 부족해 파일 1개가 이 노트북 서버에만 있어요: 자료/서울 기온.csv."
    )


async def test_the_keyboard_reaches_what_it_means(place: Place, sit: Sit, tell: Tell) -> None:
    tell("saved")
    page = await sit("student1")
    await open_server(page, place)
    await expect(item(page)).to_have_text("클라우드에 저장됨")
    await item(page).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("모두 클라우드에 저장되어 있어요")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(item(page)).to_be_focused()


async def test_notebook_shows_it_too(place: Place, sit: Sit, tell: Tell) -> None:
    tell("saved", usage=WARNED)
    page = await sit("student1")
    await open_server(page, place, "tree")
    await expect(item(page)).to_contain_text("클라우드에 저장됨")
    await expect(toasts(page)).to_contain_text("82%")
    await toasts(page).evaluate(ARRIVED)
    await page.screenshot(path=screenshot("home-saved-notebook"))


async def test_only_who_may_open_the_server_is_told_and_asking_is_no_activity(
    place: Place, tell: Tell
) -> None:
    tell("saved", usage=WARNED)
    async with Guest(place, "student1") as owner, Guest(place, "student2") as other:
        await owner.log_in()
        await owner.open("student1")
        answer = await owner.ask("student1", "eduhub/home-state")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json()["language"] == "ko"
        assert Usage.model_validate(answer.json()["usage"]) == WARNED
        before = (await owner.ask("student1", "api/status")).json()["last_activity"]
        for _ in range(5):
            await owner.ask("student1", "eduhub/home-state")
        assert (await owner.ask("student1", "api/status")).json()["last_activity"] == before
        await other.log_in()
        await other.open("student1")
        assert (await other.ask("student1", "eduhub/home-state")).status_code == 403


async def test_the_person_themselves_cannot_change_what_is_told(place: Place, tell: Tell) -> None:
    tell("saved")
    container = docker("ps", "-q", "--filter", f"label=eduhub.instance={INSTANCE}")
    attempt = "cd /srv/home-state && cat state.json >/dev/null && (echo x > x; echo x > state.json; rm -f state.json)"
    docker("exec", container, "sh", "-c", attempt, check=False)
    assert '"state":"saved"' in docker("exec", container, "cat", "/srv/home-state/state.json")
