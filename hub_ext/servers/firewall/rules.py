"""The policy, and its text for ``iptables-restore --noflush``: pure functions.

=================================  ==================================================
from a person's server to           allowed
=================================  ==================================================
another person's server             nothing
the hub                             its API, TCP 8081
the proxy                           nothing; it is asked from outside, by browsers
the storage agent                   its door, TCP 8701, if ``HOME_STORAGE=contents``
the host, any of its addresses      nothing
private and special addresses       nothing: databases, agent, store, 169.254.169.254
public addresses                    everything if ``HUB_INTERNET``, otherwise nothing
the host's name servers             port 53 if ``HUB_INTERNET``, otherwise nothing
=================================  ==================================================

Hub and proxy reach people's servers on TCP 8888; nobody else does. Every answer to what was
allowed passes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final, Self

HUB_PORT: Final = 8081
SERVER_PORT: Final = 8888
PUBLIC_PORT: Final = 8000
#: The storage agent's door for people's servers; its own interface has another port.
DOOR_PORT: Final = 8701

#: Everything that is not a public unicast address (IANA special-purpose registry, RFC 6890).
NOT_PUBLIC: Final = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
)
#: Answers, and nothing else, of connections that were allowed: whoever opened one is asked again with every packet. So a
#: connection that began in a moment without these rules, or under other ones, gets no further.
_ANSWERS: Final = "-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j ACCEPT"
#: Refused at once instead of dropped: a program that tries the internet fails and goes on.
_REFUSE: Final = "-j REJECT --reject-with icmp-port-unreachable"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who is where in ``HUB_NETWORK``; docker-compose.yml gives them the same addresses."""

    hub: IPv4Address
    proxy: IPv4Address
    storage: IPv4Address
    servers: IPv4Network

    @classmethod
    def of(cls, network: IPv4Network) -> Self:
        """Return the second to fourth host, and the upper half for people's servers."""
        return cls(
            hub=network[2],
            proxy=network[3],
            storage=network[4],
            servers=list(network.subnets())[1],
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What one instance wants.

    Attributes
    ----------
    instance
        ``HUB_INSTANCE``; names bridge and chains, so that instances keep out of each other's way.
    network
        ``HUB_NETWORK``.
    internet
        ``HUB_INTERNET``.
    door
        Whether people's servers get their files at the storage agent's door.
    name_servers
        Whom the host asks. Docker's resolver sends its questions from the container's side.
    """

    instance: str
    network: IPv4Network
    internet: bool = False
    door: bool = False
    name_servers: tuple[IPv4Address, ...] = ()

    @property
    def bridge(self) -> str:
        """The interface of the network that holds the servers."""
        return f"{self.instance}-users"

    @property
    def forward_chain(self) -> str:
        """The chain for what passes the host."""
        return f"EDUHUB-{self.instance}-FWD"

    @property
    def input_chain(self) -> str:
        """The chain for what is meant for the host itself."""
        return f"EDUHUB-{self.instance}-IN"


def restore_text(policy: Policy) -> str:
    """Return both chains, whole, as one transaction.

    Notes
    -----
    With ``--noflush`` a chain that is declared is emptied first and no other chain is touched, so
    the text may be applied at any time, any number of times.
    """
    lines = [
        "*filter",
        f":{policy.forward_chain} - [0:0]",
        f":{policy.input_chain} - [0:0]",
        *(f"-A {policy.forward_chain} {rule}" for rule in _forward(policy)),
        *(f"-A {policy.input_chain} {rule}" for rule in _input(policy)),
        "COMMIT",
    ]
    return "\n".join(lines) + "\n"


def jumps(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return the rules that lead to the chains: built-in or Docker's chain, and rule.

    Notes
    -----
    Whenever a network is made on the host, the engine takes its rule for ``DOCKER-USER`` out of ``FORWARD``
    and puts it back: for some milliseconds nothing leads there. So ``FORWARD`` has the same rules itself.
    """
    return (
        ("FORWARD", f"-i {policy.bridge} -j {policy.forward_chain}"),
        ("FORWARD", f"-o {policy.bridge} -j {policy.forward_chain}"),
        ("DOCKER-USER", f"-i {policy.bridge} -j {policy.forward_chain}"),
        ("DOCKER-USER", f"-o {policy.bridge} -j {policy.forward_chain}"),
        ("INPUT", f"-i {policy.bridge} -j {policy.input_chain}"),
    )


def ipv6_jumps(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return the rules for IPv6, which the network does not have: nothing passes."""
    return (
        ("FORWARD", f"-i {policy.bridge} -j DROP"),
        ("FORWARD", f"-o {policy.bridge} -j DROP"),
        ("INPUT", f"-i {policy.bridge} -j DROP"),
    )


def _forward(policy: Policy) -> Iterable[str]:
    bridge = policy.bridge
    who = Addresses.of(policy.network)
    inside, outward = f"-i {bridge} -o {bridge}", f"-i {bridge} ! -o {bridge}"
    yield _ANSWERS
    yield f"{inside} -s {who.hub} -d {who.servers} -p tcp --dport {SERVER_PORT} -j ACCEPT"
    yield f"{inside} -s {who.proxy} -d {who.servers} -p tcp --dport {SERVER_PORT} -j ACCEPT"
    yield f"{inside} -s {who.servers} -d {who.hub} -p tcp --dport {HUB_PORT} -j ACCEPT"
    # The name `hub` may resolve to its address here for the proxy, which is in both networks.
    yield f"{inside} -s {who.proxy} -d {who.hub} -p tcp --dport {HUB_PORT} -j ACCEPT"
    if policy.door:
        yield f"{inside} -s {who.servers} -d {who.storage} -p tcp --dport {DOOR_PORT} -j ACCEPT"
    yield f"{inside} {_REFUSE}"
    # Docker may choose this network as the way out of hub, proxy and agent, and as the way in to
    # the proxy's published port. Its own rules decide about those.
    yield f"{outward} -s {who.hub} -j RETURN"
    yield f"{outward} -s {who.proxy} -j RETURN"
    yield f"{outward} -s {who.storage} -j RETURN"
    yield f"! -i {bridge} -o {bridge} -d {who.proxy} -p tcp --dport {PUBLIC_PORT} -j RETURN"
    if policy.internet:
        yield from _internet(policy, f"{outward} -s {who.servers}")
    yield _REFUSE


def _internet(policy: Policy, outward: str) -> Iterable[str]:
    for rule in _name_service(policy):
        yield f"{outward} {rule}"
    for network in NOT_PUBLIC:
        yield f"{outward} -d {network} {_REFUSE}"
    yield f"{outward} -j ACCEPT"


def _input(policy: Policy) -> Iterable[str]:
    who = Addresses.of(policy.network)
    yield _ANSWERS
    yield f"-s {who.hub} -j RETURN"
    yield f"-s {who.proxy} -j RETURN"
    yield f"-s {who.storage} -j RETURN"
    if policy.internet:
        yield from (f"-s {who.servers} {rule}" for rule in _name_service(policy))
    yield _REFUSE


def _name_service(policy: Policy) -> Iterable[str]:
    for server in policy.name_servers:
        yield f"-d {server} -p udp --dport 53 -j ACCEPT"
        yield f"-d {server} -p tcp --dport 53 -j ACCEPT"
