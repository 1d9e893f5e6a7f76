"""Who reaches whom, tried with real connections between real containers."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address

import pytest

from tests.integration.servers.conftest import (
    ADDRESSES,
    FIREWALL,
    GATEWAY,
    INSTANCE,
    Machine,
    docker,
    remove_firewall,
    remove_machines,
    run_firewall,
    run_machine,
)
from tests.waiting import wait_until

pytestmark = pytest.mark.docker


@dataclass(frozen=True)
class Place:
    """Everything that a student's server has around it."""

    hub: Machine
    proxy: Machine
    storage: Machine
    one: Machine
    other: Machine
    backend: Machine
    gateway: str
    host_port: int


@pytest.fixture(scope="module")
def place(hub: Machine) -> Iterator[Place]:
    users = f"{INSTANCE}-users"
    proxy = run_machine(f"{INSTANCE}-proxy", users, 8000, 8001, address=str(ADDRESSES.proxy))
    storage = run_machine(f"{INSTANCE}-agent", users, 8700, 8701, address=str(ADDRESSES.storage))
    one = run_machine(f"{INSTANCE}-one", users, 8888, 9000)
    other = run_machine(f"{INSTANCE}-other", users, 8888, 9000)
    backend = run_machine(f"{INSTANCE}-store", f"{INSTANCE}-backend", 3306, 8333, 8700)
    with socket.create_server(("0.0.0.0", 0)) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        port = listener.getsockname()[1]
        yield Place(hub, proxy, storage, one, other, backend, GATEWAY, port)
    remove_machines(*(machine.name for machine in (proxy, storage, one, other, backend)))


def _accept(listener: socket.socket) -> None:
    while True:
        try:
            listener.accept()[0].close()
        except OSError:
            return


def test_students_stand_in_the_upper_half_of_the_network(place: Place) -> None:
    assert IPv4Address(place.one.address) in ADDRESSES.servers


@pytest.mark.parametrize(
    ("who", "whom", "port", "allowed"),
    [
        ("hub", "one", 8888, True),
        ("proxy", "one", 8888, True),
        ("hub", "one", 9000, False),
        ("proxy", "one", 9000, False),
        ("one", "hub", 8081, True),
        ("one", "hub", 9999, False),
        ("one", "proxy", 8000, False),
        ("one", "proxy", 8001, False),
        ("one", "other", 8888, False),
        ("one", "other", 9000, False),
        ("other", "one", 8888, False),
        ("one", "backend", 3306, False),
        ("one", "backend", 8333, False),
        ("one", "backend", 8700, False),
        ("backend", "one", 8888, False),
        ("one", "storage", 8701, True),
        ("one", "storage", 8700, False),
        ("storage", "one", 8888, False),
        ("storage", "hub", 8081, False),
        ("proxy", "hub", 8081, True),
        ("hub", "proxy", 8001, False),
        ("one", "one", 8888, True),
    ],
)
@pytest.mark.attack("internal addresses from a container")
def test_who_reaches_whom(place: Place, who: str, whom: str, port: int, allowed: bool) -> None:
    source: Machine = getattr(place, who)
    target: Machine = getattr(place, whom)
    assert source.reaches(target.address, port) is allowed


@pytest.mark.attack("internal addresses from a container")
def test_a_student_reaches_no_address_of_the_host(place: Place) -> None:
    addresses = subprocess.check_output(["hostname", "-I"], text=True).split()
    own = {address for address in addresses if ":" not in address} | {place.gateway}
    assert len(own) > 1
    assert not [address for address in own if place.one.reaches(address, place.host_port)]


def test_the_hosts_door_is_open_to_others_so_the_test_before_means_something(place: Place) -> None:
    assert place.hub.reaches(place.gateway, place.host_port)


@pytest.mark.parametrize("address", ["169.254.169.254", "192.0.2.1", "172.17.0.1", "10.255.255.53"])
@pytest.mark.attack("internal addresses from a container")
def test_a_student_reaches_no_special_or_private_address(place: Place, address: str) -> None:
    assert not place.one.reaches(address, 80)
    assert not place.one.reaches(address, 53)


def test_a_program_is_told_of_a_refusal_and_does_not_wait_for_nothing(place: Place) -> None:
    code = "import socket\ntry: socket.create_connection(('10.99.0.1', 80), timeout=9)\nexcept OSError as error: print(type(error).__name__)"
    assert docker("exec", place.one.name, "python", "-c", code) == "ConnectionRefusedError"


def forward_rules(instance: str = INSTANCE) -> list[str]:
    return filter_rules(f"EDUHUB-{instance}-FWD")


def iptables(*arguments: str, check: bool = True) -> str:
    """Run the filter's own program beside it: the host may have none, and the filter may be stopped."""
    rights = ("--network", "host", "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW")
    program, *words = arguments
    return docker(
        "run", "--rm", *rights, "--entrypoint", program, FIREWALL, "-w", "5", *words, check=check
    )


def filter_rules(chain: str) -> list[str]:
    """What is in a chain of the filter that Docker uses."""
    programs = ("iptables-nft", "iptables-legacy")
    listed = (iptables(program, "-S", chain, check=False) for program in programs)
    return next(filter(None, listed), "").splitlines()


def change_filter(*arguments: str) -> None:
    nft = iptables("iptables-nft", "-S", "DOCKER-USER", check=False)
    iptables("iptables-nft" if nft else "iptables-legacy", *arguments)


def test_rules_that_somebody_flushed_come_back(place: Place) -> None:
    before = forward_rules()
    change_filter("-F", f"EDUHUB-{INSTANCE}-FWD")
    wait_until(lambda: forward_rules() == before, 15, "the rules are back")
    assert not place.one.reaches(place.other.address, 8888)


#: Opens a connection, tells so, and asks through it when told to.
HOLD = """
import socket, sys
held = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5)
print("open", flush=True)
sys.stdin.readline()
held.settimeout(3)
try:
    held.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
    print("answered" if held.recv(1) else "ended")
except OSError as error:
    print(type(error).__name__)
"""
DOCKERS_JUMPS = ("DOCKER-USER", "DOCKER-ISOLATION-STAGE-1")


@contextmanager
def without_dockers_jumps() -> Iterator[None]:
    """As FORWARD is for a moment while the engine makes a network."""
    for chain in DOCKERS_JUMPS:
        change_filter("-D", "FORWARD", "-j", chain)
    try:
        yield
    finally:
        for chain in reversed(DOCKERS_JUMPS):
            change_filter("-I", "FORWARD", "1", "-j", chain)


@contextmanager
def stopped_filter() -> Iterator[None]:
    """Nobody puts rules back that are taken out."""
    docker("stop", f"{INSTANCE}-firewall")
    try:
        yield
    finally:
        docker("start", f"{INSTANCE}-firewall")


@pytest.mark.attack("internal addresses from a container")
def test_walls_stand_while_the_engine_makes_a_network(place: Place) -> None:
    with without_dockers_jumps():
        assert not place.one.reaches(place.backend.address, 3306)
        assert place.hub.reaches(place.one.address, 8888)
        assert place.one.reaches(place.hub.address, 8081)


@pytest.mark.attack("internal addresses from a container")
def test_what_was_opened_without_walls_gets_nowhere_behind_them(place: Place) -> None:
    chain = f"EDUHUB-{INSTANCE}-FWD"
    hold = ["docker", "exec", "-i", place.one.name, "python", "-c", HOLD]
    with stopped_filter(), without_dockers_jumps():
        change_filter("-I", chain, "1", "-j", "ACCEPT")
        with subprocess.Popen(
            [*hold, place.backend.address, "3306"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as held:
            assert held.stdout is not None
            assert held.stdout.readline() == "open\n"
            change_filter("-D", chain, "1")
            said, _ = held.communicate("go on\n", timeout=20)
    assert said in {"TimeoutError\n", "ConnectionRefusedError\n"}


def is_ours_before_the_strangers() -> bool:
    """Of the rules for our bridge; another instance's may stand anywhere."""
    own = [rule for rule in filter_rules("INPUT") if f"-i {INSTANCE}-users" in rule]
    return len(own) == 2 and "EDUHUB" in own[0]


def test_a_rule_put_before_ours_does_not_stay_there(place: Place) -> None:
    opening = ["-i", f"{INSTANCE}-users", "-j", "ACCEPT"]
    change_filter("-I", "INPUT", "1", *opening)
    try:
        wait_until(is_ours_before_the_strangers, 15, "our rule is before the stranger's again")
        assert not place.one.reaches(place.gateway, place.host_port)
    finally:
        change_filter("-D", "INPUT", *opening)


def test_walls_stand_when_the_filters_container_stops(place: Place) -> None:
    with stopped_filter():
        assert not place.one.reaches(place.other.address, 8888)
        assert not place.one.reaches(place.gateway, place.host_port)
        assert place.hub.reaches(place.one.address, 8888)


def test_a_second_instance_comes_and_goes_without_touching_the_first(place: Place) -> None:
    before = forward_rules()
    second = f"{INSTANCE}-second-firewall"
    run_firewall(second, instance="servtwo")
    try:
        assert forward_rules("servtwo")
        assert forward_rules() == before
    finally:
        remove_firewall(second)
    assert forward_rules("servtwo") == []
    assert forward_rules() == before
    assert not place.one.reaches(place.other.address, 8888)


def test_with_internet_the_inside_stays_closed_and_names_may_be_asked_for(place: Place) -> None:
    docker("stop", f"{INSTANCE}-firewall")
    opened = f"{INSTANCE}-open-firewall"
    run_firewall(opened, internet=True)
    try:
        assert not place.one.reaches(place.other.address, 8888)
        assert not place.one.reaches(place.backend.address, 8333)
        assert not place.one.reaches("169.254.169.254", 80)
        assert not place.one.reaches(place.gateway, place.host_port)
        assert place.one.reaches(place.hub.address, 8081)
    finally:
        docker("rm", "-f", opened)
        docker("start", f"{INSTANCE}-firewall")
