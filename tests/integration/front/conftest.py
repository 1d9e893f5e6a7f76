"""Apache and Caddy, each on a machine of its own that the guide's commands have set up.

On it are also the hub's real proxy, where the guide expects it, and an authority that gives
certificates over ACME to who answers for a name.
"""

import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.integration.front.guide import commands
from tests.integration.front.hub import Hub
from tests.integration.front.machine import NAME, THIS_MACHINE, CommandError, Machine, machine
from tests.integration.proxy.real_proxy import add_route, free_port, proxy_container
from tests.waiting import wait_until

AUTHORITY: Final = "https://authority.example.org:14000/acme/local/directory"
#: certbot's own settings; it would ask a person.
CERTBOT: Final = f"""\
server = {AUTHORITY}
register-unsafely-without-email = true
agree-tos = true
non-interactive = true
"""
#: As systemd would keep it.
CADDY_LOG: Final = "/var/log/caddy.log"
#: Shorter than a notebook is silent, to see that it does not matter.
TIMEOUT: Final = 2


@dataclass(frozen=True)
class Front:
    """A machine whose TLS proxy runs.

    Attributes
    ----------
    kind
        ``apache`` or ``caddy``.
    proxy
        The container of the hub's proxy.
    authority
        The file of the certificate that browsers know.
    first_names
        The names of the certificate that the guide's commands brought, before there was a wildcard.
    """

    kind: str
    machine: Machine
    proxy: str
    authority: Path
    hub_port: int
    first_names: tuple[str, ...]

    @property
    def address(self) -> str:
        return str(self.machine.bridge["IPAddress"])

    @property
    def client(self) -> str:
        """The address that a request from this machine comes from."""
        return str(self.machine.bridge["Gateway"])

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    async def add_routes(self) -> None:
        api = f"http://{self.address}:8001/api/routes"
        for route in (f"/{NAME}/", f"/student1.{NAME}/user/student1"):
            await add_route(f"{api}{route}", f"http://{THIS_MACHINE}:{self.hub_port}")


class Everywhere(AbstractResolver):
    """All names are names of one machine."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - the name is aiohttp's
    ) -> list[ResolveResult]:
        """Return that machine."""
        return [
            ResolveResult(
                hostname=host,
                host=self._address,
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(scope="session", params=["apache", "caddy"])
def front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """The machine, ready for everybody's subdomain."""
    folder = tmp_path_factory.mktemp("authority")
    hosts = [f"--add-host={name}:127.0.0.1" for name in (NAME, "authority.example.org")]
    options = ["--ip=0.0.0.0", "--port=8000", "--api-ip=0.0.0.0", "--host-routing"]
    environment = {"FORWARDING_PROXIES": "127.0.0.1", "PROXY_HOST_ROUTING": NAME}
    with (
        machine(*hosts, f"--add-host={THIS_MACHINE}:host-gateway") as host,
        proxy_container(*options, network=f"container:{host.container}", **environment) as proxy,
    ):
        host.copy("/authority/root.pem", folder / "root.pem")
        start_authority(host)
        set_up, subdomains = SET_UP[request.param]
        names = set_up(host)
        subdomains(host)
        yield Front(request.param, host, proxy, folder / "root.pem", free_port(), names)


def start_authority(host: Machine) -> None:
    program = "caddy run --config /etc/caddy/authority.caddy --adapter caddyfile"
    host.begin(f"XDG_DATA_HOME=/tmp/authority {program}")
    wait_until(lambda: answers(host, AUTHORITY), 30, "the authority answers")


def answers(host: Machine, address: str) -> bool:
    """Whether anything does, with a certificate of the authority's."""
    try:
        host.run(f"curl -sS -o /dev/null --cacert /authority/root.pem {address}")
    except CommandError:
        return False
    return True


def do(host: Machine, *lines: str) -> None:
    """Run lines of the guide, each as it is, with the variables of those before."""
    host.run("\n".join(("set -e", *lines)), seconds=100)


def names_at(host: Machine) -> tuple[str, ...]:
    """The names of the certificate that is shown for the hub's name."""
    shown = host.run(
        f"openssl s_client -connect 127.0.0.1:443 -servername {NAME} </dev/null 2>/dev/null"
        " | openssl x509 -noout -ext subjectAltName"
    )
    [line] = [line for line in shown.splitlines() if "DNS:" in line]
    return tuple(name.strip().removeprefix("DNS:") for name in line.split(","))


def set_up_apache(host: Machine) -> tuple[str, ...]:
    host.run(f"echo 'Timeout {TIMEOUT}' >/etc/apache2/conf-enabled/timeout.conf")
    host.run(f"mkdir -p /etc/letsencrypt && printf %s '{CERTBOT}' >/etc/letsencrypt/cli.ini")
    # A machine of the platform has it running, with sites of its own.
    host.run("apachectl start")
    trusting = "export REQUESTS_CA_BUNDLE=/authority/root.pem"
    do(host, trusting, *commands("Apache"))
    # Once more, now that a site sends everybody to https.
    do(host, trusting, "certbot renew --force-renewal --no-random-sleep-on-renew")
    return names_at(host)


def set_up_caddy(host: Machine) -> tuple[str, ...]:
    host.begin(f"caddy run --config /etc/caddy/Caddyfile --adapter caddyfile >{CADDY_LOG} 2>&1")
    lines = commands("Caddy")
    [written] = [number for number, line in enumerate(lines) if "tee" in line]
    ours = f"acme_ca {AUTHORITY}\\nacme_ca_root /authority/root.pem"
    lines.insert(written + 1, f"sed -i '0,/^{{/s|^{{|{{\\n{ours}|' /etc/caddy/Caddyfile")
    do(host, *lines)
    wait_until(lambda: answers(host, f"https://{NAME}/"), 60, "a certificate has come")
    return names_at(host)


def subdomains_with_apache(host: Machine) -> None:
    do(host, f"make-certificate {NAME}", "apachectl graceful")
    wait_until(lambda: len(names_at(host)) == 2, 30, "the certificate for subdomains is shown")


def subdomains_with_caddy(host: Machine) -> None:
    do(host, f"make-certificate {NAME}", *commands("A subdomain for each person"))


SET_UP: Final = {
    "apache": (set_up_apache, subdomains_with_apache),
    "caddy": (set_up_caddy, subdomains_with_caddy),
}


@pytest.fixture
async def hub(front: Front) -> AsyncIterator[Hub]:
    """Stands behind the front for one test."""
    hub = Hub()
    async with hub.listening(front.hub_port):
        await front.add_routes()
        yield hub


@pytest.fixture
async def browser(front: Front) -> AsyncIterator[aiohttp.ClientSession]:
    """Something that knows the authority, and keeps no cookies."""
    async with AsyncExitStack() as stack:
        connector: Any = aiohttp.TCPConnector(resolver=Everywhere(front.address), ssl=front.trust)
        yield await stack.enter_async_context(
            aiohttp.ClientSession(
                f"https://{NAME}", connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )
        )
