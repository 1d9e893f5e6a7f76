"""Calls to the Docker engine."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import Histogram

ENGINE_SECONDS: Final = Histogram(
    "eduhub_engine_call_seconds",
    "Calls to the engine with the wait for their turn, by lane (work, questions) and outcome (ok, or why not).",
    ["lane", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 120),
)
#: Beside these, the codes of `hub_ext.servers.engine.EngineCode`, which that module announces.
_ENDS: Final = ("ok", "cancelled")
_LANES: Final = ("work", "questions")


def expect_outcomes(codes: Iterable[str]) -> None:
    """Show so many calls that ended with each of `codes` as there are, from the start: none."""
    for lane in _LANES:
        for outcome in (*_ENDS, *codes):
            ENGINE_SECONDS.labels(lane, outcome)
