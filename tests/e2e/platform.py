"""The platform as browsers meet it: it logs people in, hands them over, and shows lessons.

Its names end in ``.localhost``, which browsers take for this machine. Platform and hub are of one
site, as ``app.`` and ``hub.`` of one domain are in production; `STRANGER` is of another.
"""

import html
from collections.abc import Callable
from typing import Final, Self
from urllib.parse import quote

from aiohttp import web

from tests.unit.users.sso.tokens import SECRET, token

_PORT: Final = 18081
PLATFORM: Final = f"http://app.codingnplay.localhost:{_PORT}"
STRANGER: Final = f"http://stranger.localhost:{_PORT}"
JWT_SECRET: Final = SECRET
_COOKIE: Final = "platform-session"


class Platform:
    """The stand-in, while it is used as an asynchronous context.

    Parameters
    ----------
    hub
        Where browsers find the hub.

    Attributes
    ----------
    token_of
        Makes the token for somebody's ``userID``; tests put bad ones here.
    """

    def __init__(self, hub: str) -> None:
        self._hub = hub
        self.token_of: Callable[[str], str] = lambda user: token(userID=user)

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.add_routes(
            [
                web.get("/auth/login", self._login),
                web.post("/auth/login", self._logged_in),
                web.get("/lesson", self._lesson),
                web.get("/frame", self._frame),
                web.get("/handover", self._hand_over),
            ]
        )
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", _PORT).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _login(self, request: web.Request) -> web.Response:
        user = request.cookies.get(_COOKIE)
        if user:
            raise web.HTTPFound(self._back(request, user))
        return _page("<form method=post><input name=user><button>로그인</button></form>")

    async def _logged_in(self, request: web.Request) -> web.Response:
        user = str((await request.post())["user"])
        answer = web.HTTPFound(self._back(request, user))
        answer.set_cookie(_COOKIE, quote(user))
        raise answer

    def _back(self, request: web.Request, user: str) -> str:
        redirect = request.query["redirect"]
        # The platform's list of hosts that it sends people back to.
        assert redirect.startswith(f"{self._hub}/"), redirect
        return f"{redirect}&token={quote(self.token_of(user))}"

    async def _lesson(self, request: web.Request) -> web.Response:
        start = f"{self._hub}/hub/sso/start?next={quote(request.query['next'], safe='')}"
        return _framed(start, "1강. 그래프 그리기")

    async def _frame(self, request: web.Request) -> web.Response:
        return _framed(self._hub + request.query["path"], "다른 쪽")

    async def _hand_over(self, request: web.Request) -> web.Response:
        fields = {"token": self.token_of(request.query["user"]), "next": request.query["next"]}
        inputs = "".join(
            f'<input type=hidden name={name} value="{html.escape(value)}">'
            for name, value in fields.items()
        )
        return _page(
            f'<form method=post action="{self._hub}/hub/sso/login">{inputs}'
            "<button>주피터 열기</button></form>"
        )


def _framed(address: str, title: str) -> web.Response:
    return _page(
        f"<h1>{title}</h1><iframe name=jupyter style='width:100%;height:640px;border:0' "
        f'src="{html.escape(address)}"></iframe>'
    )


def _page(body: str) -> web.Response:
    text = f"<!DOCTYPE html><html lang=ko><meta charset=utf-8><title>코딩앤플레이</title>{body}"
    return web.Response(text=text, content_type="text/html")
