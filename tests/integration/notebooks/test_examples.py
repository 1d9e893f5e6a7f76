"""The examples of ``docs/notebooks-api.md``: a page in a browser, and the platform's server in Node."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tornado.web import Application, RequestHandler

from hub_ext.settings import HubSettings
from tests.browser import chromium
from tests.integration.notebooks.conftest import logged_in
from tests.integration.serving import served
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users.conftest import VisitorFactory
from tests.integration.users.platform import SINGLE_SIGN_ON
from tests.unit.users.sso.tokens import token

_TEXT = (Path(__file__).parents[3] / "docs/notebooks-api.md").read_text(encoding="utf-8")
PAGE, SERVER = re.findall(r"```js\n(.*?)```", _TEXT, re.DOTALL)
_HUB = "https://hub.example.org"

#: As much of Express as the example uses.
_EXPRESS = """
const http = require("node:http");
const routes = {};
const app = {
  get: (path, handler) => { routes[`GET ${path}`] = handler; },
  post: (path, handler) => { routes[`POST ${path}`] = handler; },
};
%s
http.createServer(async (req, res) => {
  const url = new URL(req.url, "http://x");
  let text = "";
  for await (const chunk of req) text += chunk;
  req.query = Object.fromEntries(url.searchParams);
  req.body = text ? JSON.parse(text) : undefined;
  req.session = { user: { userID: "student1" } };
  res.status = (code) => { res.statusCode = code; return res; };
  res.json = (value) => res.end(JSON.stringify(value));
  await routes[`${req.method} ${url.pathname}`](req, res);
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
"""


class _Login(RequestHandler):
    def get(self) -> None:
        self.redirect(f"{self.get_query_argument('redirect')}&token={token()}")


class _Lesson(RequestHandler):
    def get(self) -> None:
        hub = self.get_query_argument("hub")
        self.finish(f'<iframe src="{hub}/hub/sso/start?next=/hub/home"></iframe>')


@pytest.fixture
async def lessons() -> AsyncIterator[str]:
    """The platform's site."""
    application = Application([(r"/auth/login", _Login), (r"/lesson", _Lesson)])
    async with served(application) as address:
        yield address.replace("127.0.0.1", "app.example.test")


@pytest.fixture
def sign_on(request: pytest.FixtureRequest) -> dict[str, Any]:
    if "lessons" not in request.fixturenames:
        return SINGLE_SIGN_ON
    return SINGLE_SIGN_ON | {"base_url": request.getfixturevalue("lessons")}


async def test_a_page_with_an_embedded_lesson_lists_the_persons_notebooks(
    lessons: str, hub: Any, store: ObjectStore, name: str
) -> None:
    store.put(f"users/student1/jupyter/{name}", "{}")
    address = f"http://hub.example.test:{hub.hub.port}"
    example = PAGE.replace(_HUB, address)
    async with chromium("--host-resolver-rules=MAP *.example.test 127.0.0.1") as browser:
        page = await browser.new_page()
        await page.goto(f"{lessons}/lesson?hub={address}")
        await page.frame_locator("iframe").locator("#home").wait_for()
        found = await page.evaluate(f"async () => {{ {example} return notebooks; }}")
        made = await page.evaluate(
            "async ([address, name]) => { const answer = await fetch("
            "`${address}/hub/api/create-blank-notebook`, {method: 'POST', credentials: 'include',"
            " headers: {'Content-Type': 'application/json'}, body: JSON.stringify({name})});"
            " return answer.status; }",
            [address, f"new {name}"],
        )
    assert name in [notebook["path"] for notebook in found]
    assert made == 201
    assert store.get(f"users/student1/jupyter/new {name}") is not None


async def test_the_platforms_server_answers_as_before(
    hub: Any,
    visitor_of: VisitorFactory,
    settings: HubSettings,
    store: ObjectStore,
    name: str,
) -> None:
    await logged_in(visitor_of(hub), "student1")
    store.put(f"users/student1/jupyter/{name}", "{}")
    example = SERVER.replace(_HUB, f"http://127.0.0.1:{hub.hub.port}")
    secret = settings.hub_platform_token.get_secret_value()
    process = await asyncio.create_subprocess_exec(
        *("node", "-e", _EXPRESS % example),
        env={"PATH": os.environ["PATH"], "HUB_PLATFORM_TOKEN": secret},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=70) as browser:
            # Whoever the page says it is, the server knows better.
            listed = await browser.get("/user-notebooks", params={"user": "student2"})
            made = await browser.post("/create-blank-notebook", json={"name": f"new {name}"})
            refused = await browser.get("/user-notebooks", params={"limit": "0"})
    finally:
        process.kill()
        await process.wait()
    assert name in [notebook["path"] for notebook in listed.json()["notebooks"]]
    assert (made.status_code, made.json()["user"]) == (201, "student1")
    assert (refused.status_code, refused.json()["error"]) == (400, "bad-request")
