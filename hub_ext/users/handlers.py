"""What the hub serves for people and about them, beside JupyterHub's own pages."""

from typing import TYPE_CHECKING, Any

from hub_ext.users.guests.handler import GuestLoginHandler
from hub_ext.users.login_handler import PlatformLoginHandler
from hub_ext.users.logout_handler import PlatformLogoutHandler
from hub_ext.users.oauth.handlers import (
    CALLBACK_PATH,
    LOGIN_PATH,
    ProviderCallbackHandler,
    ProviderLoginHandler,
)
from hub_ext.users.sso.gate import gate_of
from hub_ext.users.sso.handlers import handlers as sso_handlers

if TYPE_CHECKING:
    from hub_ext.users.authenticator import PlatformAuthenticator


def handlers_of(authenticator: "PlatformAuthenticator") -> list[tuple[Any, ...]]:
    """Return the handlers for the ways of logging in that ``AUTH`` names, the groups,
    the sync, the class page and what browsers report."""
    # Modules that can be read only now that JupyterHub knows our own scopes.
    from hub_ext.classroom.hub_handlers import handlers as classroom_handlers
    from hub_ext.ops.policy_reports import handlers as report_handlers
    from hub_ext.users.sync.handler import handlers as sync_handlers
    from hub_ext.users.table_groups import handlers as group_handlers

    ways = authenticator.settings.auth
    found: list[tuple[Any, ...]] = [
        (r"/login", PlatformLoginHandler),
        (r"/logout", PlatformLogoutHandler),
    ]
    if "jwt" in ways:
        found += sso_handlers(gate_of(authenticator.settings, authenticator.log))
    if "oauth" in ways:
        found += [
            (rf"/{LOGIN_PATH}", ProviderLoginHandler),
            (rf"/{CALLBACK_PATH}", ProviderCallbackHandler),
        ]
    if "guest" in ways:
        found.append((r"/guest", GuestLoginHandler))
    return [*found, *group_handlers(), *sync_handlers(), *classroom_handlers(), *report_handlers()]
