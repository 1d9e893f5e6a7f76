"""Everything in the hub's database that an action could change, and the way back."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import Mapping
from typing import Any

from jupyterhub import orm
from sqlalchemy import func, select, text

State = dict[str, Any]

_USERS, _GROUPS = orm.User.__table__, orm.Group.__table__
_SPAWNERS, _TOKENS = orm.Spawner.__table__, orm.APIToken.__table__
_IN_GROUP = orm.Base.metadata.tables["user_group_map"]
_HAS_ROLE = orm.Base.metadata.tables["user_role_map"]


def state_of(database: Any, cast: Mapping[str, str]) -> State:
    """Return who there is and who may what, with the names that `cast` gives them.

    Notes
    -----
    Asked in plain SQL, for it is asked often: objects of the hub's session would be read one by one.
    """
    rows = database.execute(select(_USERS.c.id, _USERS.c.name, _USERS.c.admin)).all()
    people = {row: cast.get(name, name) for row, name, _ in rows}
    groups = dict(database.execute(select(_GROUPS.c.id, _GROUPS.c.name)).all())
    # As it is stored, for JupyterHub's own type of column is in no cache of statements.
    roles = database.execute(text("SELECT id, name, scopes FROM roles")).all()
    role_names = {row: name for row, name, _ in roles}
    members = database.execute(select(_IN_GROUP.c.user_id, _IN_GROUP.c.group_id))
    holders = database.execute(select(_HAS_ROLE.c.user_id, _HAS_ROLE.c.role_id))
    running = select(_SPAWNERS.c.user_id).where(_SPAWNERS.c.server_id.is_not(None))
    tokens = database.execute(select(_TOKENS.c.user_id, _TOKENS.c.note))
    return {
        "people": sorted(people.values()),
        "admins": sorted(cast.get(name, name) for _, name, admin in rows if admin),
        "in groups": sorted((people[who], groups[group]) for who, group in members),
        "have roles": sorted((people[who], role_names[role]) for who, role in holders),
        "groups": sorted(groups.values()),
        "roles": {name: scopes for _, name, scopes in roles},
        "services": sorted(database.scalars(select(orm.Service.__table__.c.name))),
        # A server has one too, which comes and goes with it.
        "tokens": sorted(
            (people.get(who, ""), note or "")
            for who, note in tokens
            if not (note or "").startswith("Server at ")
        ),
        "running": sorted(people[who] for who in database.scalars(running)),
        "shares": sum(
            database.scalar(select(func.count()).select_from(kind.__table__))
            for kind in (orm.Share, orm.ShareCode)
        ),
    }


def undo(app: Any, cast: Mapping[str, str], before: State) -> None:
    """Undo what was done to people who are still there; whoever was made goes."""
    database = app.db
    there = {who.name for who in database.query(orm.User)}
    missing = [known for known in cast if known not in there]
    for name in there - set(cast) - {"user"}:
        record = orm.User.find(database, name)
        if missing:
            # Somebody was renamed.
            record.name = missing[0]
        else:
            app.users.delete(record)
    for record in database.query(orm.User).filter(orm.User.name.in_(cast)):
        name = cast[record.name]
        record.admin = name in before["admins"]
        roles = [role for who, role in before["have roles"] if who == name]
        record.roles = [orm.Role.find(database, role) for role in roles]
    for kind in (orm.Share, orm.ShareCode):
        database.query(kind).delete()
    for token in database.query(orm.APIToken).filter(orm.APIToken.note.like("Requested%")):
        database.delete(token)
    database.commit()
