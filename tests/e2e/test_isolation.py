"""What a student finds when they look around inside their own container."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from hub_ext.prepare import GENERATED
from tests.e2e.person import Person
from tests.e2e.stack import Stack, run

Arrives = Callable[[str], Awaitable[Person]]

SECRETS = (
    "dev-access-key",
    "dev-secret-key",
    "dev-password",
)
GENERATED_SECRETS = tuple(name.lower() for name in GENERATED)

LOOK_AROUND = """
import json, os, pathlib
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({
    "uid": os.getuid(),
    "effective": status["CapEff"].strip(),
    "bounding": status["CapBnd"].strip(),
    "no_new_privileges": status["NoNewPrivs"].strip(),
    "seccomp": status["Seccomp"].strip(),
    "environment": dict(os.environ),
    "home": sorted(os.listdir("/home/student")),
    "sockets": [p for p in ("/var/run/docker.sock", "/run/docker.sock") if os.path.exists(p)],
}))
"""

#: Every file and every process that the student may read, searched for each secret.
SEARCH = """
import os, sys
secrets = [word.encode() for word in {secrets!r}]
found = []
for top in ("/etc", "/home", "/opt/jupyter/etc", "/run", "/srv", "/tmp", "/usr/local", "/var"):
    for folder, _, files in os.walk(top):
        for name in files:
            path = os.path.join(folder, name)
            try:
                content = open(path, "rb").read(5_000_000) if os.path.isfile(path) else b""
            except OSError:
                continue
            found += [path for secret in secrets if secret in content]
for process in filter(str.isdigit, os.listdir("/proc")):
    for kind in ("environ", "cmdline"):
        try:
            content = open(f"/proc/{{process}}/{{kind}}", "rb").read()
        except OSError:
            continue
        found += [f"{{process}} {{kind}}" for secret in secrets if secret in content]
print(found)
"""

CONNECT = """
import socket
for name, host, port in {targets!r}:
    try:
        socket.create_connection((host, port), timeout=2).close()
        print(name)
    except OSError:
        pass
"""


@dataclass(frozen=True)
class Looking:
    """A student with a kernel, and another student whose server runs too."""

    student: Person
    kernel: str
    neighbour: Person

    async def see(self, code: str) -> str:
        return await self.student.execute(self.kernel, code)


@pytest.fixture
async def looking(person: Arrives) -> AsyncIterator[Looking]:
    student = await (await person("student4")).log_in()
    neighbour = await (await person("student5")).log_in()
    for somebody in (student, neighbour):
        await somebody.start_server()
    yield Looking(student, await student.start_kernel(), neighbour)


def address(stack: Stack, container: str, network: str) -> str:
    networks = stack.inspect(container)["NetworkSettings"]["Networks"]
    found: str = networks[f"{stack.name}{network}"]["IPAddress"]
    return found


@pytest.mark.attack("privilege escalation inside a container")
async def test_the_container_has_no_privileges(stack: Stack, looking: Looking) -> None:
    seen = json.loads(await looking.see(LOOK_AROUND))
    assert seen["uid"] == 1000
    assert int(seen["effective"], 16) == 0
    assert int(seen["bounding"], 16) == 0
    assert seen["no_new_privileges"] == "1"
    assert seen["seccomp"] == "2"
    assert seen["sockets"] == []


async def test_the_limits_are_in_force(stack: Stack, looking: Looking) -> None:
    limits = stack.inspect(stack.server("student4"))["HostConfig"]
    assert limits["Memory"] == limits["MemorySwap"] == 1024**3
    assert limits["PidsLimit"] == 256
    assert limits["CpuQuota"] == limits["CpuPeriod"]
    assert limits["ReadonlyRootfs"] is True
    fork = "import subprocess as s\nchildren = []\ntry:\n    for _ in range(400): children.append(s.Popen(['sleep', '30']))\nexcept BlockingIOError: print('stopped at', len(children) < 256)\nfor child in children: child.kill()"
    assert "stopped at True" in await looking.see(fork)


@pytest.mark.attack("a student with a shell")
async def test_no_secret_of_the_system_is_anywhere(stack: Stack, looking: Looking) -> None:
    folder = f".run/{stack.name}/secrets"
    generated = [run("cat", f"{folder}/{name}").strip() for name in GENERATED_SECRETS]
    code = SEARCH.format(secrets=[*SECRETS, *generated])
    # The search itself is in the kernel's memory and its connection, not in a file.
    assert (await looking.see(code)).strip() == "[]"
    environment = json.loads(await looking.see(LOOK_AROUND))["environment"]
    assert not [name for name in environment if name.startswith(("AWS_", "DB_", "S3_", "JWT_"))]


@pytest.mark.attack("a student with a shell")
async def test_another_students_files_are_nowhere(looking: Looking) -> None:
    await looking.neighbour.save("비밀일기.txt", "나만 보는 글")
    code = "import os; print([f for top in ('/home', '/srv', '/mnt', '/var', '/tmp') for _, _, files in os.walk(top) for f in files if '비밀' in f])"
    assert (await looking.see(code)).strip() == "[]"


@pytest.mark.attack("internal addresses from a container")
async def test_nothing_inside_the_system_answers_a_student(stack: Stack, looking: Looking) -> None:
    users = "-users"
    gateway = stack.inspect(stack.server("student4"))["NetworkSettings"]["Networks"][
        f"{stack.name}{users}"
    ]["Gateway"]
    targets = [
        ("another student", address(stack, stack.server("student5"), users), 8888),
        ("the proxy's door", address(stack, stack.service("proxy"), users), 8000),
        ("the proxy's API", address(stack, stack.service("proxy"), users), 8001),
        ("the proxy's API behind", address(stack, stack.service("proxy"), "_control"), 8001),
        ("the agent", address(stack, stack.service("storage"), "_backend"), 8700),
        ("the agent beside", address(stack, stack.service("storage"), users), 8700),
        ("the agent's door", address(stack, stack.service("storage"), users), 8701),
        ("the database", address(stack, stack.service("dev-database"), "_backend"), 3306),
        ("the store", address(stack, stack.service("dev-objectstore"), "_backend"), 8333),
        ("the store's switch", address(stack, stack.service("dev-objectstore"), "_backend"), 8334),
        ("the hub behind", address(stack, stack.service("hub"), "_backend"), 8081),
        ("the host's door", gateway, int(stack.environment["HUB_PORT"])),
        ("the engine", gateway, 2375),
        ("the host's database", gateway, int(stack.environment["HUB_DEV_DATABASE_PORT"])),
        ("the cloud's metadata", "169.254.169.254", 80),
        (
            "control: the hub",
            stack.inspect(stack.service("hub"))["NetworkSettings"]["Networks"][
                f"{stack.name}{users}"
            ]["IPAddress"],
            8081,
        ),
        ("control: themself", "127.0.0.1", 8888),
    ]
    answered = (await looking.see(CONNECT.format(targets=targets))).split("\n")
    assert [name for name in answered if name] == ["control: the hub", "control: themself"]


@pytest.mark.attack("cookies across servers")
async def test_nobody_opens_another_students_server(stack: Stack, looking: Looking) -> None:
    student, neighbour = looking.student, looking.neighbour
    async with student.session.get(f"{neighbour.home}/api/contents") as answer:
        assert answer.status in {403, 404}
    async with student.session.get(f"{neighbour.home}/lab", allow_redirects=True) as answer:
        assert answer.status == 403
