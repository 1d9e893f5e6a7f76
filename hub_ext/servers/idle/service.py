"""The service that stops idle servers, and what it may do."""

import sys
from pathlib import Path
from typing import Final

from traitlets.config import Config

from hub_ext.settings import HubSettings

SERVICE: Final = "idle-culler"
#: Seconds between two looks.
CHECK_SECONDS: Final = 300
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
    c.JupyterHub.services.append(
        {
            "name": SERVICE,
            "display": False,
            "command": [
                sys.executable,
                "-m",
                "jupyterhub_idle_culler",
                f"--config={Path(__file__).with_name('culler.py')}",
                f"--timeout={settings.hub_server_idle_minutes * 60}",
                f"--cull-every={CHECK_SECONDS}",
            ],
        }
    )
    c.JupyterHub.load_roles.append(
        {
            "name": SERVICE,
            "description": "Stops idle servers",
            "scopes": list(_SCOPES),
            "services": [SERVICE],
        }
    )
