"""What can happen to a home, as rules that hypothesis puts together and takes apart again."""

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.integration.storage.reconciliation.world import Side, World

_SIDES: st.SearchStrategy[Side] = st.sampled_from(["student", "platform"])
_PATHS = st.sampled_from(
    ["a.ipynb", "b c.txt", "과제/숙제.ipynb", "과제/점수+%.csv", "가/나/다.md", "README"]
)
#: Few of them, so that versions of one size follow each other.
_SIZES = st.sampled_from([40, 40, 200, 100_000])
_HOURS = st.sampled_from([0, 0, 0, -1, 1])
_MOMENTS = st.floats(0, 0.9)
_STATUSES = st.sampled_from([403, 429, 500, 503])
#: None of them is all of them.
_METHODS = st.lists(st.sampled_from(["GET", "HEAD", "PUT", "DELETE"]), max_size=1)
#: What takes a second or more each: how often in one run of rules.
_RARE = {"kill of the agent": 1, "kill of rclone": 2, "stop and start": 2, "settle": 1}


def _left(what: str) -> Callable[[Any], bool]:
    return lambda machine: machine.counts[what] < _RARE[what]


class Reconciliation(RuleBasedStateMachine):
    """One home; every run of rules begins with another person."""

    make: ClassVar[Any]
    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world: World = type(self).make()
        self.broken = False
        self.counts: Counter[str] = Counter()

    def _count(self, what: str) -> None:
        self.counts[what] += 1
        self.steps[what] += 1

    @rule(side=_SIDES, path=_PATHS, size=_SIZES, hours=_HOURS)
    def write(self, side: Side, path: str, size: int, hours: int) -> None:
        self._count("write")
        self.world.writes(side, path, size, hours)

    @rule(path=_PATHS, hours=_HOURS)
    def student_saves(self, path: str, hours: int) -> None:
        self._count("write")
        self.world.writes("student", path, 40, hours)

    @rule(path=_PATHS, size=_SIZES)
    def platform_writes(self, path: str, size: int) -> None:
        self._count("write")
        self.world.writes("platform", path, size, 0)

    @rule(side=_SIDES, path=_PATHS)
    def delete(self, side: Side, path: str) -> None:
        self._count("delete")
        self.world.deletes(side, path)

    @rule(side=_SIDES, path=_PATHS, new=_PATHS)
    def rename(self, side: Side, path: str, new: str) -> None:
        self._count("rename")
        if path != new:
            self.world.renames(side, path, new)

    @precondition(_left("kill of the agent"))
    @rule(after=_MOMENTS)
    def kill_agent(self, after: float) -> None:
        self._count("kill of the agent")
        self.world.kill_agent(after)

    @precondition(_left("kill of rclone"))
    @rule(after=_MOMENTS)
    def kill_rclone(self, after: float) -> None:
        self._count("kill of rclone")
        self.world.kill_rclone(after)

    @rule(status=_STATUSES, methods=_METHODS)
    def refuse(self, status: int, methods: list[str]) -> None:
        self._break(status=status, methods=methods)

    @rule(methods=_METHODS)
    def cut(self, methods: list[str]) -> None:
        self._break(cut=True, methods=methods)

    @rule(seconds=st.sampled_from([0.05, 0.3]))
    def slow_down(self, seconds: float) -> None:
        self._break(delay=seconds)

    @rule(faults=st.sampled_from([{"unsorted": True}, {"off": True}]))
    def disturb(self, faults: dict[str, bool]) -> None:
        self._break(**faults)

    def _break(self, **faults: Any) -> None:
        self._count("fault")
        self.broken = True
        self.world.breaks(**faults)

    @precondition(lambda self: self.broken)
    @rule()
    def mend_the_store(self) -> None:
        self._count("mend")
        self.broken = False
        self.world.breaks()

    @precondition(lambda self: not self.broken and _left("stop and start")(self))
    @rule()
    def stop_and_start(self) -> None:
        self._count("stop and start")
        self.world.ask("close")
        self.world.ask("open")

    @precondition(_left("settle"))
    @rule()
    def settle(self) -> None:
        self._count("settle")
        self.broken = False
        self.world.settle()

    def teardown(self) -> None:
        self.world.settle()
