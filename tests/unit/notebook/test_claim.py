"""What a waiting server takes for a claim."""

import hashlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from images.notebook.eduhub_warm.claim import LARGEST, Claim, ClaimError
from images.notebook.eduhub_warm.waiting import PATH, Waiting, wait_for_claim

SECRET = "비밀 word"
DIGEST = hashlib.sha256(SECRET.encode()).hexdigest()
ENVIRONMENT = {"JUPYTERHUB_API_TOKEN": "token", "이름": "값 = 1"}
CLAIM = json.dumps({"secret": SECRET, "environment": ENVIRONMENT}).encode()

_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.text(), st.dictionaries(st.text(min_size=1).filter(lambda name: "=" not in name), st.text())
)
def test_what_the_hub_sends_is_read(secret: str, environment: dict[str, str]) -> None:
    sent = json.dumps({"secret": secret, "environment": environment}).encode()
    if any("\0" in f"{name}{value}" for name, value in environment.items()):
        with pytest.raises(ClaimError):
            Claim.read(sent)
    else:
        assert Claim.read(sent) == Claim(secret, environment)


@given(st.binary() | _JSON.map(lambda value: json.dumps(value).encode()))
def test_anything_else_is_refused_without_repeating_it(body: bytes) -> None:
    with pytest.raises(ClaimError) as caught:
        Claim.read(body)
    assert len(str(caught.value)) < 40


@given(st.fixed_dictionaries({"secret": _JSON, "environment": _JSON}))
def test_what_has_the_names_and_not_the_kinds_is_refused(body: dict[str, object]) -> None:
    environment = body["environment"]
    texts = isinstance(environment, dict) and all(isinstance(v, str) for v in environment.values())
    names = isinstance(environment, dict) and all(
        name and "=" not in name and "\0" not in f"{name}{value}"
        for name, value in environment.items()
    )
    if isinstance(body["secret"], str) and texts and names:
        assert Claim.read(json.dumps(body).encode())
    else:
        with pytest.raises(ClaimError):
            Claim.read(json.dumps(body).encode())


@given(st.text())
def test_only_the_secret_proves_it(secret: str) -> None:
    assert Claim(secret, {}).is_proved(DIGEST) == (secret == SECRET)


@dataclass
class Waiter:
    """A waiting server in a thread of this process."""

    port: int
    taken: list[Claim]
    thread: threading.Thread

    def ask(self, method: str, path: str = PATH, body: bytes | None = None, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(
            method, path, body, {name.replace("_", "-"): v for name, v in headers.items()}
        )
        status = connection.getresponse().status
        connection.close()
        return status


@pytest.fixture
def waiter() -> Iterator[Waiter]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    taken: list[Claim] = []
    listening = threading.Event()
    original = Waiting.server_activate

    def activate(server: Waiting) -> None:
        original(server)
        listening.set()

    Waiting.server_activate = activate  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=lambda: taken.append(wait_for_claim(port, DIGEST)))
    thread.start()
    try:
        assert listening.wait(10)
        waiter = Waiter(port, taken, thread)
        yield waiter
        if thread.is_alive():
            assert waiter.ask("POST", body=CLAIM) == 204
        thread.join(10)
        assert not thread.is_alive()
    finally:
        Waiting.server_activate = original  # type: ignore[method-assign]


def test_it_waits_until_it_is_claimed_and_then_answers_nobody(waiter: Waiter) -> None:
    assert waiter.ask("GET") == waiter.ask("GET") == 200
    assert waiter.ask("POST", body=CLAIM) == 204
    # The port was closed before the answer was there.
    with pytest.raises(ConnectionRefusedError):
        waiter.ask("GET")
    waiter.thread.join(10)
    assert waiter.taken == [Claim(SECRET, ENVIRONMENT)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (json.dumps({"secret": "other", "environment": ENVIRONMENT}).encode(), 403),
        (json.dumps({"secret": DIGEST, "environment": ENVIRONMENT}).encode(), 403),
        (json.dumps({"secret": SECRET, "environment": {"A=B": "x"}}).encode(), 400),
        (json.dumps({"secret": SECRET, "environment": {"A": "x\0"}}).encode(), 400),
        (json.dumps({"secret": "\ud800", "environment": {}}).encode(), 403),
    ],
)
def test_what_is_no_claim_changes_nothing(waiter: Waiter, body: bytes, status: int) -> None:
    assert waiter.ask("POST", body=body) == status
    assert waiter.ask("GET") == 200
    assert waiter.taken == []


@pytest.mark.parametrize("length", [str(LARGEST + 1), "9" * 5000, "-1", "1e9", "", "٣"])
def test_a_length_that_cannot_be_is_refused_before_anything_is_read(
    waiter: Waiter, length: str
) -> None:
    with socket.create_connection(("127.0.0.1", waiter.port), timeout=20) as client:
        client.sendall(f"POST {PATH} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
        assert client.recv(100).split()[1] in {b"400", b"413"}
    assert waiter.ask("GET") == 200


def test_other_paths_are_not_there(waiter: Waiter) -> None:
    assert waiter.ask("GET", "/") == 404
    assert waiter.ask("POST", "/claims", CLAIM) == 400


def test_somebody_who_says_nothing_keeps_nobody_waiting_for_long(waiter: Waiter) -> None:
    with (
        socket.create_connection(("127.0.0.1", waiter.port)),
        socket.create_connection(("127.0.0.1", waiter.port)) as half,
    ):
        half.sendall(b"POST /claim HTTP/1.1\r\nContent-Length: 10\r\n\r\n{")
        assert waiter.ask("GET") == 200
