"""All checks, in their order, and which breakage explains which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from hub_ext.doctor.checking import Check
from hub_ext.doctor.containers import (
    look_at_agent,
    look_at_firewall,
    look_at_spawn,
    look_in_hub_image,
    look_in_storage_image,
)
from hub_ext.doctor.engine import PATIENCE, EngineLook
from hub_ext.doctor.findings import Finding, LookError
from hub_ext.doctor.host.certificate import look_at_certificate
from hub_ext.doctor.host.mounts import look_at_mounts
from hub_ext.doctor.host.ports import Port, look_at_ports
from hub_ext.doctor.host.space import data_root, look_at_disk, look_at_inodes, look_at_memory
from hub_ext.doctor.host.way_in import WayIn
from hub_ext.doctor.services import look_at_images, look_at_services
from hub_ext.doctor.system import System

#: Of a part, or of a part with a code: whose breakage shows in it.
EXCUSES: Final = {
    # They run, and what is in them is looked at more closely.
    "service.dev-database service-unhealthy": ("database",),
    "service.dev-objectstore service-unhealthy": ("bucket", "clock"),
    "service.hub": ("settings", "image.hub", "service.engine-broker"),
    "service.storage": ("settings", "image.storage"),
    "service.classroom": ("settings", "image.hub", "service.hub"),
    "service.sync": ("settings", "image.hub", "service.dev-database", "database", "service.hub"),
    "database": ("service.dev-database",),
    "bucket": ("service.dev-objectstore", "clock"),
    "agent": ("service.storage", "service.dev-objectstore", "clock", "bucket"),
    "page": ("ports", "service.proxy", "service.hub"),
    "ready": (
        *("service.storage", "service.proxy", "service.engine-broker", "service.dev-database"),
        *("database", "agent"),
    ),
    "spawn": ("disk", "inodes", "memory", "mounts", "firewall", "service.engine-broker"),
}


def checks(system: System) -> Sequence[Check]:
    """Return everything that there is to look at, what is needed before what needs it."""
    engine = EngineLook(system)
    return [
        *_of_machine(system),
        Check("engine", engine.look, seconds=PATIENCE + 5),
        Check("services", partial(look_at_services, system), needs=("engine",), seconds=45),
        Check("images", partial(look_at_images, system), needs=("engine",), seconds=45),
        Check(
            "settings",
            partial(look_in_hub_image, system, "settings", network=False, seconds=30),
            needs=("engine", "image.hub"),
            seconds=45,
        ),
        Check("engine-setup", engine.look_at_setup, needs=("engine",)),
        Check(
            "mounts",
            lambda: look_at_mounts(system.data, system.container("storage")),
            needs=("disk",),
        ),
        Check("ports", partial(_look_at_ports, system), needs=("engine",)),
        *_of_platform(system),
        *_of_parts(system),
    ]


def _of_machine(system: System) -> Sequence[Check]:
    # Before the engine, which answers nobody where the disk is full.
    folders = (data_root(), system.project)
    return [
        Check("disk", lambda: _look_at_disk(system, folders)),
        Check("inodes", lambda: look_at_inodes([system.data, *folders])),
        Check("memory", look_at_memory),
    ]


def _look_at_disk(system: System, folders: Sequence[Path]) -> Sequence[Finding]:
    # The first start makes the folder.
    data = system.data if system.was_started else system.project
    return look_at_disk(data, folders)


def _look_at_ports(system: System) -> Sequence[Finding]:
    if not system.containers_known:
        # What has a port may be ours.
        raise LookError("nothing is known of the containers")

    def port(service: str, setting: str, address: str) -> Port:
        return Port(service, setting, address, int(system.value(setting)))

    ports = [port("proxy", "HUB_PORT", system.value("HUB_BIND_ADDRESS"))]
    for service, setting in (
        ("dev-objectstore", "HUB_DEV_OBJECTSTORE_PORT"),
        ("dev-database", "HUB_DEV_DATABASE_PORT"),
    ):
        if service in system.services:
            ports.append(port(service, setting, "127.0.0.1"))
    running = {name for name, one in system.containers.items() if one["State"]["Running"]}
    return look_at_ports(ports, running)


def _of_platform(system: System) -> Sequence[Check]:
    needs = ("engine", "settings")
    return [
        Check(
            "database",
            partial(look_in_hub_image, system, "database", network=True, seconds=40),
            needs=(*needs, "image.hub"),
            seconds=60,
        ),
        Check(
            "bucket",
            partial(look_in_storage_image, system, "bucket", seconds=75),
            needs=(*needs, "image.storage"),
            seconds=90,
        ),
        Check(
            "certificate",
            lambda: look_at_certificate(
                system.value("PUBLIC_ADDRESS"), subdomains=bool(system.value("HUB_SUBDOMAIN_HOST"))
            ),
            needs=("settings",),
            seconds=40,
        ),
    ]


def _of_parts(system: System) -> Sequence[Check]:
    def way_in() -> WayIn:
        port, address = int(system.value("HUB_PORT")), system.value("HUB_BIND_ADDRESS")
        return WayIn(address, port, system.value("PUBLIC_ADDRESS"))

    up = ("engine", "services")
    return [
        Check(
            "firewall",
            partial(look_at_firewall, system, 30),
            needs=(*up, "image.firewall"),
            seconds=45,
        ),
        Check(
            "agent",
            partial(look_at_agent, system, 25),
            needs=(*up, "service.hub", "service.storage"),
            seconds=40,
        ),
        Check(
            "page",
            lambda: way_in().look_at_page(system.container("proxy"), system.container("hub")),
            needs=(*up, "ports", "service.proxy", "service.hub"),
            seconds=30,
        ),
        Check(
            "ready",
            lambda: way_in().look_at_ready(system.container("hub")),
            needs=(*up, "page"),
            seconds=30,
        ),
        Check(
            "spawn",
            partial(look_at_spawn, system, 160),
            needs=(*up, "image.notebook", "service.hub", "firewall", "mounts", "disk"),
            seconds=180,
        ),
    ]
