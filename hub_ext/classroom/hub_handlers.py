"""The hub's side of the class page: short answers about many people, and leave to look.

JupyterHub's own list of users takes seconds for a large school, for it says much more of each.
"""

# JupyterHub's handlers and models have no types.
# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False, disallow-subclassing-any=False

import hmac
import re
from datetime import UTC
from typing import Any, Final

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import Scope, needs_scope
from tornado.web import HTTPError

from hub_ext.classroom.models import Centre, Centres, Seen, ServerState, Student
from hub_ext.ops.audit import shared_audit

CENTRE: Final = r"center-[1-9][0-9]*"
#: How the class page proves that it is the one that asks, and says for whom.
PROOF_HEADER: Final = "X-Classroom-Token"
ADDRESS_HEADER: Final = "X-Classroom-Address"
#: More people than this in one centre are cut off; a page could not show them anyhow.
MOST_STUDENTS: Final = 2000


class CentresHandler(APIHandler):
    """``GET /hub/api/centres``: the centres whose students the asker may list."""

    @needs_scope("list:users", post_filter=True)
    def get(self) -> None:
        """Answer with `Centres`."""
        allowed = self.parsed_scopes["list:users"]
        if allowed is Scope.ALL:
            names = [name for (name,) in self.db.query(orm.Group.name)]
        else:
            names = list(allowed.get("group", ()))
        centres = [name for name in names if re.fullmatch(CENTRE, name)]
        centres.sort(key=lambda name: int(name.removeprefix("center-")))
        self.finish(Centres(centres=centres).model_dump_json())


class CentreHandler(APIHandler):
    """``GET /hub/api/centres/center-11``: its people and their servers."""

    @needs_scope("list:users", post_filter=True)
    def get(self, centre: str) -> None:
        """Answer with `Centre`; 404 for whoever may not even know that it is there."""
        allowed = self.parsed_scopes["list:users"]
        if allowed is not Scope.ALL and centre not in allowed.get("group", ()):
            raise HTTPError(404)
        students = [self._student(*row) for row in self._rows(centre)]
        students.sort(key=lambda student: (student.name, student.user))
        self.finish(Centre(centre=centre, students=students).model_dump_json())

    def _rows(self, centre: str) -> Any:
        server: Any = (orm.Spawner.user_id == orm.User.id) & (orm.Spawner.name == "")
        query = self.db.query(orm.User, orm.Spawner.server_id)
        members = query.join(orm.User.groups).filter(orm.Group.name == centre)
        return members.outerjoin(orm.Spawner, server).limit(MOST_STUDENTS)

    def _student(self, user: Any, server: int | None) -> Student:
        spawner = self._spawner(user.id)
        active = user.last_activity
        return Student(
            user=user.name,
            name=(user.user_info or {}).get("display_name") or user.name,
            state=_state(spawner, server),
            last_activity=active.replace(tzinfo=UTC) if active else None,
            notice=_notice(spawner),
        )

    def _spawner(self, row: int) -> Any:
        # Asking JupyterHub for a spawner makes one; those that do something are in memory.
        if row not in self.users:
            return None
        return dict.get(self.users[row].spawners, "")


def _state(spawner: Any, server: int | None) -> ServerState:
    match spawner.pending if spawner is not None else None:
        case "stop":
            return "stopping"
        case None:
            return "running" if server else "off"
        case _:
            return "starting"


def _notice(spawner: Any) -> str:
    if spawner is None or spawner.pending:
        return ""
    failure = spawner._spawn_future.exception() if spawner._failed else None
    return str(getattr(failure, "jupyterhub_message", "") or getattr(spawner, "notice_text", ""))


class LookHandler(APIHandler):
    """``POST /hub/api/looks/NAME``: leave to look at somebody's notebooks, and the record of it.

    Whoever may start a person's server may look at their notebooks: their teachers, and they
    themselves.
    """

    @needs_scope("start:servers")
    def post(self, user_name: str) -> None:
        """Answer with `Seen` and write it down; 404 for whoever may not even know that person, 429
        for a look too many to be written down.

        What is looked at may be named as ``?what=``.
        """
        user = self.find_user(user_name)
        if user is None:
            raise HTTPError(404)
        written = shared_audit().write(
            "look",
            actor=self.current_user.name,
            whom=user_name,
            what=self.get_argument("what", None),
            address=self._address(),
            way="session",
            outcome="ok",
            status=200,
        )
        if not written:
            raise HTTPError(429)
        name = (user.orm_user.user_info or {}).get("display_name") or user_name
        self.finish(Seen(user=user_name, name=name).model_dump_json())

    def _address(self) -> str:
        """Where the person is: what the class page says, if it is the class page that says it."""
        shown = self.request.headers.get(PROOF_HEADER, "").encode()
        token = self.authenticator.settings.hub_classroom_token.get_secret_value().encode()
        if hmac.compare_digest(shown, token):
            return str(self.request.headers.get(ADDRESS_HEADER, ""))
        return str(self.request.remote_ip)


def handlers() -> list[tuple[str, Any]]:
    """Return what the hub serves for the class page."""
    return [
        (r"/api/centres", CentresHandler),
        (rf"/api/centres/({CENTRE})", CentreHandler),
        (r"/api/looks/([^/]+)", LookHandler),
    ]
