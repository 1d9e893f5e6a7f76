"""One hub, and browsers that ask for different languages at the same time."""

import asyncio
import html
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, get_args

import httpx
import pytest
from traitlets.config import Config

from hub_ext.language import Language
from hub_ext.pages.text import Text
from hub_ext.servers import traits as servers
from hub_ext.servers import watched
from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.messages import NOTICES, PROGRESS, REFUSALS
from hub_ext.servers.orphans import OrphanSweep
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.settings import HubSettings
from tests.integration.pages.conftest import pages_config
from tests.integration.pages.reader import Reader
from tests.unit.servers.fakes import FakeAgent, FakeEngine
from tests.unit.users.settings import hub_settings
from tests.waiting import eventually

LANGUAGES: tuple[Language, ...] = get_args(Language)
HEADERS = {"ko": "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "en": "en-GB,en;q=0.9,ko;q=0.1"}
PROGRESS_PATH = "api/users/student1/server/progress"

Arrive = Callable[[str], Awaitable[Reader]]


class FullEngine(FakeEngine):
    """Has no room for a container, which it finds out when `go_on` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def create(self, name: str, config: dict[str, Any]) -> str:  # noqa: ARG002
        await self.go_on.wait()
        raise EngineError(EngineCode.DISK_FULL, "no space left on device")


@pytest.fixture
async def engine(monkeypatch: pytest.MonkeyPatch) -> FullEngine:
    engine, agent = FullEngine(), FakeAgent()
    monkeypatch.setattr(watched, "shared_engine", lambda: engine)
    monkeypatch.setattr(watched, "shared_storage", lambda _settings: agent.client)
    monkeypatch.setattr(PlatformSpawner, "_sweep", OrphanSweep())
    # So that a notice is among the lines of progress.
    agent.answers["open"] = {"state": "behind", "reason": "object-store-unreachable"}
    return engine


@pytest.fixture
def settings() -> HubSettings:
    return hub_settings(hub_language="browser")


@pytest.fixture
async def hub(
    settings: HubSettings, engine: FullEngine, hub_app: Callable[..., Awaitable[Any]]
) -> AsyncIterator[Any]:
    """A hub with our pages and our spawner, whose engine is full."""
    c = Config()
    servers.configure(c, settings)
    c.merge(pages_config(settings))
    c.JupyterHub.spawner_class = PlatformSpawner
    c.JupyterHub.tornado_settings["slow_spawn_timeout"] = 0
    app = await hub_app(config=c)
    yield app
    engine.go_on.set()
    # What pytest-jupyterhub leaves open.
    app.db.close()
    app.db.get_bind().dispose()
    app.db_file.close()


@pytest.fixture
async def arrive(hub: Any) -> AsyncIterator[Arrive]:
    """Logs in student1 with a browser that sends a header."""
    async with AsyncExitStack() as stack:

        async def log_in(header: str) -> Reader:
            reader = await stack.enter_async_context(Reader(hub, header))
            assert (await reader.log_in("student1")).status_code == 302
            return reader

        yield log_in


@pytest.fixture
async def readers(arrive: Arrive) -> dict[Language, Reader]:
    """The same person with two browsers."""
    return {language: await arrive(HEADERS[language]) for language in LANGUAGES}


def check(answer: httpx.Response, language: Language, *words: str) -> None:
    shown = html.unescape(answer.text)
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    for word in words:
        assert word in shown


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("home", "server_start"),
        ("nowhere", "error_missing_title"),
        ("admin", "error_forbidden_title"),
        ("spawn?opt-=1", "error_request_title"),
        ("error/503", "error_unavailable_title"),
        ("user/student1/lab", "stopped_title"),
    ],
)
async def test_each_browser_gets_each_page_in_its_language(
    readers: dict[Language, Reader], path: str, message: str
) -> None:
    for _ in range(3):
        for language, reader in readers.items():
            check(await reader.get(path), language, getattr(Text(language), message))


async def test_pages_at_the_same_time_do_not_mix(readers: dict[Language, Reader]) -> None:
    asked = LANGUAGES * 20
    answers = await asyncio.gather(*[readers[language].get("home") for language in asked])

    for language, answer in zip(asked, answers, strict=True):
        check(answer, language, Text(language).server_start)


async def test_one_connection_carries_the_requests_of_many(hub: Any) -> None:
    """As it does from the proxy: nobody finds the language of the request before."""
    sent = ["en", "", "ko", "en", "fr", "en", "*", "en", "x" * 5000, "en"]
    limits = httpx.Limits(max_connections=1)
    base = f"http://127.0.0.1:{hub.hub.port}/hub/"
    async with httpx.AsyncClient(base_url=base, limits=limits) as connection:
        answers = [
            await connection.get("login", headers={"Accept-Language": header} if header else {})
            for header in sent
        ]
        streams = [answer.extensions["network_stream"] for answer in answers]
        used = {stream.get_extra_info("client_addr") for stream in streams}

    assert len(used) == 1
    for header, answer in zip(sent, answers, strict=True):
        language: Language = "en" if header == "en" else "ko"
        check(answer, language, Text(language).login_submit)


async def test_the_logout_is_in_the_reader_s_language(
    hub: Any, readers: dict[Language, Reader]
) -> None:
    # JupyterHub's page of its own, for logins that happen elsewhere.
    hub.authenticator.auto_login = True
    for language, reader in readers.items():
        check(await reader.get("logout"), language, Text(language).logged_out_title)


async def test_a_start_and_its_end_are_told_to_each_browser_in_its_language(
    readers: dict[Language, Reader], engine: FullEngine
) -> None:
    started = await readers["en"].get("spawn/student1")
    assert started.headers["Location"].startswith("/hub/spawn-pending/")
    for language, reader in readers.items():
        pending = await reader.get("spawn-pending/student1")
        check(pending, language, Text(language).pending_title)

    lines: dict[Language, list[str]] = {}
    async with AsyncExitStack() as stack:
        streams = {
            language: await stack.enter_async_context(reader.watch(PROGRESS_PATH))
            for language, reader in readers.items()
        }
        # Both watch by now, and neither is the one who asked for the server alone.
        engine.go_on.set()
        for language, events in streams.items():
            lines[language] = [event["message"] async for event in events]

    full = REFUSALS["engine-disk-full"]
    for language in LANGUAGES:
        told = [PROGRESS["requested"], PROGRESS["files"], NOTICES["behind"], PROGRESS["container"]]
        assert lines[language] == [
            *[message.in_language(language) for message in told],
            f"Spawn failed: {full.in_language(language)}",
        ]


async def test_a_refusal_is_kept_for_whoever_reads_it_later(
    readers: dict[Language, Reader], engine: FullEngine
) -> None:
    engine.go_on.set()
    await readers["en"].get("spawn/student1")

    async def refused() -> bool:
        return (await readers["en"].get("spawn-pending/student1")).status_code == 503

    await eventually(refused, 10, "the start has failed")
    full = REFUSALS["engine-disk-full"]
    for language, reader in readers.items():
        page = await reader.get("spawn-pending/student1")
        check(page, language, Text(language).failed_title, full.in_language(language))
        assert full.in_language("ko" if language == "en" else "en") not in page.text


async def test_a_refusal_at_once_is_in_the_language_of_who_asked(
    hub: Any, readers: dict[Language, Reader], engine: FullEngine
) -> None:
    hub.tornado_settings["slow_spawn_timeout"] = 10
    engine.go_on.set()
    full = REFUSALS["engine-disk-full"]
    for language, reader in readers.items():
        page = await reader.get("spawn/student1")
        assert page.status_code == 503
        check(page, language, full.in_language(language))


@pytest.mark.parametrize("path", ["logo", "assets/pages.css", "api/"])
async def test_what_is_no_page_has_no_language(hub: Any, path: str) -> None:
    async with Reader(hub, HEADERS["en"]) as reader:
        answer = await reader.get(path)

    assert answer.status_code == 200
    assert "Content-Language" not in answer.headers
    assert "Accept-Language" not in answer.headers.get("Vary", "")
