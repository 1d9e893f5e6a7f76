"""Guests who are gone: after an idle hour or with their session, and all of them when there are to be none.

JupyterHub's own `jupyterhub-idle-culler` does the work, as a service of the hub. Its rights end at
the group of guests: nobody else's server or user can be touched with them, whatever it asks for.
"""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

import math
from typing import Any, Final

from jupyterhub import orm
from traitlets.config import Config

from hub_ext.culling import add_culler
from hub_ext.settings import HubSettings
from hub_ext.users.guests.guest import GUESTS_GROUP, is_guest
from hub_ext.users.guests.places import guests_in

SERVICE: Final = "guest-culler"
#: How long a guest may be idle.
IDLE_SECONDS: Final = 3600

#: What it takes to see who is idle and to remove them. The whole of ``read:users``, because a
#: visitor who never opened a page has no activity, only the time at which they came.
_SCOPES: Final = (
    "list:users",
    "read:users",
    "read:servers",
    "delete:servers",
    "delete:users",
)


def configure(c: Config, settings: HubSettings) -> None:
    """Let the hub remove idle guests, if there are to be guests.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    settings
        Valid settings.
    """
    if "guest" not in settings.auth:
        return
    add_culler(
        c,
        SERVICE,
        "Removes idle guests",
        options=[
            f"--timeout={IDLE_SECONDS}",
            # With the session's end a guest is nobody any more, but a page that was left open
            # would keep their place for ever.
            f"--max-age={math.ceil(settings.hub_session_hours * 3600)}",
            "--cull-users=true",
            "--cull-admin-users=false",
        ],
        scopes=[f"{scope}!group={GUESTS_GROUP}" for scope in _SCOPES],
    )


def remove_all_guests(app: Any) -> None:
    """Remove the guests of an earlier start, when there are to be none any more.

    Parameters
    ----------
    app
        The hub, which does not serve yet. A container that one of them still has is removed by
        `hub_ext.servers.orphans`.
    """
    for name in sorted(guests_in(app.db)):
        user = orm.User.find(app.db, name)
        if is_guest(user) and not user.admin:
            app.log.warning("Removing %s: AUTH does not name guest any more", name)
            app.users.delete(user)
