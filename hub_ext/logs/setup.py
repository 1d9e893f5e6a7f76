"""The log of a part that is not JupyterHub."""

import logging
import sys
from typing import Final

from hub_ext.logs.lines import JsonLines, TextLines
from hub_ext.setting_types import LogFormat

#: By what ``HUB_LOG_FORMAT`` says.
FORMATTERS: Final[dict[LogFormat, type[TextLines | JsonLines]]] = {
    "text": TextLines,
    "json": JsonLines,
}


def start_log(part: str, log_format: LogFormat) -> None:
    """Write everything from ``INFO`` on to standard output.

    Parameters
    ----------
    part
        What writes, as the service in docker-compose.yml is called.
    log_format
        ``HUB_LOG_FORMAT``.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(FORMATTERS[log_format](defaults={"part": part}))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # Each request of theirs is a line otherwise, and addresses may hold what is nobody's business.
    logging.getLogger("httpx").setLevel(logging.WARNING)
