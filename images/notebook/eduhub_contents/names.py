"""Names as people read them: Korean in one normal form, whichever computer wrote it."""

import unicodedata
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

#: Of what s3contents makes so that an empty folder exists.
MARKER: Final = ".s3keep"


def composed(path: str) -> str:
    """Return a path in the normal form C, which the platform and the other ways use."""
    return unicodedata.normalize("NFC", path)


def shown(names: Iterable[str]) -> dict[str, str]:
    """Return how each name of one folder is shown.

    The door finds a file by either form of its name; two names that differ in nothing else are
    shown as they are, so that both can be opened.
    """
    all_names = set(names)
    return {name: name if composed(name) in all_names else composed(name) for name in all_names}


def is_hidden(path: str) -> bool:
    """Tell whether a path has a part that begins with a dot."""
    return any(part.startswith(".") for part in path.split("/"))


def is_listed(name: str, hidden_patterns: Iterable[str]) -> bool:
    """Tell whether a name is shown in a list of files."""
    return not name.startswith(".") and not any(
        fnmatchcase(name, pattern) for pattern in hidden_patterns
    )
