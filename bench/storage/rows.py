"""What is measured. Read on both sides of a container's wall, so nothing but Python is used here."""

from dataclasses import dataclass
from typing import Final

#: The bench's own names of ways; three of them are the storage agent's.
LOCAL_DISK: Final = "local-disk"
WORKING_COPY: Final = "working-copy"
MOUNT: Final = "mount"
CONTENTS: Final = "contents"
S3FS: Final = "s3fs"
WAYS: Final = (LOCAL_DISK, WORKING_COPY, MOUNT, CONTENTS, S3FS)


@dataclass(frozen=True)
class Row:
    """One kind of work.

    Attributes
    ----------
    task
        Its name in `bench.storage.inside` and in the CSV.
    title
        What people read.
    times
        How often it is done in one try, the ways in turn; ways that are not compared at most three times.
    interactive
        Somebody waits for it: part of what is promised in comparison with the local disk.
    small_files
        Part of what is promised in comparison with s3fs.
    by_contents
        Jupyter's contents API can do it, so there is something to measure where kernels see no files.
    leaves_much
        After each time the object store is waited for: nobody clones four times in four seconds, and
        neither the next time nor the next row is to be slowed down by this one.
    reads
        Every time it is the same files, which an earlier row wrote.
    limit
        Seconds after which it is ended.
    """

    task: str
    title: str
    times: int = 1
    interactive: bool = True
    small_files: bool = False
    by_contents: bool = False
    leaves_much: bool = False
    reads: bool = False
    limit: float = 10.0


UNTIL_STORED: Final = Row(
    "until-stored", "until the store has a save", interactive=False, by_contents=True
)

#: In this order; unzipping is the last because it leaves most behind.
ROWS: Final = (
    Row("notebook-save", "save a notebook in Jupyter", 12, by_contents=True, leaves_much=True),
    Row("notebook-open", "open a notebook in Jupyter", 16, by_contents=True),
    Row("replace", "replace a file: write 50 kB, fsync, rename", 12, leaves_much=True),
    UNTIL_STORED,
    Row(
        "write-small",
        "write 500 small files",
        12,
        small_files=True,
        by_contents=True,
        leaves_much=True,
    ),
    Row("list", "list the 500 in Jupyter", 12, by_contents=True, reads=True),
    Row("read-small", "read 500 small files", 16, small_files=True, by_contents=True, reads=True),
    Row("sqlite", "50 SQLite commits", 12, leaves_much=True),
    Row("git-clone", "git clone", 8, leaves_much=True),
    Row("pip-install", "pip install of 300 files", 5, leaves_much=True),
    Row("write-large", "write 200 MB", 5, leaves_much=True),
    Row("read-large", "read 200 MB", 12, reads=True),
    Row("unzip", "unzip 5,000 files", 5, small_files=True, leaves_much=True, limit=30.0),
)
