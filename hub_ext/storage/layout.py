"""Where a person's files are: keys in the bucket, folders on this host, and who may have any.

A ``userID`` is a piece of object keys and, as ``{userID}.ipynb``, of a file name. `acceptable_user_id`
is the one rule for what it may be; everything here relies on it.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from hub_ext.names import safe_name
from hub_ext.storage.errors import ErrorCode, StorageError

#: A file name is at most 255 bytes. bisync makes one of both paths: of ours, of a bucket's name of
#: up to 63 bytes, and of the ``userID``, which so has what is left.
LONGEST_USER_ID_BYTES = 90

#: Bytes of an object's key, and so more than any path in a home.
LONGEST_PATH_BYTES = 1024

#: Everybody's earlier versions, at the top of the bucket.
HISTORY = "jupyterhub-history"


def acceptable_user_id(text: str) -> bool:
    """Tell whether a person of this ``userID`` can have files and a server.

    Parameters
    ----------
    text
        A ``userID`` as it stands in the platform's table.

    Returns
    -------
    bool
        False for what JupyterHub, an object key or a file name cannot carry: nothing at all, more
        than 90 bytes of UTF-8 (30 Korean syllables), slashes of either kind, control characters, half surrogates,
        white space at either end, and dots alone.
    """
    return (
        bool(text.strip("."))
        and text == text.strip()
        and not any(character in "/\\" for character in text)
        and not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)
        and len(text.encode("utf-8")) <= LONGEST_USER_ID_BYTES
    )


def acceptable_path(path: str) -> bool:
    """Tell whether a path names a file inside a home, whichever way it is read.

    Parameters
    ----------
    path
        Relative to the home, as somebody sent it.

    Returns
    -------
    bool
        False for what begins with a slash, for empty parts and parts of one or two dots,
        backslashes, control characters, half surrogates, and for more than 1024 bytes of UTF-8.
    """
    return (
        "\\" not in path
        and not {"", ".", ".."} & set(path.split("/"))
        and not any(unicodedata.category(character) in {"Cc", "Cs"} for character in path)
        and len(path.encode("utf-8")) <= LONGEST_PATH_BYTES
    )


def acceptable_notebook_path(path: str) -> bool:
    """Tell whether a path names a notebook inside a home; see `acceptable_path`."""
    return path.endswith(".ipynb") and acceptable_path(path)


@dataclass(frozen=True, slots=True)
class HomeLayout:
    """The places of one person's files.

    Attributes
    ----------
    user_id
        The platform's ``userID``.
    """

    user_id: str

    def __post_init__(self) -> None:
        if not acceptable_user_id(self.user_id):
            raise StorageError(
                ErrorCode.INVALID_USER_ID, f"{self.user_id[:64]!r} cannot be part of an object key"
            )

    @property
    def prefix(self) -> str:
        """The keys of the person's notebooks; fixed by the platform."""
        return f"users/{self.user_id}/jupyter/"

    def notebook(self, path: str) -> str:
        """Return the key of one of the person's notebooks.

        Raises
        ------
        StorageError
            If `path` is not one inside the home.
        """
        if not acceptable_notebook_path(path):
            raise StorageError(
                ErrorCode.INVALID_PATH, f"{path[:64]!r} is not the path of a notebook in a home"
            )
        return f"{self.prefix}{path}"

    def file(self, path: str) -> str:
        """Return the key of any of the person's files.

        Raises
        ------
        StorageError
            If `path` is not one inside the home.
        """
        if not acceptable_path(path):
            raise StorageError(
                ErrorCode.INVALID_PATH, f"{path[:64]!r} is not the path of a file in a home"
            )
        return f"{self.prefix}{path}"

    @property
    def history(self) -> str:
        """The keys of what syncs replaced or deleted in the store; ours, not the platform's."""
        return f"{HISTORY}/{self.user_id}/"

    def history_prefix(self, moment: str) -> str:
        """Where the store keeps what a sync at `moment` replaced or deleted in it."""
        return f"{self.history}{moment}/"

    @property
    def witness(self) -> str:
        """The key of a small object that is there as long as the bucket is the one we know."""
        return f"jupyterhub-homes/{self.user_id}"

    @property
    def folder(self) -> PurePosixPath:
        """The home's folder relative to ``HUB_DATA_DIR``."""
        return PurePosixPath("homes") / safe_name(self.user_id)

    @property
    def files(self) -> PurePosixPath:
        """What the person's container sees, relative to ``HUB_DATA_DIR``."""
        return self.folder / "files"

    @property
    def mount(self) -> PurePosixPath:
        """The folder in which a home is mounted as ``student``, relative to ``HUB_DATA_DIR``."""
        return self.folder / "mount"

    @property
    def told(self) -> PurePosixPath:
        """Where the person's server is told how their files stand, relative to ``HUB_DATA_DIR``."""
        return self.folder / "told"

    @property
    def first_notebook(self) -> str:
        """The name of the notebook that the first start finds."""
        return f"{self.user_id}.ipynb"
