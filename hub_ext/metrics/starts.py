"""Starts of people's servers: how long each part took, and what came of them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from jupyterhub.spawner import SpawnException
from prometheus_client import Counter, Gauge, Histogram

from hub_ext.servers.messages import REFUSALS

#: From the request to an open port: the turn, the person's files, and then either a claim of a server that
#: waited, or a container and its port.
Phase = Literal["turn", "home", "claim", "container", "ready"]
PHASES: Final[tuple[Phase, ...]] = ("turn", "home", "claim", "container", "ready")
#: ``none`` for a start that ended before it was known.
Kind = Literal["warm", "cold", "none"]
KINDS: Final[tuple[Kind, ...]] = ("warm", "cold", "none")
_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 150, 300, 900)

STARTS: Final = Counter(
    "eduhub_starts", "Starts that ended, by kind and outcome: ok, or why not.", ["kind", "outcome"]
)
START_SECONDS: Final = Histogram(
    "eduhub_start_seconds",
    "From the request until the server's port is open.",
    ["kind"],
    buckets=_SECONDS,
)
PHASE_SECONDS: Final = Histogram(
    "eduhub_start_phase_seconds",
    "Parts of starts that succeeded.",
    ["kind", "phase"],
    buckets=_SECONDS,
)
UNDER_WAY: Final = Gauge(
    "eduhub_starts_under_way", "Starts that wait for their turn, or have it.", ["state"]
)
OUTCOMES: Final = ("ok", "cancelled", "fault", *sorted(REFUSALS))
for _kind in KINDS:
    for _outcome in OUTCOMES:
        STARTS.labels(_kind, _outcome)
for _kind in ("warm", "cold"):
    START_SECONDS.labels(_kind)
    for _phase in PHASES:
        if (_kind == "warm") == (_phase == "claim") or _phase in {"turn", "home"}:
            PHASE_SECONDS.labels(_kind, _phase)
for _state in ("waiting", "running"):
    UNDER_WAY.labels(_state)


class StartClock:
    """The times of one start.

    Attributes
    ----------
    kind
        Set when it is known.
    """

    def __init__(self) -> None:
        self.kind: Kind = "none"
        self._began = time.monotonic()
        self._phase: Phase = "turn"
        self._phase_began = self._began
        self._took: dict[Phase, float] = {}
        UNDER_WAY.labels(self._state).inc()

    def begin(self, phase: Phase) -> None:
        """Take note that the phase before is over."""
        UNDER_WAY.labels(self._state).dec()
        self._end_phase()
        self._phase = phase
        UNDER_WAY.labels(self._state).inc()

    def end(self, outcome: str) -> None:
        """Count the start.

        Parameters
        ----------
        outcome
            One of `OUTCOMES`.
        """
        UNDER_WAY.labels(self._state).dec()
        self._end_phase()
        STARTS.labels(self.kind, outcome if outcome in OUTCOMES else "fault").inc()
        if outcome != "ok":
            return
        START_SECONDS.labels(self.kind).observe(time.monotonic() - self._began)
        for phase, seconds in self._took.items():
            # A server that waited and came to nothing is a claim in an ordinary start.
            if self.kind != "cold" or phase != "claim":
                PHASE_SECONDS.labels(self.kind, phase).observe(seconds)

    @property
    def _state(self) -> str:
        return "waiting" if self._phase == "turn" else "running"

    def _end_phase(self) -> None:
        now = time.monotonic()
        self._took[self._phase] = self._took.get(self._phase, 0.0) + now - self._phase_began
        self._phase_began = now


@contextmanager
def measured_start() -> Iterator[StartClock]:
    """Measure what is done inside as one start."""
    clock = StartClock()
    try:
        yield clock
    except SpawnException as error:
        clock.end(str(error.reason))
        raise
    except asyncio.CancelledError:
        clock.end("cancelled")
        raise
    except BaseException:
        clock.end("fault")
        raise
    clock.end("ok")
