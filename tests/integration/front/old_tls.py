"""A server that speaks an old TLS, to see that a client does."""

import ssl
from types import TracebackType
from typing import Final

from tests.integration.front.machine import NAME, Machine
from tests.waiting import wait_until

PORT: Final = 9443
_OPTIONS: Final = {ssl.TLSVersion.TLSv1: "-tls1", ssl.TLSVersion.TLSv1_1: "-tls1_1"}


class OldServer:
    """On a machine, with its certificate."""

    def __init__(self, machine: Machine, version: ssl.TLSVersion) -> None:
        self._machine, self._option = machine, _OPTIONS[version]

    def __enter__(self) -> int:
        """Start it; returns its port."""
        live = f"/etc/letsencrypt/live/{NAME}"
        self._machine.begin(
            f"openssl s_server -quiet -accept {PORT} -cert {live}/fullchain.pem -key {live}/privkey.pem"
            f" {self._option} -cipher ALL:@SECLEVEL=0 & echo $! >/tmp/old_tls; wait"
        )
        listening = f"grep -qi ':{PORT:04X} ' /proc/net/tcp /proc/net/tcp6 && echo yes || true"
        wait_until(lambda: self._machine.run(listening), 10, "it listens")
        return PORT

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._machine.run("kill $(cat /tmp/old_tls)")
