"""What is said about one code."""

from dataclasses import dataclass

from hub_ext.language import Message


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about one code; ``{detail}`` is the finding's.

    Attributes
    ----------
    what
        What was found, and what it means.
    to_do
        What the operator does.
    """

    what: Message
    to_do: Message
