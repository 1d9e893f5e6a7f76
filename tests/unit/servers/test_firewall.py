"""The packet filter's policy as text, and how it reads its surroundings."""

from ipaddress import IPv4Address, IPv4Network, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.servers.firewall import __main__ as program
from hub_ext.servers.firewall import rules
from hub_ext.servers.firewall.rules import (
    NOT_PUBLIC,
    Addresses,
    Policy,
    ipv6_jumps,
    jumps,
    restore_text,
)
from hub_ext.servers.firewall.table import FilterError
from hub_ext.setting_types import HomeStorage
from hub_ext.settings import HubSettings
from hub_ext.storage.contents import way as contents_way

NETWORK = IPv4Network("10.213.0.0/20")
ANSWERS = "-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j ACCEPT"
CLOSED = Policy("eduhub", NETWORK)
OPEN = Policy("eduhub", NETWORK, internet=True, name_servers=(IPv4Address("10.0.0.53"),))


def chain(policy: Policy, name: str) -> list[str]:
    prefix = f"-A EDUHUB-{policy.instance}-{name} "
    lines = restore_text(policy).splitlines()
    return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]


def accepted(rules: list[str]) -> list[str]:
    return [rule for rule in rules if rule.endswith("-j ACCEPT")]


def test_everything_that_is_allowed_without_internet_is_listed_here() -> None:
    inside = "-i eduhub-users -o eduhub-users"
    assert accepted(chain(CLOSED, "FWD")) == [
        ANSWERS,
        f"{inside} -s 10.213.0.2 -d 10.213.8.0/21 -p tcp --dport 8888 -j ACCEPT",
        f"{inside} -s 10.213.0.3 -d 10.213.8.0/21 -p tcp --dport 8888 -j ACCEPT",
        f"{inside} -s 10.213.8.0/21 -d 10.213.0.2 -p tcp --dport 8081 -j ACCEPT",
        f"{inside} -s 10.213.0.3 -d 10.213.0.2 -p tcp --dport 8081 -j ACCEPT",
    ]
    assert accepted(chain(CLOSED, "IN")) == [ANSWERS]


def test_the_storage_agents_door_is_one_port_and_only_if_files_come_through_it() -> None:
    more = set(chain(Policy("eduhub", NETWORK, door=True), "FWD")) - set(chain(CLOSED, "FWD"))
    inside = "-i eduhub-users -o eduhub-users"
    assert more == {f"{inside} -s 10.213.8.0/21 -d 10.213.0.4 -p tcp --dport 8701 -j ACCEPT"}


@pytest.mark.parametrize("way", HomeStorage)
def test_the_door_opens_for_the_way_that_needs_it(
    monkeypatch: pytest.MonkeyPatch, way: HomeStorage
) -> None:
    monkeypatch.setenv("HOME_STORAGE", way.value)
    assert program.policy_of_environment().door is (way is HomeStorage.CONTENTS)


def test_the_door_is_where_the_agent_and_the_servers_have_it() -> None:
    assert rules.DOOR_PORT == contents_way.DOOR_PORT


@pytest.mark.parametrize("policy", [CLOSED, OPEN])
@pytest.mark.parametrize("name", ["FWD", "IN"])
def test_both_chains_end_by_refusing(policy: Policy, name: str) -> None:
    assert chain(policy, name)[-1] == "-j REJECT --reject-with icmp-port-unreachable"


def test_nothing_is_returned_to_docker_for_a_persons_server() -> None:
    servers = Addresses.of(NETWORK).servers
    returned = [rule for rule in chain(OPEN, "FWD") + chain(OPEN, "IN") if "RETURN" in rule]
    sources = [IPv4Address(rule.split("-s ")[1].split()[0]) for rule in returned if "-s " in rule]
    assert sources
    assert not any(source in servers for source in sources)
    assert all("-s " in rule or rule.startswith("! -i ") for rule in returned)


def test_internet_means_public_addresses_after_all_others_are_refused() -> None:
    rules = chain(OPEN, "FWD")
    everything = rules.index("-i eduhub-users ! -o eduhub-users -s 10.213.8.0/21 -j ACCEPT")
    refused = [index for index, rule in enumerate(rules) if "REJECT" in rule and " -d " in rule]
    assert len(refused) == len(NOT_PUBLIC)
    assert max(refused) < everything


@given(st.ip_addresses(v=4))
def test_no_address_that_is_not_global_counts_as_public(address: IPv4Address) -> None:
    public = not any(address in IPv4Network(network) for network in NOT_PUBLIC)
    if public:
        # Two /32 and a relay prefix that are special and harmless, see RFC 7535 and RFC 7526.
        assert address.is_global or address in IPv4Network("192.88.99.0/24")
    assert not (public and (address.is_private or address.is_link_local or address.is_multicast))


@pytest.mark.parametrize("address", ["169.254.169.254", "127.0.0.1", "10.213.8.9", "172.17.0.1"])
def test_well_known_targets_are_not_public(address: str) -> None:
    assert any(ip_address(address) in IPv4Network(network) for network in NOT_PUBLIC)


def test_names_are_asked_for_only_with_internet_and_only_of_the_hosts_servers() -> None:
    assert not [rule for rule in chain(CLOSED, "FWD") if "--dport 53" in rule]
    assert [rule for rule in chain(OPEN, "FWD") if "--dport 53" in rule] == [
        f"-i eduhub-users ! -o eduhub-users -s 10.213.8.0/21 -d 10.0.0.53 -p {kind} --dport 53 "
        "-j ACCEPT"
        for kind in ("udp", "tcp")
    ]


def test_two_instances_name_nothing_in_common() -> None:
    one, other = CLOSED, Policy("hubtest", IPv4Network("10.220.0.0/20"))
    names = {one.bridge, one.forward_chain, one.input_chain}
    assert names.isdisjoint({other.bridge, other.forward_chain, other.input_chain})
    assert not set(jumps(one)) & set(jumps(other))
    assert not set(ipv6_jumps(one)) & set(ipv6_jumps(other))
    assert "eduhub-users" not in restore_text(other)


def test_the_longest_instance_still_fits_the_kernels_names() -> None:
    policy = Policy("a" * 9, NETWORK)
    assert len(policy.bridge) <= 15
    assert max(map(len, (policy.forward_chain, policy.input_chain))) <= 28


def test_ipv6_passes_in_no_direction() -> None:
    assert {(chain, rule.split()[0]) for chain, rule in ipv6_jumps(CLOSED)} == {
        ("FORWARD", "-i"),
        ("FORWARD", "-o"),
        ("INPUT", "-i"),
    }
    assert all(rule.endswith("-j DROP") for _, rule in ipv6_jumps(CLOSED))


def test_name_servers_are_read_without_loopback_ipv6_and_noise() -> None:
    text = "search x\nnameserver 10.0.0.53\nnameserver 127.0.0.53\nnameserver fd00::1\nnameserver\nnameserver 10.0.0.53\n#nameserver 1.1.1.1\n"
    assert program.name_servers(text) == (IPv4Address("10.0.0.53"),)


@pytest.mark.parametrize(
    "value", ["yes", "true", "1", "on", "TRUE", "no", "false", "0", "off", "n"]
)
def test_the_switch_reads_as_the_hubs_settings_do(
    monkeypatch: pytest.MonkeyPatch, settings: HubSettings, value: str
) -> None:
    monkeypatch.setenv("HUB_INTERNET", value)
    wanted = HubSettings.model_validate(settings.model_dump() | {"hub_internet": value})
    assert program.policy_of_environment().internet is wanted.hub_internet


@pytest.mark.parametrize("content", ["0", None])
def test_a_bridge_that_the_filter_does_not_see_is_an_error_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    switch = tmp_path / "bridge-nf-call-iptables"
    if content is not None:
        switch.write_text(content)
    monkeypatch.setattr(program, "BRIDGE_SWITCH", switch)
    with pytest.raises(FilterError, match="modprobe br_netfilter"):
        program.check_bridge()


def test_health_is_a_recent_look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = tmp_path / "healthy"
    monkeypatch.setattr(program, "HEALTHY_FILE", seen)
    assert not program.is_healthy()
    seen.write_text("0")
    assert not program.is_healthy()
    seen.write_text("9999999999")
    assert program.is_healthy()
