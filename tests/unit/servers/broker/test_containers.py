"""Which containers are created, and that nothing can be added to them, left out or changed."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.servers import hardening
from hub_ext.servers.broker.bodies import MAX_BODY_BYTES
from hub_ext.servers.broker.containers import checked_container, checked_update
from hub_ext.servers.broker.refused import RefusedCallError
from hub_ext.servers.broker.rules import Rules
from hub_ext.servers.warm.waiting import MAKE_LABEL, persons_limits
from tests.unit.servers.broker.conftest import ALLOWED, RULES, SETTINGS, persons
from tests.unit.servers.conftest import make_settings

Steps = tuple[str | int, ...]

#: Fields of the engine's that our spawner never sends: upper and lower case are the same to the engine.
FOREIGN = {
    "Volumes": {"/host": {}}, "Entrypoint": ["sh"], "Tty": True, "OpenStdin": True, "AttachStdin": True,
    "NetworkDisabled": False, "MacAddress": "02:42:ac:11:00:02", "Domainname": "x", "Shell": ["sh"],
    "Healthcheck": {"Test": ["CMD", "true"]}, "NetworkingConfig": {"EndpointsConfig": {"bridge": {}}},
    "Platform": "linux/amd64", "hostconfig": {"Privileged": True}, "HOSTCONFIG": {}, "image": "debian",
}  # fmt: skip
FOREIGN_TO_HOST = {
    "Binds": ["/:/host"], "CapAdd": ["SYS_ADMIN"], "Capabilities": ["SYS_ADMIN"], "DeviceRequests": [{}],
    "Devices": [{"PathOnHost": "/dev/sda", "PathInContainer": "/dev/sda", "CgroupPermissions": "rwm"}],
    "DeviceCgroupRules": ["b *:* rwm"], "PidMode": "host", "UTSMode": "host", "UsernsMode": "host",
    "CgroupnsMode": "host", "Cgroup": "host", "CgroupParent": "/", "GroupAdd": ["0"], "VolumesFrom": ["x"],
    "PublishAllPorts": True, "PortBindings": {"8888/tcp": [{"HostPort": "80"}]}, "Links": ["x:y"],
    "Dns": ["10.0.0.1"], "ExtraHosts": ["hub:10.0.0.1"], "OomKillDisable": True, "OomScoreAdj": -1000,
    "Runtime": "runc", "Sysctls": {"net.ipv4.ip_forward": "1"}, "StorageOpt": {"size": "1"},
    "VolumeDriver": "local", "ContainerIDFile": "/etc/x", "MaskedPaths": [], "ReadonlyPaths": [],
    "Isolation": "process", "KernelMemory": 1, "BlkioWeight": 1, "CpusetCpus": "0", "Annotations": {},
    "privileged": True, "PRIVILEGED": True, "capAdd": ["ALL"], "binds": ["/:/host"],
}  # fmt: skip
BIND = {"Type": "bind", "Source": "/", "Target": "/host", "ReadOnly": True}

#: What another value at one place would open.
CHANGED: list[tuple[Steps, Any]] = [
    (("Image",), "debian:trixie-slim"),
    (("Image",), "eduhub/notebook"),
    (("Image",), "sha256:" + "0" * 64),
    (("User",), "0"),
    (("User",), "root"),
    (("WorkingDir",), "/proc"),
    (("Hostname",), "hub"),
    (("Labels",), {}),
    (("Labels", "eduhub.instance"), "other"),
    (("Labels", "eduhub.user"), "student2"),
    (("Labels", "com.docker.compose.service"), "hub"),
    (("ExposedPorts", "22/tcp"), {}),
    (("StopTimeout",), 100000),
    (("Env",), ["no equals sign"]),
    (("Env",), ["A=\x00"]),
    (("Env",), ["A=1"] * 101),
    (("Env",), [f"A{n}={'x' * 1000}" for n in range(70)]),
    (("Cmd",), []),
    (("Cmd",), "a shell's line"),
    (("HostConfig", "NetworkMode"), "host"),
    (("HostConfig", "NetworkMode"), "bridge"),
    (("HostConfig", "NetworkMode"), "container:eduhub-hub-1"),
    (("HostConfig", "NetworkMode"), "eduhub_control"),
    (("HostConfig", "NetworkMode"), "other-users"),
    (("HostConfig", "Privileged"), True),
    (("HostConfig", "Privileged"), 0),
    (("HostConfig", "Privileged"), "false"),
    (("HostConfig", "CapDrop"), []),
    (("HostConfig", "CapDrop"), ["NET_RAW"]),
    (("HostConfig", "CapDrop"), ["ALL", "ALL"]),
    (("HostConfig", "SecurityOpt"), []),
    (("HostConfig", "SecurityOpt"), ["seccomp=unconfined"]),
    (("HostConfig", "SecurityOpt"), ["no-new-privileges:true", "apparmor=unconfined"]),
    (("HostConfig", "SecurityOpt"), ["no-new-privileges:false"]),
    (("HostConfig", "ReadonlyRootfs"), False),
    (("HostConfig", "IpcMode"), "host"),
    (("HostConfig", "IpcMode"), "shareable"),
    (("HostConfig", "Init"), False),
    (("HostConfig", "Memory"), 0),
    (("HostConfig", "Memory"), 64 * 1024**3),
    (("HostConfig", "Memory"), 1e9),
    (("HostConfig", "MemorySwap"), -1),
    (("HostConfig", "CpuQuota"), -1),
    (("HostConfig", "CpuPeriod"), 1000),
    (("HostConfig", "CpuShares"), 262_144),
    (("HostConfig", "PidsLimit"), -1),
    (("HostConfig", "ShmSize"), 2**40),
    (("HostConfig", "Ulimits"), []),
    (("HostConfig", "Ulimits"), [{"Name": "core", "Soft": -1, "Hard": -1}]),
    (("HostConfig", "RestartPolicy", "Name"), "always"),
    (("HostConfig", "RestartPolicy", "MaximumRetryCount"), 3),
    (("HostConfig", "AutoRemove"), True),
    (("HostConfig", "LogConfig", "Type"), "syslog"),
    (("HostConfig", "LogConfig", "Config", "max-size"), "500g"),
    (("HostConfig", "LogConfig", "Config", "syslog-address"), "tcp://10.0.0.1:514"),
    (("HostConfig", "Tmpfs", "/tmp"), "rw,exec,suid,dev,size=64g"),  # noqa: S108
    (("HostConfig", "Tmpfs", "/etc"), "rw"),
    (("HostConfig", "Mounts", 0, "Type"), "volume"),
    (("HostConfig", "Mounts", 0, "Source"), "/"),
    (("HostConfig", "Mounts", 0, "Source"), "/var/run/docker.sock"),
    (("HostConfig", "Mounts", 0, "Source"), "/var/lib/eduhub/homes/student2/files"),
    (("HostConfig", "Mounts", 0, "Source"), "/var/lib/eduhub/homes/student1/files/../../student2/files"),
    (("HostConfig", "Mounts", 0, "Source"), "/var/lib/eduhub//homes/student1/files"),
    (("HostConfig", "Mounts", 0, "Source"), "/var/lib/eduhub/homes/student1/files/"),
    (("HostConfig", "Mounts", 0, "Source"), "/var/lib/eduhub/homes/student1"),
    (("HostConfig", "Mounts", 0, "Source"), "/VAR/lib/eduhub/homes/student1/files"),
    (("HostConfig", "Mounts", 0, "Target"), "/usr"),
    (("HostConfig", "Mounts", 0, "BindOptions"), {"Propagation": "rshared"}),
    (("HostConfig", "Mounts", 0, "BindOptions"), {"Propagation": "rslave"}),
    (("HostConfig", "Mounts", 0, "VolumeOptions"), {"DriverConfig": {"Name": "local"}}),
    (("HostConfig", "Mounts", 1, "Source"), "/var/lib/eduhub/centers/11"),
    (("HostConfig", "Mounts", 1, "Source"), "/var/lib/eduhub/centers/11/students/../../../homes"),
    (("HostConfig", "Mounts", 1, "BindOptions", "Propagation"), "rshared"),
    (("HostConfig", "Mounts", 1, "BindOptions", "NonRecursive"), False),
    (("HostConfig", "Mounts", 2, "ReadOnly"), False),
    (("HostConfig", "Mounts", 3, "ReadOnly"), False),
    (("HostConfig", "Mounts", 3, "Source"), "/var/lib/eduhub"),
    (("HostConfig", "Mounts", 3), BIND),
]  # fmt: skip


def check(body: Any, name: str = "eduhub-student1", rules: Rules = RULES) -> dict[str, Any]:
    return checked_container(json.dumps(body).encode(), name, rules)


def changed(body: dict[str, Any], steps: Steps, value: Any) -> dict[str, Any]:
    """A copy with another value at one place."""
    copied = copy.deepcopy(body)
    found: Any = copied
    for step in steps[:-1]:
        found = found[step]
    found[steps[-1]] = value
    return copied


@pytest.mark.parametrize("kind", ALLOWED)
def test_what_our_spawner_asks_is_asked_unchanged(kind: str) -> None:
    name, body = ALLOWED[kind]
    assert check(body, name) == body


@pytest.mark.parametrize(
    "role", ["student", "teacher", "manager", "admin", "kinder", "school", "?"]
)
def test_every_role_gets_a_server_and_a_waiting_one_its_limits(role: str) -> None:
    settings = make_settings(
        hub_memory_limits="student=512M,teacher=3G,admin=8G",
        hub_cpu_limits="student=0.3,teacher=1.7",
        hub_user_quota="none",
        hub_process_limit=99,
        hub_instance="other",
        hub_data_dir="/srv/data",
        hub_notebook_image="example.org:5000/school/notebook@sha256:" + "a" * 64,
    )
    rules = Rules.of(settings)
    body = persons("student1", role, settings=settings)
    assert check(body, "other-student1", rules) == body
    limits = persons_limits(settings, role)
    update = {
        "CpuShares": limits["cpu_shares"], "Memory": limits["mem_limit"],
        "MemorySwap": limits["memswap_limit"], "CpuPeriod": limits["cpu_period"],
        "CpuQuota": limits["cpu_quota"],
    }  # fmt: skip
    assert checked_update(json.dumps(update).encode(), rules) == update


@pytest.mark.parametrize(("steps", "value"), CHANGED, ids=str)
def test_another_value_is_refused(steps: Steps, value: Any) -> None:
    with pytest.raises(RefusedCallError):
        check(changed(persons(), steps, value))


@pytest.mark.parametrize("field", FOREIGN)
def test_another_field_is_refused(field: str) -> None:
    with pytest.raises(RefusedCallError, match=field):
        check(persons() | {field: FOREIGN[field]})


@pytest.mark.parametrize("field", FOREIGN_TO_HOST)
def test_another_field_of_the_host_is_refused(field: str) -> None:
    for value in (FOREIGN_TO_HOST[field], None):
        with pytest.raises(RefusedCallError, match=rf"HostConfig\.{field}"):
            check(changed(persons(), ("HostConfig", field), value))


@pytest.mark.parametrize(
    "steps",
    [(f,) for f in persons()] + [("HostConfig", f) for f in persons()["HostConfig"]],
    ids=str,
)
def test_nothing_may_be_left_out(steps: Steps) -> None:
    body = persons()
    (body if len(steps) == 1 else body["HostConfig"]).pop(str(steps[-1]))
    with pytest.raises(RefusedCallError, match="Field required"):
        check(body)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("a student's", "eduhub-student2"),
        ("a student's", "eduhub-warm-0123456789ab"),
        ("a student's", "eduhub-hub-1"),
        ("a student's", "student1"),
        ("a student's", ""),
        ("a waiting one", "eduhub-warm-0123456789ac"),
        ("a waiting one", "eduhub-student1"),
    ],
)
def test_a_name_is_the_persons_or_the_places(kind: str, name: str) -> None:
    with pytest.raises(RefusedCallError):
        check(ALLOWED[kind][1], name)


def test_a_guest_has_no_files_of_anybody() -> None:
    name, body = ALLOWED["a guest's"]
    home = persons("guest_ab12cd34")["HostConfig"]["Mounts"][0]
    with pytest.raises(RefusedCallError, match="Mounts"):
        check(changed(body, ("HostConfig", "Mounts"), [home]), name)


@pytest.mark.parametrize("place", ["", "..", "0123456789AB", "0123456789ab/..", "student1"])
def test_a_place_is_one_that_the_agent_makes(place: str) -> None:
    body = changed(ALLOWED["a waiting one"][1], ("Labels", "eduhub.place"), place)
    with pytest.raises(RefusedCallError):
        check(body, f"eduhub-warm-{place}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"Image": NaN}',
        b"[" * 100_000,
        json.dumps(persons()).encode().replace(b'"Privileged": false', b'"Privileged": true, "Privileged": false'),
        json.dumps(persons()).encode().replace(b'"Image"', b'"Image": "debian", "Image"'),
        json.dumps(persons()).encode() + b"{}",
        json.dumps(persons()).encode("utf-16"),
        json.dumps(persons()).encode().replace(b"student1", b"\xff"),
        json.dumps(persons()).encode().replace(b"student1", b"\\ud800"),
    ],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_what_two_readers_might_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedCallError):
        checked_container(body, "eduhub-student1", RULES)


def test_what_was_sent_is_not_in_the_refusal() -> None:
    token = "0123456789abcdef"
    for body in (persons() | {"Env": [token]}, persons() | {"Env": {"A": token}}):
        with pytest.raises(RefusedCallError) as caught:
            check(body)
        assert token not in str(caught.value)


def test_the_largest_of_ours_is_far_from_too_large() -> None:
    assert max(len(json.dumps(body)) for _, body in ALLOWED.values()) < MAX_BODY_BYTES / 10


@pytest.mark.parametrize(
    "more",
    [
        {"Memory": 64 * 1024**3},
        {"Memory": 64 * 1024**3, "MemorySwap": 64 * 1024**3},
        {"MemorySwap": -1},
        {"CpuQuota": -1},
        {"CpuShares": 262_144},
        {"CpusetCpus": "0"},
        {"RestartPolicy": {"Name": "always"}},
        {"PidsLimit": -1},
        {"Devices": []},
        {"memory": 1},
    ],
)
def test_new_limits_are_those_of_a_role(more: dict[str, Any]) -> None:
    limits = hardening.limits_of(SETTINGS, "teacher")
    update = {
        "CpuShares": 1024, "CpuPeriod": 100_000, "CpuQuota": limits.cpu_quota,
        "Memory": limits.memory, "MemorySwap": limits.memory,
    }  # fmt: skip
    assert checked_update(json.dumps(update).encode(), RULES) == update
    with pytest.raises(RefusedCallError):
        checked_update(json.dumps(update | more).encode(), RULES)


# --- any change of any body

#: What may differ without mattering: what runs inside, where it begins, and how little it gets at first.
FREE = {"Env", "Cmd", "WorkingDir"}
FREE_LABELS = {MAKE_LABEL, hardening.HOME_STATE_LABEL}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
NAMES = st.sampled_from([*FOREIGN, *FOREIGN_TO_HOST, *persons(), *persons()["HostConfig"]])


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list and object with each of its keys."""
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def near(value: Any) -> list[Any]:
    """What somebody might put in the place of a value."""
    known = ["host", "bridge", "/", "0", "unconfined", 0, -1, 2**40, True, False, None, [], {}]
    if isinstance(value, str):
        known += [f"{value}/..", value.upper(), f"{value}x", value[:-1]]
    elif isinstance(value, list):
        known += [value * 2, [*value, "ALL"]]
    elif isinstance(value, dict):
        known += [value | {"Privileged": True}, value | {"x": "y"}]
    return known


def at(body: dict[str, Any], number: int) -> tuple[dict[str, Any], Any, Any]:
    """A copy of a body, and one of its places in it."""
    copied = copy.deepcopy(body)
    holder, key = list(places(copied))[number]
    return copied, holder, key


def changes(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A body with one value of it replaced, or left out: each place, each way."""
    for number, (holder, key) in enumerate(list(places(body))):
        for value in near(holder[key]):
            copied, inside, where = at(body, number)
            inside[where] = value
            yield copied
        copied, inside, where = at(body, number)
        del inside[where]
        yield copied


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A name, a body that is allowed under it, and one to which something was added or done at any place."""
    name, body = ALLOWED[draw(st.sampled_from(sorted(ALLOWED)))]
    everywhere = list(places(body))
    other, holder, key = at(body, draw(st.integers(0, len(everywhere) - 1)))
    value = copy.deepcopy(draw(JSON | st.sampled_from([inside[one] for inside, one in everywhere])))
    if draw(st.booleans()):
        holder[key] = value
    elif isinstance(holder, dict):
        holder[draw(NAMES | st.text(max_size=12))] = value
    else:
        holder.append(value)
    return name, body, other


def fixed(body: dict[str, Any]) -> dict[str, Any]:
    """A description without what may differ."""
    host = {
        k: v for k, v in body["HostConfig"].items() if k not in {"Mounts", "Tmpfs", "CpuShares"}
    }
    labels = {k: v for k, v in body["Labels"].items() if k not in FREE_LABELS}
    rest = {k: v for k, v in body.items() if k not in FREE}
    return rest | {"HostConfig": host, "Labels": labels}


def require_no_more(name: str, body: dict[str, Any], other: dict[str, Any]) -> None:
    """Fail if another body is allowed, and its container may do more than that of `body`."""
    try:
        made = check(other, name)
    except RefusedCallError:
        return
    assert fixed(made) == fixed(body)
    host, usual = made["HostConfig"], body["HostConfig"]
    assert all(mount in usual["Mounts"] for mount in host["Mounts"])
    home = {hardening.HOME: hardening.HOME_IN_MEMORY}
    assert host["Tmpfs"].items() <= {**usual["Tmpfs"], **home}.items()
    assert host.get("CpuShares", 1024) <= 1024


@pytest.mark.parametrize("kind", ALLOWED)
def test_no_place_of_a_body_can_be_changed_for_more(kind: str) -> None:
    name, body = ALLOWED[kind]
    for other in changes(body):
        require_no_more(name, body, other)


@given(mutated())
def test_no_change_of_a_body_makes_a_container_that_may_do_more(
    case: tuple[str, dict[str, Any], dict[str, Any]],
) -> None:
    require_no_more(*case)
