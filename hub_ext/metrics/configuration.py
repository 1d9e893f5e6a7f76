"""From settings to the traits that let Prometheus ask. Sets values, nothing else."""

from typing import Final

from traitlets.config import Config

from hub_ext.metrics import disk, logins, people, pool, proxy, starts  # noqa: F401 - so that they are there
from hub_ext.settings import HubSettings
from hub_ext.unprinted import Unprinted

NAME: Final = "prometheus"


def configure(c: Config, settings: HubSettings) -> None:
    """Add the service, whose token opens ``/hub/metrics`` and nothing else; what others added is kept."""
    token = Unprinted(settings.hub_metrics_token.get_secret_value())
    c.JupyterHub.services = [
        *c.JupyterHub.get("services", []),
        {"name": NAME, "api_token": token, "display": False},
    ]
    c.JupyterHub.load_roles = [
        *c.JupyterHub.get("load_roles", []),
        {"name": NAME, "scopes": ["read:metrics"], "services": [NAME]},
    ]
