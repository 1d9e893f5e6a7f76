"""Groups come from the table: the hub's API reads them and changes none.

JupyterHub itself lets an admin change groups that its authenticator manages. Such a change would
hand out the rights of a centre until the person's row is looked at again, and then be undone
without a word; for somebody who makes no request it would stay.
"""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

from typing import Any, Final

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.apihandlers.groups import GroupAPIHandler, GroupListAPIHandler
from tornado.web import HTTPError

_WHY: Final = "Groups come from the platform's table and are not changed here"


class _ReadOnly(APIHandler):
    """Refuses whatever would change something, for everybody alike."""

    async def prepare(self) -> None:
        """Refuse as soon as it is known who asks, which the audit log wants to know."""
        await super().prepare()
        if self.request.method not in {"GET", "HEAD", "OPTIONS"}:
            raise HTTPError(403, _WHY)


class _Groups(_ReadOnly, GroupListAPIHandler):
    """``/hub/api/groups``."""


class _Group(_ReadOnly, GroupAPIHandler):
    """``/hub/api/groups/center-11``."""


def handlers() -> list[tuple[str, Any]]:
    """Return what stands in the place of JupyterHub's own."""
    return [
        (r"/api/groups", _Groups),
        (r"/api/groups/([^/]+)", _Group),
        (r"/api/groups/[^/]+/(?:users|properties)", _ReadOnly),
    ]
