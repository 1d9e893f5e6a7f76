"""The login page: what was typed goes to the authenticator, and its answer back to the person."""

# JupyterHub's handlers and authenticators have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import Awaitable
from typing import Any

from jupyterhub.handlers.login import LoginHandler
from jupyterhub.utils import url_path_join
from tornado.httputil import url_concat
from tornado.web import HTTPError

from hub_ext.users import messages
from hub_ext.users.idle.gate import take_notice
from hub_ext.users.login_cookie import OnePersonPerBrowser
from hub_ext.users.platform_login import LONGEST_USER_ID
from hub_ext.users.refusals import LoginRefused


class PlatformLoginHandler(OnePersonPerBrowser, LoginHandler):
    """``/hub/login`` with our messages and statuses; the form itself is a template."""

    def decode_argument(self, value: bytes, name: str | None = None) -> str:  # noqa: ARG002
        """Read any bytes as text. What is not UTF-8 is nobody's name or password."""
        return value.decode("utf-8", "replace")

    def check_xsrf_cookie(self) -> None:
        """Say in words what a person can do about an outdated form."""
        try:
            super().check_xsrf_cookie()
        except HTTPError as error:
            raise LoginRefused(
                error.status_code,
                messages.FORM_EXPIRED,
                self.authenticator.settings.hub_language.now(),
            ) from None

    async def post(self) -> None:
        """Log in with the form, or show it again with the reason why not."""
        typed = {"username": self._raw("username").strip(), "password": self._raw("password")}
        try:
            user = await self.login_user(typed)
        except LoginRefused as refusal:
            await self._show_again(refusal, typed["username"])
            return
        if user is None:
            language = self.authenticator.settings.hub_language.now()
            wrong = LoginRefused(403, messages.WRONG, language)
            await self._show_again(wrong, typed["username"])
            return
        # Later parts of this request act for them; JupyterHub's own handler does the same.
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))

    def _raw(self, name: str) -> str:
        # get_argument would turn control characters into spaces, and so one password into another.
        values = self.request.body_arguments.get(name, [b""])
        return self.decode_argument(values[-1])

    async def _show_again(self, refusal: LoginRefused, username: str) -> None:
        self.refusal_code = refusal.code
        self.set_status(refusal.status_code)
        for name, value in refusal.headers.items():
            self.set_header(name, value)
        self.finish(await self._render(login_error=refusal.text, username=username))

    def _render(
        self, login_error: str | None = None, username: str | None = None, **kwargs: Any
    ) -> Awaitable[str]:
        """Render ``login.html`` with what our template needs beside JupyterHub's variables."""
        authenticator = self.authenticator
        rendered: Awaitable[str] = super()._render(
            login_error=login_error,
            login_notice=take_notice(self),
            username=username if username and len(username) <= LONGEST_USER_ID else "",
            password_login=authenticator.password_login,
            other_ways=[
                {"id": way.id, "post": way.post, "url": self._address(way.path)}
                for way in authenticator.other_ways
            ],
            oauth_name=authenticator.settings.hub_oauth_name,
            dev_mode=authenticator.settings.hub_mode == "dev",
            **kwargs,
        )
        return rendered

    def _address(self, path: str) -> str:
        # get_next_url checks where `next` leads when the button was pressed.
        url = url_path_join(self.hub.base_url, path)
        target = self.get_argument("next", "")
        return url_concat(url, {"next": target}) if target else url
