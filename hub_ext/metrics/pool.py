"""Servers that wait for somebody."""

from typing import Final, Literal

from prometheus_client import Counter, Gauge

POOL_WAITING: Final = Gauge("eduhub_pool_waiting", "Servers that wait and can be claimed now.")
POOL_WANTED: Final = Gauge("eduhub_pool_wanted", "Servers that should wait now.")
LESSON: Final = Gauge("eduhub_lesson", "1 while a lesson of the timetable goes on, otherwise 0.")
POOL_CLAIMS: Final = Counter(
    "eduhub_pool_claims",
    "Starts that asked for a waiting server: claimed, failed (it came to nothing), empty (none waited).",
    ["outcome"],
)
Claim = Literal["claimed", "failed", "empty"]
for _outcome in ("claimed", "failed", "empty"):
    POOL_CLAIMS.labels(_outcome)


def count_claim(outcome: Claim) -> None:
    """Count what came of asking the pool for a server."""
    POOL_CLAIMS.labels(outcome).inc()
