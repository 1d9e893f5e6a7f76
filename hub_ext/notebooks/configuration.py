"""From settings to the traits that add the interface and let the platform in. Sets values, nothing else."""

from typing import Final

from traitlets.config import Config

from hub_ext.notebooks.handlers import handlers
from hub_ext.notebooks.whose import CREATE_SCOPE, LIST_SCOPE
from hub_ext.settings import HubSettings
from hub_ext.unprinted import Unprinted

NAME: Final = "platform"


def configure(c: Config, settings: HubSettings) -> None:
    """Add the addresses, the platform's service and its role; what others added is kept."""
    token = Unprinted(settings.hub_platform_token.get_secret_value())
    c.JupyterHub.custom_scopes = {
        **c.JupyterHub.get("custom_scopes", {}),
        LIST_SCOPE: {"description": "List anybody's notebooks"},
        CREATE_SCOPE: {"description": "Make a notebook for anybody"},
    }
    c.JupyterHub.services = [
        *c.JupyterHub.get("services", []),
        {"name": NAME, "api_token": token, "display": False},
    ]
    c.JupyterHub.load_roles = [
        *c.JupyterHub.get("load_roles", []),
        {"name": NAME, "scopes": [LIST_SCOPE, CREATE_SCOPE], "services": [NAME]},
    ]
    c.JupyterHub.extra_handlers = [*c.JupyterHub.get("extra_handlers", []), *handlers()]
