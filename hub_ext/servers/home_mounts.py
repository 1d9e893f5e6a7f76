"""How a person's files get into their container: binds, by the way that homes are stored.

The storage agent is trusted, but what it says becomes a mount, and a mistake there would hand out
the host's files; so each folder must be below the one that its kind lies in.
"""

from pathlib import Path, PurePosixPath
from typing import Any, Final

from hub_ext.servers import hardening
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import HubSettings
from hub_ext.storage.models import OpenedHome

CENTER: Final = f"{hardening.HOME}/center"
#: Where a server reads how its person's files stand.
TOLD: Final = "/srv/home-state"


def home_mounts(settings: HubSettings, opened: OpenedHome) -> list[dict[str, Any]]:
    """Return the binds of a person's files, beside the lessons.

    Parameters
    ----------
    settings
        Where everything is.
    opened
        What the storage agent opened.

    Raises
    ------
    ValueError
        If a folder is not where folders of its kind are.
    """
    found = []
    if opened.way is HomeStorage.WORKING_COPY:
        found.append(_bind(settings, "homes", opened.path, hardening.HOME))
    elif opened.way is HomeStorage.MOUNT:
        # The parent of the mount: what is mounted there again after a failure shows up here.
        parent = str(PurePosixPath(hardening.HOME).parent)
        found.append(_bind(settings, "homes", opened.path, parent, follow=True))
    if opened.center and opened.way is not HomeStorage.MOUNT:
        found.append(_bind(settings, "centers", opened.center, CENTER, follow=True))
    if opened.told:
        found.append(_bind(settings, "homes", opened.told, TOLD) | {"ReadOnly": True})
    return found


def _bind(
    settings: HubSettings, kind: str, path: str, target: str, *, follow: bool = False
) -> dict[str, Any]:
    folder = _below(settings.hub_data_dir / kind, settings.hub_data_dir / path)
    mount: dict[str, Any] = {
        "Type": "bind",
        "Source": str(folder),
        "Target": target,
        "ReadOnly": False,
    }
    return mount | ({"BindOptions": {"Propagation": "rslave"}} if follow else {})


def _below(top: Path, folder: Path) -> Path:
    if ".." in folder.parts or top not in folder.parents:
        raise ValueError(f"the storage agent named a folder outside {top}")
    return folder
