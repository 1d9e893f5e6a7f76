"""From settings to the traits of the audit log. Sets values, nothing else."""

from traitlets.config import Config

from hub_ext.ops.audit_requests import log_and_audit
from hub_ext.settings import HubSettings


def configure(c: Config, settings: HubSettings) -> None:  # noqa: ARG001 - like its neighbours
    """Let the audit log see the end of every request.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place. Other settings of tornado in it
        are kept, and a log function is replaced by one that calls JupyterHub's own.
    settings
        Valid settings; none of them matters here.
    """
    c.JupyterHub.tornado_settings = {
        **c.JupyterHub.get("tornado_settings", {}),
        "log_function": log_and_audit,
    }
