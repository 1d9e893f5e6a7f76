"""From settings to the traits that add the page. Sets values, nothing else."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False

from pathlib import Path
from typing import Any, Final

from traitlets.config import Config

from hub_ext.history.handlers import handlers
from hub_ext.settings import HubSettings
from hub_ext.users.guests.guest import is_guest

TEMPLATES: Final = Path(__file__).parent / "templates"


def configure(c: Config, settings: HubSettings) -> None:  # noqa: ARG001 - like all others
    """Add the page, and tell the home page for whom it is; what others added is kept."""
    c.JupyterHub.template_paths = [*c.JupyterHub.get("template_paths", []), str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        **c.JupyterHub.get("template_vars", {}),
        "has_history": _has_history,
    }
    c.JupyterHub.extra_handlers = [*c.JupyterHub.get("extra_handlers", []), *handlers()]


def _has_history(user: Any) -> bool:
    """Tell whether anything of somebody is kept: of everybody but guests."""
    return user is not None and not is_guest(user)
