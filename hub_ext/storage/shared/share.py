"""What one kind of people of one learning centre sees."""

import re
from dataclasses import dataclass

from hub_ext.storage.models import OpenRequest

_NAME = re.compile(r"([1-9][0-9]*)/(students|teachers)")


@dataclass(frozen=True, slots=True)
class Share:
    """What one kind of people of one centre sees.

    Attributes
    ----------
    center_id
        The centre.
    writable
        Whether its files can be changed.
    """

    center_id: int
    writable: bool

    @classmethod
    def of(cls, request: OpenRequest) -> "Share | None":
        """Return what a person sees; None for somebody without a centre."""
        if request.center_id is None or request.center_id <= 0:
            return None
        return cls(request.center_id, request.teaches)

    @classmethod
    def named(cls, name: str) -> "Share | None":
        """Return the share of this `name`."""
        match = _NAME.fullmatch(name)
        return cls(int(match[1]), match[2] == "teachers") if match else None

    @property
    def name(self) -> str:
        """For example ``11/students``."""
        return f"{self.center_id}/{'teachers' if self.writable else 'students'}"

    @property
    def folder(self) -> str:
        """The folder that a container binds, relative to ``HUB_DATA_DIR``."""
        return f"centers/{self.name}"
