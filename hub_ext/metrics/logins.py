"""Logins, by the way in and what came of them."""

from typing import Final, Literal

from prometheus_client import Counter

from hub_ext.users.reasons import OTHER, REASONS
from hub_ext.users.sso.refusals import PAGES

#: As the audit log calls them.
WAYS: Final = ("database", "dummy", "sso", "oauth", "guest")
#: Of all ways; single sign-on has its own beside those that it shares.
KNOWN_REASONS: Final = frozenset({*REASONS, *map(str, PAGES)})
Outcome = Literal["ok", "refused", "failed"]

LOGINS: Final = Counter(
    "eduhub_logins",
    "Logins by way; refused: not allowed or not right; failed: the hub could not tell.",
    ["way", "outcome"],
)
REFUSALS: Final = Counter(
    "eduhub_login_refusals", "Logins that were refused or failed, by reason.", ["reason"]
)
for _way in (*WAYS, OTHER):
    for _outcome in ("ok", "refused", "failed"):
        LOGINS.labels(_way, _outcome)
for _reason in (*sorted(KNOWN_REASONS), OTHER):
    REFUSALS.labels(_reason)


def count_login(way: str | None, outcome: Outcome, reason: str = "") -> None:
    """Count one try.

    Parameters
    ----------
    way
        Any text; what is no way of ours counts as `OTHER`.
    outcome
        What came of it.
    reason
        One of `KNOWN_REASONS` if it came to nothing; any other text counts as `OTHER`.
    """
    LOGINS.labels(way if way in WAYS else OTHER, outcome).inc()
    if outcome != "ok":
        REFUSALS.labels(reason if reason in KNOWN_REASONS else OTHER).inc()
