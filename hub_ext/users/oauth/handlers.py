"""The two requests of a login through the provider: to it, and back from it."""

# JupyterHub's and oauthenticator's handlers have no types.
# mypy: disallow-untyped-calls=False

import secrets
from types import TracebackType
from typing import Any, Final

from jupyterhub.handlers import BaseHandler
from oauthenticator.oauth2 import (
    STATE_COOKIE_NAME,
    OAuthCallbackHandler,
    OAuthLoginHandler,
    _deserialize_state,
    _serialize_state,
)
from tornado.web import HTTPError

from hub_ext.users.login_cookie import OnePersonPerBrowser
from hub_ext.users.oauth.claims import search
from hub_ext.users.oauth.errors import (
    LoginCancelled,
    LoginOutdated,
    ProviderError,
    ProviderUnavailable,
    ProviderUnfit,
)
from hub_ext.users.refusals import LoginRefused
from hub_ext.users.ways import VerifiedPerson

LOGIN_PATH: Final = "oauth_login"
CALLBACK_PATH: Final = "oauth_callback"
#: Half an hour to log in at the provider.
_STATE_DAYS: Final = 1 / 48
#: The state is in a cookie, and a browser drops one that is too long.
_LONGEST_NEXT: Final = 2000
#: RFC 6749, 4.1.2.1, and OpenID Connect Core, 3.1.2.6; other words stay out of the log.
_REFUSALS: Final[dict[str, type[ProviderError]]] = {
    "access_denied": LoginCancelled,
    "temporarily_unavailable": ProviderUnavailable,
    "server_error": ProviderUnavailable,
    "invalid_request": ProviderUnfit,
    "invalid_scope": ProviderUnfit,
    "unauthorized_client": ProviderUnfit,
    "unsupported_response_type": ProviderUnfit,
}


class _ProviderHandler(OnePersonPerBrowser):
    """What both requests need: nothing of their addresses, which hold secrets, in the log."""

    def decode_argument(self, value: bytes, name: str | None = None) -> str:  # noqa: ARG002
        """Read any bytes as text; Tornado's complaint would show them."""
        return value.decode("utf-8", "replace")

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Write what went wrong and not, as Tornado does, the address; a refusal is written already."""
        if isinstance(value, LoginRefused):
            return
        if isinstance(value, HTTPError):
            self.log.warning("%d %s %s", value.status_code, self.request.method, self.request.path)
            return
        exception = (typ, value, tb) if typ and value else None
        self.log.error("Login through the provider failed", exc_info=exception)

    @property
    def _provider(self) -> Any:
        return self.settings["authenticator"].openid_provider

    def _refused(self, error: ProviderError) -> LoginRefused:
        self.log.log(error.level, "Login through the provider refused: %s", error)
        language = self.settings["authenticator"].settings.hub_language.now()
        return LoginRefused(error.status, error.message, language, retry_after=error.retry_after)


class ProviderLoginHandler(_ProviderHandler, OAuthLoginHandler):
    """``/hub/oauth_login``: to the provider, with a state, PKCE, and where to go afterwards."""

    _leaving = False

    @property
    def authenticator(self) -> Any:
        """The provider while oauthenticator builds the address, else the hub's authenticator."""
        return self._provider if self._leaving else super().authenticator

    async def get(self) -> None:
        """Send the browser to the provider, if that can be found."""
        try:
            await self._provider.find_endpoints()
        except ProviderError as error:
            raise self._refused(error) from None
        self._leaving = True
        try:
            super().get()
        finally:
            self._leaving = False

    def set_state_cookie(self, state_cookie_value: str) -> None:
        """Keep the state for half an hour, and from people's servers, which are on this host too."""
        self._set_cookie(
            STATE_COOKIE_NAME,
            state_cookie_value,
            expires_days=_STATE_DAYS,
            path=self.hub.base_url,
            secure=self._provider.get_callback_url(self).startswith("https:"),
        )

    def _get_next_url(self) -> str:
        target = self.get_argument("next", "")
        return self._validate_next_url(target) if len(target) <= _LONGEST_NEXT else ""


class ProviderCallbackHandler(_ProviderHandler, OAuthCallbackHandler):
    """``/hub/oauth_callback``: back from the provider, with a code or with a reason."""

    async def get(self) -> None:
        """Log in the person whose account it is, and send them where they wanted to go."""
        self.audit_way = "oauth"
        authenticator = self.authenticator
        try:
            self.check_arguments()
            claims = await self._provider.claims(self)
            question, described = search(
                claims, authenticator.settings.hub_oauth_match, authenticator.directory
            )
        except ProviderError as error:
            raise self._refused(error) from None
        person = await authenticator.login.vouched_for(question, described)
        user = await self.login_user(VerifiedPerson(person, "oauth"))
        # Later parts of this request act for them; JupyterHub's own handler does the same.
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))

    def get_state_cookie(self) -> str:
        """Return the state of the login that this browser began, once; ``""`` if there is none."""
        if self._state_cookie is None:
            value = self.get_secure_cookie(STATE_COOKIE_NAME, max_age_days=_STATE_DAYS)
            self._state_cookie = (value or b"").decode("utf-8", "replace")
            self.clear_cookie(STATE_COOKIE_NAME, path=self.hub.base_url)
        return str(self._state_cookie)

    def check_arguments(self) -> None:
        """Refuse what belongs to no login of this browser, then what says no, then what has no code.

        Raises
        ------
        ProviderError
            Saying which it is.
        """
        cookie = self.get_state_cookie()
        if not cookie:
            raise LoginOutdated("this browser has no login under way")
        # Compared as text: oauthenticator would log a state that it cannot read.
        state = _serialize_state({"state_id": _deserialize_state(cookie)["state_id"]})
        if not secrets.compare_digest(state.encode(), self.get_argument("state", "").encode()):
            raise LoginOutdated("the state is not that of the login under way")
        error = self.get_argument("error", "")
        if error in _REFUSALS:
            raise _REFUSALS[error](f"the provider says {error}")
        if error:
            raise ProviderUnfit("the provider gives an error of its own")
        if not self.get_argument("code", ""):
            raise ProviderUnfit("the provider sends the browser back without a code")

    def get_next_url(self, user: Any = None, default: str | None = None) -> str:  # noqa: ARG002
        """Return where the person wanted to go, if that is in the hub; checked twice."""
        target = _deserialize_state(self.get_state_cookie()).get("next_url") or ""
        return str(self._validate_next_url(target) or BaseHandler.get_next_url(self, user))
