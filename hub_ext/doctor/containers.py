"""Looks that are taken in a container: which image, in which network, with what mounted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from hub_ext.doctor.docker_client import DockerError
from hub_ext.doctor.findings import Finding
from hub_ext.doctor.system import System

#: A container that only looks.
_WITHOUT_RIGHTS: Final = ("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--read-only")
#: The operator's .env and the secrets are their owner's alone.
_READS_ALL: Final = ("--cap-add", "DAC_OVERRIDE")
_SEEN: Final = "/project"
_CODE: Final = "hub_ext/doctor"
#: No answer and one that says no are the same: nothing is written.
_ASK_AGENT: Final = """
import urllib.request
try:
    with urllib.request.urlopen("http://storage-api:8700/health", timeout=10) as answer:
        print(answer.read().decode())
except OSError:
    pass
"""


def look_in_hub_image(
    system: System, look: str, *, network: bool, seconds: float
) -> Sequence[Finding]:
    """Take a look that needs the hub's packages and the settings as they are in .env now.

    Parameters
    ----------
    system
        The instance; it knows of settings that the look found out.
    look
        A name of `hub_ext.doctor.inside.LOOKS`.
    network
        Whether it asks others.
    seconds
        A little more than the look itself takes at most.
    """
    return _look(system, "hub", look, network=network, seconds=seconds)


def look_in_storage_image(system: System, look: str, *, seconds: float) -> Sequence[Finding]:
    """Take a look that needs the storage agent's packages; see `look_in_hub_image`."""
    return _look(system, "storage", look, network=True, seconds=seconds)


def look_at_spawn(system: System, seconds: float) -> Sequence[Finding]:
    """See whether the hub's container can make a server: with its settings, by its own way.

    Parameters
    ----------
    system
        The instance.
    seconds
        A little more than the look itself takes at most.

    Raises
    ------
    DockerError
        If there is no answer; also for a hub whose image is older than this.
    """
    command = ("python", "-m", "hub_ext.doctor.inside", "spawn")
    output = system.docker("exec", system.container("hub"), *command, seconds=seconds)
    # In there nobody knows the names of containers.
    names = {"container": system.container("hub"), "firewall": system.container("firewall")}
    found = _read(system, output)
    return [Finding(one.check, one.code, {**names, **one.fields}) for one in found]


def look_at_agent(system: System, seconds: float) -> Sequence[Finding]:
    """See whether the hub reaches the storage agent, and what that says of itself."""
    command = ("python", "-I", "-S", "-c", _ASK_AGENT)
    body = system.docker("exec", system.container("hub"), *command, seconds=seconds)
    return [of_health(body, system.container("storage"))]


def of_health(body: str, container: str) -> Finding:
    """Return what the agent's answer means; it is empty if there was none.

    Parameters
    ----------
    body
        `hub_ext.storage.models.Health` as JSON.
    container
        The agent's.
    """
    fields = {"container": container}
    try:
        health = json.loads(body)
        store, lessons = str(health["object_store"]), str(health["lessons"])
    except (ValueError, KeyError, TypeError):
        return Finding("agent", "agent-silent", fields)
    if store != "reachable":
        return Finding("agent", "agent-store", {**fields, "code": store})
    return Finding("agent", "agent-ok" if lessons == "mounted" else "agent-lessons", fields)


def look_at_firewall(system: System, seconds: float) -> Sequence[Finding]:
    """See whether the packet filter's rules are in place; nothing is changed."""
    variables = ("HUB_INSTANCE", "HUB_NETWORK", "HUB_INTERNET", "HOME_STORAGE")
    output = system.docker.run(
        *("--network", "host", *_WITHOUT_RIGHTS, "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW"),
        # The filter's programs keep a lock.
        *("--tmpfs", "/run"),
        *(f"--env={name}={value}" for name in variables if (value := system.value(name))),
        f"--volume={system.project / 'hub_ext/servers/firewall'}:/opt/eduhub/firewall:ro",
        *(system.image("firewall"), "verify"),
        seconds=seconds,
    )
    code = output.strip()
    fields = {"container": system.container("firewall")}
    return [Finding("firewall", f"firewall-{code}", fields)]


def _look(
    system: System, image: str, look: str, *, network: bool, seconds: float
) -> Sequence[Finding]:
    output = system.docker.run(
        *("--network", _network(system) if network else "none"),
        *("--add-host", "host.docker.internal:host-gateway"),
        *(*_WITHOUT_RIGHTS, *_READS_ALL, "--tmpfs", "/tmp"),  # noqa: S108 - inside the container
        *system.forwarded(),
        f"--volume={system.project}:{_SEEN}:ro",
        # Both halves of a look are of one version; what the system itself runs is the image's.
        f"--volume={system.project / _CODE}:/srv/eduhub/{_CODE}:ro",
        *("--entrypoint", "python", system.image(image), "-m", "hub_ext.doctor.inside", look),
        *(_SEEN, system.default_mode()),
        seconds=seconds,
    )
    return _read(system, output)


def _network(system: System) -> str:
    """Return the network in which hub and agent ask others; before the first start, the engine's own."""
    name = f"{system.instance}_backend"
    try:
        system.docker("network", "inspect", name)
    except DockerError:
        return "bridge"
    return name


def _read(system: System, output: str) -> Sequence[Finding]:
    answer: dict[str, Any] = json.loads(output)
    system.facts.update({str(name): str(value) for name, value in answer["facts"].items()})
    return [Finding.read(value) for value in answer["findings"]]
