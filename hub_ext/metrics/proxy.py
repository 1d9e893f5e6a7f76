"""Looks at the proxy's routes."""

from typing import Final, Literal

from prometheus_client import Counter

Look = Literal["ok", "restored", "unknown"]
_LOOKS: Final = Counter(
    "eduhub_proxy_looks",
    "Looks at the proxy: ok, restored (it had forgotten its routes and got them again), unknown (no answer).",
    ["outcome"],
)
for _outcome in ("ok", "restored", "unknown"):
    _LOOKS.labels(_outcome)


def count_look(outcome: Look) -> None:
    """Count a look."""
    _LOOKS.labels(outcome).inc()
