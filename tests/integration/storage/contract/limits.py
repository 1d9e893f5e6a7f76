"""What a way of storing homes cannot do, and why: the only reasons for which a test is left out.

The reasons are sentences that the documentation can quote.
"""

from enum import Enum

from hub_ext.setting_types import HomeStorage


class Ability(Enum):
    """Something that a home can do, or not."""

    FOLDER = "programs see the files in a folder"
    EMPTY_FOLDERS = "an empty folder is there on another host"
    LINKS = "a symbolic link is there on another host"
    EXECUTABLE = "a file is executable on another host"
    CONFLICT_COPIES = "of two versions written at once both stay in the home"


_NO_FOLDERS = "The object store holds files and no folders: an empty one stays on its host."
_NO_LINKS = "An object cannot be a link, and what it leads to may not exist elsewhere: it stays on its host."
_NO_MODES = "An object has no mode: what was made executable is not, after a start on another host."

CANNOT: dict[HomeStorage, dict[Ability, str]] = {
    HomeStorage.WORKING_COPY: {
        Ability.EMPTY_FOLDERS: _NO_FOLDERS,
        Ability.LINKS: _NO_LINKS,
        Ability.EXECUTABLE: _NO_MODES,
    },
}
