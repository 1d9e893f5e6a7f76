"""From settings to the trait that adds the address. Sets values, nothing else."""

from traitlets.config import Config

from hub_ext.ready.handler import ReadyHandler
from hub_ext.settings import HubSettings


def configure(c: Config, settings: HubSettings) -> None:  # noqa: ARG001 - like its neighbours
    """Add ``/hub/ready``; what others added is kept.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    settings
        Valid settings; none of them matters here.
    """
    c.JupyterHub.extra_handlers = [
        *c.JupyterHub.get("extra_handlers", []),
        (r"/ready", ReadyHandler),
    ]
