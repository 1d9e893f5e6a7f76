"""From settings to the traits of logging in."""

from typing import Final

from traitlets.config import Config

import hub_ext.users.sync
from hub_ext.settings import HubSettings
from hub_ext.users.guests import removal
from hub_ext.users.next_address import NextAddressGate
from hub_ext.users.sso.embedding import allow_hub_in_frames

PLATFORM: Final = "hub_ext.users.authenticator.PlatformAuthenticator"
DEVELOPMENT: Final = "hub_ext.users.dev_login.DevelopmentAuthenticator"

#: How long a row that was disabled or removed goes unnoticed.
REFRESH_SECONDS: Final = 300

#: What JupyterHub calls ``self``, but for ``tokens``: a token ends with no session, neither when
#: somebody logs out nor when they were idle, and one token can make the next. Admins make them.
OWN_SCOPES: Final = (
    "read:users",
    "users:shares",
    "read:shares",
    "read:tokens",
    "users:activity",
    "servers",
    "access:servers",
)


def configure(c: Config, settings: HubSettings) -> None:
    """Set who may log in and how; nothing is asked or opened.

    The authenticator is named by its path, so that development's is not even imported elsewhere.
    """
    dummy = settings.hub_mode == "dev" and "dummy" in settings.auth
    c.JupyterHub.authenticator_class = DEVELOPMENT if dummy else PLATFORM
    authenticator = c.PlatformAuthenticator
    authenticator.settings = settings
    # The table decides who there is; a list in the hub would be a second truth.
    authenticator.allow_all = True
    authenticator.enable_auth_state = True
    authenticator.manage_groups = True
    authenticator.auth_refresh_age = REFRESH_SECONDS
    # A session ends only when a row is disabled, removed or has another password; then a page that
    # is open in the person's own server must not go on for as long as its token lives.
    authenticator.auth_refresh_strict = True
    # A token that somebody asks for belongs to no session, so neither logout nor idling ends it. It
    # may live as long as a session may; servers, services and OAuth have tokens of other kinds.
    c.JupyterHub.token_expires_in_max_seconds = int(settings.hub_session_hours * 3600)
    # Otherwise a server outlives the logout, and code goes on that takes longer than a lesson.
    c.JupyterHub.shutdown_on_logout = settings.hub_logout_stops_server
    # Or a page under a person's subdomain could set the hub's cookies for all of the domain.
    c.JupyterHub.cookie_host_prefix_enabled = settings.hub_subdomain_host.startswith("https://")
    c.JupyterHub.load_roles = [
        *c.JupyterHub.get("load_roles", []),
        {"name": "user", "scopes": [f"{scope}!user" for scope in OWN_SCOPES]},
    ]
    _addresses(c, settings)
    hub_ext.users.sync.configure(c, settings)
    removal.configure(c, settings)
    allow_hub_in_frames(c, settings)


def _addresses(c: Config, settings: HubSettings) -> None:
    """Set where logins lead: neither what a request says of the hub's own host nor any text decides."""
    if settings.hub_public_url:
        c.JupyterHub.public_url = f"{settings.hub_public_url}/"
    tornado = c.JupyterHub.get("tornado_settings", {})
    c.JupyterHub.tornado_settings = {
        **tornado,
        "transforms": [*tornado.get("transforms", []), NextAddressGate],
    }
