"""Lines of JupyterHub's that are not to be written."""

import logging
from typing import Final

#: Its line for each visitor's first page has the content of the session's and the login's cookie, before
#: they are signed.
_WITH_SESSION: Final = "Setting new xsrf cookie for "


class WithoutSessions(logging.Filter):
    """Drops what would put ids of sessions into the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is written."""
        return not str(record.msg).startswith(_WITH_SESSION)
