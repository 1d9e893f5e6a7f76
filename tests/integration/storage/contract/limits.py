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
    PIPES = "programs make pipes in it"
    CONFLICT_COPIES = "of two versions written at once both stay in the home"
    FILTER = "what programs can make again stays out of the object store"
    BOTH_FORMS = "a Korean name keeps the Unicode form in which it was written"


_NO_FOLDERS = "The object store holds files and no folders: an empty one stays on its host."
_NO_LINKS = "An object cannot be a link, and what it leads to may not exist elsewhere: it stays on its host."
_NO_MODES = "An object has no mode: what was made executable is not, after a start on another host."
_NO_PROGRAMS = "Kernels and terminals do not see the files: only JupyterLab opens and saves them."

CANNOT: dict[HomeStorage, dict[Ability, str]] = {
    HomeStorage.WORKING_COPY: {
        Ability.EMPTY_FOLDERS: _NO_FOLDERS,
        Ability.LINKS: _NO_LINKS,
        Ability.EXECUTABLE: _NO_MODES,
    },
    HomeStorage.MOUNT: {
        Ability.EMPTY_FOLDERS: "The object store holds files and no folders: an empty one is gone "
        "after the server stops.",
        Ability.PIPES: "The bucket holds files and nothing else: no pipe or socket can be made.",
        Ability.CONFLICT_COPIES: "Who saves last has the file; the version before is not kept.",
        Ability.FILTER: "The folder is the bucket itself: checkpoints and caches are saved, too.",
    },
    HomeStorage.CONTENTS: {
        Ability.FOLDER: _NO_PROGRAMS,
        Ability.LINKS: "JupyterLab makes no links.",
        Ability.EXECUTABLE: "No program can be started from the files.",
        Ability.PIPES: _NO_PROGRAMS,
        Ability.CONFLICT_COPIES: "Who saves last has the file; what JupyterLab replaced is among "
        "the earlier versions.",
        Ability.BOTH_FORMS: "Names are written in one form (NFC), as the platform writes them; two "
        "names that differ in nothing else are one file.",
    },
}
