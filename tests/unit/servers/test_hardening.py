"""What the engine is told about a container."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.servers import hardening
from hub_ext.settings import HubSettings
from hub_ext.users.identity import Identity
from tests.unit.servers.conftest import make_settings

GIGABYTE = 1024**3
HOME = {"Type": "bind", "Source": "/home-of-student1", "Target": "/home/student"}


def config(settings: HubSettings, role: str = "student") -> dict[str, Any]:
    return hardening.container_config(
        settings,
        Identity("student1", role),
        binds=[HOME],
        home_state="current",
        environment={"JUPYTERHUB_USER": "student1"},
    )


def host_config(settings: HubSettings, role: str = "student") -> dict[str, Any]:
    found: dict[str, Any] = config(settings, role)["HostConfig"]
    return found


@pytest.mark.parametrize(
    ("role", "memory", "cpus"),
    [
        ("student", 1, 1.0),
        ("teacher", 2, 2.0),
        ("manager", 2, 2.0),
        ("admin", 2, 2.0),
        pytest.param("kinder", 1, 1.0, id="a role without limits of its own gets a student's"),
        pytest.param("root", 1, 1.0, id="a role that does not exist gets a student's"),
    ],
)
def test_limits_go_by_role(settings: HubSettings, role: str, memory: int, cpus: float) -> None:
    found = host_config(settings, role)
    assert found["Memory"] == found["MemorySwap"] == memory * GIGABYTE
    assert (found["CpuPeriod"], found["CpuQuota"]) == (100_000, int(cpus * 100_000))
    assert found["PidsLimit"] == 256


def test_limits_exist_even_if_the_operator_names_none_for_students() -> None:
    limits = hardening.limits_of(
        make_settings(hub_memory_limits="teacher=4G", hub_cpu_limits="teacher=2.5"), "student"
    )
    assert (limits.memory, limits.cpus) == (GIGABYTE, 1.0)


def test_limits_follow_the_settings() -> None:
    limits = hardening.limits_of(
        make_settings(
            hub_memory_limits="student=512M", hub_cpu_limits="student=0.5", hub_process_limit=99
        ),
        "student",
    )
    assert limits == hardening.Limits(512 * 1024**2, 0.5, 99)


@pytest.mark.parametrize("role", ["student", "teacher", "manager", "admin", "kinder", "unknown"])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("Privileged", False),
        ("CapDrop", ["ALL"]),
        ("SecurityOpt", ["no-new-privileges:true"]),
        ("ReadonlyRootfs", True),
        ("IpcMode", "private"),
        ("NetworkMode", "eduhub-users"),
        ("RestartPolicy", {"Name": "no"}),
        ("AutoRemove", False),
        ("Init", True),
    ],
)
def test_no_role_is_fenced_less(
    settings: HubSettings, role: str, option: str, value: object
) -> None:
    assert host_config(settings, role)[option] == value


@pytest.mark.parametrize(
    "option",
    ["CapAdd", "Devices", "PidMode", "PortBindings", "UsernsMode", "Binds", "Links", "GroupAdd"],
)
def test_nothing_opens_a_door(settings: HubSettings, option: str) -> None:
    assert option not in host_config(settings, "admin")


def test_the_account_is_not_root(settings: HubSettings) -> None:
    assert config(settings)["User"] == "1000:1000"


def test_only_the_servers_own_environment_gets_in(
    settings: HubSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "not for students")
    assert config(settings)["Env"] == ["JUPYTERHUB_USER=student1"]


def test_lessons_are_beside_the_home_and_read_only(settings: HubSettings) -> None:
    home, lessons = host_config(settings)["Mounts"]
    assert home == HOME
    assert (lessons["Source"], lessons["Target"], lessons["ReadOnly"]) == (
        "/var/lib/eduhub/lessons",
        "/home/student/lessons",
        True,
    )
    assert lessons["BindOptions"] == {"Propagation": "rslave"}


def test_a_home_that_is_a_mount_has_the_lessons_inside(settings: HubSettings) -> None:
    found = hardening.container_config(
        settings,
        Identity("student1", "student"),
        binds=[HOME],
        home_state="current",
        environment={},
        lessons=False,
    )
    assert found["HostConfig"]["Mounts"] == [HOME]


def test_the_space_for_temporary_files_is_bounded_and_for_everybody(settings: HubSettings) -> None:
    tmpfs = host_config(settings)["Tmpfs"]
    (temporary, temporary_options), (run, run_options) = sorted(tmpfs.items(), reverse=True)
    assert (temporary, run) == ("/tmp", "/run")  # noqa: S108
    assert f"size={GIGABYTE // 4}" in temporary_options
    assert "mode=1777" in temporary_options
    assert "noexec" in run_options


@pytest.mark.parametrize(
    ("quota", "largest"),
    [
        ("500M", 2 * GIGABYTE),
        ("2000M", (2000 + 100) * GIGABYTE // 1024),
        ("10G", 10 * GIGABYTE + GIGABYTE // 2),
    ],
)
def test_no_file_is_larger_than_the_quota_with_its_reserve_or_two_gibibytes(
    quota: str, largest: int
) -> None:
    settings = make_settings(hub_user_quota=quota)
    core, fsize = host_config(settings)["Ulimits"]
    assert (core["Name"], core["Hard"]) == ("core", 0)
    assert fsize == {"Name": "fsize", "Soft": largest, "Hard": largest}


def test_without_a_quota_files_are_of_any_size() -> None:
    (core,) = host_config(make_settings(hub_user_quota="none"))["Ulimits"]
    assert core["Name"] == "core"


def test_labels_say_whose_it_is(settings: HubSettings) -> None:
    assert config(settings)["Labels"] == {
        "eduhub.instance": "eduhub",
        "eduhub.user": "student1",
        "eduhub.home-state": "current",
    }


def test_the_host_name_does_not_tell_whose_it_is(settings: HubSettings) -> None:
    assert config(settings)["Hostname"] == "jupyter"


@given(st.text(max_size=300))
def test_every_name_is_one_that_docker_takes(user_id: str) -> None:
    name = hardening.container_name(make_settings(), user_id)
    assert len(name) <= 66
    assert name.startswith("eduhub-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_people_never_share_a_name(one: str, other: str) -> None:
    settings = make_settings()
    names = {hardening.container_name(settings, user_id) for user_id in (one, other)}
    assert len(names) == len({one, other})


@pytest.mark.parametrize(
    ("one", "other"),
    [("student1", "STUDENT1"), ("a-b", "a_b"), ("한별", "한빛"), ("a", "a "), ("é", "e\u0301")],
)
def test_names_that_look_alike_stay_apart(one: str, other: str) -> None:
    settings = make_settings()
    assert hardening.container_name(settings, one) != hardening.container_name(settings, other)


def test_instances_have_names_of_their_own() -> None:
    one, other = make_settings(), make_settings(hub_instance="hubtest")
    assert hardening.container_name(one, "student1") != hardening.container_name(other, "student1")
    assert hardening.network_name(other) == "hubtest-users"
