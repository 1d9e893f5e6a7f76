"""Certificates as browsers would see them, from a real TLS server."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub_ext.doctor.host.certificate import look_at_certificate

Served = Callable[..., tuple[str, ssl.SSLContext]]


def make(folder: Path, days: int, *names: str) -> Path:
    """A certificate that signed itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=100))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@contextmanager
def tls_server(file: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with suppress(OSError), context.wrap_socket(connection, server_side=True):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize(
    ("days", "names", "trusted", "subdomains", "code", "host"),
    [
        (60, ["localhost"], True, False, "certificate-ok", "localhost"),
        (60, ["localhost", "student1.localhost"], True, True, "certificate-ok", "localhost"),
        (5, ["localhost"], True, False, "certificate-ends", "localhost"),
        (-1, ["localhost"], True, False, "certificate-expired", "localhost"),
        (60, ["other.example.org"], True, False, "certificate-name", "localhost"),
        (60, ["localhost"], True, True, "certificate-name", "student1.localhost"),
        (60, ["localhost"], False, False, "certificate-unknown-issuer", "localhost"),
    ],
)
def test_a_certificate(
    tmp_path: Path, days: int, names: list[str], trusted: bool, subdomains: bool, code: str, host: str
) -> None:  # fmt: skip
    file = make(tmp_path, days, *names)
    context = ssl.create_default_context(cafile=file if trusted else None)
    with tls_server(file) as port:
        address = f"https://localhost:{port}"
        [found] = look_at_certificate(address, subdomains=subdomains, context=context)
    assert (found.code, found.fields["host"]) == (code, host)
    if code in {"certificate-ok", "certificate-ends"}:
        assert found.fields["days"] == days


@pytest.mark.parametrize("address", ["", "http://localhost:8000"])
def test_without_https_there_is_nothing_to_look_at(address: str) -> None:
    [found] = look_at_certificate(address, subdomains=False)
    assert found.code == "certificate-none"


def test_what_does_not_speak_tls_is_not_called_a_bad_certificate() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    [found] = look_at_certificate(f"https://localhost:{port}", subdomains=False)
    assert found.code == "certificate-unreachable"
