"""What a look finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from hub_ext.language import Message

State = Literal["ok", "unknown", "warning", "broken"]
#: From the best to the worst.
STATES: Final[tuple[State, ...]] = ("ok", "unknown", "warning", "broken")


class LookError(Exception):
    """A look that could not be taken. Its text may be told: it is a word or two of ours."""


@dataclass(frozen=True)
class Saying:
    """What one code means to an operator.

    Attributes
    ----------
    state
        How bad it is.
    says
        What was found, in one sentence.
    to_do
        The next step; None where there is none to take.
    """

    state: State
    says: Message
    to_do: Message | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that a look found.

    Attributes
    ----------
    check
        The part that it is about, for example ``database`` or ``service.sync``.
    code
        A key of `hub_ext.doctor.sayings.SAYINGS`.
    fields
        What the sentences name. Never a secret: whoever makes a finding puts in addresses, names and
        numbers, and no text that another program wrote freely.
    """

    check: str
    code: str
    fields: Mapping[str, str | int] = field(default_factory=dict)

    @classmethod
    def read(cls, value: Any) -> Finding:
        """Return what `as_json` wrote.

        Raises
        ------
        KeyError, TypeError
            If it is something else.
        """
        return cls(str(value["check"]), str(value["code"]), dict(value["fields"]))

    def as_json(self) -> dict[str, Any]:
        """Return it for another process."""
        return {"check": self.check, "code": self.code, "fields": dict(self.fields)}
