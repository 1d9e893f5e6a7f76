"""One browser, one person: what every way of logging in does about whoever was there before."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

from typing import Any

from jupyterhub.handlers import BaseHandler

from hub_ext.users.refusals import LoginRefused


class OnePersonPerBrowser(BaseHandler):
    """A handler that may log somebody in."""

    #: Why it did not, as a word for numbers: of `hub_ext.metrics.logins.KNOWN_REASONS`.
    refusal_code = ""

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Remember why, and answer as ever."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(error, LoginRefused):
            self.refusal_code = error.code
        super().send_error(status_code, **kwargs)

    def set_login_cookie(self, user: Any) -> None:
        """End the session of somebody else who was logged in with the same browser."""
        before = self.get_current_user_cookie()
        if before is not None and before.id != user.id:
            # Also the keys to that person's server, which JupyterHub would leave in the browser.
            self.clear_login_cookie()
            self.set_session_cookie()
        super().set_login_cookie(user)
