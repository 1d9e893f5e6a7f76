"""From settings to JupyterHub's traits. Sets values and does nothing else, so that a bare
traitlets ``Config`` is enough to test it."""

from traitlets.config import Config

import hub_ext.classroom.configuration
import hub_ext.history
import hub_ext.logs.configuration
import hub_ext.metrics.configuration
import hub_ext.notebooks
import hub_ext.ops
import hub_ext.pages
import hub_ext.ready
import hub_ext.servers.idle.service
import hub_ext.servers.traits
import hub_ext.users.traits
from hub_ext.hub_database import HUB_DATABASE
from hub_ext.hub_database_trouble import LOCK_SECONDS
from hub_ext.remote_address import remote_address_gate
from hub_ext.settings import HubSettings

HUB_PORT_INSIDE = 8081
#: The proxy's API listens on the network that only hub and proxy share, under this name.
PROXY_API = "http://proxy-api:8001"
#: How old a teacher sees "last active" at most; upstream's five minutes are long in a lesson.
ACTIVITY_SECONDS = 60


def configure(c: Config, settings: HubSettings) -> None:
    """Set every trait of the hub from `settings`.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    settings
        Valid settings; secrets among them are not for traits, see `secret_environment`.
    """
    _hub(c, settings)
    _proxy(c)
    hub_ext.users.traits.configure(c, settings)
    hub_ext.servers.traits.configure(c, settings)
    hub_ext.servers.idle.service.configure(c, settings)
    hub_ext.pages.configure(c, settings)
    hub_ext.history.configure(c, settings)
    hub_ext.notebooks.configure(c, settings)
    hub_ext.classroom.configuration.configure(c, settings)
    hub_ext.ops.configure(c, settings)
    hub_ext.metrics.configuration.configure(c, settings)
    hub_ext.ready.configure(c, settings)
    # Last, to be the first that a request passes.
    hub_ext.logs.configuration.configure(c, settings)


def _hub(c: Config, settings: HubSettings) -> None:
    c.JupyterHub.hub_bind_url = f"http://0.0.0.0:{HUB_PORT_INSIDE}"
    # The service's name: a container's own hostname changes whenever it is made anew.
    c.JupyterHub.hub_connect_ip = "hub"
    c.JupyterHub.db_url = f"sqlite:///{HUB_DATABASE}"
    # The first is JupyterHub's own, which a dictionary of ours replaces.
    c.JupyterHub.db_kwargs = {"connect_args": {"check_same_thread": False, "timeout": LOCK_SECONDS}}
    c.JupyterHub.allow_named_servers = False
    c.JupyterHub.cookie_max_age_days = settings.hub_session_hours / 24
    if settings.hub_subdomain_host:
        c.JupyterHub.subdomain_host = settings.hub_subdomain_host
    # Seconds that a click waits before the page with the progress bar comes; upstream's is 10.
    c.JupyterHub.tornado_settings = {
        "slow_spawn_timeout": 0,
        "transforms": [remote_address_gate(settings)],
    }
    # A restart of the hub is not the end of anybody's lesson.
    c.JupyterHub.cleanup_servers = False
    c.JupyterHub.cleanup_proxy = False


def _proxy(c: Config) -> None:
    c.JupyterHub.bind_url = "http://:8000"
    c.JupyterHub.last_activity_interval = ACTIVITY_SECONDS
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = PROXY_API


def secret_environment(settings: HubSettings) -> dict[str, str]:
    """Return the variables that JupyterHub reads its secrets from.

    Notes
    -----
    As traits they would be printed by ``jupyterhub --show-config`` and in its debug log.
    """
    return {
        "JPY_COOKIE_SECRET": settings.hub_cookie_secret.get_secret_value(),
        "JUPYTERHUB_CRYPT_KEY": settings.hub_crypt_key.get_secret_value(),
        "CONFIGPROXY_AUTH_TOKEN": settings.hub_proxy_token.get_secret_value(),
    }
