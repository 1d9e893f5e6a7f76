"""Which pages may show the hub and people's servers in a frame.

With ``AUTH=jwt`` these are the platform's: lessons embed Jupyter. Nobody else may, and without
``jwt`` nobody at all, which is JupyterHub's own rule. The hub and the servers may not frame *each
other* either, so there is no ``'self'``: they share an origin, and a page on a student's server could
show a teacher the hub's admin page in a frame and press its buttons for them.

Notes
-----
A header in the settings replaces the whole ``Content-Security-Policy`` of the hub, so answers of its
API, which are JSON, lose ``default-src 'none'``; ``nosniff`` keeps browsers from taking them for
pages.
"""

from typing import Final

from traitlets.config import Config

from hub_ext.settings import HubSettings

#: What the configuration in the notebook image reads the policy of one server from.
SERVER_VARIABLE: Final = "EDUHUB_CONTENT_SECURITY_POLICY"

_HEADER: Final = "Content-Security-Policy"
#: Where JupyterHub takes note of violations.
_REPORTS: Final = "/hub/security/csp-report"


def allow_hub_in_frames(c: Config, settings: HubSettings) -> None:
    """Let the platform embed every page of the hub, those of errors and of the login included.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place. What others put into its
        dictionaries before is kept.
    settings
        Valid settings.
    """
    policy = frame_policy(settings)
    if policy is None:
        return
    tornado = c.JupyterHub.get("tornado_settings", {})
    ours = {_HEADER: f"{policy}; report-uri {_REPORTS}", "X-Content-Type-Options": "nosniff"}
    c.JupyterHub.tornado_settings = {**tornado, "headers": {**tornado.get("headers", {}), **ours}}


def allow_servers_in_frames(c: Config, settings: HubSettings) -> None:
    """Let the platform embed people's servers; parameters are those of `allow_hub_in_frames`."""
    policy = frame_policy(settings)
    if policy is not None:
        environment = c.Spawner.get("environment", {})
        c.Spawner.environment = {**environment, SERVER_VARIABLE: policy}


def frame_policy(settings: HubSettings) -> str | None:
    """Return the directive for the platform's pages; None for JupyterHub's own."""
    origins = settings.platform_origins
    return f"frame-ancestors {' '.join(origins)}" if origins else None
