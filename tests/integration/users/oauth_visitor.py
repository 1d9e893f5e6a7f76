"""Somebody whose browser goes between the hub and the provider."""

import html
import re
from typing import Any

import httpx

from tests.integration.users.hub import Visitor
from tests.integration.users.oidc_provider import HUB_ORIGIN

_ALERT = re.compile(r'role="alert"[^>]*>(.*?)</p>', re.DOTALL)


class _TlsProxy(httpx.AsyncHTTPTransport):
    """Takes the hub's public address to where it listens, as the TLS proxy in front of it does."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        inside = httpx.Request(
            request.method,
            request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await super().handle_async_request(inside)


class OAuthVisitor(Visitor):
    """A visitor of the hub at `HUB_ORIGIN`."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.http = httpx.AsyncClient(
            base_url=f"{HUB_ORIGIN}/hub/",
            headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https,http"},
            mounts={HUB_ORIGIN: _TlsProxy(app.hub.port)},
            timeout=30,
        )

    async def begin(self, **query: str) -> httpx.Response:
        """Press the button."""
        return await self.http.get("oauth_login", params=query)

    async def way_back(self, account: str, **query: str) -> str:
        """Log in at the provider as `account`; return where it sends the browser."""
        return await self.answer(await self.begin(**query), {"account": account})

    async def answer(self, answer: httpx.Response, form: dict[str, str]) -> str:
        """Fill in the provider's page; return where it sends the browser."""
        while True:
            if answer.has_redirect_location:
                target = str(answer.url.join(answer.headers["location"]))
                if target.startswith(HUB_ORIGIN):
                    return target
                answer = await self.http.get(target)
            else:
                assert answer.status_code == 200, answer.text
                answer = await self.http.post(answer.url, data=form)

    async def oauth_login(self, account: str, **query: str) -> httpx.Response:
        """The whole way, up to the hub's last answer."""
        return await self.http.get(await self.way_back(account, **query))


def alert(answer: httpx.Response) -> str:
    """What the page of an error says."""
    found = _ALERT.search(answer.text)
    return html.unescape(found.group(1)).strip() if found else ""
