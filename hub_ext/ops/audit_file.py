"""The files of the audit log: a few, of bounded size, for the hub alone."""

import logging
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from hub_ext.ops.trouble import Trouble

FILE_NAME: Final = "audit.jsonl"
#: About 40 000 lines.
FILE_BYTES: Final = 10_000_000
#: The one that is written to and those before it, ``audit.jsonl.1`` being the latest.
FILES: Final = 10


class AuditFile(RotatingFileHandler):
    """Writes lines that are ready, on the one thread that may wait for a disk.

    Parameters
    ----------
    folder
        Made when there is something to write; only its owner can look into it.
    file_bytes
        A file that would become longer is put aside.

    Notes
    -----
    A line that cannot be written is lost. The file is opened anew for the next one, so a folder
    that was mended is used again at once.
    """

    def __init__(self, folder: Path, file_bytes: int = FILE_BYTES) -> None:
        super().__init__(
            folder / FILE_NAME,
            maxBytes=file_bytes,
            backupCount=FILES - 1,
            encoding="utf-8",
            delay=True,
        )
        self._folder = folder
        self._failed = False
        self._trouble = Trouble(
            f"The audit log in {folder} cannot be written ({{reason}}): what people do now is not"
            " recorded. Make room or mend the folder; the hub goes on.",
            f"The audit log in {folder} is written again; {{count}} events are missing",
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Write the message of `record` as one line; an operator reads when that fails."""
        self._failed = False
        super().emit(record)
        if not self._failed:
            self._trouble.passed()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        """Tell the operator, and forget what the file has not taken of the line."""
        self._failed = True
        error = sys.exc_info()[1]
        self._trouble.happened(getattr(error, "strerror", None) or type(error).__name__)
        stream, self.stream = self.stream, None
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.close()

    def _open(self) -> TextIOWrapper:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self.baseFilename, flags, 0o600)
        stream = os.fdopen(descriptor, "a", encoding="utf-8")
        try:
            os.fchmod(descriptor, 0o600)
            _end_half_line(descriptor)
        except OSError:
            stream.close()
            raise
        return stream


def _end_half_line(descriptor: int) -> None:
    # A full disk or a killed hub may have left one; what comes must not become a part of it.
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        os.write(descriptor, b"\n")
