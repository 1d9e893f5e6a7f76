"""Looks at the services of compose, and at the images that they run from."""

from __future__ import annotations

import calendar
import json
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from hub_ext.doctor.docker_client import DockerError
from hub_ext.doctor.findings import Finding
from hub_ext.doctor.system import System

#: Before the first start, which makes the rest.
_ALWAYS: Final = ("hub", "proxy", "storage", "firewall")
#: Once is an accident.
_RESTARTS: Final = 2
#: Seconds.
_JUST_STARTED: Final = 60
_VERSION_LABEL: Final = "org.opencontainers.image.version"


def look_at_services(system: System) -> Sequence[Finding]:
    """See whether every service runs and is healthy; `system` knows of them afterwards."""
    system.containers = _containers(system)
    system.containers_known = True
    if not system.was_started:
        return [Finding("services", "services-never", {"instance": system.instance})]
    try:
        system.services = _described(system)
    except (DockerError, ValueError, KeyError):
        return [Finding("services", "services-no-compose")]
    if not system.containers:
        return [Finding("services", "services-down", {"instance": system.instance})]
    found = [
        finding
        for name in sorted(system.services)
        if (finding := _of_service(system, name)) is not None
    ]
    count = len(system.services)
    return found or [Finding("services", "services-ok", {"count": count})]


def _described(system: System) -> dict[str, Any]:
    text = system.docker(*system.compose(), "config", "--format", "json", seconds=15)
    services: dict[str, Any] = json.loads(text)["services"]
    return services


def _containers(system: System) -> dict[str, Any]:
    label = f"label=com.docker.compose.project={system.instance}"
    ids = system.docker("ps", "--all", "--quiet", "--no-trunc", "--filter", label).split()
    if not ids:
        return {}
    # One that is removed between the two questions makes the second fail, and the others are told.
    try:
        described = system.docker("inspect", *ids)
    except DockerError as error:
        described = error.output
    return {
        one["Config"]["Labels"].get("com.docker.compose.service", ""): one
        # Of two of one service the one that runs is it.
        for one in sorted(json.loads(described), key=lambda one: bool(one["State"]["Running"]))
        if one["Config"]["Labels"].get("com.docker.compose.oneoff") != "True"
    }


def _of_service(system: System, name: str) -> Finding | None:
    """Return what is wrong with a service; None if nothing is."""
    container = system.containers.get(name)
    check = f"service.{name}"
    if container is None:
        return Finding(check, "service-missing")
    state = container["State"]
    code = code_of_state(state)
    if code is None and keeps_ending(container, time.time()):
        code = "service-restarting"
    if code is None:
        return None
    status = int(state.get("ExitCode") or 0)
    return Finding(check, code, {"container": system.container(name), "status": status})


def code_of_state(state: dict[str, Any]) -> str | None:
    """Return what the engine's state of a container means; None if it is well.

    Parameters
    ----------
    state
        ``State`` of ``docker inspect``.
    """
    by_status = {"paused": "service-paused", "restarting": "service-restarting"}
    status = str(state.get("Status"))
    if status in by_status:
        return by_status[status]
    if status != "running":
        return "service-memory" if state.get("OOMKilled") else "service-ended"
    health = (state.get("Health") or {}).get("Status", "healthy")
    return {"unhealthy": "service-unhealthy", "starting": "service-starting"}.get(health)


def keeps_ending(container: dict[str, Any], now: float) -> bool:
    """Tell whether a container that runs at this moment was started again a moment ago, not for the first time.

    Parameters
    ----------
    container
        As ``docker inspect`` describes it.
    now
        Seconds since 1970.
    """
    if int(container.get("RestartCount") or 0) < _RESTARTS:
        return False
    # To the second; the engine writes more digits than Python 3.10 reads.
    started = time.strptime(str(container["State"]["StartedAt"])[:19], "%Y-%m-%dT%H:%M:%S")
    return now - calendar.timegm(started) < _JUST_STARTED


def look_at_images(system: System) -> Sequence[Finding]:
    """See whether every image is there, whether services run from it, and from one version."""
    images = {name: system.image(name) for name in system.services or _ALWAYS}
    images["notebook"] = system.value("HUB_NOTEBOOK_IMAGE") or system.image("notebook")
    described = {image: _image(system, image) for image in set(images.values())}
    missing = {image: name for name, image in images.items() if described[image] is None}
    found = [
        Finding(f"image.{name}", "image-missing", {"image": image})
        for image, name in sorted(missing.items())
    ]
    present = {image: one for image, one in described.items() if one is not None}
    if outdated := sorted(_outdated(system, images, present)):
        found.append(Finding("images", "images-older", {"services": ", ".join(outdated)}))
    found += _versions(present)
    return found or [Finding("images", "images-ok", {"count": len(described)})]


def _image(system: System, name: str) -> Any:
    try:
        return json.loads(system.docker("image", "inspect", name))[0]
    except DockerError as error:
        if error.trouble != "failed":
            raise
        return None


def _outdated(system: System, images: dict[str, str], present: dict[str, Any]) -> Iterable[str]:
    for name, container in system.containers.items():
        image = present.get(images.get(name, ""))
        if image is not None and container["Image"] != image["Id"]:
            yield name


def _versions(present: dict[str, Any]) -> Sequence[Finding]:
    labels = {
        name: str(((image.get("Config") or {}).get("Labels") or {}).get(_VERSION_LABEL, ""))
        for name, image in present.items()
    }
    # Behind the number stands what an image was built from, which is each one's own.
    versions = {version.partition("-")[0] for version in labels.values() if version}
    if len(versions) < 2:
        return []
    told = ", ".join(f"{name} {version}" for name, version in sorted(labels.items()) if version)
    return [Finding("images", "images-versions", {"versions": told})]
