"""What one hub's containers may be: made from settings once, when the broker starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, get_args

from hub_ext.servers.hardening import INSTANCE_LABEL, Limits, limits_of, network_name, ulimits
from hub_ext.setting_types import Role
from hub_ext.settings import ServerSettings

#: Behind the instance: what `hub_ext.names.safe_name` makes, or a place at which a server waits.
_NAME: Final = re.compile(
    "[a-z0-9]{1,32}|(?=.{1,56}$)[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{16}|warm-[0-9a-f]{12}"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every request.

    Attributes
    ----------
    instance
        Whose containers these are; of others the hub hears nothing.
    image
        The only one, by the name that the operator gave it. Neither the hub nor the broker can pull, build or
        tag, so nobody but the operator decides what the name stands for.
    network
        The only one.
    data
        ``HUB_DATA_DIR``, below which everything is that a container binds.
    limits
        Those of every role; a container has one of them.
    ulimits
        Those of every process.
    """

    instance: str
    image: str
    network: str
    data: Path
    limits: frozenset[Limits]
    ulimits: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, settings: ServerSettings) -> Self:
        """Return the rules of the same settings that the hub has."""
        return cls(
            instance=settings.hub_instance,
            image=settings.hub_notebook_image,
            network=network_name(settings),
            data=settings.hub_data_dir,
            # Of a role that nobody has heard of, too: it has a student's.
            limits=frozenset(limits_of(settings, role) for role in (*get_args(Role), "")),
            ulimits=tuple(ulimits(settings)),
        )

    @property
    def label(self) -> str:
        """What every container of this hub is told by, as a filter."""
        return f"{INSTANCE_LABEL}={self.instance}"

    def owns(self, labels: Mapping[str, str] | None) -> bool:
        """Tell whether a container of these labels is this hub's; nobody can change them later."""
        return (labels or {}).get(INSTANCE_LABEL) == self.instance

    def is_name(self, name: str) -> bool:
        """Tell whether our hub gives such a name: to a person's container, or to one that waits."""
        first, _, rest = name.partition("-")
        return first == self.instance and _NAME.fullmatch(rest) is not None
