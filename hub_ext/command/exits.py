"""What the tool's exit status says; docs/migration.md lists them for people."""

from enum import IntEnum


class Exit(IntEnum):
    """An exit status."""

    #: Done, and everything is well.
    WELL = 0
    #: Done, and something was found: objects are missing, rows are not fit, files were not imported.
    FOUND = 1
    #: The command line or a setting is wrong; nothing was done. (Typer's own, too.)
    WRONG = 2
    #: A store, a database or a file could not be had; the same command goes on where it stopped.
    STOPPED = 3
    #: Somebody pressed Ctrl-C; the same command goes on where it stopped.
    INTERRUPTED = 130
