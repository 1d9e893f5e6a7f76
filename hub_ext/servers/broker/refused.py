"""What the broker does not pass on, and why."""

from typing import Final

_LONGEST: Final = 300


class RefusedCallError(Exception):
    """A request that no rule lets through.

    Parameters
    ----------
    rule
        What it breaks, in the engine's words where there are any: ``HostConfig.Privileged``.
    reason
        One English line; it has nothing of an environment or a body in it.
    """

    def __init__(self, rule: str, reason: str) -> None:
        self.rule = _printable(rule)
        self.reason = _printable(reason)
        super().__init__(f"{self.rule}: {self.reason}")


class NotOursError(Exception):
    """A container that is not there, or that is not this hub's: for the hub the same."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No such container: {name}")


def require(holds: bool, rule: str, reason: str) -> None:
    """Refuse the request unless something holds.

    Raises
    ------
    RefusedCallError
        If it does not.
    """
    if not holds:
        raise RefusedCallError(rule, reason)


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text[:_LONGEST])
