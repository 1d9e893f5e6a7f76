"""The certificate that browsers see."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from hub_ext.doctor.findings import Finding

_SECONDS: Final = 8.0
_DAY: Final = 24 * 3600
#: Let's Encrypt's last 90 and are renewed when 30 are left.
_SOON_DAYS: Final = 14
#: OpenSSL's numbers (verify(1)).
_EXPIRED: Final = frozenset({9, 10})
_OTHER_NAME: Final = frozenset({62, 64})
_HTTPS: Final = 443


def look_at_certificate(
    address: str, *, subdomains: bool, context: ssl.SSLContext | None = None
) -> Sequence[Finding]:
    """See whether browsers take the certificate, for how long, and for people's subdomains.

    Parameters
    ----------
    address
        Where people find the hub; ``""`` if no setting says.
    subdomains
        Whether each person has one.
    context
        Whom to trust; whom this machine trusts if None.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return [Finding("certificate", "certificate-none")]
    host, port = parts.hostname, parts.port or _HTTPS
    names = [host, f"student1.{host}"] if subdomains else [host]
    trust = context or ssl.create_default_context()
    found = [_of_name(name, host, port, trust) for name in names]
    return [next((one for one in found if one.code != "certificate-ok"), found[0])]


def _of_name(name: str, host: str, port: int, context: ssl.SSLContext) -> Finding:
    fields: dict[str, str | int] = {"host": name, "domain": host, "port": port}
    try:
        with (
            # Where the hub is, whatever the name: a subdomain may not be in this machine's DNS.
            socket.create_connection((host, port), timeout=_SECONDS) as connection,
            context.wrap_socket(connection, server_hostname=name) as channel,
        ):
            certificate = channel.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Finding("certificate", _code(error.verify_code), fields)
    except (OSError, ValueError):
        return Finding("certificate", "certificate-unreachable", fields)
    return _of_days(str(certificate.get("notAfter", "")), fields)


def _code(number: int) -> str:
    if number in _EXPIRED:
        return "certificate-expired"
    return "certificate-name" if number in _OTHER_NAME else "certificate-unknown-issuer"


def _of_days(not_after: str, fields: dict[str, str | int]) -> Finding:
    days = int((ssl.cert_time_to_seconds(not_after) - time.time()) // _DAY)
    code = "certificate-ends" if days < _SOON_DAYS else "certificate-ok"
    return Finding("certificate", code, {**fields, "days": days})
