"""A request of the hub's, and what the engine is asked instead of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final
from urllib.parse import parse_qsl

from hub_ext.servers.broker.refused import RefusedCallError, require
from hub_ext.servers.broker.rules import Rules

#: Seconds. The hub gives up before; a call that it has given up ends with its connection.
WORK_SECONDS: Final = 60.0


class Kind(Enum):
    """What comes back of the engine's answer."""

    WHOLE = auto()
    #: Only the versions.
    VERSION = auto()
    #: The description of a container, if it is this hub's.
    CONTAINER = auto()
    #: Line after line, without end.
    STREAM = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came.

    Attributes
    ----------
    method, target
        Of the request line, as they were sent: nothing is decoded or joined.
    body
        Whole.
    """

    method: str
    target: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Call:
    """What the engine is asked instead.

    Attributes
    ----------
    method, path, query, body
        All made here. In the path ``{}`` stands for the id of `container`.
    container
        The id or name of a container that has to be this hub's; ``""`` if none is meant.
    kind
        What comes back.
    seconds
        Until the engine's answer must be there.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    container: str = ""
    kind: Kind = Kind.WHOLE
    seconds: float = WORK_SECONDS


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose method and path are on the list."""

    version: str
    reference: str
    query: dict[str, str]
    body: bytes
    rules: Rules

    def says(self, expected: Mapping[str, str]) -> None:
        """Refuse any other query than `expected`."""
        require(self.query == expected, "query", "is not what our hub asks")

    def number(self, name: str, most: int, **others: str) -> str:
        """Return the number that a query says, beside `others` and nothing else."""
        text = self.query.get(name, "")
        self.says({name: text} | others)
        known = re.fullmatch(r"[0-9]{1,4}", text) is not None and int(text) <= most
        require(known, f"query.{name}", f"is not a number up to {most}")
        return text

    def without_body(self) -> None:
        """Refuse a body."""
        require(not self.body, "body", "does not belong here")

    def of_container(self, method: str, what: str, **more: Any) -> Call:
        """Return a call about the container that the path names."""
        require(_is_reference(self.reference, self.rules), "path", "names no container of ours")
        path = f"{self.version}/containers/{{}}{what}"
        return Call(method, path, container=self.reference, **more)


def query_of(text: str) -> dict[str, str]:
    """Return what a query says.

    Raises
    ------
    RefusedCallError
        If it cannot be read, or names anything twice.
    """
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=8
        )
    except ValueError:
        raise RefusedCallError("query", "cannot be read") from None
    require(len(dict(pairs)) == len(pairs), "query", "names something twice")
    return dict(pairs)


def _is_reference(text: str, rules: Rules) -> bool:
    # A whole id, or a name; the engine would take the beginning of an id for one, too.
    return re.fullmatch("[0-9a-f]{64}", text) is not None or rules.is_name(text)
