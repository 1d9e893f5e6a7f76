"""How much room people's earlier versions take, as it was last seen."""

from typing import Final

#: People who are remembered.
_REMEMBERED: Final = 10_000


class Usage:
    """Bytes of earlier versions by person; nothing is asked of anybody."""

    def __init__(self) -> None:
        self._bytes: dict[str, int] = {}

    def note(self, user_id: str, count: int) -> None:
        """Remember how many bytes somebody has now."""
        self._bytes.pop(user_id, None)
        while len(self._bytes) >= _REMEMBERED:
            del self._bytes[next(iter(self._bytes))]
        self._bytes[user_id] = count

    def of(self, user_id: str) -> int | None:
        """Return how many bytes somebody has; None if that was not seen yet."""
        return self._bytes.get(user_id)
