"""Healthy when something answers here at the PORT/PATH that the argument names; exit status 1 otherwise.

A second argument is a Unix socket, which then takes the place of the port.

Every few seconds in every container, so nothing is imported that is not needed: a library for HTTP
takes four times the processor time of all this.
"""

import socket
import sys

port, _, path = sys.argv[1].partition("/")


def _connect() -> socket.socket:
    if len(sys.argv) == 2:
        return socket.create_connection(("127.0.0.1", int(port)), timeout=3)
    found = socket.socket(socket.AF_UNIX)
    found.settimeout(3)
    found.connect(sys.argv[2])
    return found


try:
    with _connect() as connection:
        connection.sendall(f"GET /{path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        status = connection.recv(12)
except OSError as error:
    sys.exit(str(error))
sys.exit(status[-3:] != b"200")
