"""The service that stops idle servers, and what it may do."""

from pathlib import Path
from typing import Final

from traitlets.config import Config

from hub_ext.culling import add_culler
from hub_ext.settings import HubSettings

SERVICE: Final = "idle-culler"
_SCOPES: Final = ("list:users", "read:users:activity", "read:servers", "delete:servers")


def configure(c: Config, settings: HubSettings) -> None:
    """Let the hub stop idle servers.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    settings
        Valid settings.
    """
    add_culler(
        c,
        SERVICE,
        "Stops idle servers",
        options=[
            f"--config={Path(__file__).with_name('culler.py')}",
            f"--timeout={settings.hub_server_idle_minutes * 60}",
        ],
        scopes=_SCOPES,
    )
