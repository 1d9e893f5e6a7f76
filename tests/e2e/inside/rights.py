"""Everything that would make more of a student than a student: each attempt raises an `OSError`, or has got somewhere."""

import ctypes
import json
import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_NAMESPACES = {
    "mount": 0x20000, "cgroup": 0x2000000, "names of the host": 0x4000000, "IPC": 0x8000000,
    "user": 0x10000000, "processes": 0x20000000, "network": 0x40000000,
}  # fmt: skip
#: Calls of the kernel by number (x86-64), with arguments that would do no harm if they were let.
_SYSCALLS: dict[str, tuple[int, tuple[int | bytes, ...]]] = {
    "bpf": (321, (0, 0, 0)), "perf_event_open": (298, (0, 0, -1, -1, 0)), "userfaultfd": (323, (0,)),
    "add_key": (248, (b"user", b"x", b"x", 1, -4)), "keyctl": (250, (0, -4, 1)), "iopl": (172, (3,)),
    "init_module": (175, (0, 0, b"")), "finit_module": (313, (-1, b"", 0)), "kexec_load": (246, (0, 0, 0, 0)),
    "swapoff": (168, (b"/dev/none",)), "acct": (163, (0,)), "syslog": (103, (3, 0, 0)),
    "open_by_handle_at": (304, (-100, 0, 0)), "fsopen": (430, (b"tmpfs", 0)), "open_tree": (428, (-100, b"/", 1)),
    "mount_setattr": (442, (-1, b"", 0, 0, 0)), "quotactl": (179, (0x800002, 0, 0, 0)), "vhangup": (153, ()),
    "lookup_dcookie": (212, (0, 0, 0)), "move_pages": (279, (1, 0, 0, 0, 0, 0)), "kcmp": (312, (1, 1, 0, 0, 0)),
}  # fmt: skip
#: Opened for writing, and nothing is written.
_NOT_TO_WRITE = (
    "/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger", "/proc/sys/kernel/hostname",
    "/proc/sys/net/ipv4/ip_forward", "/proc/irq/default_smp_affinity", "/sys/kernel/uevent_helper",
    "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/etc/passwd", "/etc/shadow", "/etc/hosts",
    "/etc/resolv.conf", "/etc/ld.so.preload", "/usr/bin/python3", "/opt/jupyter/x", "/root/x", "/var/x", "/x",
    "/home/x", "/home/student/lessons/x", "/dev/kmsg", "/dev/mem", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/kvm",
    "/dev/net/tun",
)  # fmt: skip
#: Doors of engines and of this system's own parts.
_SOCKETS = (
    "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/engine-broker/engine.sock",
    "/run/rclone.sock", "\0containerd-shim", "/run/systemd/private", "/run/dbus/system_bus_socket",
)  # fmt: skip
_NOT_TO_READ = (
    "/proc/kcore", "/proc/kpagecount", "/proc/timer_list", "/proc/sched_debug", "/dev/mem", "/dev/port",
    "/etc/shadow", "/sys/kernel/debug/tracing", "/sys/firmware/acpi/tables", "/run/secrets", "/srv/hub-data",
    "/var/lib/docker", "/proc/1/root/var/lib/docker", "/proc/scsi/scsi", "/proc/keys", "/root/.ssh",
)  # fmt: skip
#: Where a student may write: what is theirs, and memory that goes with the container.
_THEIRS = ("/home/student", "/tmp", "/run", "/dev/shm", "/dev/mqueue", "/proc")  # noqa: S108

_OTHER_TREES = {Path("/proc"), Path("/sys")}


def _checked(result: int) -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def call(number: int, *arguments: int | bytes) -> None:
    """Call the kernel by number."""
    _checked(_LIBC.syscall(number, *arguments))


def _unshare(flag: int) -> None:
    _checked(_LIBC.unshare(flag))


def _join(namespace: str) -> None:
    with Path(f"/proc/1/ns/{namespace}").open() as file:
        # Processes of this container are in it already: only another one's would be more.
        if Path("/proc/self/ns", namespace).readlink() == Path("/proc/1/ns", namespace).readlink():
            raise PermissionError
        _checked(_LIBC.setns(file.fileno(), 0))


def _write(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | (0 if Path(path).exists() else os.O_CREAT)))


def _read(path: str) -> None:
    if Path(path).is_dir():
        if not list(Path(path).iterdir()):
            raise FileNotFoundError
        return
    with Path(path).open("rb") as file:
        if not file.read(1):
            raise FileNotFoundError


def _connect(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(path)


def _raw(family: int, kind: int, protocol: int) -> None:
    socket.socket(family, kind, protocol).close()


def attempts() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each with its name."""
    yield "become root", partial(os.setuid, 0)
    yield "become root, all ids", partial(os.setresuid, 0, 0, 0)
    yield "join the group of root", partial(os.setgid, 0)
    yield "join other groups", partial(os.setgroups, [0, 999])
    yield "give a file to root", partial(os.chown, "/tmp", 0, 0)  # noqa: S108
    yield "chroot", partial(os.chroot, "/tmp")  # noqa: S108
    yield "a device", partial(os.mknod, "/tmp/device", stat.S_IFBLK | 0o600, os.makedev(8, 0))  # noqa: S108
    yield "the clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time())
    yield "priority", partial(os.setpriority, os.PRIO_PROCESS, 0, -10)
    yield "mount", lambda: _checked(_LIBC.mount(b"none", b"/tmp", b"tmpfs", 0, b""))
    yield "bind", lambda: _checked(_LIBC.mount(b"/", b"/tmp", b"", 4096, b""))
    yield "unmount", lambda: _checked(_LIBC.umount2(b"/home/student/lessons", 2))
    yield "the host's name", lambda: _checked(_LIBC.sethostname(b"x", 1))
    yield "a raw socket", partial(_raw, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
    yield "packets", partial(_raw, socket.AF_PACKET, socket.SOCK_RAW, 0)
    for name, flag in _NAMESPACES.items():
        yield f"a namespace of its own: {name}", partial(_unshare, flag)
    for namespace in ("mnt", "net", "pid", "ipc", "uts", "user", "cgroup"):
        yield f"another namespace: {namespace}", partial(_join, namespace)
    for name, (number, arguments) in _SYSCALLS.items():
        yield name, partial(call, number, *arguments)
    for path in _NOT_TO_WRITE:
        yield f"write {path}", partial(_write, path)
    for path in _SOCKETS:
        yield f"connect to {path!r}", partial(_connect, path)
    for path in _NOT_TO_READ:
        yield f"read {path}", partial(_read, path)


def _in_files(protected: bool) -> Iterator[str]:
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if Path(folder, name) not in _OTHER_TREES]
        if os.access(folder, os.W_OK) and not folder.startswith(_THEIRS):
            yield f"a folder to write in: {folder}"
        for name in files:
            path = Path(folder, name)
            try:
                seen = path.lstat()
            except OSError:
                continue
            rights = seen.st_mode & (stat.S_ISUID | stat.S_ISGID)
            if rights and stat.S_ISREG(seen.st_mode) and not protected:
                yield f"a program with its owner's rights: {path}"
            if stat.S_ISSOCK(seen.st_mode) and seen.st_uid != os.getuid():
                yield f"a socket of somebody else: {path}"
            if stat.S_ISBLK(seen.st_mode):
                yield f"a disk: {path}"


def _in_processes() -> Iterator[str]:
    for process in Path("/proc").iterdir():
        try:
            owner = process.stat().st_uid
        except OSError:
            continue
        if process.name.isdigit() and owner not in {os.getuid(), 65534}:
            yield f"a process of somebody else: {process.name}"


def leftovers() -> Iterator[str]:
    """Yield every file, folder, socket and process that gives a student more than their own."""
    lines = Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    if any(int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")):
        yield "a capability"
    yield from _in_files(status["NoNewPrivs"].strip() == "1")
    yield from _in_processes()


def try_all() -> tuple[int, list[str]]:
    """Make every attempt; how many there were, and which got somewhere."""
    got, number = [], 0
    for name, attempt in attempts():
        number += 1
        # A child of its own: what succeeds must not help the next.
        child = os.fork()
        if not child:
            try:
                attempt()
            except (OSError, ValueError):
                os._exit(0)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 1:
            got.append(name)
    return number, got


if __name__ == "__main__":
    count, successes = try_all()
    print(json.dumps({"attempts": count, "got": [*successes, *leftovers()]}))
