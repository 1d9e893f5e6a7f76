"""What of the host is bound into a container."""

from typing import Any

import pytest

from hub_ext.servers.home_mounts import home_mounts
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import HubSettings
from hub_ext.storage.models import OpenedHome

DATA = "/var/lib/eduhub"


def opened(**fields: Any) -> OpenedHome:
    return OpenedHome.model_validate({"path": "homes/student1/files", "state": "current"} | fields)


def test_a_working_copy_is_the_home(settings: HubSettings) -> None:
    (bind,) = home_mounts(settings, opened())
    assert (bind["Source"], bind["Target"]) == (f"{DATA}/homes/student1/files", "/home/student")


def test_a_mount_is_followed_from_its_parent(settings: HubSettings) -> None:
    (bind,) = home_mounts(settings, opened(way=HomeStorage.MOUNT, path="homes/student1/mount"))
    assert (bind["Source"], bind["Target"]) == (f"{DATA}/homes/student1/mount", "/home")
    assert bind["BindOptions"] == {"Propagation": "rslave"}


def test_contents_bind_nothing(settings: HubSettings) -> None:
    assert home_mounts(settings, opened(way=HomeStorage.CONTENTS, path="")) == []


def test_what_the_centre_shares_is_followed(settings: HubSettings) -> None:
    _, bind = home_mounts(settings, opened(center="centers/11/students"))
    assert (bind["Source"], bind["Target"]) == (
        f"{DATA}/centers/11/students",
        "/home/student/center",
    )
    assert bind["BindOptions"] == {"Propagation": "rslave"}


def test_a_mount_has_the_centre_inside(settings: HubSettings) -> None:
    home = opened(way=HomeStorage.MOUNT, path="homes/s/mount", center="centers/11/students")
    assert len(home_mounts(settings, home)) == 1


def test_what_is_told_cannot_be_written(settings: HubSettings) -> None:
    _, bind = home_mounts(settings, opened(told="homes/student1/told"))
    assert (bind["Target"], bind["ReadOnly"]) == ("/srv/home-state", True)


@pytest.mark.parametrize(
    "path",
    ["", ".", "/etc", "homes", "homes/../../etc", "lessons/x", "../homes/x/files"],
)
@pytest.mark.parametrize("field", ["path", "told", "center"])
def test_no_other_folder_of_the_host_gets_in(settings: HubSettings, path: str, field: str) -> None:
    if path == "" and field != "path":
        assert len(home_mounts(settings, opened(**{field: path}))) == 1
        return
    with pytest.raises(ValueError, match="outside"):
        home_mounts(settings, opened(**{field: path}))
