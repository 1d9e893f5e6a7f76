"""What rclone's error texts mean. rclone answers with prose, so this is the one place that reads it."""

import errno
import re

from hub_ext.storage.errors import ErrorCode, StorageError

#: First match wins. Names of the store's errors and HTTP statuses stand in fixed phrases of the
#: AWS SDK (``api error NAME``, ``StatusCode: NNN``), so that a file's name cannot be taken for one.
_MEANINGS: tuple[tuple[str, ErrorCode], ...] = (
    (r"no space left on device|disk quota exceeded", ErrorCode.DISK_FULL),
    (r"file too big for remaining disk space", ErrorCode.DISK_FULL),
    (r"api error NoSuchBucket|error in ListJSON: directory not found", ErrorCode.BUCKET_MISSING),
    (r"api error (TooManyRequests|SlowDown|ServiceUnavailable)", ErrorCode.OBJECT_STORE_BUSY),
    (r"api error (InternalError|RequestTimeout)", ErrorCode.OBJECT_STORE_BUSY),
    (r"StatusCode: (429|5\d\d)", ErrorCode.OBJECT_STORE_BUSY),
    (r"api error RequestTimeTooSkewed", ErrorCode.CLOCK_WRONG),
    (r"api error (AccessDenied|InvalidAccessKeyId)", ErrorCode.OBJECT_STORE_REFUSED),
    (r"api error (SignatureDoesNotMatch|Forbidden)", ErrorCode.OBJECT_STORE_REFUSED),
    (r"StatusCode: 40[13]", ErrorCode.OBJECT_STORE_REFUSED),
    (r"connection (refused|reset)|broken pipe", ErrorCode.OBJECT_STORE_UNREACHABLE),
    (r"no such host|server misbehaving", ErrorCode.OBJECT_STORE_UNREACHABLE),
    (r"unreachable|no route to host", ErrorCode.OBJECT_STORE_UNREACHABLE),
    (r"timeout|deadline exceeded", ErrorCode.OBJECT_STORE_UNREACHABLE),
    (r"\bEOF\b|request send failed", ErrorCode.OBJECT_STORE_UNREACHABLE),
    (r"tls: |x509: ", ErrorCode.OBJECT_STORE_UNREACHABLE),
)


def code_of(text: str) -> ErrorCode:
    """Return what an error text of rclone means; ``internal`` if it is none of the known ones."""
    for pattern, code in _MEANINGS:
        if re.search(pattern, text, re.IGNORECASE):
            return code
    return ErrorCode.INTERNAL


def of_this_host(error: OSError) -> StorageError:
    """Return what an error of this host's own disk means."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return StorageError(ErrorCode.DISK_FULL if full else ErrorCode.INTERNAL, str(error))
