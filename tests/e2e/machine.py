"""A machine of its own: Debian with systemd in a container, a checkout in it, and the platform outside it."""

import json
import re
import ssl
import subprocess
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from hub_ext.names import safe_name
from tests.e2e.person import Person
from tests.e2e.stack import PROJECT, WITH_AN_ENGINE, run
from tests.waiting import wait_until

NETWORK: Final = "edumachines"
NAME: Final = "hub.example.org"
#: What the platform knows this hub by; made up, and not what development has.
ACCOUNT: Final = {
    "DB_USER": "hubreader",
    "DB_PASSWORD": "an-invented-password",
    "AWS_ACCESS_KEY_ID": "an-invented-key",
    "AWS_SECRET_ACCESS_KEY": "an-invented-secret-key",
}
CHECKOUT: Final = "/opt/eduhub"
_BLOCK: Final = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def guide(title: str) -> list[str]:
    """The commands of one section of docs/operations.md."""
    text = (PROJECT / "docs" / "operations.md").read_text()
    section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [line for block in _BLOCK.findall(section) for line in block.splitlines()]


class Platform:
    """The platform's database and bucket, on hosts of their own."""

    def start(self) -> None:
        """Start both, and make the hub's account."""
        run("docker", "network", "create", "--subnet", "10.213.96.0/24", NETWORK)
        network = ("--network", NETWORK)
        run("docker", "run", "-d", "--name", "edumachine-db", *network, "eduhub/dev-database")
        keys = (
            "cp -r /srv/objectstore /tmp/own"
            f" && sed -i -e 's/dev-access-key/{ACCOUNT['AWS_ACCESS_KEY_ID']}/'"
            f" -e 's/dev-secret-key/{ACCOUNT['AWS_SECRET_ACCESS_KEY']}/' /tmp/own/start.py"
            " && exec python /tmp/own/start.py"
        )
        command = ("eduhub/dev-objectstore", "sh", "-c", keys)
        run("docker", "run", "-d", "--name", "edumachine-store", *network, *command)
        for name in ("edumachine-db", "edumachine-store"):
            wait_until(partial(_healthy, name), 120, f"{name} is healthy")
        account = "'{DB_USER}'@'%'".format(**ACCOUNT)
        grant = (
            f"CREATE USER {account} IDENTIFIED BY '{ACCOUNT['DB_PASSWORD']}';"
            f" GRANT SELECT ON codingnplay.Users TO {account};"
        )
        run("docker", "exec", "edumachine-db", "mariadb", "-e", grant)

    def settings(self) -> str:
        """The platform's `.env`, with the line that makes it this hub's."""
        return "".join(
            f"{name}={value}\n"
            for name, value in {
                "NODE_ENV": "production",
                "DB_HOST": _address("edumachine-db"),
                "DB_PORT": "3306",
                "DB_NAME": "codingnplay",
                "S3_ENDPOINT_URL": f"http://{_address('edumachine-store')}:8333",
                "AWS_REGION": "kr",
                "BUCKET_NAME": "educodingnplaycontents",
                **ACCOUNT,
                "HUB_MODE": "production",
            }.items()
        )

    def remove(self) -> None:
        """Remove both and their network."""
        subprocess.run(
            ["docker", "rm", "-fv", "edumachine-db", "edumachine-store"],
            capture_output=True,
            check=False,
        )
        subprocess.run(["docker", "network", "rm", NETWORK], capture_output=True, check=False)


@dataclass(frozen=True)
class Machine:
    """One machine.

    Attributes
    ----------
    name
        Of its container, and of the volumes that are its disk.
    """

    name: str

    def start(self) -> None:
        """Switch it on, with the release in /opt/eduhub."""
        run(
            *("docker", "run", "-d", "--name", self.name, "--network", NETWORK),
            *WITH_AN_ENGINE,
            *("--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE"),
            *("--tmpfs", "/run/lock", "--stop-timeout", "120"),
            *("--volume", f"{self.name}-docker:/var/lib/docker"),
            *("--volume", f"{self.name}-data:/var/lib/eduhub"),
            *("--volume", f"{PROJECT}:/mnt/release:ro", "eduhub/machine:latest"),
        )
        self.wait_until_up()
        self.shell(f"git -c safe.directory='*' clone -q /mnt/release {CHECKOUT}", folder="/")

    def wait_until_up(self) -> None:
        def up() -> bool:
            asked = ["docker", "exec", self.name, "systemctl", "is-system-running"]
            said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
            return said.strip() in {"running", "degraded"}

        wait_until(up, 120, f"{self.name} has started")

    def shell(self, command: str, folder: str = CHECKOUT, seconds: float = 1800) -> str:
        """Type a command on it, as root."""
        line = ("docker", "exec", "-i", "-w", folder, self.name, "bash", "-c", command)
        return run(*line, seconds=seconds)

    def write(self, path: str, content: bytes) -> None:
        subprocess.run(
            ["docker", "exec", "-i", self.name, "sh", "-c", 'cat >"$0"', path],
            input=content,
            check=True,
        )

    def read(self, path: str) -> bytes:
        return subprocess.run(
            ["docker", "exec", self.name, "cat", path], capture_output=True, check=True
        ).stdout

    def restart(self) -> None:
        """Shut it down in good order, and switch it on again."""
        run("docker", "restart", "-t", "180", self.name)
        self.wait_until_up()

    @property
    def address(self) -> str:
        return _address(self.name)

    def server(self, user: str) -> str:
        """The container of somebody's server, in the machine's own engine."""
        name = f"eduhub-{safe_name(user)}"
        return self.shell(f"docker inspect --format '{{{{.Id}}}}' {name}", folder="/").strip()

    def switch_off(self) -> None:
        """As a power cut would; the disk stays."""
        subprocess.run(["docker", "kill", self.name], capture_output=True, check=False)

    def remove(self) -> None:
        subprocess.run(["docker", "rm", "-f", self.name], capture_output=True, check=False)
        volumes = [f"{self.name}-docker", f"{self.name}-data"]
        subprocess.run(["docker", "volume", "rm", *volumes], capture_output=True, check=False)


class _Names(AbstractResolver):
    """The DNS of this test: every name is the machine."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:  # noqa: ARG002
        found = ResolveResult(
            hostname=host, host=self.address, port=port, family=2, proto=0, flags=0
        )
        return [found]

    async def close(self) -> None:
        return None


class Visitor(Person):
    """A person at a browser that trusts the machine's certificate, and finds it by its name.

    Parameters
    ----------
    machine
        Where the name leads.
    certificate
        The machine's, in PEM.
    """

    def __init__(self, machine: Machine, user: str, certificate: str) -> None:
        super().__init__(f"https://{NAME}", user)
        self.resolver = _Names(machine.address)
        self.trusted = ssl.create_default_context(cadata=certificate)

    def is_led_to(self, machine: Machine) -> None:
        """The name is another machine's from now on."""
        self.resolver.address = machine.address

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=60),
            connector=aiohttp.TCPConnector(
                force_close=True, ssl=self.trusted, resolver=self.resolver, use_dns_cache=False
            ),
        )
        return self


def copy_disk(source: Machine, target: Machine) -> None:
    """Give a machine the images, and nothing that ran: what makes a second build short."""
    parts = "image overlay2 buildkit"
    run(
        *("docker", "run", "--rm", "-v", f"{source.name}-docker:/from:ro"),
        *("-v", f"{target.name}-docker:/to", "debian:trixie-slim", "sh", "-c"),
        f"cd /from && cp -a {parts} /to/",
        seconds=900,
    )


def _healthy(container: str) -> bool:
    return bool(_inspect(container)["State"]["Health"]["Status"] == "healthy")


def _address(container: str) -> str:
    address: str = _inspect(container)["NetworkSettings"]["Networks"][NETWORK]["IPAddress"]
    return address


def _inspect(container: str) -> Any:
    return json.loads(run("docker", "inspect", container))[0]
