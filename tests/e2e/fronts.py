"""Apache and Caddy as docs/tls.md sets them up, on this host and on ports of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.integration.front.guide import commands
from tests.integration.front.machine import NAME, Machine, machine

PORT: Final = 18443
URL: Final = f"https://{NAME}:{PORT}"
_PLAIN_PORT: Final = 18080


@contextmanager
def apache(hub_port: str) -> Iterator[Machine]:
    """Apache before the hub's port of this host."""
    with machine("--network=host") as host:
        host.run(f"make-certificate {NAME}")
        _do(host, "Apache")
        ports, site = "/etc/apache2/ports.conf", "/etc/apache2/sites-available/eduhub.conf"
        host.replace(ports, "Listen 80", f"Listen 127.0.0.1:{_PLAIN_PORT}")
        host.replace(ports, "Listen 443", f"Listen 127.0.0.1:{PORT}")
        host.replace(site, "*:80>", f"*:{_PLAIN_PORT}>")
        host.replace(site, "*:443>", f"*:{PORT}>")
        host.replace(site, "EDUHUB_PORT 8000", f"EDUHUB_PORT {hub_port}")
        host.run("apachectl configtest && apachectl start")
        yield host


@contextmanager
def caddy(hub_port: str) -> Iterator[Machine]:
    """Caddy before the hub's port of this host, with subdomains."""
    with machine("--network=host") as host:
        host.run(f"make-certificate {NAME}")
        for section in ("Caddy", "A subdomain for each person"):
            _do(host, section)
        file, own_name = "/etc/caddy/Caddyfile", f"\n{NAME} {{\n"
        # No authority of the world's gives out certificates for this name.
        host.replace(file, own_name, f"{own_name}\ttls /etc/caddy/hub.pem /etc/caddy/hub.key\n")
        host.replace(
            file,
            "\tservers {",
            f"\tadmin off\n\tdefault_bind 127.0.0.1\n\thttp_port {_PLAIN_PORT}\n\thttps_port {PORT}\n\tservers {{",
        )
        host.replace(file, "127.0.0.1:8000", f"127.0.0.1:{hub_port}")
        host.run(f"caddy validate --config {file}")
        host.begin(f"caddy run --config {file} >/tmp/caddy.log 2>&1")
        yield host


def trust(host: Machine, home: Path) -> None:
    """Put the machine's authority into the list of a browser whose person has that home."""
    folder = home / ".pki"
    folder.mkdir(parents=True)
    host.copy("/authority/nssdb", folder / "nssdb")


def _do(host: Machine, section: str) -> None:
    # The certificate is there, and the ports are not the right ones yet.
    apart = ("certbot", "systemctl", "NAME=")
    lines = [line for line in commands(section) if not any(word in line for word in apart)]
    host.run("\n".join(("set -e", f"NAME={NAME}", *lines)))
