"""Looks at the engine itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from hub_ext.doctor.docker_client import DockerError, meaning_of
from hub_ext.doctor.findings import Finding
from hub_ext.doctor.system import System

#: Seconds. A busy engine needs a few.
PATIENCE: Final = 15.0
_FAST_DRIVERS: Final = frozenset(
    {"overlay2", "overlayfs", "btrfs", "zfs", "fuse-overlayfs", "stargz"}
)
_OLD: Final = 23


class EngineLook:
    """What the engine says of itself.

    Parameters
    ----------
    system
        The instance.
    patience
        Seconds to wait for an answer.
    """

    def __init__(self, system: System, patience: float = PATIENCE) -> None:
        self._system = system
        self._patience = patience
        self._info: dict[str, Any] = {}

    def look(self) -> Sequence[Finding]:
        """See whether it answers."""
        try:
            output = self._system.docker("info", "--format", "{{json .}}", seconds=self._patience)
        except DockerError as error:
            return [
                Finding("engine", f"engine-{error.trouble}", {"seconds": round(self._patience)})
            ]
        self._info = json.loads(output)
        version, driver = self._info.get("ServerVersion"), self._info.get("Driver")
        if not version:
            # The client is content with having found nothing out.
            trouble = meaning_of(" ".join(self._info.get("ServerErrors") or ()))
            return [Finding("engine", f"engine-{trouble}")]
        return [Finding("engine", "engine-ok", {"version": str(version), "driver": str(driver)})]

    def look_at_setup(self) -> Sequence[Finding]:
        """See whether it is set up for people; in development nobody depends on that."""
        found = list(_setup(self._info)) if self._system.production else []
        return found or [Finding("engine-setup", "setup-ok")]


def _setup(info: dict[str, Any]) -> Sequence[Finding]:
    found = []
    version, driver = str(info.get("ServerVersion")), str(info.get("Driver"))
    if not info.get("LiveRestoreEnabled"):
        found.append(Finding("engine-setup", "setup-no-live-restore"))
    major = version.partition(".")[0]
    if major.isdigit() and int(major) < _OLD:
        found.append(Finding("engine-setup", "setup-old", {"version": version}))
    if driver not in _FAST_DRIVERS:
        found.append(Finding("engine-setup", "setup-slow-driver", {"driver": driver}))
    return found
