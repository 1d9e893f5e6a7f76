"""What a person reads about their files at the foot of JupyterLab, in a real browser."""

import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.told import NamedSize, Told, Usage
from tests.integration.servers.conftest import IMAGE, PROJECT, docker, remove_machines
from tests.integration.storage.objectstore import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

MEGABYTE = 1024**2
SCREENSHOTS = PROJECT / "artefacts" / "screenshots"
#: The test's process and the browser are in one time zone.
SINCE = datetime(2026, 3, 2, 14, 3).astimezone()
ROOM = Usage(used_bytes=120 * MEGABYTE, quota_bytes=500 * MEGABYTE)


class Server:
    """A student's server from the image, and what the storage agent tells it."""

    def __init__(self, folder: Path, language: str) -> None:
        self._file = folder / "state.json"
        self._token = secrets.token_hex(16)
        self.port = free_port()
        self.tell()
        self.container = docker(
            "run", "-d", "--network=host", "--read-only", "--tmpfs=/tmp:exec", "--cap-drop=ALL",
            "--tmpfs=/home/student:mode=0700,uid=1000,gid=1000", f"--env=EDUHUB_LANGUAGE={language}",
            f"--volume={folder}:/srv/home-state:ro", IMAGE, "jupyter", "lab", "--no-browser",
            "--ip=127.0.0.1", f"--port={self.port}", f"--IdentityProvider.token={self._token}",
        ).strip()  # fmt: skip
        wait_until(self._answers, 60, "the server answers")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/lab?token={self._token}"

    def tell(self, state: str = "saved", age: float = 0, **fields: Any) -> None:
        """Write as the agent does."""
        told = Told.model_validate(
            {
                "way": HomeStorage.WORKING_COPY,
                "state": state,
                "written": datetime.now(UTC) - timedelta(seconds=age),
            }
            | fields
        )
        new = self._file.with_suffix(".new")
        new.write_text(told.model_dump_json())
        new.chmod(0o644)
        new.replace(self._file)

    def _answers(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/eduhub/home-state?token={self._token}"
            return httpx.get(url, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def remove(self) -> None:
        remove_machines(self.container)


@pytest.fixture(scope="module", params=["ko", "en"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    folder = PROJECT / "artefacts" / f"told-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    server = Server(folder, request.param)
    yield server
    server.remove()
    shutil.rmtree(folder)


@pytest.fixture
def language(server: Server, request: pytest.FixtureRequest) -> str:
    found: str = request.node.callspec.params["server"]
    return found


@pytest_asyncio.fixture(loop_scope="module")
async def page(server: Server, browser: Browser) -> AsyncIterator[Page]:
    server.tell(usage=ROOM)
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(server.address)
    await expect(page.locator("#eduhub-home-state")).to_be_visible()
    yield page
    await context.close()


def words(language: str, ko: str, en: str) -> str:
    return ko if language == "ko" else en


async def test_every_state_is_said(server: Server, page: Page, language: str) -> None:
    item = page.locator("#eduhub-home-state")
    saved = words(language, "✓ 클라우드에 저장됨", "✓ Saved in the cloud")
    await expect(item).to_have_text(f"{saved} · 120 MB / 500 MB")
    await expect(item).to_have_attribute("role", "status")
    server.tell("saving", usage=ROOM)
    await expect(item).to_contain_text(words(language, "↑ 저장 중…", "↑ Saving…"))
    server.tell("waiting", since=SINCE, reason=ErrorCode.OBJECT_STORE_UNREACHABLE)
    waiting = words(
        language, "⚠ 클라우드를 기다리는 중 (14:03부터)", "⚠ Waiting for the cloud (since 14:03)"
    )
    await expect(item).to_have_text(waiting)
    hint = words(language, "파일은 이 서버에 저장되어 있고", "Your files are on this server")
    assert hint in (await item.get_attribute("title") or "")
    if language == "ko":
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=SCREENSHOTS / "jupyterlab-waiting.png")
    server.tell("saved", age=60)
    unknown = words(language, "? 저장 상태를 알 수 없음", "? Not known whether saved")
    await expect(item).to_have_text(unknown)


async def test_little_room_is_told_once_with_what_is_large(
    server: Server, page: Page, language: str
) -> None:
    large = (NamedSize(path="자료/영상.mp4", bytes=300 * MEGABYTE),)
    server.tell(usage=ROOM.model_copy(update={
        "used_bytes": 410 * MEGABYTE, "level": "warn", "largest": large,
    }))  # fmt: skip
    toast = page.locator(".Toastify__toast, .jp-toastContainer [role=alert]").first
    await expect(toast).to_contain_text("자료/영상.mp4 (300 MB)")
    await expect(toast).to_contain_text(
        words(language, "저장 공간을 82% 썼습니다", "used 82 % of your storage")
    )
    if language == "ko":
        await page.screenshot(path=SCREENSHOTS / "jupyterlab-little-room.png")
    # Unknown in between, and the same level again: nothing new.
    for fields in ({"age": 60}, {"usage": ROOM.model_copy(update={"level": "warn"})}):
        server.tell(**fields)
    await expect(page.locator("#eduhub-home-state")).to_contain_text("500 MB")
    assert await page.locator(".Toastify__toast").count() == 1
    server.tell(usage=ROOM.model_copy(update={"level": "full", "held_back": large}))
    text = words(language, "저장 공간이 가득 찼습니다", "Your storage is full")
    full = page.locator(".Toastify__toast").filter(has_text=text)
    await expect(full).to_contain_text(
        words(language, "아직 이 서버에만 있는 파일: 자료/영상.mp4", "On this server only: 자료")
    )
