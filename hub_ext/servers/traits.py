"""From settings to the traits of JupyterHub that concern servers. Sets values, nothing else."""

from typing import Any, Final
from urllib.parse import urlsplit

from traitlets.config import Config

from hub_ext.language import Language
from hub_ext.servers import lab_files
from hub_ext.servers.connections import shared_lab_files
from hub_ext.servers.firewall.rules import HUB_PORT, Addresses
from hub_ext.servers.hardening import COMMAND, HOME, PORT, network_name
from hub_ext.servers.messages import PROGRESS
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.settings import HubSettings
from hub_ext.users.sso.embedding import allow_servers_in_frames

#: Seconds. Longer than the spawner's own limit plus what it needs to clear up after itself, after a
#: wait for its turn behind five classes that came together.
START_TIMEOUT: Final = 900
#: Seconds between two looks whether a server runs. Nearly all of them ask nobody: `hub_ext.servers.news`.
POLL_SECONDS: Final = 10
#: Seconds from an open port to an answer; the libraries of a busy host load slowly.
HTTP_TIMEOUT: Final = 60
#: What the notebook image reads the language of JupyterLab from.
LANGUAGE_VARIABLE: Final = "EDUHUB_LANGUAGE"
#: After how many seconds a server ends a kernel that nobody uses.
KERNEL_IDLE_VARIABLE: Final = "EDUHUB_KERNEL_IDLE_SECONDS"


def configure(c: Config, settings: HubSettings) -> None:
    """Set every trait that starts, limits and stops people's servers.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    settings
        Valid settings.
    """
    hub = Addresses.of(settings.hub_network).hub
    c.JupyterHub.spawner_class = PlatformSpawner
    # None is refused: starts take turns, and whoever waits sees their place (`hub_ext.servers.turns`).
    c.JupyterHub.concurrent_spawn_limit = 0
    c.Spawner.hub_connect_url = f"http://{hub}:{HUB_PORT}"
    c.Spawner.start_timeout = START_TIMEOUT
    c.Spawner.poll_interval = POLL_SECONDS
    c.Spawner.http_timeout = HTTP_TIMEOUT
    # Failures have reasons that a restart of the hub does not remove.
    c.Spawner.consecutive_failure_limit = 0
    c.Spawner.default_url = "/lab"
    c.Spawner.notebook_dir = HOME
    c.Spawner.disable_user_config = True
    c.Spawner.ip = "0.0.0.0"  # noqa: S104 - inside a container that the firewall encloses
    c.Spawner.port = PORT
    c.Spawner.cmd = list(COMMAND)
    c.Spawner.progress_ready_hook = ready_in_their_language
    c.Spawner.environment = {
        **c.Spawner.get("environment", {}),
        LANGUAGE_VARIABLE: language_of_lab,
        KERNEL_IDLE_VARIABLE: str(settings.hub_server_idle_minutes * 60),
        lab_files.ADDRESS_VARIABLE: f"{settings.hub_subdomain_host}{lab_files.PREFIX}",
        lab_files.VERSIONS_VARIABLE: versions_of_lab_files,
    }
    # Where people have subdomains a route begins with the hub's own.
    domain = urlsplit(settings.hub_subdomain_host).hostname or ""
    c.Proxy.extra_routes = {f"{domain}{lab_files.PREFIX}": lab_files.URL}
    allow_servers_in_frames(c, settings)
    c.DockerSpawner.image = settings.hub_notebook_image
    c.DockerSpawner.allowed_images = [settings.hub_notebook_image]
    c.DockerSpawner.pull_policy = "never"
    c.DockerSpawner.network_name = network_name(settings)
    # Also what tells JupyterHub to revoke a stopped server's token.
    c.DockerSpawner.remove = True
    c.PlatformSpawner.settings = settings


def ready_in_their_language(spawner: PlatformSpawner, event: dict[str, Any]) -> dict[str, Any]:
    """Replace the text of JupyterHub's last progress event; its ``url`` stays."""
    text = PROGRESS["ready"].in_language(spawner.settings.hub_language.now())
    return event | {"message": text, "html_message": text}


def versions_of_lab_files(_spawner: PlatformSpawner) -> str:
    """Return the versions of JupyterLab's files that are to be had now, as a variable of the environment."""
    return " ".join(shared_lab_files().versions)


def language_of_lab(spawner: PlatformSpawner) -> Language:
    """Return the language in which JupyterLab opens, as a variable of the server's environment.

    Notes
    -----
    JupyterHub calls it at every start. Whoever starts somebody else's server, as a teacher does for a
    whole class, has a browser that says nothing about that person.
    """
    setting = spawner.settings.hub_language
    asking = getattr(spawner.handler, "current_user", None)
    is_own = asking is not None and asking.name == spawner.user.name
    return setting.now() if is_own else setting.without_request()
