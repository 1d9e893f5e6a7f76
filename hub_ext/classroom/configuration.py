"""From settings to the traits that let the class page in. Sets values, nothing else."""

# JupyterHub's functions have no types.
# mypy: disallow-untyped-calls=False

from typing import Final
from urllib.parse import urlsplit

from jupyterhub.utils import subdomain_hook_idna
from traitlets.config import Config

from hub_ext.settings import HubSettings
from hub_ext.unprinted import Unprinted

NAME: Final = "classroom"
PREFIX: Final = f"/services/{NAME}/"
#: Where the proxy finds the service: the name in docker-compose.yml.
URL: Final = f"http://{NAME}:8790"
CLIENT_ID: Final = f"service-{NAME}"
#: What a teacher's token is for here; of each the teacher has only the part for their own centre.
SCOPES: Final = (
    "list:users",
    "read:users:activity",
    "read:servers",
    "start:servers",
    "delete:servers",
)


def public_host(subdomain_host: str) -> str:
    """Return where people reach the service: ``""`` for the hub's own address.

    Parameters
    ----------
    subdomain_host
        ``HUB_SUBDOMAIN_HOST``; with one JupyterHub gives every service a subdomain.
    """
    if not subdomain_host:
        return ""
    parts = urlsplit(subdomain_host)
    domain = subdomain_hook_idna(NAME, parts.hostname, kind="service")
    return f"{parts.scheme}://{domain}{f':{parts.port}' if parts.port else ''}"


def configure(c: Config, settings: HubSettings, url: str = URL) -> None:
    """Add the service, which the proxy finds at `url`; what others added is kept."""
    c.JupyterHub.services = [
        *c.JupyterHub.get("services", []),
        {
            "name": NAME,
            "url": url,
            # Seconds. The hub waits for it when it starts, and the page only asks a hub that runs.
            "timeout": 1,
            "api_token": Unprinted(settings.hub_classroom_token.get_secret_value()),
            "oauth_client_id": CLIENT_ID,
            "oauth_client_allowed_scopes": list(SCOPES),
            # The page is the hub's own: nobody has to agree to it.
            "oauth_no_confirm": True,
        },
    ]
    # JupyterHub's own link to a service leaves out the port of a subdomain.
    address = f"{public_host(settings.hub_subdomain_host)}{PREFIX}"
    variables = c.JupyterHub.get("template_vars", {})
    c.JupyterHub.template_vars = {**variables, "classroom_url": address}
