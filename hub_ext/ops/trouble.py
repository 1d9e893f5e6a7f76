"""Saying once that something goes wrong, and once that it is over."""

from tornado.log import app_log


class Trouble:
    """A state that an operator reads about when it begins and when it ends, not every time.

    Parameters
    ----------
    what
        What is wrong, what that means and what to do; ``{reason}`` is filled in.
    over
        What is right again; ``{count}``, how often it went wrong, is filled in.

    Notes
    -----
    Lines go to tornado's log, which JupyterHub makes a part of its own.
    """

    def __init__(self, what: str, over: str) -> None:
        self._what = what
        self._over = over
        self._count = 0

    def happened(self, reason: object = "") -> None:
        """It went wrong, for the first time or again."""
        self._count += 1
        if self._count == 1:
            app_log.error("%s", self._what.format(reason=reason))

    def passed(self) -> None:
        """It went well."""
        if self._count:
            app_log.warning("%s", self._over.format(count=self._count))
            self._count = 0
