"""What a server imports on its way to the first answer, and with the first notebook."""

import importlib
from typing import Final

_SERVICES: Final = (
    "api",
    "config",
    "contents",
    "events",
    "kernels",
    "kernelspecs",
    "nbconvert",
    "security",
    "sessions",
)
#: In the order in which a server that starts cold gets to them.
MODULES: Final = (
    "jupyterhub.singleuser",
    "jupyterlab.labapp",
    "jupyter_server_terminals",
    "notebook.app",
    "nbconvert.exporters",
    "ipykernel.kernelspec",
    "jinja2.ext",
    "jupyter_core.migrate",
    "tornado.platform.asyncio",
    *(f"jupyter_server.services.{service}.handlers" for service in _SERVICES),
    "jupyter_server.kernelspecs.handlers",
    "jupyter_server.nbconvert.handlers",
    "jupyter_server.view.handlers",
    "eduhub_visitors",
    "eduhub_home_state",
)


def import_everything() -> None:
    """Import them. One that is missing is imported later, or never, by whoever needs it."""
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError as error:
            print(f"{name} cannot be imported before its time: {error}", flush=True)
