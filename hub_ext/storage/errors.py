"""What can go wrong with a person's files, as codes that the hub, the agent and the logs share."""

from collections.abc import Collection
from enum import StrEnum


class ErrorCode(StrEnum):
    """Why a home could not be opened, saved or asked about."""

    OBJECT_STORE_UNREACHABLE = "object-store-unreachable"
    OBJECT_STORE_REFUSED = "object-store-refused"
    OBJECT_STORE_BUSY = "object-store-busy"
    CLOCK_WRONG = "clock-wrong"
    BUCKET_MISSING = "bucket-missing"
    DISK_FULL = "disk-full"
    #: Files are held back on this host, because a quota is used up.
    NO_ROOM = "no-room"
    INVALID_USER_ID = "invalid-user-id"
    LESSONS_NOT_MOUNTED = "lessons-not-mounted"
    #: Another host has the home, open or not saved yet.
    OPENED_ELSEWHERE = "opened-elsewhere"
    #: Somebody's home is, or was, where another one was to be shown.
    ALREADY_ATTACHED = "already-attached"
    INVALID_PATH = "invalid-path"
    NOT_FOUND = "not-found"
    TOO_LARGE = "too-large"
    INTERNAL = "internal"
    #: Only the client says these: the agent itself did not answer.
    AGENT_UNREACHABLE = "agent-unreachable"
    AGENT_TIMEOUT = "agent-timeout"


class StorageError(Exception):
    """A failure with a code to act on.

    Attributes
    ----------
    code
        What failed, for programs and for the message to the person.
    message
        One English line for the operator. It never holds a key.
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class BrokenOffError(StorageError):
    """rclone ended in the middle of an answer. It is started again, so that a second try may do.

    Parameters
    ----------
    what
        What it was asked for.
    error
        How that was noticed.
    """

    def __init__(self, what: str, error: Exception) -> None:
        text = str(error) or type(error).__name__
        super().__init__(ErrorCode.INTERNAL, f"rclone broke off {what}: {text}")


class BeingWrittenError(Exception):
    """Files changed while they were read, so they were not saved; the sync is to go on without them.

    No failure of storage: whoever deals with these goes on, and nothing is wrong with the store.

    Attributes
    ----------
    paths
        Theirs, relative to the home.
    """

    def __init__(self, paths: Collection[str]) -> None:
        names = ", ".join(repr(path[:200]) for path in sorted(paths)[:3])
        super().__init__(f"{len(paths)} files are being written: {names}")
        self.paths = paths
