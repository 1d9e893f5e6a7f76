"""Whether the ports of the instance are its own, or free for it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from hub_ext.doctor.findings import Finding

_TAKEN: Final = frozenset({errno.EADDRINUSE})


@dataclass(frozen=True)
class Port:
    """A port that a service of the instance listens on.

    Attributes
    ----------
    service
        Which one.
    setting
        The variable that names it.
    address, number
        Where.
    """

    service: str
    setting: str
    address: str
    number: int


def look_at_ports(ports: Sequence[Port], running: Collection[str]) -> Sequence[Finding]:
    """See whether somebody else has a port that the instance needs.

    Parameters
    ----------
    ports
        All of them.
    running
        Services that run, and so have theirs: the engine starts none without.
    """
    taken = [port for port in ports if port.service not in running and is_taken(port)]
    if taken:
        return [
            Finding(
                "ports",
                "port-taken",
                {"service": port.service, "port": port.number, "setting": port.setting},
            )
            for port in taken
        ]
    told = ", ".join(str(port.number) for port in ports)
    return [Finding("ports", "port-ok", {"ports": told})]


def is_taken(port: Port) -> bool:
    """Tell whether a program listens there. Trying to listen says so, and answers nobody's call."""
    with socket.socket() as listener:
        # A connection that has ended a moment ago is no program.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((port.address, port.number))
            listener.listen(1)
        except OSError as error:
            # Below 1024 others than root may not listen, and nothing is known.
            return error.errno in _TAKEN
    return False
