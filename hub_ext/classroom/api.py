"""What the script of the class page asks: the state of a class, and its changes."""

# JupyterHub's decorators and handlers have no types.
# mypy: disallow-untyped-decorators=False

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from tornado.web import HTTPError, authenticated

from hub_ext.classroom.class_run import ClassRun, Kind
from hub_ext.classroom.hub import HubRefused
from hub_ext.classroom.models import ServerState, Student
from hub_ext.classroom.requests import Request, status_of
from hub_ext.storage.errors import StorageError
from hub_ext.storage.models import HomeSummary
from hub_ext.storage.told import Level

#: People of whom the agent is asked at once.
_AT_ONCE: Final = 200


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


FilesState = Literal["saved", "saving", "waiting", "stored", "unknown"]


class Wish(_Model):
    """What a teacher wants for the class."""

    do: Kind


class Row(_Model):
    """A student as the page shows them.

    Attributes
    ----------
    files
        As in `HomeSummary`; ``stored`` if this host has nothing of them, so that all there is is in
        the object store, and ``unknown`` when the agent cannot say.
    since, used_bytes, quota_bytes, level
        As in `HomeSummary`.
    """

    user: str
    name: str
    state: ServerState
    last_activity: datetime | None
    notice: str
    files: FilesState
    since: datetime | None
    used_bytes: int | None
    quota_bytes: int | None
    level: Level | None


class RunState(_Model):
    """How far a run is."""

    kind: Kind
    total: int
    done: int
    failed: int
    over: bool
    ended_early: bool


class State(_Model):
    """The whole page."""

    students: list[Row]
    run: RunState | None


class _Api(Request):
    """Answers in JSON, refusals too."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ARG002 - tornado's
        """Say the status, and what the hub said for people."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, HubRefused):
            self.set_status(status_of(error))
        self.finish({"message": getattr(error, "text", "")})

    def get_login_url(self) -> str:
        """Refuse instead of sending a script to a login page."""
        raise HTTPError(401)

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Leave the hub's refusals out of the log: the hub has written them down."""
        if not isinstance(value, HubRefused):
            super().log_exception(kind, value, trace)


class ClassState(_Api):
    """``GET …/api/center-11``: everybody, their servers and their files."""

    @authenticated
    async def get(self, centre: str) -> None:
        """Answer with `State`."""
        students = (await self.hub.centre(centre)).students
        homes = await self._homes([student.user for student in students])
        rows = [_row(student, homes.get(student.user)) for student in students]
        run = self.parts.runs.of(centre)
        self.set_header("Content-Type", "application/json")
        self.finish(State(students=rows, run=_run_state(run)).model_dump_json())

    async def _homes(self, users: Sequence[str]) -> dict[str, HomeSummary]:
        some = [users[start : start + _AT_ONCE] for start in range(0, len(users), _AT_ONCE)]
        try:
            answers = await asyncio.gather(*map(self.parts.storage.summaries, some))
        except StorageError:
            # The page says "not known"; the agent's own health says why.
            return {}
        return {home.user_id: home for answer in answers for home in answer}


class ClassRunner(_Api):
    """``POST …/api/center-11/run``: start or stop everybody."""

    @authenticated
    async def post(self, centre: str) -> None:
        """Begin, or join what is under way."""
        try:
            wish = Wish.model_validate_json(self.request.body)
        except ValidationError:
            raise HTTPError(400) from None
        # What the script asks again and again keeps no session; this does, as opening the page.
        await self.hub.centres()
        students = (await self.hub.centre(centre)).students
        to_do = [student.user for student in students if _to_do(student, wish.do)]
        run = self.parts.runs.begin(self.hub, centre, wish.do, to_do)
        self.set_status(202)
        state = _run_state(run)
        self.finish(state.model_dump_json() if state else "null")


class OneStudent(_Api):
    """``POST`` and ``DELETE …/api/students/NAME``: start and stop one server."""

    @authenticated
    async def post(self, user: str) -> None:
        """Start it."""
        await self.hub.start(user)
        self.set_status(202)

    @authenticated
    async def delete(self, user: str) -> None:
        """Stop it."""
        await self.hub.stop(user)
        self.set_status(202)


def _to_do(student: Student, kind: Kind) -> bool:
    return student.state in (("off",) if kind == "start" else ("running", "starting"))


def _row(student: Student, home: HomeSummary | None) -> Row:
    return Row(
        user=student.user,
        name=student.name,
        state=student.state,
        last_activity=student.last_activity,
        notice=student.notice,
        files=_files(home),
        since=home.since if home else None,
        used_bytes=home.used_bytes if home else None,
        quota_bytes=home.quota_bytes if home else None,
        level=home.level if home else None,
    )


def _files(home: HomeSummary | None) -> FilesState:
    if home is not None and home.state == "unknown" and home.reason is None:
        return "stored"
    return home.state if home else "unknown"


def _run_state(run: ClassRun | None) -> RunState | None:
    if run is None:
        return None
    return RunState(
        kind=run.kind,
        total=run.total,
        done=len(run.done),
        failed=len(run.failed),
        over=run.over,
        ended_early=run.stopped_by is not None,
    )
