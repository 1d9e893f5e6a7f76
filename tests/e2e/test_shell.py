"""A student with a shell and time: every door of the system, every right, every file, and attempts made up at random."""

import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import product
from typing import Any, Final

import pytest
from yarl import URL

from hub_ext.prepare import GENERATED
from hub_ext.servers.firewall.rules import HUB_PORT
from tests.e2e.person import Person, RefusedError
from tests.e2e.shell import run_inside
from tests.e2e.stack import Stack, run
from tests.reliability import Reliability
from tests.waiting import wait_until

Arrives = Callable[[str], Awaitable[Person]]

#: What a neighbour wrote, and nobody else may read.
DIARY: Final = "나만 보는 일기 7f3a9c"
#: Where clouds tell machines their secrets, and where nobody should be.
METADATA: Final = (
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "169.254.0.23",
    "192.0.0.192",
)
#: What listens anywhere in the system, on hosts, and in clouds.
PORTS: Final = tuple(
    sorted(
        {*range(20, 26), 53, 80, 110, 111, 135, 139, 143, 179, 389, 443, 445, 465, 514, 587, 631, 873, 993, 1080, 1433,
         2049, 2181, 2222, 2375, 2376, 2377, 2379, 2380, 3000, 3128, 3306, 33306, 43306, 4243, 4789, 5000, 5432, 5555,
         5601, 5672, 5900, 6379, 6443, 7000, 7946, 8000, 8001, 8008, 8080, 8081, 8089, 8333, 8334, 8443, 8500, 8700,
         8701, 8790, 8791, 8888, 9000, 9090, 9093, 9100, 9200, 9323, 9333, 10250, 11211, 18000, 18081, 18333, 18888,
         19333, 27017, 50000}
    )
)  # fmt: skip
#: Services of the system on no network of a student's.
HIDDEN: Final = (
    "dev-database", "dev-objectstore", "classroom", "lab-files", "sync", "firewall", "engine-broker",
)  # fmt: skip
#: Other names of its parts, and names of engines, clouds and the world.
ELSEWHERE: Final = (
    "storage-api", "proxy-api", "host.docker.internal", "gateway.docker.internal", "metadata.google.internal",
    "example.com",
)  # fmt: skip
#: Services on the network of people's servers: Docker tells their addresses, which are fixed; at the ports nobody
#: answers but the hub's API.
NEARBY: Final = ("hub", "proxy", "storage")
SECONDS: Final = 20
HOUR: Final = 3600


@dataclass(frozen=True)
class Shell:
    """The student, their kernel, and somebody beside them."""

    stack: Stack
    student: Person
    kernel: str
    neighbour: Person

    def networks(self) -> dict[str, Any]:
        """Every network of the system, as the engine describes it, by its name."""
        names = run("docker", "network", "ls", "--format", "{{.Name}}").split()
        ours = [name for name in names if name.startswith(self.stack.name)]
        return {
            net["Name"]: net
            for net in json.loads(run("docker", "network", "inspect", *ours, "bridge"))
        }

    def own(self) -> list[str]:
        return self._addresses(self.stack.server(self.student.user))

    def hub(self) -> str:
        return self.nearby("hub")

    def nearby(self, service: str) -> str:
        """The address of a service on the network of people's servers."""
        networks = self.stack.inspect(self.stack.service(service))["NetworkSettings"]["Networks"]
        address: str = networks[f"{self.stack.name}-users"]["IPAddress"]
        return address

    def _addresses(self, container: str) -> list[str]:
        networks = self.stack.inspect(container)["NetworkSettings"]["Networks"]
        return [network["IPAddress"] for network in networks.values() if network["IPAddress"]]

    def everywhere(self) -> list[str]:
        """Every address of the system, of this host and of its surroundings, but the student's own."""
        found = {*METADATA}
        for network in self.networks().values():
            for pool in network["IPAM"]["Config"]:
                found.add(pool.get("Gateway") or pool["Subnet"].split("/")[0])
            found |= {
                member["IPv4Address"].split("/")[0] for member in network["Containers"].values()
            }
        host = subprocess.check_output(["hostname", "-I"], text=True).split()
        found |= {address for address in host if ip_address(address).version == 4}
        return sorted(address for address in found - {*self.own(), ""})


@pytest.fixture
async def shell(stack: Stack, person: Arrives) -> AsyncIterator[Shell]:
    student = await (await person("student4")).log_in()
    neighbour = await (await person("student5")).log_in()
    for somebody in (student, neighbour):
        await somebody.start_server()
    await neighbour.save("비밀일기.txt", DIARY)
    yield Shell(stack, student, await student.start_kernel(), neighbour)


async def reached(
    shell: Shell, ports: tuple[int, ...], seconds: float, reliability: Reliability
) -> None:
    services = [*HIDDEN, *NEARBY]
    asked = {
        "addresses": shell.everywhere(),
        "ports": ports,
        "names": [*services, *map(shell.stack.service, services), *ELSEWHERE],
    }
    assert len(asked["addresses"]) > 15
    found = await run_inside(shell.student, shell.kernel, "network", asked, seconds)
    # The hub's API, which every server needs, shows that the others were knocked at.
    assert found.got == [f"{shell.hub()}:{HUB_PORT}"]
    # Docker was asked for names, too, and has told those of its neighbours.
    names = {
        name: shell.nearby(service)
        for service in NEARBY
        for name in (service, shell.stack.service(service))
    }
    assert found.names == sorted(f"{name} is {address}" for name, address in names.items())
    reliability.count(found.attempts)


@pytest.mark.attack("internal addresses from a container")
@pytest.mark.attack("a student with a shell")
async def test_every_address_of_the_system_is_knocked_at(
    shell: Shell, reliability: Reliability
) -> None:
    await reached(shell, PORTS, 90, reliability)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.attack("internal addresses from a container")
async def test_every_port_of_every_address_is_knocked_at(
    shell: Shell, reliability: Reliability
) -> None:
    await reached(shell, tuple(range(1, 65536)), 7000, reliability)


@pytest.mark.attack("privilege escalation inside a container")
@pytest.mark.attack("a student with a shell")
async def test_nothing_makes_more_of_a_student(shell: Shell, reliability: Reliability) -> None:
    found = await run_inside(shell.student, shell.kernel, "rights", {})
    assert found.got == []
    assert found.attempts > 90
    reliability.count(found.attempts)


@pytest.mark.attack("a student with a shell")
async def test_the_token_of_a_server_asks_for_nothing_of_others(
    shell: Shell, reliability: Reliability
) -> None:
    people = {"me": shell.student.user, "other": shell.neighbour.user}
    found = await run_inside(shell.student, shell.kernel, "interface", people)
    assert found.got == []
    reliability.count(found.attempts)
    _, model = await shell.neighbour.hub("GET", f"users/{shell.neighbour.user}")
    assert model["servers"][""]["ready"]


@pytest.mark.attack("escaping the file root")
@pytest.mark.attack("a student with a shell")
async def test_links_in_a_home_lead_the_system_nowhere(
    shell: Shell, reliability: Reliability
) -> None:
    stack, student = shell.stack, shell.student
    homes = f"{stack.data}/homes/{shell.neighbour.user}/files"
    targets = [
        "/run/secrets", "/run/secrets/aws_secret_access_key", homes, f"{homes}/비밀일기.txt", "/", "/etc/passwd",
        "../../../../run/secrets", f"../../{shell.neighbour.user}/files", "/proc/1/environ", "/proc/self/root", str(stack.data),
    ]  # fmt: skip
    code = f"""
import os
os.makedirs("바로가기/안", exist_ok=True)
for number, target in enumerate({targets!r}):
    for folder in (".", "바로가기", "바로가기/안"):
        os.symlink(target, f"{{folder}}/link-{{number}}")
os.link("/etc/hostname", "hard") if os.access("/etc", os.W_OK) else None
"""
    await student.execute(shell.kernel, code)
    await student.save("끝.txt", "다음")
    prefix = f"users/{student.user}/jupyter/"
    wait_until(
        lambda: f"{prefix}끝.txt" in stack.keys(prefix), 30, "what was saved last is in the store"
    )
    folder = f".run/{stack.name}/secrets"
    secrets = [run("cat", f"{folder}/{name.lower()}").strip() for name in GENERATED]
    for key in stack.keys(prefix):
        assert "link-" not in key
        content = stack.read_object(key) or b""
        assert DIARY.encode() not in content, key
        assert not [secret for secret in secrets if secret.encode() in content], key
    assert "비밀일기.txt" in await shell.neighbour.names()
    reliability.count(3 * len(targets))


@pytest.mark.attack("escaping the file root")
async def test_no_path_leads_out_of_the_file_root(shell: Shell, reliability: Reliability) -> None:
    ups = (
        "..",
        "%2e%2e",
        "..%2f..",
        "%2e%2e%2f%2e%2e",
        "..%5c..",
        ".%2e",
        "%252e%252e",
        "./..",
        "x/../..",
    )
    targets = ("etc/passwd", "proc/self/environ", "proc/1/environ", "tmp")
    places = (
        "api/contents",
        "files",
        "tree",
        "view",
        "nbconvert/html",
        "lab/api/workspaces",
        "static",
        "lab-files",
    )
    tried = 0
    for place, up, depth, target in product(places, ups, (1, 4), targets):
        path = "/".join([place, *[up] * depth, target])
        # As it is: a client would tidy it up.
        status, text = await raw_get(shell, f"/user/{shell.student.user}/{path}")
        assert "root:x:" not in text, path
        assert "JUPYTERHUB_API_TOKEN" not in text, path
        # Not ours: how upstream's converter says that there is no such notebook.
        assert status < 500 or place == "nbconvert/html", f"{path}: {status}"
        tried += 1
    for path in ("../etc/x", "/etc/x", "lessons/x", "..\\x", "\0x", "a/../../x"):
        with pytest.raises(RefusedError) as refused:
            await shell.student.save(path, "x")
        assert refused.value.status in {400, 403, 404, 409, 500}, path
        tried += 1
    reliability.count(tried)


async def raw_get(shell: Shell, path: str) -> tuple[int, str]:
    """Ask with the student's cookies for a path to which nothing is done on the way."""
    url = URL(f"{shell.stack.url}{path}", encoded=True)
    async with shell.student.session.get(url, allow_redirects=False) as answer:
        return answer.status, await answer.text(errors="replace")


async def made_up(shell: Shell, seconds: float, reliability: Reliability) -> None:
    networks = [
        pool["Subnet"] for net in shell.networks().values() for pool in net["IPAM"]["Config"]
    ]
    asked = {
        "seed": 1,
        "seconds": seconds,
        "networks": [*networks, "169.254.0.0/16", "100.64.0.0/10"],
        "hub": [shell.hub(), HUB_PORT],
        "own": shell.own(),
        "people": {
            "me": shell.student.user,
            "other": shell.neighbour.user,
            "teacher": "teacher11",
            "admin": "admin",
        },
        "secret": DIARY,
    }
    found = await run_inside(shell.student, shell.kernel, "hour", asked, seconds * 2 + 60)
    assert found.got == []
    assert min(found.kinds.values()) > seconds, found.kinds
    # The system, and the student's own server, are as well as before.
    assert f"{shell.student.user}.ipynb" in await shell.student.names()
    _, model = await shell.neighbour.hub("GET", f"users/{shell.neighbour.user}")
    assert model["servers"][""]["ready"]
    reliability.count(found.attempts)


@pytest.mark.timeout(SECONDS * 4)
@pytest.mark.attack("a student with a shell")
async def test_some_attempts_at_random_gets_nowhere(shell: Shell, reliability: Reliability) -> None:
    await made_up(shell, SECONDS, reliability)


@pytest.mark.long
@pytest.mark.timeout(HOUR * 3)
@pytest.mark.attack("a student with a shell")
async def test_an_hour_of_attempts_at_random_gets_nowhere(
    shell: Shell, reliability: Reliability
) -> None:
    await made_up(shell, HOUR, reliability)
