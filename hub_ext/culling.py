"""JupyterHub's own `jupyterhub-idle-culler`, as a service of the hub that may do no more than it is told."""

import sys
from collections.abc import Sequence
from typing import Final

from traitlets.config import Config

#: Seconds between two looks.
CHECK_SECONDS: Final = 300


def add_culler(
    c: Config, name: str, description: str, *, options: Sequence[str], scopes: Sequence[str]
) -> None:
    """Let the hub run a culler.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    name
        Of the service and of its role.
    description
        What it does, for whoever reads the roles.
    options
        Of the program, beside how often it looks.
    scopes
        Its rights, all of them.
    """
    command = [sys.executable, "-m", "jupyterhub_idle_culler", f"--cull-every={CHECK_SECONDS}"]
    c.JupyterHub.services.append({"name": name, "display": False, "command": [*command, *options]})
    c.JupyterHub.load_roles.append(
        {"name": name, "description": description, "scopes": list(scopes), "services": [name]}
    )
