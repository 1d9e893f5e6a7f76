"""Starting or stopping a whole class: a few at a time, followed to its end, repeatable."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from hub_ext.classroom.hub import Hub, HubRefused
from hub_ext.classroom.models import ServerState, Student

_LOG: Final = logging.getLogger(__name__)

Kind = Literal["start", "stop"]
#: Servers under way at once. More would only make everybody wait longer for the first one.
AT_ONCE: Final = {"start": 6, "stop": 4}
#: Seconds between two looks at the class, and for all of it.
_LOOK_SECONDS: Final = 1.0
_RUN_SECONDS: Final = 1200.0
#: The hub's words for "later"; tried again until the run's time is over.
_LATER: Final = frozenset({429, 503})

_END: Final[dict[Kind, ServerState]] = {"start": "running", "stop": "off"}
_ON_THE_WAY: Final[dict[Kind, ServerState]] = {"start": "starting", "stop": "stopping"}


@dataclass
class ClassRun:
    """One run, as the page shows it.

    Attributes
    ----------
    kind
        What is done.
    waiting, busy, done
        Names whose turn has not come, that are under way, and that have arrived.
    failed
        Names that did not arrive, and what the hub said.
    stopped_by
        Why the run ended early: the status of the hub's answer; None if it did not.
    """

    kind: Kind
    waiting: list[str]
    busy: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    stopped_by: int | None = None
    over: bool = False

    @property
    def total(self) -> int:
        """How many people it is about."""
        return len(self.waiting) + len(self.busy) + len(self.done) + len(self.failed)

    async def follow(
        self, hub: Hub, centre: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Do it; never raises but when cancelled.

        Parameters
        ----------
        hub
            With the token of the teacher who asked for it.
        centre
            Whose class it is.
        clock
            Seconds that only grow.
        """
        ends = clock() + _RUN_SECONDS
        try:
            while (self.waiting or self.busy) and clock() < ends:
                if await self._looked(hub, centre):
                    await self._send_more(hub)
                await asyncio.sleep(_LOOK_SECONDS)
            if self.waiting or self.busy:
                self.stopped_by = 504
        except HubRefused as refusal:
            self.stopped_by = refusal.status
            _LOG.warning("A class of %s could not be brought to its end: %s", centre, refusal)
        finally:
            self.over = True

    async def _looked(self, hub: Hub, centre: str) -> bool:
        try:
            students = (await hub.centre(centre)).students
        except HubRefused as refusal:
            # A hub that restarts has its servers back in a moment; the run waits for it.
            if refusal.status not in _LATER:
                raise
            return False
        self._look(students)
        return True

    def _look(self, students: Iterable[Student]) -> None:
        now = {student.user: student for student in students}
        for name in [name for name in self.waiting if name not in now]:
            self.waiting.remove(name)
            self.failed[name] = ""
        for name in sorted(self.busy):
            student = now.get(name)
            if student is None:
                self._fail(name, "")
            elif student.state == _END[self.kind]:
                self.busy.remove(name)
                self.done.add(name)
            elif student.state not in _ON_THE_WAY[self.kind]:
                self._fail(name, student.notice)

    async def _send_more(self, hub: Hub) -> None:
        while self.waiting and len(self.busy) < AT_ONCE[self.kind]:
            name = self.waiting[0]
            try:
                await (hub.start(name) if self.kind == "start" else hub.stop(name))
            except HubRefused as refusal:
                if refusal.status in _LATER:
                    return
                self.waiting.remove(name)
                self.failed[name] = refusal.text
                continue
            self.waiting.remove(name)
            self.busy.add(name)

    def _fail(self, name: str, reason: str) -> None:
        self.busy.remove(name)
        self.failed[name] = reason


class ClassRuns:
    """The runs of all centres: at most one at a time for each."""

    def __init__(self) -> None:
        self._runs: dict[str, ClassRun] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def of(self, centre: str) -> ClassRun | None:
        """Return the last run of a centre, over or not."""
        return self._runs.get(centre)

    def begin(self, hub: Hub, centre: str, kind: Kind, names: list[str]) -> ClassRun:
        """Begin a run, which goes on when nobody watches.

        The same again while one is under way changes nothing; the opposite takes its place.
        """
        present = self._runs.get(centre)
        if present and not present.over:
            if present.kind == kind:
                return present
            self._tasks[centre].cancel()
        run = self._runs[centre] = ClassRun(kind, names)
        self._tasks[centre] = asyncio.create_task(run.follow(hub, centre), name=f"{kind} {centre}")
        return run

    async def close(self) -> None:
        """End all runs; what the hub has begun it brings to its end."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
