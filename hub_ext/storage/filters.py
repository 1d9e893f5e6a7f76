"""What of a home is not a person's file, and so never leaves this host."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

#: At the top of a home: other mounts, caches, and what programs keep about themselves.
TOP_FOLDERS = (
    "lessons",
    "center",
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

#: What a pattern of rclone does not take for itself, and how it then does.
_SPECIAL = re.compile(r"[*?\[\]{}\\]")
_ESCAPED = r"\\\g<0>"
#: rclone writes control characters as the pictures that Unicode has of them.
_PICTURES = {number: 0x2400 + number for number in range(1, 32)} | {127: 0x2421}
#: In no name that leaves the host: a list of objects in XML cannot say most of them, and then the
#: platform cannot read it either.
_CONTROL = re.compile("[\x01-\x1f\x7f\u2401-\u241f\u2421]")
_WITH_PICTURES = "*[\u2401-\u241f\u2421]*"


def as_rclone_writes(path: str) -> str:
    """Return a path on this host as rclone has it in rules and listings."""
    return path.translate(_PICTURES)


def rclone_filter(held_back: Iterable[str] = ()) -> dict[str, Any]:
    """Return the same rules as rclone's ``_filter`` parameter.

    Parameters
    ----------
    held_back
        Paths, relative to the home, of further files to leave out: these and no others.
    """
    rules = [f"/{_SPECIAL.sub(_ESCAPED, as_rclone_writes(path))}" for path in held_back]
    rules += [f"/{name}/**" for name in TOP_FOLDERS]
    rules += [f"{name}/**" for name in FOLDERS]
    rules += [*FILES, _WITH_PICTURES, f"{_WITH_PICTURES}/**"]
    return {"ExcludeRule": rules, "ExcludeFile": [ENVIRONMENT_MARKER]}


def personal_path(homes: Path, path: str) -> tuple[str, PurePosixPath] | None:
    """Return the home's folder and the path in it of a person's file; None for anything else.

    Parameters
    ----------
    homes
        Where the agent sees ``HUB_DATA_DIR/homes``.
    path
        Of something below it.
    """
    home, area, *inside = (*PurePosixPath(path).relative_to(homes).parts, "", "")
    relative = PurePosixPath(*filter(None, inside))
    return (home, relative) if area == "files" and is_personal(relative) else None


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
        and not _CONTROL.search(str(path))
    )
