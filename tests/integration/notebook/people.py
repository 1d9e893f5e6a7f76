"""People who open a server, with a browser or without one."""

import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from tests.waiting import eventually

PASSWORD = "codingnplay"
_XSRF_FIELD = re.compile(r'name="_xsrf"\s+value="([^"]+)"')
_SCOPES = re.compile(r'name="scopes"\s+value="([^"]+)"')


@dataclass(frozen=True)
class Place:
    """Where everything is.

    Attributes
    ----------
    hub
        The hub's public address, such as ``http://hub.localhost:1234``.
    """

    hub: str

    def server(self, owner: str) -> str:
        """The address of a person's server, on their own host."""
        scheme, _, host = self.hub.partition("//")
        return f"{scheme}//{owner}.{host}/user/{owner}"


class _ThisMachine(httpx.AsyncHTTPTransport):
    """Takes every host to this machine, as browsers do with those below ``localhost``."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        local = request.url.copy_with(host="127.0.0.1")
        here = httpx.Request(
            request.method,
            local,
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await super().handle_async_request(here)


class Guest:
    """Somebody with a browser that shows nothing: cookies, forms, redirects.

    Parameters
    ----------
    place
        Where they are.
    name
        Who they log in as.
    """

    def __init__(self, place: Place, name: str) -> None:
        self.place, self.name = place, name
        self.http = httpx.AsyncClient(
            transport=_ThisMachine(), follow_redirects=True, timeout=60, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def log_in(self) -> Self:
        page = await self.http.get(f"{self.place.hub}/hub/login")
        token = _XSRF_FIELD.search(page.text)
        assert token, page.text
        fields = {"username": self.name, "password": PASSWORD, "_xsrf": token[1]}
        answer = await self.http.post(
            f"{self.place.hub}/hub/login?next=/hub/home", data=fields, follow_redirects=False
        )
        assert answer.status_code == 302, answer.text
        return self

    async def start_server(self) -> None:
        """Start the person's own server and wait until it runs."""
        await self.http.get(f"{self.place.hub}/hub/spawn/{quote(self.name)}")

        async def runs() -> bool:
            answer = await self.http.get(f"{self.place.hub}/hub/api/user", headers=self._own_page)
            return bool(answer.json()["servers"].get("", {}).get("ready"))

        await eventually(runs, 60, "the server runs")

    @property
    def _own_page(self) -> dict[str, str]:
        return {"Referer": f"{self.place.hub}/hub/home"}

    async def open(self, owner: str, path: str = "lab") -> httpx.Response:
        """Go to a person's server."""
        return await self.open_link(f"{self.place.server(owner)}/{path}")

    async def open_link(self, address: str) -> httpx.Response:
        """Follow a link, through the hub's question whether one means to."""
        answer = await self.http.get(address)
        scopes = _SCOPES.findall(answer.text)
        if not answer.url.path.endswith("/oauth2/authorize") or not scopes:
            return answer
        token = _XSRF_FIELD.search(answer.text)
        assert token, answer.text
        return await self.http.post(
            answer.url,
            data={"_xsrf": token[1], "scopes": scopes},
            headers={"Referer": str(answer.url)},
        )

    async def ask(self, owner: str, path: str) -> httpx.Response:
        """Make a request as a page of the person's server does it."""
        address = f"{self.place.server(owner)}/{path}"
        host = urlsplit(address).hostname or ""
        tokens = [
            each.value
            for each in self.http.cookies.jar
            if each.name == "_xsrf" and host in each.domain
        ]
        headers = {"X-XSRFToken": tokens[-1] or ""} if tokens else {}
        return await self.http.get(address, headers=headers, follow_redirects=False)

    async def visitors(self, owner: str) -> Any:
        """What the server says about who is here."""
        answer = await self.ask(owner, "eduhub/visitors")
        assert answer.status_code == 200, answer.text
        return answer.json()
