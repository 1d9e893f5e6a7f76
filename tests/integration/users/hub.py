"""A real hub with the project's logins, and somebody in front of its login page."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
from jupyterhub.httpclient import JupyterHubHTTPClient
from jupyterhub.proxy import Proxy
from jupyterhub.tests.mocking import MockHub
from traitlets.config import Config

import hub_ext.classroom.configuration
import hub_ext.users.traits
from hub_ext.settings import HubSettings
from hub_ext.users.authenticator import PlatformAuthenticator

_LOGIN_ERROR = re.compile(r'class="login_error">(.*?)</p>', re.DOTALL)
_FORM_NAME = re.compile(r'name="username"\s+value="(.*?)"', re.DOTALL)


class NoProxy(Proxy):
    """For visitors who go to the hub directly; nobody here starts a server."""

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def add_route(self, routespec: str, target: str, data: Any) -> None:
        pass

    async def delete_route(self, routespec: str) -> None:
        pass

    async def get_all_routes(self) -> dict[str, Any]:
        return {}

    async def check_routes(self, *_: Any) -> None:
        pass


def hub_config(settings: HubSettings) -> Config:
    """The configuration of a hub for tests: what production sets for logins, and no more."""
    c = Config()
    hub_ext.users.traits.configure(c, settings)
    # Nobody is there, which the hub finds out at once.
    hub_ext.classroom.configuration.configure(c, settings, "http://127.0.0.1:9")
    c.JupyterHub.services[-1]["timeout"] = 0
    # Otherwise the hub keeps one in a file in the current folder.
    c.JupyterHub.cookie_secret = bytes.fromhex(settings.hub_cookie_secret.get_secret_value())
    c.JupyterHub.proxy_class = NoProxy
    c.JupyterHub.log_level = "INFO"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000/"
    c.CryptKeeper.keys = [bytes.fromhex(settings.hub_crypt_key.get_secret_value())]
    return c


@asynccontextmanager
async def running_hub(settings: HubSettings, config: Config | None = None) -> AsyncIterator[Any]:
    """Run a hub in this process, as pytest-jupyterhub does, for as long as a test likes.

    `config` is what it reads instead of `hub_config`.
    """
    MockHub.clear_instance()
    app: Any = MockHub.instance(config=config or hub_config(settings))
    await app.initialize()
    await app.start()
    try:
        yield app
    finally:
        app.log.handlers = []
        app.http_server.stop()
        await app.shutdown_cancel_tasks()
        MockHub.clear_instance()
        # What would otherwise be found open at the end of all tests.
        await JupyterHubHTTPClient.loop_instance().close()
        app.authenticator.directory.close()
        app.db.close()
        app.db.get_bind().dispose()
        app.db_file.close()


def use_settings(app: Any, settings: HubSettings) -> None:
    """Give a running hub an authenticator as new, which has counted nobody's failures yet."""
    app.authenticator.directory.close()
    app.authenticator = PlatformAuthenticator(parent=app, settings=settings)
    app.tornado_settings["authenticator"] = app.authenticator


class _Nearby(httpx.AsyncHTTPTransport):
    """Finds every host at a port of this machine, and calls it by its name."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(host="127.0.0.1", port=self.port)
        return await super().handle_async_request(
            httpx.Request(
                request.method,
                url,
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )


class Visitor:
    """Somebody with a browser, at an address of their own."""

    def __init__(self, app: Any, address: str = "203.0.113.7") -> None:
        self.app = app
        self._nearby = _Nearby(app.hub.port)
        host = app.subdomain_host or f"http://127.0.0.1:{app.hub.port}"
        self.http = httpx.AsyncClient(
            base_url=f"{host}/hub/",
            headers={"X-Forwarded-For": address},
            transport=self._nearby,
            timeout=30,
        )

    def find(self, app: Any) -> None:
        """Go on at a hub that was started anew, and so has another port."""
        self.app = app
        self._nearby.port = app.hub.port
        self.http.base_url = httpx.URL(f"http://127.0.0.1:{app.hub.port}/hub/")

    async def login(
        self, username: str | bytes, password: str | bytes, path: str = "login", **query: str
    ) -> httpx.Response:
        """Open the form, fill it in and send it."""
        await self.http.get("login")
        return await self.post(path, {"username": username, "password": password}, **query)

    async def dev_login(self, **query: str) -> httpx.Response:
        """Press the button for ``testuser``."""
        await self.http.get("login")
        return await self.post("dev-login", {}, **query)

    async def guest_login(self, **query: str) -> httpx.Response:
        """Press the button for guests."""
        await self.http.get("login")
        return await self.post("guest", {}, **query)

    async def post(self, path: str, fields: dict[str, str | bytes], **query: str) -> httpx.Response:
        """Send a form with the token that the page put into it."""
        token = self.http.cookies.get("_xsrf") or ""
        return await self.http.post(path, data=fields | {"_xsrf": token}, params=query)

    async def name(self) -> str | None:
        """Who the hub takes this visitor for."""
        answer = await self.http.get("api/user")
        return str(answer.json()["name"]) if answer.status_code == 200 else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


def login_error(answer: httpx.Response) -> str:
    """The message on the login page, ``""`` if there is none."""
    found = _LOGIN_ERROR.search(answer.text)
    return html.unescape(found.group(1)).strip() if found else ""


def name_in_form(answer: httpx.Response) -> str:
    """What the form holds already."""
    found = _FORM_NAME.search(answer.text)
    return html.unescape(found.group(1)) if found else ""
