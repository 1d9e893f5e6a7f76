"""Nobody chooses where they seem to come from."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.remote_address import remote_address
from hub_ext.servers.firewall.rules import Addresses
from tests.unit.users.settings import hub_settings

SETTINGS = hub_settings(hub_network="10.213.0.0/20", hub_trusted_proxies="192.0.2.80")
SERVERS = Addresses.of(IPv4Network("10.213.0.0/20")).servers
PROXIES = frozenset(SETTINGS.forwarding_proxies)
PROXY, GATEWAY, TLS_PROXY, SERVER = "10.213.0.3", "10.213.0.1", "192.0.2.80", "10.213.9.7"
CLIENT = "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (PROXY, CLIENT, CLIENT),
        # A TLS proxy on this host, whose own word comes before the gateway's.
        (PROXY, f"{CLIENT}, {GATEWAY}", CLIENT),
        (PROXY, f"{CLIENT},{TLS_PROXY},{GATEWAY}", CLIENT),
        # What a client sent itself stands before what the proxies saw.
        (PROXY, f"198.51.100.1, {CLIENT}, {GATEWAY}", CLIENT),
        (PROXY, f"198.51.100.1, {CLIENT}", CLIENT),
        (PROXY, f"{TLS_PROXY}, {CLIENT}", CLIENT),
        (PROXY, GATEWAY, GATEWAY),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{CLIENT}, nonsense, {GATEWAY}", GATEWAY),
        (PROXY, "::ffff:203.0.113.7", CLIENT),
        (PROXY, f"2001:db8::7, {GATEWAY}", "2001:db8::7"),
        (SERVER, CLIENT, SERVER),
        (SERVER, f"{CLIENT}, {GATEWAY}", SERVER),
    ],
)
def test_where_a_request_comes_from(peer: str, forwarded: str, address: str) -> None:
    assert remote_address(peer, forwarded, SERVERS, PROXIES) == address


@given(st.text() | st.lists(st.ip_addresses().map(str)).map(",".join))
def test_whatever_a_client_sends_it_is_where_the_proxies_saw_it(sent: str) -> None:
    for seen in (CLIENT, f"{CLIENT}, {GATEWAY}", f"{CLIENT}, {TLS_PROXY}, {GATEWAY}"):
        assert remote_address(PROXY, f"{sent}, {seen}", SERVERS, PROXIES) == CLIENT


@given(st.text() | st.lists(st.ip_addresses().map(str)).map(",".join))
def test_a_person_s_server_is_itself_whatever_it_sends(sent: str) -> None:
    assert remote_address(SERVER, sent, SERVERS, PROXIES) == SERVER
