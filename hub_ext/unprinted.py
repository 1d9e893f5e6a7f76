"""Secrets that JupyterHub takes as traits only."""


class Unprinted(str):
    """A text that shows nothing of itself where a configuration is printed.

    ``jupyterhub --show-config`` and the debug log print traits with `repr`.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Return no part of it."""
        return "'**********'"
