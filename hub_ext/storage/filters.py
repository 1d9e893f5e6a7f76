"""What of a home is not a person's file, and so never leaves this host."""

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

#: At the top of a home: other mounts, caches, and what programs keep about themselves.
TOP_FOLDERS = (
    "lessons",
    ".cache",
    ".config",
    ".ipython",
    ".jupyter",
    ".keras",
    ".local",
    ".npm",
)
#: At any depth.
FOLDERS = (".ipynb_checkpoints", "__pycache__", ".Trash*", ".virtual_documents", "node_modules")
#: Jupyter saves to ``.~name`` and renames; rclone downloads to ``name.partial`` and renames.
FILES = (".~*", "*.partial", ".bash_history", ".python_history", ".nfs*", ".fuse_hidden*")
#: A folder with this file in it is a virtual environment.
ENVIRONMENT_MARKER = "pyvenv.cfg"


def rclone_filter() -> dict[str, Any]:
    """Return the same rules as rclone's ``_filter`` parameter."""
    rules = [f"/{name}/**" for name in TOP_FOLDERS]
    rules += [f"{name}/**" for name in FOLDERS]
    rules += list(FILES)
    return {"ExcludeRule": rules, "ExcludeFile": [ENVIRONMENT_MARKER]}


def is_personal(path: PurePosixPath) -> bool:
    """Tell whether a path relative to a home belongs to the person's files.

    Virtual environments count as personal here: only rclone looks for their marker.
    """
    parts = path.parts
    return (
        bool(parts)
        and parts[0] not in TOP_FOLDERS
        and not any(fnmatchcase(part, pattern) for part in parts for pattern in FOLDERS)
        and not any(fnmatchcase(parts[-1], pattern) for pattern in FILES)
    )
