"""The four addresses of single sign-on, below ``/hub/sso``.

An address with a token in it is answered with a redirect and never with a page: so the token is
gone from the address bar and the history, no page that knows it loads anything, and no page sends
it on as a referrer. A refusal has a page of its own rather than ``/hub/login``, which would send
somebody who is still logged in, perhaps as somebody else, on to their notebooks.
"""

# JupyterHub's handlers and authenticators have no types.
# mypy: disallow-untyped-calls=False

from typing import Any, Final

from jupyterhub.utils import get_browser_protocol
from tornado.httputil import url_concat

from hub_ext.users.refusals import LoginRefused
from hub_ext.users.sso.base_handler import SingleSignOnHandler
from hub_ext.users.sso.gate import Gate
from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused
from hub_ext.users.sso.request import take_arguments
from hub_ext.users.sso.state import STATE_SECONDS, Start, cookie_name, new_state, surplus

#: Below ``/hub/``.
START_PATH: Final = "sso/start"
_CALLBACK_PATH: Final = "sso/callback"
_LOGIN_PATH: Final = "sso/login"
_REFUSED_PATH: Final = "sso/refused"

_DAY_SECONDS: Final = 24 * 60 * 60


class StartHandler(SingleSignOnHandler):
    """``GET /hub/sso/start?next=…``: to the platform, which sends the person back to the callback.

    Also somebody who is logged in goes there: the platform knows who sits at this computer now.
    """

    SUPPORTED_METHODS = ("GET",)

    async def get(self) -> None:
        """Remember the login in the browser, and redirect."""
        state = new_state()
        cookie_path = self.address_of("sso")
        for name in surplus(self.request.cookies):
            self.clear_cookie(name, path=cookie_path)
        # Lax: sent along when the platform redirects, and not with anything that other sites load.
        self._set_cookie(
            cookie_name(state),
            Start.of(state, self._checked()).to_cookie(),
            path=cookie_path,
            samesite="Lax",
            expires_days=None,
            max_age=STATE_SECONDS,
        )
        back = url_concat(self._public(_CALLBACK_PATH), {"state": state})
        platform = f"{self.authenticator.settings.base_url}/auth/login"
        self.redirect(url_concat(platform, {"redirect": back}))

    def _checked(self) -> str:
        checked: str = self._validate_next_url(self.wanted)
        # Back to the start, and so on for ever.
        return "" if checked.startswith(self.address_of("sso/")) else checked

    def _public(self, path: str) -> str:
        # JupyterHub finds out in the same way where it must not redirect to.
        public = self.settings.get("public_url")
        protocol = public.scheme if public else get_browser_protocol(self.request)
        host = public.netloc if public else self.request.host
        return f"{protocol}://{host}{self.address_of(path)}"


class CallbackHandler(SingleSignOnHandler):
    """``GET /hub/sso/callback?state=…&token=…``: back from the platform."""

    SUPPORTED_METHODS = ("GET",)

    async def get(self) -> None:
        """Log in whom the token vouches for, and redirect in any case."""
        start = self._take_start(self.given.get("state", ""))
        try:
            if start is None:
                raise SingleSignOnRefused(Reason.STATE)
            await self.log_in(self.given.get("token", ""))
        except (SingleSignOnRefused, LoginRefused) as refusal:
            query = {"reason": self.note(refusal)}
            if start and start.next_url:
                query["next"] = start.next_url
            self.redirect(self._refused(query), status=303)
            return
        self.go_on(start.next_url)

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ARG002
        """Leave the address with the token also after a fault, which is in the log by now."""
        # What JupyterHub does where it writes a page.
        self.db.rollback()
        self.set_status(303)
        self.set_header("Location", self._refused({"reason": "fault"}))

    def _refused(self, query: dict[str, str]) -> str:
        address: str = url_concat(self.address_of(_REFUSED_PATH), query)
        return address

    def _take_start(self, state: str) -> Start | None:
        name = cookie_name(state)
        value = self.get_secure_cookie(name, max_age_days=STATE_SECONDS / _DAY_SECONDS)
        if name in self.request.cookies:
            self.clear_cookie(name, path=self.address_of("sso"))
        start = Start.from_cookie(value)
        return start if start and start.is_of(state) else None


class TokenLoginHandler(SingleSignOnHandler):
    """``POST /hub/sso/login``, fields ``token`` and ``next``: a form on a page of the platform.

    JupyterHub's protection of forms needs a cookie that the page of another origin cannot read.
    Here the ``Origin`` header does the same work: browsers send it with every such form and no page
    can forge it, so nobody elsewhere can log somebody in as somebody else.

    A page of the platform with the ``Referrer-Policy`` ``no-referrer``, which some servers send with
    every page, has the origin ``null`` to browsers and is refused; ``strict-origin`` will do.
    """

    SUPPORTED_METHODS = ("POST",)

    async def prepare(self) -> None:
        """Take the form, which is read later than the address; a token in that one is ignored."""
        self.given = take_arguments(self.request)
        await super().prepare()

    def check_xsrf_cookie(self) -> None:
        """Leave it to `post`, which looks at the ``Origin``."""

    async def post(self) -> None:
        """Log in whom the token vouches for, or say why not."""
        try:
            if self.request.headers.get("Origin") not in self._origins():
                raise SingleSignOnRefused(Reason.ORIGIN)
            await self.log_in(self.given.get("token", ""))
        except (SingleSignOnRefused, LoginRefused) as refusal:
            await self.show(self.note(refusal))
            return
        self.go_on(self.wanted)

    def _origins(self) -> set[str]:
        # Browsers leave out the port that a scheme has by itself.
        return {
            origin.removesuffix(":443" if origin.startswith("https:") else ":80")
            for origin in self.authenticator.settings.platform_origins
        }


class RefusedHandler(SingleSignOnHandler):
    """``GET /hub/sso/refused?reason=…``: the page for a login that the callback refused."""

    SUPPORTED_METHODS = ("GET",)

    async def get(self) -> None:
        """Say why, with the status that the callback's redirect could not have."""
        await self.show(self.given.get("reason", ""))


def handlers(gate: Gate) -> list[tuple[str, type, dict[str, Any]]]:
    """Return what JupyterHub serves below ``/hub/`` for single sign-on."""
    arguments = {"gate": gate}
    return [
        (rf"/{START_PATH}", StartHandler, arguments),
        (rf"/{_CALLBACK_PATH}", CallbackHandler, arguments),
        (rf"/{_LOGIN_PATH}", TokenLoginHandler, arguments),
        (rf"/{_REFUSED_PATH}", RefusedHandler, arguments),
    ]
