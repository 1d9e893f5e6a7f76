"""rclone's words, as they were seen, and what they mean."""

import pytest

from hub_ext.storage.errors import ErrorCode
from hub_ext.storage.failures import code_of

_S3 = "error in ListJSON: operation error S3: ListObjects, "
_TWICE = f"{_S3}exceeded maximum number of attempts, 2, "
_ANSWER = "https response error StatusCode: {}, RequestID: , HostID: , api error {}: text"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_S3 + _ANSWER.format(403, "AccessDenied"), ErrorCode.OBJECT_STORE_REFUSED),
        (_S3 + _ANSWER.format(403, "InvalidAccessKeyId"), ErrorCode.OBJECT_STORE_REFUSED),
        (_S3 + _ANSWER.format(403, "SignatureDoesNotMatch"), ErrorCode.OBJECT_STORE_REFUSED),
        (_TWICE + _ANSWER.format(403, "RequestTimeTooSkewed"), ErrorCode.CLOCK_WRONG),
        (_S3 + _ANSWER.format(401, "Whatever"), ErrorCode.OBJECT_STORE_REFUSED),
        (_S3 + _ANSWER.format(429, "TooManyRequests"), ErrorCode.OBJECT_STORE_BUSY),
        (_TWICE + _ANSWER.format(500, "InternalError"), ErrorCode.OBJECT_STORE_BUSY),
        (_TWICE + _ANSWER.format(503, "SlowDown"), ErrorCode.OBJECT_STORE_BUSY),
        ("error in ListJSON: directory not found", ErrorCode.BUCKET_MISSING),
        (_S3 + _ANSWER.format(404, "NoSuchBucket"), ErrorCode.BUCKET_MISSING),
        (
            "dial tcp 127.0.0.1:21010: connect: connection refused",
            ErrorCode.OBJECT_STORE_UNREACHABLE,
        ),
        ("dial tcp: lookup kr.example.org: no such host", ErrorCode.OBJECT_STORE_UNREACHABLE),
        ("failed to decode response body, unexpected EOF", ErrorCode.OBJECT_STORE_UNREACHABLE),
        ("net/http: TLS handshake timeout", ErrorCode.OBJECT_STORE_UNREACHABLE),
        ("x509: certificate signed by unknown authority", ErrorCode.OBJECT_STORE_UNREACHABLE),
        ("write /homes/a/files/b: no space left on device", ErrorCode.DISK_FULL),
        ("write /homes/a/files/b: disk quota exceeded", ErrorCode.DISK_FULL),
        ("preallocate: file too big for remaining disk space", ErrorCode.DISK_FULL),
        ("bisync aborted", ErrorCode.INTERNAL),
        ("", ErrorCode.INTERNAL),
    ],
)
def test_an_error_text_means(text: str, code: ErrorCode) -> None:
    assert code_of(text) is code
