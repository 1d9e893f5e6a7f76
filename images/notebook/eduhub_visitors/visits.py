"""Who else was here in the last moments; memory is bounded, and what is old is forgotten."""

import time
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol
from weakref import WeakSet

#: Somebody is here for so long after their last request. With the few seconds between two questions
#: of a page this stays under a minute.
HERE_SECONDS: Final = 45.0
#: At most so many visitors are remembered: more than a centre has teachers.
MOST_VISITORS: Final = 50
_LONGEST_NAME: Final = 255


class Connection(Protocol):
    """Something that stays open after its first request: a kernel's websocket, a terminal's."""

    def is_open(self) -> bool:
        """Tell whether the visitor is still at the other end."""
        ...


class Visitor(NamedTuple):
    """Somebody who is not the owner.

    Attributes
    ----------
    name
        As the hub has it: the platform's userID.
    display_name
        How people call them; the same as `name` if the hub knows nothing else.
    """

    name: str
    display_name: str


class _Visit:
    visitor: Visitor
    #: Of the last request, in seconds of the clock.
    time: float

    def __init__(self) -> None:
        # Held weakly: a connection that ended must not be kept in memory by this.
        self.connections: WeakSet[Connection] = WeakSet()

    def goes_on(self, now: float) -> bool:
        return now - self.time < HERE_SECONDS or any(each.is_open() for each in self.connections)


class Visits:
    """The visitors of one server.

    Parameters
    ----------
    clock
        Seconds, from anywhere.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # By name, in the order of the last requests.
        self._visits: dict[str, _Visit] = {}

    def __len__(self) -> int:
        """How many are remembered, here or not; at most `MOST_VISITORS`."""
        return len(self._visits)

    def note(self, name: str, display_name: str, connection: Connection | None = None) -> None:
        """Take note of a request.

        Parameters
        ----------
        name, display_name
            Of its sender; what is longer than a userID can be is cut.
        connection
            What the request opens, if it does; its sender is here for as long as it is open.
        """
        visitor = Visitor(name[:_LONGEST_NAME], display_name[:_LONGEST_NAME])
        visit = self._visits.pop(visitor.name, None) or _Visit()
        visit.visitor, visit.time = visitor, self._clock()
        if connection is not None:
            visit.connections.add(connection)
        if len(self._visits) >= MOST_VISITORS:
            del self._visits[next(iter(self._visits))]
        self._visits[visitor.name] = visit

    def present(self) -> list[Visitor]:
        """Return who is here now, in the order of their names; forget the others."""
        now = self._clock()
        self._visits = {name: visit for name, visit in self._visits.items() if visit.goes_on(now)}
        return [self._visits[name].visitor for name in sorted(self._visits)]
