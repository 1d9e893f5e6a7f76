"""From settings to the traits of JupyterHub's log. Sets values, nothing else."""

from traitlets.config import Config

from hub_ext.logs.request_gate import request_gate
from hub_ext.logs.sessions import WithoutSessions
from hub_ext.logs.setup import FORMATTERS
from hub_ext.settings import HubSettings


def configure(c: Config, settings: HubSettings) -> None:
    """Give every line the chosen format, and every request an id; other transforms are kept.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place.
    settings
        Valid settings.
    """
    kind = FORMATTERS[settings.hub_log_format]
    c.JupyterHub.logging_config = {
        "filters": {"sessions": {"()": f"{WithoutSessions.__module__}.{WithoutSessions.__name__}"}},
        "handlers": {"console": {"filters": ["sessions"]}},
        "formatters": {
            "console": {
                "class": f"{kind.__module__}.{kind.__name__}",
                "defaults": {"part": "hub"},
            }
        },
    }
    before = c.JupyterHub.get("tornado_settings", {})
    c.JupyterHub.tornado_settings = {
        **before,
        "transforms": [request_gate(settings), *before.get("transforms", [])],
    }
