"""Work with a time limit: in a process of its own, which ends with everything it started."""

import contextlib
import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

_FORK: Final = get_context("fork")


class WorkError(Exception):
    """The work failed; the message says how."""


def limited(work: Callable[[], float | None], seconds: float) -> float | None:
    """Return what `work` returns.

    Parameters
    ----------
    work
        Run in a copy of this process, so what was imported need not be again.
    seconds
        Until it is killed.

    Raises
    ------
    TimeoutError
        If it was killed.
    WorkError
        If it failed.
    """
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_work, args=(work, sender))
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise TimeoutError
        value, error = receiver.recv()
    except EOFError:
        raise WorkError("its process died") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()
        receiver.close()
    if error:
        raise WorkError(error)
    return value  # type: ignore[no-any-return]


def _work(work: Callable[[], float | None], sender: Connection) -> None:
    os.setsid()
    try:
        answer = (work(), "")
    except Exception as error:  # Whatever it is belongs into the results.
        answer = (None, f"{type(error).__name__}: {error}"[:300])
    sender.send(answer)
