"""The bucket as s3contents' file system, where its own would lose, hide or mistake files."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from fsspec.asyn import sync
from s3contents.s3_fs import S3FS
from s3fs.core import S3FileSystem

#: What the door shows as the person's bucket.
BUCKET: Final = "home"
#: Seconds and tries: a person is waiting, and the door has tried already.
_LIMITS: Final = {
    "connect_timeout": 5,
    "read_timeout": 120,
    "retries": {"total_max_attempts": 1},
    "s3": {"addressing_style": "path"},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
_MOST_DELETED: Final = 1000


class BucketFiles(S3FS):  # type: ignore[misc]
    """A person's files.

    Parameters
    ----------
    log
        The server's.
    url, access_key, secret_key
        Where the door is, and what opens it.

    Notes
    -----
    S3FS takes every error for "no such file", takes the bucket's name off paths that merely begin
    like it, reads ``*`` and ``[`` in names as patterns, and writes a file at its start.
    """

    def __init__(self, log: Any, url: str, access_key: str, secret_key: str) -> None:
        self._url, self._access_key, self._secret_key = url, access_key, secret_key
        super().__init__(log, bucket=BUCKET)

    def init(self) -> None:
        """Put the file system in place; S3FS would write to the bucket here."""
        self.fs: Any = S3FileSystem(
            endpoint_url=self._url,
            key=self._access_key,
            secret=self._secret_key,
            client_kwargs={"region_name": "us-east-1"},
            config_kwargs=dict(_LIMITS),
            # Somebody else may have changed anything a moment ago.
            use_listings_cache=False,
            skip_instance_cache=True,
            # The door wants the parts of a large file one after another.
            max_concurrency=1,
            default_block_size=8 * 1024**2,
        )
        self.fs.retries = 1

    def path(self, *path: str) -> str:
        """Return s3fs' name of a path."""
        parts = (part.strip("/") for part in path)
        return "/".join((BUCKET, *filter(None, parts)))

    def remove_prefix(self, path: Any) -> Any:
        """Return a path as it is: no path here has the bucket's name before it."""
        return path

    def info(self, path: str) -> Mapping[str, Any] | None:
        """Return what the bucket says of a file or folder; None if there is none.

        Raises
        ------
        OSError
            If it does not say.
        """
        if not path.strip("/"):
            return {"type": "directory"}
        try:
            found: Mapping[str, Any] = self.fs.info(self.path(path), refresh=True)
        except FileNotFoundError:
            return None
        return found

    def isfile(self, path: str) -> bool:
        """Tell whether there is such a file."""
        found = self.info(path)
        return found is not None and found["type"] == "file"

    def isdir(self, path: str) -> bool:
        """Tell whether there is such a folder, whoever made it."""
        found = self.info(path)
        return found is not None and found["type"] == "directory"

    def lstat(self, path: str) -> dict[str, Any]:
        """Return time and size as s3contents wants them."""
        found = self.info(path) or {}
        return {"ST_MTIME": moment(found), "SIZE": found.get("size", 0)}

    def entries(self, path: str) -> list[Mapping[str, Any]]:
        """Return what is in a folder."""
        found: list[Mapping[str, Any]] = self.fs.ls(self.path(path), detail=True, refresh=True)
        return found

    def cp(self, old_path: str, new_path: str) -> None:
        """Copy a file or a whole folder inside the bucket."""
        old, new = self.path(old_path), self.path(new_path)
        if self.isfile(old_path):
            self.fs.cp_file(old, new)
            return
        for key in self._below(old_path):
            self.fs.cp_file(key, f"{new}{key.removeprefix(old)}")

    def mv(self, old_path: str, new_path: str) -> None:
        """Rename a file or a whole folder: nothing is deleted before everything is copied."""
        self.cp(old_path, new_path)
        self.rm(old_path)

    def rm(self, path: str) -> None:
        """Delete a file or a whole folder; the folder that it was in stays."""
        if self.isfile(path):
            self.fs.rm_file(self.path(path))
        else:
            keys = self._below(path)
            for first in range(0, len(keys), _MOST_DELETED):
                chunk = keys[first : first + _MOST_DELETED]
                sync(self.fs.loop, self.fs._bulk_delete, chunk)
        folder = path.rpartition("/")[0]
        if folder and not self.isdir(folder):
            self.mkdir(folder)

    def _below(self, path: str) -> list[str]:
        keys: list[str] = self.fs.find(f"{self.path(path)}/", refresh=True)
        return keys


def moment(info: Mapping[str, Any]) -> datetime.datetime:
    """Return when something changed; the beginning of time for a folder, which nobody knows it of."""
    found: datetime.datetime | None = info.get("LastModified")
    if found is None:
        return datetime.datetime.fromtimestamp(0, datetime.UTC)
    return found.replace(microsecond=0)
