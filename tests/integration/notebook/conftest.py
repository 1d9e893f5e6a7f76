"""A hub with a subdomain for each person, its proxy, and student1's server from the real image.

The hub runs in this process, proxy and server in containers of their own. Hosts below ``localhost``
are this machine for every browser, so the addresses are as in production but for their names.
"""

import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from ipaddress import IPv4Network
from pathlib import Path

import pytest
import pytest_asyncio
from jupyterhub.utils import random_port
from playwright.async_api import Browser, ConsoleMessage, Error, Page, expect
from traitlets.config import Config

import hub_ext.servers.traits
from hub_ext.servers import watched
from hub_ext.servers.engine import Engine
from hub_ext.servers.orphans import OrphanSweep
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.settings import HubSettings
from hub_ext.storage.record import make_folder
from tests.browser import chromium
from tests.integration.notebook.people import PASSWORD, Guest, Place
from tests.integration.notebook.seats import Sit
from tests.integration.servers.conftest import IMAGE, PROJECT, docker, remove_machines
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import hub_config, running_hub
from tests.unit.servers.fakes import FakeAgent
from tests.unit.users.settings import hub_settings

# Pages that open a JupyterLab each share two processors with the servers behind them.
expect.set_options(timeout=30_000)

INSTANCE = "visitest"
NETWORK = IPv4Network("10.216.0.0/20")
GATEWAY, PROXY_ADDRESS = str(NETWORK[1]), str(NETWORK[3])
PROXY = "eduhub/proxy:latest"
#: Of student1, the only one who has a server here.
TOLD = "homes/student1/told"
#: Among the teachers is somebody whose names a page must take for text.
ODD_NAMES = "UPDATE Users SET userID = '한별쌤', name = '<b>센터장</b>' WHERE userID = 'manager11'"


def remove_everything() -> None:
    """Remove what these tests, or an interrupted run of them, left on the engine."""
    for label in (f"eduhub.instance={INSTANCE}", INSTANCE):
        remove_machines(*docker("ps", "-aq", "--filter", f"label={label}").split())
    docker("network", "rm", f"{INSTANCE}-users", check=False)


@pytest.fixture(scope="module")
def network() -> Iterator[None]:
    remove_everything()
    docker(
        "network", "create", f"{INSTANCE}-users", "--subnet", str(NETWORK), "--gateway", GATEWAY,
        "--ip-range", str(list(NETWORK.subnets(1))[1]),
    )  # fmt: skip
    yield
    remove_everything()


@pytest.fixture(scope="module")
def data_folder() -> Iterator[Path]:
    """A folder for homes that the engine sees under the same path, as the checkout is."""
    folder = PROJECT / "artefacts" / f"notebook-{secrets.token_hex(4)}"
    (folder / "lessons").mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def settings(data_folder: Path) -> HubSettings:
    people = make_sqlite(data_folder / "users.sqlite", ODD_NAMES)
    return hub_settings(
        hub_mode="dev",
        auth="database",
        hub_users_database=f"sqlite:///{people}",
        hub_instance=INSTANCE,
        hub_network=str(NETWORK),
        hub_data_dir=str(data_folder),
        hub_notebook_image=IMAGE,
        hub_subdomain_host=f"http://hub.localhost:{random_port()}",
        hub_memory_limits="student=1G",
    )


@pytest.fixture(scope="module")
def proxy(network: None, settings: HubSettings, data_folder: Path) -> str:
    """The project's proxy, and the address of its API."""
    token = data_folder / "hub_proxy_token"
    token.write_text(settings.hub_proxy_token.get_secret_value())
    port = settings.hub_subdomain_host.rpartition(":")[2]
    docker(
        "run", "-d", "--name", f"{INSTANCE}-proxy", "--label", INSTANCE, "--network",
        f"{INSTANCE}-users", "--ip", PROXY_ADDRESS, "--add-host", f"proxy-api:{PROXY_ADDRESS}",
        "-p", f"127.0.0.1:{port}:8000", "-e", "PROXY_MODE=dev",
        "-e", f"PROXY_HOST_ROUTING={settings.hub_subdomain_host.partition('//')[2]}",
        "-v", f"{token}:/run/secrets/hub_proxy_token:ro", PROXY,
    )  # fmt: skip
    return f"http://{PROXY_ADDRESS}:8001"


def subdomain_config(settings: HubSettings, proxy_api: str) -> Config:
    c = hub_config(settings)
    hub_ext.servers.traits.configure(c, settings)
    port = random_port()
    c.JupyterHub.bind_url = settings.hub_subdomain_host
    c.JupyterHub.subdomain_host = settings.hub_subdomain_host
    c.JupyterHub.hub_bind_url = f"http://0.0.0.0:{port}"
    c.JupyterHub.hub_connect_url = f"http://{GATEWAY}:{port}"
    c.Spawner.hub_connect_url = f"http://{GATEWAY}:{port}"
    c.Spawner.environment = {"EDUHUB_LANGUAGE": "ko"}
    c.JupyterHub.proxy_class = "jupyterhub.proxy.ConfigurableHTTPProxy"
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = proxy_api
    c.ConfigurableHTTPProxy.auth_token = settings.hub_proxy_token.get_secret_value()
    return c


@pytest.fixture(scope="module")
def homes(data_folder: Path) -> FakeAgent:
    """A storage agent that has empty homes for everybody."""
    agent = FakeAgent()

    def make_home(path: str) -> None:
        home = data_folder / path
        home.mkdir(parents=True, exist_ok=True)
        shutil.chown(home, 1000, 1000)
        make_folder(data_folder / TOLD, 0, 0o711)

    agent.prepare = make_home
    agent.answers["open"] = {"told": TOLD}
    return agent


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(settings: HubSettings, proxy: str, homes: FakeAgent) -> AsyncIterator[Place]:
    """The hub, with student1 logged in and their server running."""
    engine = Engine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watched, "shared_engine", lambda: engine)
        patch.setattr(watched, "shared_storage", lambda _settings: homes.client)
        patch.setattr(PlatformSpawner, "_sweep", OrphanSweep())
        async with running_hub(settings, subdomain_config(settings, proxy)) as app:
            place = Place(settings.hub_subdomain_host)
            async with Guest(place, "student1") as owner:
                await owner.log_in()
                await owner.start_server()
            yield place
            await app.users["student1"].stop()
    engine.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def trouble() -> AsyncIterator[list[str]]:
    """What the extension had to complain about in anybody's browser."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def sit(place: Place, browser: Browser, trouble: list[str]) -> AsyncIterator[Sit]:
    """Seats somebody, logged in, at a browser of their own."""

    def listen(message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type in {"error", "warning"} and "eduhub" in f"{message.text} {where}":
            trouble.append(f"{message.text} ({where})")

    def fail(error: Error) -> None:
        # Notebook 7.6 throws one of its own, with and without the extension.
        if "eduhub" in (error.stack or "eduhub"):
            trouble.append(error.message)

    async with AsyncExitStack() as leave:

        async def sits(name: str) -> Page:
            context = await browser.new_context(
                locale="ko-KR", viewport={"width": 1280, "height": 800}
            )
            leave.push_async_callback(context.close)
            page = await context.new_page()
            page.set_default_timeout(60_000)
            page.on("console", listen)
            page.on("pageerror", fail)
            await page.goto(f"{place.hub}/hub/login?next=/hub/home")
            await page.fill("input[name=username]", name)
            await page.fill("input[name=password]", PASSWORD)
            await page.click("[type=submit]")
            await page.wait_for_url("**/hub/home")
            return page

        yield sits
