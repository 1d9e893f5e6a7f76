"""Why a home is not saved, and what the operator reads of it."""

import logging
from pathlib import PurePosixPath

from prometheus_client import Counter

from hub_ext.storage.errors import ErrorCode, StorageError

_LOG = logging.getLogger(__name__)
_LONGEST = 500
_FAILURES = Counter("eduhub_save_failures", "Tries to save a home that failed.", ["reason"])
for _code in ErrorCode:
    _FAILURES.labels(_code.value)


class Trouble:
    """What keeps one home from being saved: one line when it begins and one when it is over.

    Parameters
    ----------
    user_id
        Whose home it is.
    place
        Where their files are meanwhile, relative to ``HUB_DATA_DIR``.

    Attributes
    ----------
    failure
        The last one; None if there is none any more.
    """

    def __init__(self, user_id: str, place: PurePosixPath) -> None:
        self._user_id = user_id
        self._place = place
        self.failure: StorageError | None = None

    def note(self, error: StorageError) -> None:
        """Take note of a failure; only another kind than before is another line."""
        _FAILURES.labels(error.code.value).inc()
        if self.failure is None or self.failure.code is not error.code:
            _LOG.warning(
                "files of %r are not saved (%s): %s; they stay in %s and are tried again",
                self._user_id,
                error.code,
                " ".join(error.message.split())[:_LONGEST],
                self._place,
            )
        self.failure = error

    def end(self) -> None:
        """Take note that it works again."""
        if self.failure is not None:
            _LOG.warning("files of %r are saved again", self._user_id)
        self.failure = None
