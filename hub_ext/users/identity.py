"""Who a person is: what travels from the login to the spawner, the storage and the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

#: The role of people of whom nothing is known: the one that may do least.
LEAST_ROLE = "student"


@dataclass(frozen=True, slots=True)
class Identity:
    """One person, as the platform knows them.

    JupyterHub carries this encrypted in the user's ``auth_state``; the hub's own user name is
    `user_id`, case kept.
    """

    #: The platform's ``userID``, case kept: the key of all of the person's files.
    user_id: str
    #: The platform's role; `LEAST_ROLE` if unknown.
    role: str = LEAST_ROLE
    #: ``Users.id``; None for people who are not in the table (``testuser``).
    row_id: int | None = None
    #: The learning centre; None for people who belong to none.
    center_id: int | None = None
    #: The name to show, ``""`` if unknown.
    name: str = ""

    def to_auth_state(self) -> dict[str, Any]:
        """Return plain JSON values for JupyterHub's ``auth_state``."""
        return {
            "user_id": self.user_id,
            "role": self.role,
            "row_id": self.row_id,
            "center_id": self.center_id,
            "name": self.name,
        }

    @classmethod
    def from_auth_state(cls, auth_state: Mapping[str, Any] | None, *, user_name: str) -> Self:
        """Read back what `to_auth_state` wrote.

        Parameters
        ----------
        auth_state
            From ``await user.get_auth_state()``; None if nothing was stored or if the key that
            encrypted it is gone.
        user_name
            The hub's name of the same person.

        Returns
        -------
        Identity
            With the least rights there are if `auth_state` is missing, incomplete or another
            person's.
        """
        if auth_state is None or auth_state.get("user_id") != user_name:
            return cls(user_id=user_name)
        return cls(
            user_id=user_name,
            role=_typed(auth_state.get("role"), str) or LEAST_ROLE,
            row_id=_typed(auth_state.get("row_id"), int),
            center_id=_typed(auth_state.get("center_id"), int),
            name=_typed(auth_state.get("name"), str) or "",
        )


def _typed[T](value: Any, kind: type[T]) -> T | None:
    return value if isinstance(value, kind) and not isinstance(value, bool) else None
