"""Whether the hub reaches the storage agent, and what that says of itself."""

from collections.abc import Sequence

import httpx
from pydantic import ValidationError

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside.answer import Answer
from hub_ext.servers.connections import STORAGE_URL
from hub_ext.storage.models import Health

_SECONDS = 10.0


def answer(_arguments: Sequence[str]) -> Answer:
    """Ask for its health, from where the hub asks."""
    return Answer([look(STORAGE_URL)])


def look(url: str) -> Finding:
    """Ask an agent; `url` is where it listens."""
    try:
        response = httpx.get(f"{url}/health", timeout=_SECONDS, trust_env=False)
        health = Health.model_validate_json(response.raise_for_status().content)
    except (httpx.HTTPError, ValidationError):
        return Finding("agent", "agent-silent")
    if health.object_store != "reachable":
        return Finding("agent", "agent-store", {"code": health.object_store.value})
    if health.lessons != "mounted":
        return Finding("agent", "agent-lessons")
    return Finding("agent", "agent-ok")
