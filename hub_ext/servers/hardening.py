"""What the engine is told about a person's container: a pure function of settings and role.

The result is the body of ``POST /containers/create`` of the Docker Engine API, so every limit can
be read, and tested, under the engine's own name for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub_ext.common_settings import CommonSettings
from hub_ext.names import safe_name
from hub_ext.settings import ServerSettings
from hub_ext.storage.quota.levels import reserve_of
from hub_ext.users.guests.guest import GUEST_ROLE
from hub_ext.users.identity import LEAST_ROLE, Identity

INSTANCE_LABEL: Final = "eduhub.instance"
USER_LABEL: Final = "eduhub.user"
#: ``current`` or ``behind``, as the storage agent said when it opened the home; else `TEMPORARY`.
HOME_STATE_LABEL: Final = "eduhub.home-state"
#: The name of the place at which a container waited for its person: `hub_ext.storage.attaching`. Such
#: a container has no label of a user; it is whose name it has.
PLACE_LABEL: Final = "eduhub.place"
#: The agent knows nothing of this home, which goes with its container.
TEMPORARY: Final = "temporary"

HOME: Final = "/home/student"
LESSONS: Final = f"{HOME}/lessons"
PORT: Final = 8888
COMMAND: Final = ("python", "-m", "eduhub_server")
#: The account ``student`` of images/notebook; the storage agent gives homes to the same numbers.
USER: Final = "1000:1000"
#: Seconds from SIGTERM to SIGKILL. A server with a busy kernel was seen to need 1.2.
STOP_SECONDS: Final = 5

_MEGABYTE: Final = 1024**2
_UNITS: Final = {"M": _MEGABYTE, "G": 1024**3}
#: Microseconds; the kernel's default.
CPU_PERIOD: Final = 100_000
_SHARED_MEMORY: Final = 64 * _MEGABYTE
#: Bytes that one file may have, however small the quota is.
_ALWAYS_ALLOWED: Final = 2 * 1024**3
_UID, _GID = USER.split(":")
#: It counts towards the container's memory. Owned by the account that the server runs as.
HOME_IN_MEMORY: Final = f"rw,exec,nosuid,nodev,mode=700,uid={_UID},gid={_GID},size=64m"
#: Used where an operator's own list names neither the role nor the least one.
_DEFAULT_MEMORY: Final = "1G"
_DEFAULT_CPUS: Final = 1.0
#: Strangers do not get a student's limits because an operator's list forgets them.
_GUEST_MEMORY: Final = "512M"
_GUEST_CPUS: Final = 0.5
_GUEST_PROCESSES: Final = 128


@dataclass(frozen=True, slots=True)
class Limits:
    """What one container may use.

    Attributes
    ----------
    memory
        Bytes, swap included: there is none.
    cpus
        How many processors, as a share of time.
    processes
        Processes and threads together.
    """

    memory: int
    cpus: float
    processes: int

    @property
    def temporary(self) -> int:
        """Bytes of ``/tmp``. It lies in memory and counts there, so it is a quarter of it."""
        return self.memory // 4

    @property
    def cpu_quota(self) -> int:
        """Microseconds of processor time in each `CPU_PERIOD`."""
        return int(self.cpus * CPU_PERIOD)


def limits_of(settings: ServerSettings, role: str) -> Limits:
    """Return the limits of `role`; those of a student if the settings do not name it."""
    memory = {GUEST_ROLE: _GUEST_MEMORY}
    memory.update((str(key), value) for key, value in settings.hub_memory_limits.items())
    cpus = {GUEST_ROLE: _GUEST_CPUS}
    cpus.update((str(key), value) for key, value in settings.hub_cpu_limits.items())
    processes = settings.hub_process_limit
    size = memory.get(role) or memory.get(LEAST_ROLE) or _DEFAULT_MEMORY
    return Limits(
        memory=int(size[:-1]) * _UNITS[size[-1]],
        cpus=cpus.get(role) or cpus.get(LEAST_ROLE) or _DEFAULT_CPUS,
        processes=min(processes, _GUEST_PROCESSES) if role == GUEST_ROLE else processes,
    )


def container_name(settings: CommonSettings, user_id: str) -> str:
    """Return the container's name: valid for every user, and no two users share one."""
    return f"{settings.hub_instance}-{safe_name(user_id)}"


def network_name(settings: CommonSettings) -> str:
    """Return the name of the network, and of its bridge, that holds this instance's servers."""
    return f"{settings.hub_instance}-users"


def container_config(
    settings: ServerSettings,
    identity: Identity,
    *,
    binds: Sequence[Mapping[str, Any]],
    home_state: str,
    environment: Mapping[str, str],
    lessons: bool = True,
) -> dict[str, Any]:
    """Return the whole description of one person's container.

    Parameters
    ----------
    settings
        The hub's settings.
    identity
        Whose container it is; the role decides its limits.
    binds
        How their files get in; none if the caller adds another home.
    home_state
        See `HOME_STATE_LABEL`.
    environment
        What JupyterHub gives this one server. Nothing else gets in.
    lessons
        Whether the lessons are to be bound; a home that is a mount has them inside.
    """
    return {
        "Image": settings.hub_notebook_image,
        "Cmd": list(COMMAND),
        "Env": [f"{name}={value}" for name, value in sorted(environment.items())],
        "User": USER,
        "WorkingDir": HOME,
        # The same for everybody: a name here would be visible in every shell prompt and plot.
        "Hostname": "jupyter",
        "Labels": {
            INSTANCE_LABEL: settings.hub_instance,
            USER_LABEL: identity.user_id,
            HOME_STATE_LABEL: home_state,
        },
        "ExposedPorts": {f"{PORT}/tcp": {}},
        "StopSignal": "SIGTERM",
        "StopTimeout": STOP_SECONDS,
        "HostConfig": _host_config(
            settings,
            limits_of(settings, identity.role),
            [*binds, _lessons(settings)] if lessons else binds,
        ),
    }


def put_home_in_memory(config: dict[str, Any]) -> None:
    """Give a container a small home that is gone with it.

    Parameters
    ----------
    config
        From `container_config`; changed.
    """
    config["HostConfig"]["Tmpfs"][HOME] = HOME_IN_MEMORY


def _host_config(
    settings: ServerSettings, limits: Limits, binds: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "NetworkMode": network_name(settings),
        "Privileged": False,
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "ReadonlyRootfs": True,
        "IpcMode": "private",
        # Without an init the server is process 1, for which the kernel drops SIGTERM until Python
        # has installed its handler: a stop in the first seconds waited 10 s, with it 0.14 s.
        "Init": True,
        "Memory": limits.memory,
        # Equal to memory, which to Docker means no swap.
        "MemorySwap": limits.memory,
        "CpuPeriod": CPU_PERIOD,
        "CpuQuota": limits.cpu_quota,
        "PidsLimit": limits.processes,
        "ShmSize": _SHARED_MEMORY,
        "Ulimits": ulimits(settings),
        "RestartPolicy": {"Name": "no"},
        # Removed by the spawner, after it has seen why the container ended.
        "AutoRemove": False,
        "LogConfig": {"Type": "json-file", "Config": {"max-size": "5m", "max-file": "2"}},
        "Tmpfs": tmpfs(limits),
        "Mounts": list(binds),
    }


def tmpfs(limits: Limits) -> dict[str, str]:
    """Return the folders in memory that every container has, with their options."""
    return {
        # Programs may be run from /tmp, as they may from the home: installers build there.
        "/tmp": f"rw,exec,nosuid,nodev,mode=1777,size={limits.temporary}",  # noqa: S108
        "/run": "rw,noexec,nosuid,nodev,mode=755,uid=1000,gid=1000,size=1m",
    }


def ulimits(settings: ServerSettings) -> list[dict[str, Any]]:
    """Return what holds for each process of every container."""
    # A crashed kernel must not fill a home with its memory.
    return [{"Name": "core", "Soft": 0, "Hard": 0}, *_largest_file(settings)]


def _largest_file(settings: ServerSettings) -> list[dict[str, Any]]:
    """A program that writes without end must not fill the host's disk for everybody else.

    What cannot be stored anyway is refused; but never a file of up to 2 GiB, which a person may well
    unpack, look at and delete. Every file counts, those in memory too.
    """
    quota = settings.hub_user_quota
    if not quota:
        return []
    size = max(quota + reserve_of(quota), _ALWAYS_ALLOWED)
    return [{"Name": "fsize", "Soft": size, "Hard": size}]


def _lessons(settings: ServerSettings) -> dict[str, Any]:
    # `rslave`: a lesson folder that the agent mounts again after a failure shows up here too.
    return {
        "Type": "bind",
        "Source": str(settings.hub_data_dir / "lessons"),
        "Target": LESSONS,
        "ReadOnly": True,
        "BindOptions": {"Propagation": "rslave"},
    }
