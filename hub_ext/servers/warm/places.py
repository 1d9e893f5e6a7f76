"""How files get into a container that runs before anybody knows whose it will be."""

from pathlib import PurePosixPath
from typing import Any, Final

from hub_ext.servers.hardening import HOME
from hub_ext.servers.home_mounts import TOLD
from hub_ext.settings import HubSettings

_TARGETS: Final = {
    "home": str(PurePosixPath(HOME).parent),
    "srv": str(PurePosixPath(TOLD).parent),
}


def place_mounts(settings: HubSettings, name: str) -> list[dict[str, Any]]:
    """Return the binds of a waiting container.

    Parameters
    ----------
    settings
        Where everything is.
    name
        Of a place that the storage agent made: `hub_ext.storage.attaching.attachments`. What it
        mounts there appears in the container.
    """
    folder = settings.hub_data_dir / "attached" / name
    return [
        {
            "Type": "bind",
            "Source": str(folder / part),
            "Target": target,
            "ReadOnly": False,
            "BindOptions": {"Propagation": "rslave"},
        }
        for part, target in _TARGETS.items()
    ]
