"""What is found in a text, before anybody knows what it means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One address in a text.

    Attributes
    ----------
    text
        As it is written.
    line
        From 1.
    link
        For people to follow, and not part of the page.
    cell
        Of a notebook, from 1; None elsewhere.
    """

    text: str
    line: int
    link: bool = False
    cell: int | None = None


class UnreadableError(Exception):
    """A text that is not what its name says. Its argument says why, in English, for the operator."""
