"""From settings to the traits that let the sync in. Sets values, nothing else."""

from typing import Final

from traitlets.config import Config

from hub_ext.settings import HubSettings
from hub_ext.unprinted import Unprinted

NAME: Final = "directory-sync"
SCOPE: Final = "custom:directory:sync"


def configure(c: Config, settings: HubSettings) -> None:
    """Add the service, its scope and the role that joins them; what others added is kept."""
    token = Unprinted(settings.hub_sync_token.get_secret_value())
    c.JupyterHub.custom_scopes = {
        **c.JupyterHub.get("custom_scopes", {}),
        SCOPE: {"description": "Tell the hub who is in the table Users"},
    }
    c.JupyterHub.services = [
        *c.JupyterHub.get("services", []),
        {"name": NAME, "api_token": token, "display": False},
    ]
    c.JupyterHub.load_roles = [
        *c.JupyterHub.get("load_roles", []),
        {"name": NAME, "scopes": [SCOPE], "services": [NAME]},
    ]
