"""What browsers report of pages that wanted more than they may."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False, disallow-subclassing-any=False

from typing import Any, Final

from jupyterhub.handlers import BaseHandler
from tornado.web import authenticated

#: Of a report, which is as long as whoever sends it likes.
_LONGEST: Final = 500


class PolicyReportHandler(BaseHandler):
    """``POST /hub/security/csp-report``, in the place of JupyterHub's: one line of log, and a short one."""

    @authenticated
    def post(self) -> None:
        """Write it down."""
        report = self.request.body[:_LONGEST].decode("utf-8", "replace")
        self.log.warning(
            "A browser of %r reports a page that it did not allow something: %r",
            self.current_user.name,
            report,
        )


def handlers() -> list[tuple[str, Any]]:
    """Return what stands in the place of JupyterHub's own."""
    return [(r"/security/csp-report", PolicyReportHandler)]
