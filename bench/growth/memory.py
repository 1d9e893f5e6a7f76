"""Whether this host's memory suffices for more servers: a run must not end in the kernel's killing."""

from typing import Final

#: What a running server takes of the host, rather more than less; its limit is another matter.
EACH_MIB: Final = 130.0
#: For the system itself, and for all that was there before.
_RESERVE_MIB: Final = 2048.0


class NotEnoughMemoryError(Exception):
    """So many servers do not fit; the text says what is missing."""


def require_memory(more: int, available_mib: float) -> None:
    """Make sure that `more` servers can be started.

    Parameters
    ----------
    more
        How many beside those that run.
    available_mib
        What the host has now.

    Raises
    ------
    NotEnoughMemoryError
        If they would take what is kept in reserve.
    """
    needed = more * EACH_MIB + _RESERVE_MIB
    if needed > available_mib:
        raise NotEnoughMemoryError(
            f"{more} more servers need about {needed / 1024:.1f} GiB ({EACH_MIB:.0f} MiB each, and "
            f"{_RESERVE_MIB / 1024:.0f} GiB in reserve), and this machine has {available_mib / 1024:.1f} GiB "
            "left. Ask for fewer: --servers"
        )
