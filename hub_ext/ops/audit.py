"""The audit log: who did what to whom, from where, through which way, with what outcome.

One JSON object a line. Of people it holds the ``userID`` and the address, nothing else; passwords,
tokens, cookies and bodies of requests are never given to it.

A failed login is written with the name as it was typed, cut to `LONGEST_TYPED` characters: the
operator's question is "why could this child not log in", and the child may never have been here
before, so nothing that the hub knows tells a name from anything else. Somebody who types a password
into the field for the name is so recorded; the hub's own log has always done the same, and the file
is readable by the hub alone.
"""

import atexit
import logging
import queue
import threading
from datetime import UTC, datetime
from functools import cache
from logging.handlers import QueueListener
from pathlib import Path
from typing import Final, Literal

from tornado.log import app_log

from hub_ext.logs.text import cut, json_line
from hub_ext.ops.audit_file import FILE_BYTES, AuditFile
from hub_ext.ops.audit_line import WaitingLines
from hub_ext.users.expiring_table import ExpiringCounts

Event = Literal[
    "login",
    "login-refused",
    "logout",
    "start",
    "stop",
    "look",
    "open",
    "restore",
    "create",
    "admin",
]
Outcome = Literal["ok", "refused", "failed"]

#: In the hub's container, on the volume `hub-data`.
AUDIT_FOLDER: Final = Path("/srv/hub-data/audit")
#: Characters of a name that nobody has proven to be theirs.
LONGEST_TYPED: Final = 64
_LONGEST: Final = 256
#: Lines that wait for the disk: at most about ten megabytes.
_WAITING: Final = 10_000
#: Nobody can push what they did out of the files by making noise: strangers together, and each
#: person or service by themselves, get so many lines a minute. A person who starts all servers of
#: all centres, and a service that stops them all at night, stay below.
STRANGERS_A_MINUTE: Final = 120
EACH_A_MINUTE: Final = 600
_ACTORS: Final = 10_000
_CLOSE_SECONDS: Final = 5.0


class AuditLog:
    """Writes events to ``audit.jsonl`` in a folder; see `hub_ext.ops.audit_file` for the files.

    Parameters
    ----------
    folder
        Nothing is made or opened before the first event.
    file_bytes
        When to begin another file.
    waiting
        Lines that may wait for the disk.
    """

    def __init__(
        self, folder: Path, *, file_bytes: int = FILE_BYTES, waiting: int = _WAITING
    ) -> None:
        self._queue: queue.Queue[logging.LogRecord] = queue.Queue(waiting)
        # Made here and not by getLogger, so no configuration of logging reaches it or hears of it.
        self._logger = logging.Logger("audit", logging.INFO)
        self._logger.propagate = False
        self._logger.addHandler(WaitingLines(self._queue))
        self._listener = QueueListener(self._queue, AuditFile(folder, file_bytes))
        self._lines: ExpiringCounts[tuple[str | None, bool]] = ExpiringCounts(_ACTORS)
        self._closed = False
        self._listener.start()
        atexit.register(self.close)

    def write(
        self,
        event: Event,
        *,
        actor: str | None,
        whom: str | None,
        what: str | None,
        address: str,
        way: str | None,
        outcome: Outcome,
        status: int | None,
    ) -> bool:
        """Record an event. Called on the event loop's thread; never waits and never raises.

        Returns
        -------
        bool
            Whether it is on its way to the file: not if there are too many of whoever did it.

        Parameters
        ----------
        event
            What kind of thing was done.
        actor
            The ``userID`` of who did it, or ``service:NAME``; None for somebody unknown. Of a
            refused login, the name that was typed.
        whom
            The ``userID`` of whose it was.
        what
            Which thing of theirs.
        address
            Where the request came from.
        way
            How the actor was known: ``database``, ``dummy``, ``sso``, ``oauth`` or ``guest`` for a
            login; ``session``, ``token`` or ``password`` afterwards.
        outcome
            ``refused`` if it was not allowed or made no sense, ``failed`` if the hub could not.
        status
            HTTP status of the answer.

        Notes
        -----
        Texts are cut to 256 characters, the name of a refused login to 64; a cut text ends
        with ``…``.
        """
        stranger = event == "login-refused" or actor is None
        if self._closed or self._too_many(None if stranger else actor, event):
            return False
        self._logger.info(
            json_line(
                {
                    "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "event": event,
                    "outcome": outcome,
                    "status": status,
                    "actor": actor
                    and cut(actor, LONGEST_TYPED if event == "login-refused" else _LONGEST),
                    "whom": whom and cut(whom, _LONGEST),
                    "what": what and cut(what, _LONGEST),
                    "address": address and cut(address, _LONGEST),
                    "way": way and cut(way, _LONGEST),
                }
            )
        )
        return True

    def close(self) -> None:
        """Write what waits, for some seconds at most; later events are dropped."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        # A listener waits for its thread without end, and a disk may hang.
        stopping = threading.Thread(target=self._stop, name="audit-close", daemon=True)
        stopping.start()
        stopping.join(_CLOSE_SECONDS)

    def _stop(self) -> None:
        self._queue.join()
        self._listener.stop()
        for handler in self._listener.handlers:
            handler.close()

    def _too_many(self, actor: str | None, event: Event) -> bool:
        most = STRANGERS_A_MINUTE if actor is None else EACH_A_MINUTE
        # Looks are counted apart: nobody hides one behind noise of another kind.
        count = self._lines.add((actor, event == "look"), 60).value
        if count == most + 1:
            name = "strangers" if actor is None else repr(actor[:LONGEST_TYPED])
            app_log.warning(
                "More than %d events of %s in a minute: the others are not in the audit log",
                most,
                name,
            )
        return count > most


_folder = AUDIT_FOLDER


def keep_audit_in(folder: Path) -> None:
    """Let `shared_audit` write to `folder` from now on; for a hub outside its container."""
    global _folder
    _folder = folder


@cache
def _audit_in(folder: Path) -> AuditLog:
    return AuditLog(folder)


def shared_audit() -> AuditLog:
    """Return the hub's audit log."""
    return _audit_in(_folder)
