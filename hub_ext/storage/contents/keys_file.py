"""The keys of an open home, for the agent's next start: servers that run keep theirs."""

import os
from pathlib import Path

from pydantic import ValidationError

from hub_ext.storage.models import Gateway


class KeysFile:
    """``state/gateway.json`` of one home; the agent alone can read it.

    Parameters
    ----------
    folder
        Where the agent sees the home's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "state" / "gateway.json"

    def read(self) -> Gateway | None:
        """Return the keys; None if there are none."""
        try:
            return Gateway.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, gateway: Gateway) -> None:
        """Keep the keys, whenever the power fails; the folder is there."""
        new = self._file.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(gateway.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)

    def remove(self) -> None:
        """Forget the keys."""
        self._file.unlink(missing_ok=True)
