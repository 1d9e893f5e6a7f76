"""Uploads that replace nothing: the store refuses them where there is an object of their key."""

from typing import Any, Final

from hub_ext.storage.errors import StorageError

#: rclone's ``_config`` for a call.
NEW_ONLY: Final[dict[str, Any]] = {"UploadHeaders": [{"Key": "If-None-Match", "Value": "*"}]}


def is_taken(error: StorageError) -> bool:
    """Tell whether an upload failed because there is an object of its key."""
    return "StatusCode: 412" in error.message
