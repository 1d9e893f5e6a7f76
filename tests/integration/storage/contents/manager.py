"""What JupyterLab's server works with: the manager of a home without a folder."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_ext.storage.models import Gateway
from images.notebook.eduhub_contents import HomeContents, home


@contextlib.contextmanager
def running_manager(endpoint: str, keys: Gateway, folder: Path) -> Iterator[HomeContents]:
    """The manager of a person's server.

    Parameters
    ----------
    endpoint, keys
        The door, and what opens it.
    folder
        What the server's container has: its home in ``home``, which is there, and the rest.
    """
    with pytest.MonkeyPatch.context() as container:
        container.setenv("HOME", str(folder / "home"))
        container.setenv("JUPYTER_DATA_DIR", str(folder / "data"))
        container.setenv("EDUHUB_FILES_URL", endpoint)
        container.setenv("EDUHUB_FILES_ACCESS_KEY", keys.access_key)
        container.setenv("EDUHUB_FILES_SECRET_KEY", keys.secret_key)
        container.setattr(home, "CHECKPOINTS", str(folder / "checkpoints"))
        manager = HomeContents()
        try:
            yield manager
        finally:
            manager.close()
