"""A network as docker-compose.yml makes it, its packet filter, and containers to try both."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from hub_ext.servers.firewall.rules import Addresses
from tests.waiting import wait_until

INSTANCE = "servtest"
NETWORK = IPv4Network("10.214.0.0/20")
ADDRESSES = Addresses.of(NETWORK)
#: Named, because Docker would otherwise take the first address of the range, in students' half.
GATEWAY = str(NETWORK[1])
IMAGE = os.environ.get("EDUHUB_NOTEBOOK_IMAGE", "eduhub/notebook:latest")
FIREWALL = "eduhub/firewall:latest"
LABEL = "eduhub.instance=servtest"
PROJECT = Path(__file__).parents[3]

#: Answers on the ports that its arguments name, as the hub, the proxy or a server would.
LISTEN = """
import http.server, json, sys, threading
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        body = json.dumps({"version": "6.1.1", "kind": "user", "name": "student1", "admin": False,
                           "scopes": [], "groups": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-JupyterHub-Version", "6.1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
servers = [http.server.ThreadingHTTPServer(("0.0.0.0", int(port)), Answer) for port in sys.argv[1:]]
for server in servers:
    threading.Thread(target=server.serve_forever).start()
"""

CONNECT = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1.5).close()
except OSError as error:
    sys.exit(str(error))
"""


def docker(*arguments: str, check: bool = True) -> str:
    """Run the engine's client and return what it printed."""
    done = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0 or not check, f"docker {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()


@dataclass(frozen=True)
class Machine:
    """A container, or the host, that tries to reach others."""

    name: str
    address: str

    def reaches(self, address: str, port: int) -> bool:
        """Try one TCP connection from inside."""
        command = ["docker", "exec", self.name, "python", "-c", CONNECT, address, str(port)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_machine(name: str, network: str, *ports: int, address: str = "") -> Machine:
    """Start a container that listens, with no capability, as students' containers do."""
    placed = ["--ip", address] if address else []
    docker(
        "run", "-d", "--init", "--name", name, "--label", "servtest", "--network", network, *placed,
        "--cap-drop", "ALL", "--entrypoint", "python", IMAGE, "-c", LISTEN, *map(str, ports),
    )  # fmt: skip
    found = json.loads(docker("inspect", name))[0]["NetworkSettings"]["Networks"][network]
    machine = Machine(name, found["IPAddress"])
    wait_until(lambda: machine.reaches("127.0.0.1", ports[0]), 20, f"{name} listens")
    return machine


def run_firewall(name: str, *, instance: str = INSTANCE, internet: bool = False) -> None:
    """Start the packet filter as docker-compose.yml does and wait until it is healthy."""
    network = NETWORK if instance == INSTANCE else IPv4Network("10.215.0.0/20")
    docker(
        "run", "-d", "--name", name, "--label", "servtest", "--network", "host",
        "--cap-drop", "ALL", "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW",
        "--security-opt", "no-new-privileges:true",
        "-e", f"HUB_INSTANCE={instance}", "-e", f"HUB_NETWORK={network}",
        "-e", f"HUB_INTERNET={internet}", "-e", "HOME_STORAGE=contents", FIREWALL,
    )  # fmt: skip
    check = ["docker", "exec", name, "python3", "-m", "firewall", "check"]
    wait_until(lambda: subprocess.run(check, check=False).returncode == 0, 20, f"{name} is healthy")


def remove_firewall(*names: str) -> None:
    """Take the rules away, then the container."""
    for name in names:
        docker("exec", name, "python3", "-m", "firewall", "remove", check=False)
    remove_machines(*names)


def remove_machines(*names: str) -> None:
    """Remove containers one after another.

    Engine 20.10 takes two of its locks in both orders when the last containers of a network go at
    the same time, and then answers nobody until it is restarted. Between hub and proxy, which
    stay, people's servers may come and go as they like.
    """
    for name in names:
        docker("rm", "-f", name, check=False)


def remove_everything() -> None:
    """Remove what these tests, or an interrupted run of them, left on the engine."""
    for label in ("servtest", LABEL):
        remove_machines(*docker("ps", "-aq", "--filter", f"label={label}").split())
    docker("network", "rm", f"{INSTANCE}-users", f"{INSTANCE}-backend", check=False)


@pytest.fixture(scope="session")
def networks() -> Iterator[None]:
    """The students' network and one that stands for the databases, the agent and the store."""
    remove_everything()
    bridge = "com.docker.network.bridge"
    docker(
        "network", "create", f"{INSTANCE}-users", "--subnet", str(NETWORK),
        "--ip-range", str(ADDRESSES.servers), "--gateway", GATEWAY, "-o", f"{bridge}.name={INSTANCE}-users",
        "-o", f"{bridge}.enable_icc=false",
    )  # fmt: skip
    docker("network", "create", f"{INSTANCE}-backend", "--subnet", "10.214.16.0/24")
    yield
    remove_everything()


@pytest.fixture(scope="session")
def firewall(networks: None) -> Iterator[str]:
    """The running packet filter's container, outbound internet off."""
    name = f"{INSTANCE}-firewall"
    run_firewall(name)
    yield name
    remove_firewall(name)


@pytest.fixture(scope="session")
def hub(firewall: str) -> Machine:
    """What stands at the hub's address: its API, and a port that is not for students."""
    return run_machine(
        f"{INSTANCE}-hub", f"{INSTANCE}-users", 8081, 9999, address=str(ADDRESSES.hub)
    )


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder for homes that the engine sees under the same path, as the checkout is."""
    folder = PROJECT / "artefacts" / f"servers-{secrets.token_hex(4)}"
    (folder / "lessons").mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)
