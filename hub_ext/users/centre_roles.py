"""The roles of centres' teachers in the hub's own database.

JupyterHub reads roles at its start only, and a centre may appear in the table at any time. So a
role is made when its group first has somebody in it. It is marked as the authenticator's, or the
next start would remove it for not being in the configuration.
"""

# JupyterHub's functions have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import Iterable
from typing import Any

from jupyterhub import orm
from jupyterhub.roles import create_role

from hub_ext.users.centres import is_teachers_group, teachers_role


def ensure_teachers_roles(database: Any, groups: Iterable[str], *, live: bool) -> None:
    """Make the groups and roles of centres' teachers that are missing, and mend those that differ.

    Parameters
    ----------
    database
        The hub's session.
    groups
        Names of groups; only those of teachers matter.
    live
        See `teachers_role`.
    """
    for name in filter(is_teachers_group, groups):
        group = orm.Group.find(database, name)
        if group is None:
            group = orm.Group(name=name)
            database.add(group)
        role = orm.Role.find(database, name)
        wanted = teachers_role(name, live=live)
        if role is None or set(role.scopes) != set(wanted["scopes"]):
            role = create_role(database, wanted | {"managed_by_auth": True}, commit=False)
        if [held.name for held in group.roles] != [name]:
            group.roles = [role]
    database.commit()


def mend_all_teachers_roles(database: Any, *, live: bool) -> None:
    """Bring every role of an earlier start up to date: settings and scopes may have changed."""
    names = [name for (name,) in database.query(orm.Group.name)]
    ensure_teachers_roles(database, names, live=live)
