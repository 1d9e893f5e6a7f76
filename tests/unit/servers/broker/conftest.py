"""What our spawner asks for, and the rules of the same settings."""

from typing import Any, Final

import pytest

from hub_ext.servers import contents_home, guest_home, hardening
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.home_mounts import home_mounts
from hub_ext.servers.warm.waiting import waiting_config
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import HubSettings
from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.models import OpenedHome
from hub_ext.users.identity import Identity
from tests.unit.servers.conftest import make_settings

SETTINGS: Final = make_settings()
RULES: Final = Rules.of(SETTINGS)
PLACE: Final = "0123456789ab"


def opened(user_id: str, way: HomeStorage, center: str) -> OpenedHome:
    """What the storage agent says of a home."""
    home = HomeLayout(user_id)
    path = {HomeStorage.WORKING_COPY: str(home.files), HomeStorage.MOUNT: str(home.mount)}
    return OpenedHome(
        way=way, path=path.get(way, ""), told=str(home.told), center=center, state="current"
    )


def persons(
    user_id: str = "student1",
    role: str = "student",
    way: HomeStorage = HomeStorage.WORKING_COPY,
    center: str = "centers/11/students",
    settings: HubSettings = SETTINGS,
) -> dict[str, Any]:
    """The description of a person's container."""
    home = opened(user_id, way, "" if way is HomeStorage.CONTENTS else center)
    config = hardening.container_config(
        settings,
        Identity(user_id, role),
        binds=home_mounts(settings, home),
        home_state=home.state,
        environment={"JUPYTERHUB_USER": user_id, "JUPYTERHUB_API_TOKEN": "0123456789abcdef"},
        lessons=way is not HomeStorage.MOUNT,
    )
    return contents_home.adapt(config) if way is HomeStorage.CONTENTS else config


def guests() -> dict[str, Any]:
    """The description of a guest's container."""
    return guest_home.container_config(
        SETTINGS, guest_home.identity("guest_ab12cd34"), {"JUPYTERHUB_USER": "guest_ab12cd34"}
    )


#: By the name that the container gets: each kind that the spawner and the pool make.
ALLOWED: Final = {
    "a student's": ("eduhub-student1", persons()),
    "a teacher's": (
        "eduhub-teacher11",
        persons("teacher11", "teacher", center="centers/11/teachers"),
    ),
    "of nobody's centre": ("eduhub-testuser", persons("testuser", center="")),
    "a mount": ("eduhub-student1", persons(way=HomeStorage.MOUNT)),
    "contents": ("eduhub-student1", persons(way=HomeStorage.CONTENTS)),
    "a Korean name": (hardening.container_name(SETTINGS, "한별"), persons("한별")),
    "a guest's": (hardening.container_name(SETTINGS, "guest_ab12cd34"), guests()),
    "a waiting one": (f"eduhub-warm-{PLACE}", waiting_config(SETTINGS, PLACE)),
}


@pytest.fixture
def rules() -> Rules:
    return RULES
