"""Where a request comes from, for limits by address and for the audit log.

Tornado believes ``X-Real-IP`` and ``X-Forwarded-For`` whoever sends them, and so would let everybody
choose their address: a stranger a new one for each guess, a student's program somebody else's.
"""

from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

from tornado.httputil import HTTPServerRequest
from tornado.web import OutputTransform

from hub_ext.common_settings import NetworkSettings
from hub_ext.servers.firewall.rules import Addresses


class RemoteAddressGate(OutputTransform):
    """Sets a request's ``remote_ip`` before any handler reads it.

    Parameters
    ----------
    request
        As tornado made it.
    servers
        People's servers: what they say of other addresses is their own invention. Everybody else who
        reaches the port directly is a part of this system.
    proxies
        Addresses that forward for others: of this host, and of proxies in front of it.
    """

    def __init__(
        self, request: HTTPServerRequest, *, servers: IPv4Network, proxies: frozenset[str]
    ) -> None:
        context = request.connection.context  # type: ignore[union-attr]
        forwarded = request.headers.get("X-Forwarded-For", "")
        request.remote_ip = remote_address(context._orig_remote_ip, forwarded, servers, proxies)


def remote_address(peer: str, forwarded: str, servers: IPv4Network, proxies: frozenset[str]) -> str:
    """Return the address of whoever made a request.

    Parameters
    ----------
    peer
        The other end of the connection.
    forwarded
        ``X-Forwarded-For``: each proxy adds at the end whom it got the request from.
    servers, proxies
        As of `RemoteAddressGate`.
    """
    address = _address(peer)
    if address is None or address in servers:
        return peer
    found = str(address)
    for said in reversed(forwarded.split(",")):
        address = _address(said.strip())
        if address is None:
            break
        found = str(address)
        if found not in proxies:
            break
    return found


def remote_address_gate(
    settings: NetworkSettings,
) -> Callable[[HTTPServerRequest], RemoteAddressGate]:
    """Return what goes first among the ``transforms`` of an application of tornado."""
    return partial(
        RemoteAddressGate,
        servers=Addresses.of(settings.hub_network).servers,
        proxies=frozenset(settings.forwarding_proxies),
    )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
