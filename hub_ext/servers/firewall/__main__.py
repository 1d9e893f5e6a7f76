"""Keeps the packet filter in place: ``python3 -m firewall watch | check | verify | remove``.

``watch`` applies the policy and looks every few seconds whether it still holds. Ending it leaves
the rules where they are: servers that run must not lose their walls with it. ``check`` is the
container's health check. ``verify`` looks at the rules themselves, for `hub_ext.doctor`, and changes
nothing. ``remove`` takes the rules away, for a host that is cleaned up.
"""

import os
import sys
import threading
import time
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path
from signal import SIGINT, SIGTERM, signal
from typing import Final

from .rules import Policy
from .table import FilterError, Guard, Ipv6Guard, Table

INTERVAL_SECONDS: Final = 3.0
#: A few rounds, and room for a machine that is busy.
HEALTHY_SECONDS: Final = 20.0
HEALTHY_FILE: Final = Path("/run/eduhub-firewall-healthy")
BRIDGE_SWITCH: Final = Path("/proc/sys/net/bridge/bridge-nf-call-iptables")
#: The tables of the old filter that exist in this network namespace.
LEGACY_TABLES: Final = Path("/proc/net/ip_tables_names")
_YES: Final = frozenset({"1", "true", "yes", "on", "y", "t"})


def policy_of_environment() -> Policy:
    """Read ``HUB_INSTANCE``, ``HUB_NETWORK``, ``HUB_INTERNET`` and ``HOME_STORAGE`` as the hub does."""
    return Policy(
        instance=os.environ.get("HUB_INSTANCE") or "eduhub",
        network=IPv4Network(os.environ.get("HUB_NETWORK") or "10.213.0.0/20"),
        internet=os.environ.get("HUB_INTERNET", "").lower() in _YES,
        door=os.environ.get("HOME_STORAGE") == "contents",
        name_servers=name_servers(Path("/etc/resolv.conf").read_text(encoding="utf-8")),
    )


def name_servers(resolv_conf: str) -> tuple[IPv4Address, ...]:
    """Return the IPv4 name servers of a ``resolv.conf`` that a container can be sent to."""
    words = [line.split() for line in resolv_conf.splitlines()]
    found = []
    for line in words:
        if len(line) > 1 and line[0] == "nameserver":
            try:
                address = IPv4Address(line[1])
            except AddressValueError:
                continue
            # A resolver on the host's loopback is asked by Docker itself, from the host's side.
            if not address.is_loopback:
                found.append(address)
    return tuple(dict.fromkeys(found))


def guards(policy: Policy) -> list[Guard | Ipv6Guard]:
    """Return a guard for each filter that Docker uses here, and for IPv6 where there is one.

    Raises
    ------
    FilterError
        If Docker's chain is in neither filter.
    """
    kinds = [kind for kind in _kinds_in_use() if Table(f"iptables-{kind}").has_chain("DOCKER-USER")]
    if not kinds:
        raise FilterError(
            "the chain DOCKER-USER is in no packet filter; is the Docker engine running?"
        )
    ipv6 = [Table(f"ip6tables-{kind}") for kind in kinds]
    return [Guard(Table(f"iptables-{kind}"), policy) for kind in kinds] + [
        Ipv6Guard(table, policy) for table in ipv6 if table.has_chain("FORWARD")
    ]


def _kinds_in_use() -> list[str]:
    # Merely asking the old filter about a chain would bring its tables into being.
    try:
        legacy = "filter" in LEGACY_TABLES.read_text(encoding="ascii").split()
    except OSError:
        legacy = False
    return ["nft", "legacy"] if legacy else ["nft"]


def check_bridge() -> None:
    """Make sure that the filter sees what passes between two containers of one bridge.

    Raises
    ------
    FilterError
        If it does not, naming what to do.
    """
    try:
        value = BRIDGE_SWITCH.read_text(encoding="ascii").strip()
    except OSError:
        value = "missing"
    if value != "1":
        raise FilterError(
            f"{BRIDGE_SWITCH} is {value}, so servers could reach each other; on the host: "
            "modprobe br_netfilter && sysctl -w net.bridge.bridge-nf-call-iptables=1"
        )


def watch(policy: Policy) -> None:
    """Apply the policy, then look every few seconds whether it holds, until SIGTERM."""
    stop = threading.Event()
    for number in (SIGTERM, SIGINT):
        signal(number, lambda *_: stop.set())
    watched: list[Guard | Ipv6Guard] = []
    complaint = ""
    while True:
        try:
            check_bridge()
            watched = watched or guards(policy)
            changes = [guard.ensure() for guard in watched]
            if any(changes):
                say(f"rules of {policy.bridge} are in place")
            HEALTHY_FILE.write_text(str(time.time()), encoding="ascii")
            complaint = ""
        except FilterError as error:
            watched = []
            HEALTHY_FILE.unlink(missing_ok=True)
            if str(error) != complaint:
                complaint = str(error)
                say(f"error: rules of {policy.bridge} are not in place: {error}")
        if stop.wait(INTERVAL_SECONDS):
            say(f"stopping; rules of {policy.bridge} stay")
            return


def is_healthy() -> bool:
    """Tell whether `watch` found everything in place a moment ago."""
    try:
        seen = float(HEALTHY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return time.time() - seen < HEALTHY_SECONDS


def verify(policy: Policy) -> str:
    """Return ``ok``, ``missing`` or ``bridge``: whether every rule is in place and sees what it has to."""
    try:
        check_bridge()
    except FilterError:
        return "bridge"
    try:
        return "ok" if all(guard.holds() for guard in guards(policy)) else "missing"
    except FilterError:
        return "missing"


def say(text: str) -> None:
    """Write one line of the container's log."""
    sys.stdout.write(f"firewall: {text}\n")
    sys.stdout.flush()


def main(command: str) -> int:
    """Run one command and return its exit status."""
    if command == "check":
        return 0 if is_healthy() else 1
    policy = policy_of_environment()
    if command == "verify":
        sys.stdout.write(f"{verify(policy)}\n")
    elif command == "remove":
        for guard in guards(policy):
            guard.remove()
        say(f"rules of {policy.bridge} are removed")
    else:
        watch(policy)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "watch"))
