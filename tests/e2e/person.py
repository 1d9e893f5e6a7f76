"""A person at a keyboard, without the browser: logs in, starts a server, runs code, saves files."""

import json
import re
import uuid
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from tests.waiting import eventually

PASSWORD = "codingnplay"
_XSRF_FIELD = re.compile(r'name="_xsrf"\s+value="([^"]+)"')


class RefusedError(AssertionError):
    """A person's server or the hub answered something else than what was asked for."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status, text)
        self.status = status


class Person:
    """One person's cookies and what they can do with them.

    Parameters
    ----------
    url
        The hub's public address.
    user
        The login name.
    """

    def __init__(self, url: str, user: str) -> None:
        self.url, self.user = url, user
        self.home = f"{url}/user/{quote(user)}"

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=60),
            # The proxy closes idle connections, and a POST on one of those is not tried again.
            connector=aiohttp.TCPConnector(force_close=True),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.session.close()

    def _xsrf(self, address: str) -> dict[str, str]:
        cookie = self.session.cookie_jar.filter_cookies(URL(address)).get("_xsrf")
        return {"X-XSRFToken": cookie.value} if cookie else {}

    async def post_login(self, password: str = PASSWORD) -> tuple[int, str]:
        """Fill in the login form; returns status and page of the answer, redirects not followed."""
        return await self.send_form(await self.open_form(), password)

    async def open_form(self) -> str:
        """Open the login form; returns what has to be sent with it."""
        async with self.session.get(f"{self.url}/hub/login") as page:
            token = _XSRF_FIELD.search(await page.text())
        assert token, "the login form has an XSRF field"
        return token[1]

    async def send_form(self, token: str, password: str = PASSWORD) -> tuple[int, str]:
        """Send the form that was opened."""
        fields = {"username": self.user, "password": password, "_xsrf": token}
        async with self.session.post(
            f"{self.url}/hub/login", data=fields, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    async def log_in(self) -> Self:
        status, page = await self.post_login()
        if status != 302:
            raise RefusedError(status, page)
        return self

    async def hub(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        """Call the hub's own API with the login cookie."""
        address = f"{self.url}/hub/api/{path}"
        headers = self._xsrf(f"{self.url}/hub/") | {
            "Referer": f"{self.url}/hub/home",
            "Content-Type": "application/json",
        }
        async with self.session.request(method, address, headers=headers, **more) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    async def students(self, centre: str) -> list[str]:
        """Who is in a class, as its page shows it; nobody if the person may not see it."""
        page = f"{self.url}/services/classroom/"
        async with self.session.get(page) as entered:
            assert entered.status == 200, await entered.text()
        async with self.session.get(f"{page}api/{centre}") as answer:
            model = await answer.json()
            return [student["user"] for student in model.get("students", [])]

    async def start_server(self) -> list[str]:
        """Ask for the server and follow its progress; returns the lines that the person saw."""
        await self.hub("POST", f"users/{quote(self.user)}/server")
        messages = [event["message"] for event in await self.progress()]
        await self.open_lab()
        return messages

    async def refused_start(self) -> str:
        """Ask for the server, which cannot start; returns what the person is told in the end."""
        answer = await self.hub("POST", f"users/{quote(self.user)}/server")
        try:
            last = (await self.progress())[-1]
        except RefusedError as error:
            error.add_note(f"whoever asked for the server was told: {answer}")
            raise
        assert last.get("failed"), last
        message: str = last["message"]
        # Upstream's words before ours, which our page leaves out.
        return message.removeprefix("Spawn failed: ")

    async def open_lab(self) -> None:
        """Open JupyterLab's page."""
        async with self.session.get(f"{self.home}/lab") as page:
            if page.status != 200:
                raise RefusedError(page.status, await page.text())

    async def progress(self) -> list[dict[str, Any]]:
        """Every event of a server that is starting, until it is ready or has failed."""
        address = f"{self.url}/hub/api/users/{quote(self.user)}/server/progress"
        headers = self._xsrf(f"{self.url}/hub/") | {"Accept": "text/event-stream"}
        events = []
        async with self.session.get(address, headers=headers) as stream:
            if stream.status != 200:
                raise RefusedError(stream.status, await stream.text())
            async for line in stream.content:
                if not line.startswith(b"data:"):
                    continue
                events.append(json.loads(line[5:]))
                if events[-1].get("ready") or events[-1].get("failed"):
                    break
        return events

    async def stop_server(self, seconds: float = 60, every: float = 0.1) -> None:
        """Stop it and ask, so often, until it has stopped."""
        await self.hub("DELETE", f"users/{quote(self.user)}/server")

        async def stopped() -> bool:
            _, model = await self.hub("GET", f"users/{quote(self.user)}")
            return not model["servers"]

        await eventually(stopped, seconds, f"the server of {self.user} has stopped", every)

    async def server(self, method: str, path: str, **more: Any) -> Any:
        """Call the API of the person's own server."""
        address = f"{self.home}/api/{path}"
        async with self.session.request(
            method, address, headers=self._xsrf(f"{self.home}/"), **more
        ) as answer:
            if answer.status >= 400:
                raise RefusedError(answer.status, await answer.text())
            return await answer.json() if answer.status != 204 else None

    async def save(self, path: str, content: Any, kind: str = "file") -> None:
        """Save as JupyterLab does, through the contents API."""
        form = "json" if kind == "notebook" else "text"
        body = {"type": kind, "format": form, "content": content}
        await self.server("PUT", f"contents/{quote(path)}", json=body)

    async def read(self, path: str) -> Any:
        return (await self.server("GET", f"contents/{quote(path)}"))["content"]

    async def names(self, path: str = "") -> list[str]:
        return [entry["name"] for entry in await self.read(path)]

    async def start_kernel(self) -> str:
        kernel: str = (await self.server("POST", "kernels", json={"name": "python3"}))["id"]
        return kernel

    async def execute(self, kernel: str, code: str) -> str:
        """Run `code` and return what it printed; an exception in it fails the test."""
        address = f"{self.home}/api/kernels/{kernel}/channels"
        request = uuid.uuid4().hex
        printed = []
        async with self.session.ws_connect(address, headers={"Origin": self.url}) as channel:
            await channel.send_json(execute_request(request, code))
            async for frame in channel:
                message = frame.json()
                if message["parent_header"].get("msg_id") != request:
                    continue
                kind, content = message["msg_type"], message["content"]
                assert kind != "error", "\n".join(content["traceback"])
                if kind == "stream":
                    printed.append(content["text"])
                if kind == "status" and content["execution_state"] == "idle":
                    break
        return "".join(printed)


def execute_request(identifier: str, code: str) -> dict[str, Any]:
    """The message with which a page asks a kernel to run something."""
    header = {
        "msg_id": identifier,
        "msg_type": "execute_request",
        "username": "",
        "session": uuid.uuid4().hex,
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    return {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": "shell",
        "buffers": [],
    }
