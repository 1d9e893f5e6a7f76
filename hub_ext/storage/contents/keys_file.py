"""The keys of an open home, for the agent's next start: servers that run keep theirs."""

from pathlib import Path

from pydantic import ValidationError

from hub_ext.storage.models import Gateway
from hub_ext.whole_files import put_whole


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
        put_whole(self._file, gateway.model_dump_json().encode(), 0o600)

    def remove(self) -> None:
        """Forget the keys."""
        self._file.unlink(missing_ok=True)
