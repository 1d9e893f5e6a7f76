"""Whether a container that is asked for is one that our spawner makes."""

import re
from typing import Any, Final

from hub_ext.names import safe_name
from hub_ext.servers.broker import binds, bodies
from hub_ext.servers.broker.bodies import ContainerBody, HostConfig, UpdateBody
from hub_ext.servers.broker.refused import require
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.hardening import (
    HOME,
    HOME_IN_MEMORY,
    HOME_STATE_LABEL,
    INSTANCE_LABEL,
    PLACE_LABEL,
    TEMPORARY,
    USER_LABEL,
    Limits,
    tmpfs,
)
from hub_ext.servers.warm.waiting import MAKE_LABEL

_PERSONS: Final = {INSTANCE_LABEL, USER_LABEL, HOME_STATE_LABEL}
_WAITING: Final = {INSTANCE_LABEL, PLACE_LABEL, MAKE_LABEL}
_HOME_STATES: Final = {"current", "behind", TEMPORARY}
_PLACE: Final = re.compile(r"[0-9a-f]{12}")
_MAKE: Final = re.compile(r"[0-9a-f]{16}")
#: Bytes of all variables together. Ours have about 4 kB.
_ENVIRONMENT: Final = 64 * 1024


def checked_container(body: bytes, name: str, rules: Rules) -> dict[str, Any]:
    """Return the description of a container, made anew from one that is allowed.

    Parameters
    ----------
    body
        As it came.
    name
        That the container is to have.
    rules
        This hub's.

    Raises
    ------
    RefusedCallError
        If our spawner makes no such container.
    """
    asked = bodies.read(ContainerBody, body)
    require(asked.image == rules.image, "Image", "is not the configured one")
    size = sum(len(variable.encode()) for variable in asked.env)
    require(size <= _ENVIRONMENT, "Env", "is too large")
    require(rules.owns(asked.labels), "Labels", "are not of this instance")
    if USER_LABEL in asked.labels:
        _require_persons(asked, name, rules)
    else:
        _require_waiting(asked, name, rules)
    _require_limits(asked.host_config, rules)
    return asked.model_dump(mode="json", by_alias=True, exclude_none=True)


def checked_update(body: bytes, rules: Rules) -> dict[str, Any]:
    """Return new limits of a container, made anew from those that a role has.

    Raises
    ------
    RefusedCallError
        If no role has them.
    """
    asked = bodies.read(UpdateBody, body)
    require(asked.memory == asked.memory_swap, "MemorySwap", "is not the same as Memory")
    roles = {(limits.memory, limits.cpu_quota) for limits in rules.limits}
    require((asked.memory, asked.cpu_quota) in roles, "Memory", "no role has these limits")
    return asked.model_dump(mode="json", by_alias=True, exclude_none=True)


def _require_persons(asked: ContainerBody, name: str, rules: Rules) -> None:
    labels = asked.labels
    require(labels.keys() == _PERSONS, "Labels", "are not those of a person's container")
    user_id = labels[USER_LABEL]
    require(name == f"{rules.instance}-{safe_name(user_id)}", "name", "is not the user's")
    state = labels[HOME_STATE_LABEL]
    require(state in _HOME_STATES, "Labels", "say nothing that is known of the home")
    mounts = asked.host_config.mounts
    binds.require_own(mounts, rules.data, user_id, guest=state == TEMPORARY)


def _require_waiting(asked: ContainerBody, name: str, rules: Rules) -> None:
    labels = asked.labels
    require(labels.keys() == _WAITING, "Labels", "are not those of a waiting container")
    place = labels[PLACE_LABEL]
    require(bool(_PLACE.fullmatch(place)), "Labels", "name no place")
    require(bool(_MAKE.fullmatch(labels[MAKE_LABEL])), "Labels", "do not say what it is made from")
    require(name == f"{rules.instance}-warm-{place}", "name", "is not the place's")
    binds.require_place(asked.host_config.mounts, rules.data, place)


def _require_limits(asked: HostConfig, rules: Rules) -> None:
    require(asked.network_mode == rules.network, "HostConfig.NetworkMode", "is not the users'")
    require(asked.memory == asked.memory_swap, "HostConfig.MemorySwap", "is not the same as Memory")
    wanted = (asked.memory, asked.cpu_quota, asked.pids_limit)
    limits = next((one for one in rules.limits if _of(one) == wanted), None)
    require(limits is not None, "HostConfig.Memory", "no role has these limits")
    given = [limit.model_dump(by_alias=True) for limit in asked.ulimits]
    require(given == list(rules.ulimits), "HostConfig.Ulimits", "are not those of every server")
    allowed = {**tmpfs(limits), HOME: HOME_IN_MEMORY} if limits else {}
    fits = asked.tmpfs.items() <= allowed.items()
    require(fits, "HostConfig.Tmpfs", "is not what every server has")


def _of(limits: Limits) -> tuple[int, int, int]:
    return limits.memory, limits.cpu_quota, limits.processes
