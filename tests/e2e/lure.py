"""A page of a student's server, in the browser of a teacher who was sent a link to it."""

import re
from typing import Any, Final

from playwright.async_api import Page, Route

from tests.e2e.stack import HUB

#: Whatever the server of `student4` answers there, this test answers: it runs what its owner likes.
PLACE: Final = "/user/student4/lab/tree/과제.html"
#: What a program on such a page tries by itself; each has a name and yields what it got.
THEFT: Final = """async () => {
  const got = {};
  const ask = async (name, address, options = {}) => {
    try {
      const answer = await fetch(HUB + address, { credentials: "include", ...options });
      got[name] = answer.type === "opaque" ? "" : answer.status < 300 && !answer.redirected ? await answer.text() : "";
    } catch { got[name] = ""; }
  };
  got["cookies of the login"] = document.cookie.split("; ").filter((c) => /login|session-id|oauth|^token/.test(c)).join();
  await ask("read who it is", "/hub/api/user");
  await ask("read everybody", "/hub/api/users");
  await ask("read the class", "/hub/api/centres/center-11");
  // As another site's page could ask, too, and as only one of this origin can: the hub takes no other POST for anybody's.
  const plain = { method: "POST", body: "{}" };
  const json = { ...plain, headers: { "Content-Type": "application/json" } };
  for (const [kind, post] of Object.entries({ plain, json, "planted token": { ...json, headers: { ...json.headers, "X-XSRFToken": "x" } } })) {
    await ask(`make a token, ${kind}`, "/hub/api/users/teacher11/tokens", post);
    await ask(`start a server, ${kind}`, "/hub/api/users/student6/server", post);
    await ask(`make a notebook, ${kind}`, "/hub/api/create-blank-notebook", { ...post, body: JSON.stringify({ user: "teacher11" }) });
  }
  await ask("stop a server", "/hub/api/users/student4/server", { method: "DELETE" });
  await ask("a form", "/hub/spawn/student6", { method: "POST", body: new URLSearchParams({ x: "1" }) });
  await ask("a planted token", "/hub/api/users", { headers: { "X-XSRFToken": "x" } });
  const frame = document.createElement("iframe");
  frame.src = HUB + "/hub/home";
  document.body.append(frame);
  await new Promise((resolve) => { frame.onload = resolve; setTimeout(resolve, 5000); });
  try { got["a frame"] = frame.contentDocument?.querySelector("#start, #stop, nav") ? "the home page" : ""; } catch { got["a frame"] = ""; }
  return got;
}"""
#: The one way of asking that upstream takes for a picture's or a script's.
READ: Final = """async () => (await fetch(HUB + "/hub/api/users", { mode: "no-cors", credentials: "include" })).text()"""
#: A window is the other thing that pages of one origin may look into, whatever headers say.
WINDOW: Final = """async () => {
  const opened = window.open(HUB + "/hub/home");
  for (let tries = 0; tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    try { const token = opened.jhdata?.xsrf_token; if (token) { opened.close(); return token; } } catch { break; }
  }
  opened?.close();
  return "";
}"""


async def lured(teacher: Page, url: str) -> None:
    """Let the teacher open the student's page."""

    async def answer(route: Route) -> None:
        await route.fulfill(
            content_type="text/html", body="<!DOCTYPE html><meta charset=utf-8><body>과제입니다"
        )

    await teacher.route(re.compile("/user/student4/"), answer)
    await teacher.goto(url)


async def steal(page: Page, program: str) -> Any:
    """Run a program of the student's page."""
    return await page.evaluate(program.replace("HUB", f"'{HUB}'"))
