"""What a server asks of its fork server: one message a kernel, and its process id in return."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Self

#: Bytes. The kernel's default for a message on a socket pair is 212,992.
LARGEST: Final = 128 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """A kernel to be.

    Attributes
    ----------
    module
        What is run as ``python -m`` runs it.
    arguments
        After the module's name.
    environment
        All of it.
    folder
        In which it works.
    """

    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: str

    def encode(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, message: bytes) -> Self:
        """Read what was sent."""
        return cls(**json.loads(message))
