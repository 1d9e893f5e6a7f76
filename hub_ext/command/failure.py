"""What ends a command before its work is done."""

from hub_ext.command.exits import Exit


class CommandError(Exception):
    """The command cannot go on.

    Parameters
    ----------
    text
        What happened, what it means for the work, and what to do: for the operator, in their
        language. It never holds a key.
    status
        The exit status.
    """

    def __init__(self, text: str, status: Exit = Exit.STOPPED) -> None:
        super().__init__(text)
        self.status = status
