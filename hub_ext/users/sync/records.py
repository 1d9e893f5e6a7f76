"""What the hub's own database says of people, brought into line with the table."""

import asyncio
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import batched
from typing import Any, Final

from jupyterhub import orm
from jupyterhub.metrics import TOTAL_USERS
from sqlalchemy.orm import selectinload

from hub_ext.users.centres import LEARNERS, centre_groups
from hub_ext.users.session_check import user_info
from hub_ext.users.sync.models import SyncedPerson

#: People between two turns of the hub's loop, whose other requests wait meanwhile.
_AT_ONCE: Final = 10


class Records:
    """Writes people into the hub's database.

    Nobody becomes a teacher or an administrator here: that happens when they log in, from a row
    that the hub itself has read.

    Parameters
    ----------
    database
        The hub's session.
    users
        The hub's people in memory.
    stands_in_table
        Whether a person of this name can be the table's at all; others are left alone.

    Attributes
    ----------
    created, changed
        How many people.
    to_end
        Names of those who lost something, and whose server has to stop.
    """

    def __init__(self, database: Any, users: Any, stands_in_table: Callable[[str], bool]) -> None:
        self._database = database
        self._users = users
        self._stands_in_table = stands_in_table
        self._groups: dict[str, Any] = {}
        self.created = 0
        self.changed = 0
        self.to_end: list[str] = []

    async def update(self, people: Iterable[SyncedPerson]) -> None:
        """Bring the records of `people` up to date, a few at a time."""
        ours = (person for person in people if self._stands_in_table(person.user_id))
        for some in batched(ours, _AT_ONCE, strict=False):
            known = self._known([person.user_id for person in some])
            # Otherwise every look for a role or a group writes the one person before it.
            with self._database.no_autoflush:
                for person in some:
                    self._bring_in_line(known.get(person.user_id), person)
            self._database.commit()
            await asyncio.sleep(0)

    def _bring_in_line(self, record: Any, person: SyncedPerson) -> None:
        if record is not None:
            self._change(record, person)
        elif person.admitted and person.role in LEARNERS:
            self._create(person)

    def _known(self, names: list[str]) -> dict[str, Any]:
        query = self._database.query(orm.User).filter(orm.User.name.in_(names))
        return {record.name: record for record in query.options(selectinload(orm.User.groups))}

    def _create(self, person: SyncedPerson) -> None:
        groups = centre_groups(person.role, person.center_id)
        if not groups:
            return
        record = orm.User(
            name=person.user_id,
            roles=[self._role_of_everybody],
            groups=[self._group(name) for name in groups],
            user_info=user_info(person.user_id, person.name),
        )
        self._database.add(record)
        TOTAL_USERS.inc()
        self.created += 1

    @cached_property
    def _role_of_everybody(self) -> Any:
        return orm.Role.find(self._database, "user")

    def _change(self, record: Any, person: SyncedPerson) -> None:
        before = {group.name for group in record.groups}
        wanted = set(centre_groups(person.role, person.center_id)) if person.admitted else set()
        if person.role not in LEARNERS:
            wanted &= before
        demoted = record.admin and not (person.admitted and person.role == "admin")
        info = user_info(person.user_id, person.name)
        if demoted:
            record.admin = False
            record.roles = [role for role in record.roles if role.name != "admin"]
        if wanted != before:
            record.groups = [self._group(name) for name in sorted(wanted)]
        if record.user_info != info:
            record.user_info = info
        elif wanted == before and not demoted and person.admitted:
            return
        if before - wanted or demoted or not person.admitted:
            self.to_end.append(person.user_id)
        self.changed += wanted != before or demoted
        self._ask_again(record)

    def _ask_again(self, record: Any) -> None:
        """Have the row read again at the person's next request, whatever its age."""
        if record.id in self._users:
            self._users[record.id]._auth_refreshed = None

    def _group(self, name: str) -> Any:
        group = self._groups.get(name) or orm.Group.find(self._database, name)
        if group is None:
            group = orm.Group(name=name)
            self._database.add(group)
        self._groups[name] = group
        return group
