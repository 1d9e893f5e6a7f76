"""Which keys are meant, which of them rclone can carry, and what it calls them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from hub_ext.language import Message

#: Of a key, in bytes; of AWS and of NCP.
LONGEST: Final = 1024

SLASH_AT_END: Final = Message(
    ko="/로 끝나는 키(폴더 표시)", en="it ends in a slash (a folder marker)"
)
EMPTY_PART: Final = Message(
    ko="//가 있거나 /로 시작하는 키", en="it has // in it, or begins with a slash"
)
DOTS: Final = Message(
    ko=". 또는 ..인 부분이 있는 키(전각 점 포함)", en="a part of it is . or .. (fullwidth dots too)"
)
LINE_BREAK: Final = Message(ko="줄바꿈이 있는 키", en="it has a line break in it")
TOO_LONG: Final = Message(ko="1,024바이트가 넘는 키", en="it is longer than 1,024 bytes")

#: By the name that is kept of each.
REASONS: Final = {
    "slash-at-end": SLASH_AT_END,
    "empty-part": EMPTY_PART,
    "dots": DOTS,
    "line-break": LINE_BREAK,
    "too-long": TOO_LONG,
}

# rclone shows some characters as other ones: a slash in a name as U+FF0F, control characters as
# U+2400 and on; it quotes those that are really meant with U+201B.
# Nor can it tell names of these from . and ..
_DOTS: Final = {".", "..", "\uff0e", "\uff0e\uff0e"}
_QUOTE: Final = "\u201b"
_MEANT: Final = re.compile("[\u201b\uff0f\u2400-\u2421]")
_QUOTED: Final = re.compile("\u201b([\u201b\uff0f\u2400-\u2421])")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which keys are meant.

    Attributes
    ----------
    prefixes
        What they begin with; everything if there is none.
    excluded
        Patterns of the shell's kind, over the whole key; ``*`` goes over slashes as well.
    keys
        These and no others, of which the same is true; None for all.
    """

    prefixes: Sequence[str] = ()
    excluded: Sequence[str] = ()
    keys: frozenset[str] | None = None

    def lists(self) -> tuple[str, ...]:
        """Return the prefixes to list, no key in two of them."""
        prefixes = set(self.prefixes)
        if self.keys is not None and not prefixes:
            # Their folders, since a list has a thousand objects and a question about one has one.
            prefixes = {key[: key.rfind("/") + 1] for key in self.keys}
        every = sorted(prefixes) or [""]
        return tuple(
            one for one in every if not any(one != two and one.startswith(two) for two in every)
        )

    def holds(self, key: str) -> bool:
        """Tell whether a key that was listed is meant."""
        if self.keys is not None and key not in self.keys:
            return False
        return not any(fnmatchcase(key, pattern) for pattern in self.excluded)

    def reaches(self, prefix: str) -> bool:
        """Tell whether anything under a prefix may be meant."""
        if self.keys is not None:
            return any(key.startswith(prefix) for key in self.keys)
        return any(one.startswith(prefix) or prefix.startswith(one) for one in self.lists())


def read_keys(text: str) -> frozenset[str]:
    """Return the keys of a list with one a line."""
    return frozenset(line for line in text.splitlines() if line)


def obstacle(key: str) -> str | None:
    """Return the name, among `REASONS`, of why rclone cannot carry a key; None if it can."""
    parts = key.split("/")
    found = (
        ("line-break", "\n" in key or "\r" in key),
        ("slash-at-end", parts[-1] == "" and "" not in parts[:-1]),
        ("empty-part", "" in parts),
        ("dots", not _DOTS.isdisjoint(parts)),
        ("too-long", len(key.encode()) > LONGEST),
    )
    return next((name for name, true in found if true), None)


def rclone_name(key: str) -> str:
    """Return what rclone calls an object."""
    return _MEANT.sub(lambda found: f"{_QUOTE}{found[0]}", key)


def key_of(name: str) -> str:
    """Return the key of what rclone calls by a name."""
    return _QUOTED.sub(r"\1", name)
