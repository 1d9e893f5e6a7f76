"""JupyterHub's authenticator over the platform's table."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from functools import cached_property
from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Instance

from hub_ext.logs.context import note_for_log
from hub_ext.platform_database import users_engine
from hub_ext.settings import HubSettings
from hub_ext.storage.layout import acceptable_user_id
from hub_ext.users.centre_roles import ensure_teachers_roles, mend_all_teachers_roles
from hub_ext.users.directory import UserDirectory
from hub_ext.users.guests.guest import Guest, guest_model, is_guest, is_guest_name
from hub_ext.users.guests.places import GuestPlaces
from hub_ext.users.guests.removal import remove_all_guests
from hub_ext.users.handlers import handlers_of
from hub_ext.users.idle.gate import install as install_idle_gate
from hub_ext.users.oauth.handlers import LOGIN_PATH
from hub_ext.users.oauth.provider import OpenIDProvider
from hub_ext.users.outdated_sessions import end_outdated_sessions
from hub_ext.users.passwords import PasswordChecker
from hub_ext.users.platform_login import PlatformLogin
from hub_ext.users.session_check import SessionCheck, auth_model
from hub_ext.users.sso.handlers import START_PATH
from hub_ext.users.throttle import Throttle
from hub_ext.users.ways import OtherWay, VerifiedPerson


class PlatformAuthenticator(Authenticator):
    """Logs people in who have a row in the platform's ``Users`` table.

    Notes
    -----
    The hub's user name is the ``userID`` with its case, so two people whose names differ in case
    only are two people here as well. Nothing is connected when the hub starts.
    """

    settings = Instance(HubSettings, config=True, help="The settings of the hub.")

    @cached_property
    def directory(self) -> UserDirectory:
        """Where people are found."""
        return UserDirectory(users_engine(self.settings))

    @cached_property
    def login(self) -> PlatformLogin:
        """How people log in; it holds the counts of failed tries."""
        return PlatformLogin(
            self.settings, self.directory, PasswordChecker(), Throttle(), log=self.log
        )

    @cached_property
    def session_check(self) -> SessionCheck:
        """How sessions are looked at again."""
        return SessionCheck(self.directory, self.login, self.log)

    @cached_property
    def guests(self) -> GuestPlaces:
        """How many guests there may be."""
        return GuestPlaces(self.settings, self.log)

    @property
    def guest_login(self) -> bool:
        """Whether there are guests."""
        return "guest" in self.settings.auth

    @cached_property
    def openid_provider(self) -> OpenIDProvider:
        """Whom ``AUTH=oauth`` asks; nothing is asked yet."""
        return OpenIDProvider(parent=self, settings=self.settings)

    @property
    def password_login(self) -> bool:
        """Whether the login page has the form for name and password."""
        return "database" in self.settings.auth

    @property
    def other_ways(self) -> list[OtherWay]:
        """What the login page offers beside the form."""
        ways = [
            OtherWay("jwt", START_PATH, post=False),
            OtherWay("oauth", LOGIN_PATH, post=False),
            OtherWay("guest", "guest", post=True),
        ]
        return [way for way in ways if way.id in self.settings.auth]

    def normalize_username(self, username: str) -> str:
        """Return the name as it is; JupyterHub would make it lower case."""
        return username

    def validate_username(self, username: str) -> bool:
        """Accept what can be part of a file name; JupyterHub asks at every start and login."""
        return acceptable_user_id(username)

    async def authenticate(self, handler: Any, data: Any) -> dict[str, Any] | None:
        """Log in with ``username`` and ``password`` of `data`, or whom another way vouches for.

        `data` is a form's, or any JSON that was posted to the REST API for tokens; only code can
        make a `VerifiedPerson` or a `Guest`.
        """
        match data:
            case Guest() if self.guest_login:
                return guest_model(data, self.settings.hub_language.now())
            case VerifiedPerson(person=person):
                return self._with_role(handler.db, auth_model(person))
            case {"username": str(user_id), "password": str(password)} if self.password_login:
                address = handler.request.remote_ip or ""
                found = await self.login.person(user_id, password, address)
                return self._with_role(handler.db, auth_model(found)) if found else None
            case _:
                return None

    async def get_authenticated_user(self, handler: Any, data: Any) -> dict[str, Any] | None:
        """Log in, and end what is left of a time with another password or another row.

        Whatever way somebody comes, JupyterHub asks here; and nowhere else for a login.
        """
        model: dict[str, Any] | None = await super().get_authenticated_user(handler, data)
        if model is not None:
            note_for_log(user=model["name"])
            await end_outdated_sessions(handler, model)
        return model

    def stands_in_table(self, user_name: str) -> bool:
        """Tell whether a person of the hub has to have a row, and goes when it goes."""
        return not (self.guest_login and is_guest_name(user_name))

    async def refresh_user(self, user: Any, handler: Any = None) -> bool | dict[str, Any]:
        """Look at a row again; JupyterHub asks once in ``auth_refresh_age``."""
        if is_guest(user):
            return self._same_guest(user) if self.guest_login else False
        known = await user.get_auth_state()
        groups = [group.name for group in user.groups]
        # JupyterHub knows by now who asks, if anybody is logged in.
        asking = getattr(handler, "_jupyterhub_user", None) or user
        new = await self.session_check.refresh(
            user.name, user.admin, known, groups, own_request=asking.name == user.name
        )
        return self._with_role(user.db, new) if isinstance(new, dict) else new

    def _same_guest(self, user: Any) -> dict[str, Any]:
        model = guest_model(Guest(user.name), self.settings.hub_language.without_request())
        # Whoever makes the hub look again, their server for one, need not read what they read.
        model["user_info"] |= user.user_info or {}
        return model

    def _with_role(self, database: Any, model: dict[str, Any]) -> dict[str, Any]:
        ensure_teachers_roles(database, model["groups"], live=self._live)
        return model

    @property
    def _live(self) -> bool:
        return bool(self.settings.hub_subdomain_host)

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Put our login page in the place of JupyterHub's.

        Called once, when the hub has its database and before it serves: so what an earlier start
        left of teachers' roles is brought up to date here.
        """
        mend_all_teachers_roles(app.db, live=self._live)
        self.idle_sessions = install_idle_gate(app, self.settings)
        if not self.guest_login:
            remove_all_guests(app)
        return handlers_of(self)
