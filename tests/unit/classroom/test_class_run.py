"""A run of a class beside a hub that comes and goes, which a real one does only now and then."""

from collections.abc import Iterator
from typing import cast

import pytest

from hub_ext.classroom import class_run
from hub_ext.classroom.class_run import ClassRun
from hub_ext.classroom.hub import Hub, HubRefused
from hub_ext.classroom.models import Centre, ServerState, Student

CENTRE = "center-11"


class ComingAndGoing:
    """Answers with the statuses it is given, one for each look, and then as a hub that is well."""

    def __init__(self, *statuses: int) -> None:
        self._statuses = list(statuses)
        self.states: dict[str, ServerState] = {"student1": "off", "student3": "off"}

    async def centre(self, centre: str) -> Centre:
        if self._statuses:
            raise HubRefused(self._statuses.pop(0))
        students = [
            Student(user=user, name=user, state=state, last_activity=None, notice="")
            for user, state in self.states.items()
        ]
        return Centre(centre=centre, students=students)

    async def start(self, user: str) -> None:
        self.states[user] = "running"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_run, "_LOOK_SECONDS", 0)


def clock_of(*seconds: float) -> Iterator[float]:
    yield from seconds


async def test_a_hub_that_restarts_is_waited_for() -> None:
    hub = ComingAndGoing(503, 503, 429)
    run = ClassRun("start", ["student1", "student3"])
    await run.follow(cast("Hub", hub), CENTRE)

    assert (run.done, run.failed, run.stopped_by) == ({"student1", "student3"}, {}, None)
    assert run.over


async def test_a_teacher_who_lost_the_class_ends_the_run() -> None:
    hub = ComingAndGoing(403)
    run = ClassRun("start", ["student1"])
    await run.follow(cast("Hub", hub), CENTRE)

    assert (run.waiting, run.stopped_by, run.over) == (["student1"], 403, True)
    assert hub.states["student1"] == "off"


async def test_a_hub_that_stays_away_ends_the_run_when_its_time_is_over() -> None:
    moments = clock_of(0, 1, 600, 1201)
    run = ClassRun("start", ["student1"])
    await run.follow(cast("Hub", ComingAndGoing(*[503] * 9)), CENTRE, lambda: next(moments))

    assert (run.waiting, run.stopped_by, run.over) == (["student1"], 504, True)
