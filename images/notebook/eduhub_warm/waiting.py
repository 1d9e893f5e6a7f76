"""The port of a server that has no person yet: it says that it waits, and takes one claim."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

from .claim import LARGEST, Claim, ClaimError

#: Seconds in which a request must be complete; nobody else is answered meanwhile.
_REQUEST_SECONDS: Final = 5
#: The only path there is.
PATH: Final = "/claim"


class _Handler(BaseHTTPRequestHandler):
    server: "Waiting"
    timeout = _REQUEST_SECONDS

    def do_GET(self) -> None:
        """Say that nobody has this server."""
        self._answer(HTTPStatus.OK if self.path == PATH else HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take a claim."""
        length = self.headers.get("Content-Length", "")
        if self.path != PATH or not length.isascii() or not length.isdecimal():
            self._answer(HTTPStatus.BAD_REQUEST)
        elif len(length) > len(str(LARGEST)) or int(length) > LARGEST:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._take(self.rfile.read(int(length)))

    def _take(self, body: bytes) -> None:
        try:
            claim = Claim.read(body)
        except ClaimError:
            self._answer(HTTPStatus.BAD_REQUEST)
            return
        if not claim.is_proved(self.server.digest):
            self._answer(HTTPStatus.FORBIDDEN)
            return
        self.server.claim = claim
        # First of all: whoever finds the port open from now on finds the person's own server.
        self.server.server_close()
        self._answer(HTTPStatus.NO_CONTENT)

    def _answer(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of upstream's
        """Write nothing: what is asked here is for nobody's log."""


class Waiting(HTTPServer):
    """Waits for one claim.

    Parameters
    ----------
    port
        On all addresses of the container; 0 for any.
    digest
        SHA-256 of the secret, in hexadecimal digits.
    """

    # The person's own server binds the same port a moment later.
    allow_reuse_address = True

    def __init__(self, port: int, digest: str) -> None:
        self.digest = digest
        self.claim: Claim | None = None
        super().__init__(("0.0.0.0", port), _Handler)  # noqa: S104 - in a container that the firewall encloses

    def server_bind(self) -> None:
        """Bind without asking a name server who this is, as `HTTPServer` does."""
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = "", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Go on: a request that broke off is nobody's."""


def wait_for_claim(port: int, digest: str) -> Claim:
    """Answer until somebody who knows the secret has sent a claim; return it with the port closed."""
    with Waiting(port, digest) as server:
        while server.claim is None:
            server.handle_request()
        return server.claim
