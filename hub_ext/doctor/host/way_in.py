"""The way that a browser takes: the published port, the proxy, the hub."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from hub_ext.doctor.findings import Finding

_SECONDS: Final = 12.0
_OK: Final = 200
_UNAVAILABLE: Final = 503
_MOST: Final = 64 * 1024


class WayIn:
    """The address at which people, or the TLS proxy before them, come in.

    Parameters
    ----------
    address, port
        Where the proxy listens on this machine.
    public
        What people type, where that is known: it decides about the ``Host`` of a request.
    """

    def __init__(self, address: str, port: int, public: str = "") -> None:
        # What listens everywhere is asked here.
        self._host = "127.0.0.1" if address in {"", "0.0.0.0", "::"} else address  # noqa: S104
        self._port = port
        self._name = urlsplit(public).netloc or f"{self._host}:{port}"

    def ask(self, path: str, *, encrypted: bool = True) -> tuple[int, bytes]:
        """Ask for an address of the hub as the TLS proxy would, or as a program of this host.

        Raises
        ------
        OSError, HTTPException
            If nothing answers.
        """
        connection = HTTPConnection(self._host, self._port, timeout=_SECONDS)
        headers = {"Host": self._name} | ({"X-Forwarded-Proto": "https"} if encrypted else {})
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_MOST)
        finally:
            connection.close()

    def look_at_page(self, proxy: str, hub: str) -> Sequence[Finding]:
        """See whether the hub answers through the proxy.

        Parameters
        ----------
        proxy, hub
            The names of their containers.
        """
        address = f"{self._host}:{self._port}"
        try:
            status, _ = self.ask("/hub/health")
        except (OSError, HTTPException):
            return [Finding("page", "page-silent", {"address": address, "container": proxy})]
        if status != _OK:
            return [Finding("page", "page-no-hub", {"status": status, "container": hub})]
        return [Finding("page", "page-ok", {"address": address})]

    def look_at_ready(self, hub: str) -> Sequence[Finding]:
        """See what the hub says of the parts that it needs."""
        # In production the proxy tells the world nothing of it, and TLS is the world's way.
        status, body = self.ask("/hub/ready", encrypted=False)
        if status not in {_OK, _UNAVAILABLE}:
            # An older hub has no such address.
            return [Finding("ready", "look-failed", {"error": f"HTTP {status}"})]
        broken = [str(name) for name, state in _parts(body).items() if state != "ok"]
        if not broken:
            return [Finding("ready", "ready-ok")]
        return [Finding("ready", "ready-not", {"parts": ", ".join(broken), "container": hub})]


def _parts(body: bytes) -> dict[str, Any]:
    parts = json.loads(body)["parts"]
    if not isinstance(parts, dict):
        raise TypeError
    return parts
