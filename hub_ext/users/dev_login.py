"""Development only: one button that logs in ``testuser``, with no platform at hand.

Nothing outside development mode imports this module; see `hub_ext.users.traits`.
"""

# JupyterHub's handlers and authenticators have no types.
# mypy: disallow-untyped-calls=False

from functools import cached_property
from typing import Any, Final

from jupyterhub.auth import DummyAuthenticator
from tornado.web import HTTPError

from hub_ext.users.authenticator import PlatformAuthenticator
from hub_ext.users.identity import Identity
from hub_ext.users.login_handler import PlatformLoginHandler
from hub_ext.users.ways import OtherWay

TEST_USER: Final = "testuser"
DEV_LOGIN_PATH: Final = "dev-login"


class DevelopmentAuthenticator(PlatformAuthenticator):
    """The ordinary login, if ``AUTH`` names it, and JupyterHub's dummy one for `TEST_USER`.

    Raises
    ------
    ValueError
        When made outside development mode.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.settings.hub_mode != "dev":
            raise ValueError("dummy authentication exists with HUB_MODE=dev only")

    @cached_property
    def dummy(self) -> DummyAuthenticator:
        """JupyterHub's authenticator that asks for no password, for one user."""
        return DummyAuthenticator(parent=self, allow_all=False, allowed_users={TEST_USER})

    @property
    def other_ways(self) -> list[OtherWay]:
        """Add the button for `TEST_USER`."""
        return [*super().other_ways, OtherWay("dummy", DEV_LOGIN_PATH, post=True)]

    async def test_user(self, handler: Any) -> dict[str, Any] | None:
        """Log in `TEST_USER`."""
        model: dict[str, Any] | None = await self.dummy.get_authenticated_user(
            handler, {"username": TEST_USER, "password": ""}
        )
        if model is None:
            return None
        return model | {
            "admin": False,
            "groups": [],
            "auth_state": Identity(TEST_USER).to_auth_state(),
        }

    def stands_in_table(self, user_name: str) -> bool:
        """Leave `TEST_USER` out."""
        return user_name != TEST_USER and super().stands_in_table(user_name)

    async def refresh_user(self, user: Any, handler: Any = None) -> bool | dict[str, Any]:
        """Leave `TEST_USER` alone, who has no row to look at."""
        if user.name == TEST_USER:
            return True
        if set(self.settings.auth) == {"dummy"}:
            return False
        return await super().refresh_user(user, handler)

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Add the place that the button posts to."""
        return [*super().get_handlers(app), (rf"/{DEV_LOGIN_PATH}", DevLoginHandler)]


class DevLoginHandler(PlatformLoginHandler):
    """``/hub/dev-login``: the form behind the button, protected like the other one."""

    async def get(self) -> None:
        """Refuse: a link must not log anybody in."""
        raise HTTPError(405)

    def authenticate(self, data: Any) -> Any:  # noqa: ARG002
        """Ask for no name and no password."""
        return self.authenticator.test_user(self)
