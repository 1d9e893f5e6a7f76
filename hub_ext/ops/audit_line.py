"""The queue that the line of an event waits in."""

import logging
import queue
from logging.handlers import QueueHandler

from hub_ext.ops.trouble import Trouble


class WaitingLines(QueueHandler):
    """Puts lines where the writing thread finds them, and drops them when too many wait."""

    def __init__(self, lines: queue.Queue[logging.LogRecord]) -> None:
        super().__init__(lines)
        self._lines = lines
        self._full = Trouble(
            "The audit log is written too slowly: what people do now is not recorded. Look at the"
            " disk of hub-data; the hub goes on.",
            "The audit log keeps up again; {count} events are missing",
        )

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put a line into the queue, or tell the operator that there is no room."""
        try:
            super().enqueue(record)
        except queue.Full:
            self._full.happened()
            return
        # One place that becomes free is not the end of it; the operator would read of each.
        if self._lines.qsize() <= self._lines.maxsize // 2:
            self._full.passed()
