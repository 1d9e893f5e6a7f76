"""Learning centres as groups of the hub, and what teachers may do in their own.

A centre is nothing but the number in ``Users.centerID``. Its students are the group
``center-11``; its teachers and managers are ``center-11-teachers``, which holds the role of the
same name. Teachers are kept out of ``center-11``: whoever may start the servers of a group may
otherwise start a colleague's.
"""

import re
from typing import Any, Final

from hub_ext.users.person import Person

#: Who is taught: the groups of these people are what teachers act on.
LEARNERS: Final = frozenset({"student", "school", "kinder"})
#: Who runs a centre. An admin is in no group: the hub's own role ``admin`` covers every centre.
CENTRE_STAFF: Final = frozenset({"manager", "teacher"})

_TEACHERS_GROUP: Final = re.compile(r"center-[1-9][0-9]*-teachers")


def groups_of(person: Person) -> list[str]:
    """Return the groups of a person: one, or none."""
    return centre_groups(person.role, person.center_id)


def centre_groups(role: str, center_id: int | None) -> list[str]:
    """Return the groups of whoever has this role in this centre: one, or none.

    Notes
    -----
    NULL, 0 and negative numbers are no centre: whoever has one belongs nowhere, and a teacher
    without a centre sees nobody.
    """
    if not is_centre(center_id):
        return []
    if role in LEARNERS:
        return [f"center-{center_id}"]
    if role in CENTRE_STAFF:
        return [f"center-{center_id}-teachers"]
    return []


def is_centre(center_id: int | None) -> bool:
    """Tell whether a row's ``centerID`` names a learning centre."""
    return center_id is not None and center_id > 0


def is_teachers_group(group: str) -> bool:
    """Tell whether this is the group of a centre's teachers."""
    return bool(_TEACHERS_GROUP.fullmatch(group))


def teachers_role(group: str, *, live: bool) -> dict[str, Any]:
    """Return the role of a centre's teachers, as JupyterHub's ``load_roles`` describes one.

    Parameters
    ----------
    group
        One of which `is_teachers_group` is true.
    live
        Whether teachers may open a student's running server, which is safe with a subdomain for
        each person only: on one origin a student's page would act as the teacher who looks at it.

    Notes
    -----
    Every scope ends at the centre's students. ``admin:users`` and ``groups`` would be as much as
    superuser even with that filter, and ``admin:servers`` would show the state of servers.
    """
    students = group.removesuffix("-teachers")
    scopes = ["list:users", "read:users:activity", "read:users:groups", "servers"]
    if live:
        scopes.append("access:servers")
    return {
        "name": group,
        "description": f"Teachers and managers of {students}",
        "scopes": [
            "admin-ui",
            "access:services!service=classroom",
            *(f"{scope}!group={students}" for scope in scopes),
        ],
    }
