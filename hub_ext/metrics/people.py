"""What is known of the platform's table, and the sessions that it ends."""

from typing import Final, Literal

from prometheus_client import Counter, Gauge

DATABASE_ANSWERS: Final = Gauge(
    "eduhub_platform_database_answers",
    "1 if the platform's database answered when it was last asked, 0 if not; the sync asks every half minute.",
)
SYNC_LAST_GOOD: Final = Gauge(
    "eduhub_people_sync_last_good_timestamp_seconds",
    "When the whole table was last read and the hub told; 0 if not since the hub's start.",
)
Ended = Literal["row-gone", "not-admitted", "other-row", "password-changed", "outdated"]
_SESSIONS: Final = Counter(
    "eduhub_sessions_ended",
    "Sessions that ended because of the table: at a look at the row, or (outdated) all earlier ones at a login.",
    ["reason"],
)
for _reason in ("row-gone", "not-admitted", "other-row", "password-changed", "outdated"):
    _SESSIONS.labels(_reason)


def count_ended_session(reason: Ended) -> None:
    """Count a session, or what is left of all earlier ones of a person."""
    _SESSIONS.labels(reason).inc()
