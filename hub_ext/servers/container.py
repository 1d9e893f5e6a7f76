"""One container, as the engine describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from hub_ext.servers.hardening import INSTANCE_LABEL, PLACE_LABEL, USER_LABEL


@dataclass(frozen=True, slots=True)
class Container:
    """What the spawner needs to know of a container.

    Attributes
    ----------
    id
        The engine's own, never used twice.
    name
        Which only the hub gives.
    image
        The engine's id of what it runs.
    running
        Whether its main process is there.
    exit_code
        Of a container that has ended; 137 is a kill.
    out_of_memory
        Whether the kernel ended it for using more memory than its limit.
    labels
        What it was created with; nobody can change them later.
    addresses
        Its address in each network, by the network's name.
    """

    id: str
    name: str
    image: str
    running: bool
    exit_code: int
    out_of_memory: bool
    labels: Mapping[str, str]
    addresses: Mapping[str, str]

    @classmethod
    def read(cls, inspected: Mapping[str, Any]) -> Self:
        """Read the answer of ``GET /containers/{id}/json``."""
        state = inspected["State"]
        networks = inspected["NetworkSettings"]["Networks"] or {}
        return cls(
            id=inspected["Id"],
            name=inspected["Name"].removeprefix("/"),
            image=inspected["Image"],
            running=bool(state["Running"]),
            exit_code=int(state["ExitCode"]),
            out_of_memory=bool(state["OOMKilled"]),
            labels=inspected["Config"]["Labels"] or {},
            addresses={name: network["IPAddress"] for name, network in networks.items()},
        )

    @property
    def place(self) -> str:
        """See `PLACE_LABEL`; ``""`` for a container that was made for its person."""
        return self.labels.get(PLACE_LABEL, "")

    def belongs_to(self, instance: str, user_id: str, name: str) -> bool:
        """Tell whether this hub made it for, or gave it to, this person: only then may it be touched.

        Parameters
        ----------
        instance
            The hub's.
        user_id, name
            The person's, and of their container.
        """
        theirs = self.name == name if self.place else self.labels.get(USER_LABEL) == user_id
        return self.labels.get(INSTANCE_LABEL) == instance and theirs
